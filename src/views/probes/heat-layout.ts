import type { Range } from '../chart/chart-options';
import type { Theme } from '../ui/series-style';
import { shortName } from './places';

/** A grid as colours: rows from input to output, columns by step. */
export interface HeatPicture {
  readonly names: readonly string[];
  readonly steps: readonly number[];
  /** By row, then by column. */
  readonly values: readonly (readonly (number | null)[])[];
  /** Values of the ends of the scale. */
  readonly domain: Range;
  readonly logarithmic: boolean;
  /** Column that is marked above the plot. */
  readonly marked: number | undefined;
  readonly stepTitle: string;
  readonly stepText: (step: number) => string;
  readonly valueText: (value: number) => string;
  readonly theme: Theme;
}

/** Where things stand, in pixels. */
export interface HeatLayout {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** Left edge of the scale of colours. */
  readonly bar: number;
}

/** Rows lower than this have no names of their own. */
export const NAMED_ROW = 11;
const STAGE = 58;
export const NAME_GAP = 6;
const TOP = 12;
const BOTTOM = 36;
export const BAR = 12;
const BAR_GAP = 18;
const BAR_TEXT = 62;

export function heatLayout({ names, theme }: HeatPicture, width: number, height: number, above = 0): HeatLayout {
  const plot = height - TOP - BOTTOM - above;
  const named = plot / names.length >= NAMED_ROW;
  const left = STAGE + (named ? NAME_GAP + 0.56 * theme.fontSize * Math.max(...names.map((name) => shortName(name).length)) : 0);
  const right = BAR_GAP + BAR + BAR_TEXT;
  return { left, top: TOP + above, width: Math.max(40, width - left - right), height: plot, bar: width - right + BAR_GAP };
}

/** The cell at a pixel, or undefined beside the plot. */
export function cellAt({ names, steps }: HeatPicture, { left, top, width, height }: HeatLayout, x: number, y: number): { row: number; column: number } | undefined {
  const [column, row] = [Math.floor(((x - left) / width) * steps.length), Math.floor(((y - top) / height) * names.length)];
  return column < 0 || row < 0 || column >= steps.length || row >= names.length ? undefined : { row, column };
}

/** Left, top, width and height of a cell. */
export function cellBox({ names, steps }: HeatPicture, { left, top, width, height }: HeatLayout, row: number, column: number): readonly [number, number, number, number] {
  return [left + (column * width) / steps.length, top + (row * height) / names.length, width / steps.length, height / names.length];
}

/** Share of the scale at which a value stands; undefined where it has no place on it. */
export function shareOf({ domain: [low, high], logarithmic }: Pick<HeatPicture, 'domain' | 'logarithmic'>, value: number | null | undefined): number | undefined {
  if (value === null || value === undefined || (logarithmic && value <= 0)) return undefined;
  if (high <= low) return 0.5;
  return logarithmic ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
}
