import type { ChartOptions, Scale, ScaleOptionsByType } from 'chart.js';
import type { Theme } from '../ui/series-style';
import type { AxisKind } from './curves';
import { shortNumber } from './numbers';
import type { Line } from './lines';

/** Everything that a chart is drawn from. */
export interface Picture {
  readonly lines: readonly Line[];
  readonly x: XAxis;
  readonly y: YAxis;
  /** The part of the axis that is seen; undefined: all of it. */
  readonly range: Range | undefined;
  readonly theme: Theme;
}

export interface XAxis {
  /** Layers and facets have their own ticks; a value is any number. */
  readonly kind: AxisKind | 'layer' | 'facet' | 'value';
  readonly title: string;
  readonly extent: Range;
  /** Nothing stands between whole numbers. */
  readonly whole: boolean;
  readonly ticks?: readonly Tick[];
  /** Named stretches, set apart by lines: the stages of a network, or facets. */
  readonly stretches?: readonly Stretch[];
}

export interface Tick {
  readonly value: number;
  readonly label: string;
}

export interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly label: string;
}

export interface YAxis {
  readonly title: string;
  readonly logarithmic: boolean;
  readonly fraction: boolean;
  /** What the axis takes in at least: the same from one drawing to the next, so that movement can be seen. */
  readonly extent?: Range;
  /** Where lines are cut off. */
  readonly most?: number;
}

export type Range = readonly [number, number];

/** Pixels that lines may reach beyond the axes, so that markers at the ends are whole. */
const MARKER_ROOM = 6;
/** How far bands may stretch the axis beyond the lines, in spans of the lines. */
const BAND_ROOM = 0.6;
/** Pixels above the plot for the names of stretches. */
export const STRETCH_ROOM = 16;
/** Powers of ten beyond which 2 and 5 have no ticks. */
const MANY_POWERS = 2.5;
/** Distances of ticks on an axis of seconds. */
const CLOCK = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 21600, 43200, 86400];
const CLOCK_TICKS = 8;

/** How a picture is drawn, on the page and in a file. */
export function chartOptions({ x, y, range, theme }: Picture): ChartOptions<'line'> {
  const font = { family: theme.font, size: theme.fontSize };
  const axis = (text: string): Pick<ScaleOptionsByType<'linear'>, 'title' | 'grid' | 'border' | 'ticks'> =>
    ({ title: { display: true, text, color: theme.text, font, padding: 2 }, grid: { color: theme.grid, lineWidth: 0.5, tickLength: 4 }, border: { color: theme.muted }, ticks: { color: theme.muted, font } }) as ReturnType<typeof axis>;
  const vertical = axis(y.title);
  const horizontal = axis(x.title);
  const [min, max] = range ?? x.extent;
  return {
    animation: false,
    transitions: { zoom: { animation: { duration: 0 } } },
    parsing: false,
    normalized: true,
    responsive: true,
    maintainAspectRatio: false,
    clip: MARKER_ROOM,
    // The cursor is drawn on a canvas of its own.
    events: [],
    elements: { point: { radius: 0, hoverRadius: 0, hitRadius: 0 }, line: { tension: 0 } },
    scales: {
      x: { type: 'linear', ...horizontal, grid: { display: false }, ticks: { ...horizontal.ticks, ...(x.whole && { precision: 0 }), maxRotation: 0, autoSkipPadding: 14, ...(x.kind === 'time' && { callback: (value) => clock(Number(value)) }), ...ownLabels(x.ticks) }, min, max, ...(x.kind === 'time' && { afterBuildTicks: clockTicks }), ...ownTicks(x.ticks) },
      y: y.logarithmic ? { type: 'logarithmic', ...vertical, ticks: { ...vertical.ticks, callback: (value) => shortNumber(Number(value), 6) }, afterBuildTicks: logarithmicTicks, ...suggested(y.extent), ...cutOff(y.most) } : { type: 'linear', ...vertical, afterDataLimits: (scale) => fitted(scale, y) },
    },
    plugins: { filler: { propagate: false } },
    layout: { padding: { top: x.stretches === undefined ? 0 : STRETCH_ROOM } },
  };
}

/** `45 s`, `3:05`, `1:02:03`. */
export function clock(seconds: number): string {
  const whole = Math.round(seconds);
  const two = (part: number): string => String(Math.floor(part)).padStart(2, '0');
  if (whole < 60) return `${Number.isInteger(seconds) ? whole : Number(seconds.toFixed(1))} s`;
  return whole < 3600 ? `${Math.floor(whole / 60)}:${two(whole % 60)}` : `${Math.floor(whole / 3600)}:${two((whole % 3600) / 60)}:${two(whole % 60)}`;
}

function clockTicks(scale: Scale): void {
  const { min, max } = scale;
  const step = CLOCK.find((candidate) => (max - min) / candidate <= CLOCK_TICKS) ?? 86400 * Math.ceil((max - min) / 86400 / CLOCK_TICKS);
  if (max - min < 2) return;
  scale.ticks = Array.from({ length: Math.floor(max / step) - Math.ceil(min / step) + 1 }, (_, i) => ({ value: (Math.ceil(min / step) + i) * step }));
}

function ownTicks(ticks: XAxis['ticks']): { afterBuildTicks?: (scale: Scale) => void } {
  if (ticks === undefined) return {};
  return { afterBuildTicks: (scale) => (scale.ticks = ticks.filter(({ value }) => value >= scale.min && value <= scale.max).map(({ value }) => ({ value }))) };
}

function ownLabels(ticks: XAxis['ticks']): { callback?: (value: string | number) => string } {
  if (ticks === undefined) return {};
  const labels = new Map(ticks.map(({ value, label }) => [value, label]));
  return { callback: (value) => labels.get(Number(value)) ?? '' };
}

function suggested(extent: Range | undefined): { suggestedMin?: number; suggestedMax?: number } {
  return extent === undefined ? {} : { suggestedMin: extent[0], suggestedMax: extent[1] };
}

function cutOff(most: number | undefined): { afterDataLimits?: (scale: Scale) => void } {
  if (most === undefined) return {};
  return { afterDataLimits: (scale) => (scale.max = Math.min(scale.max, most)) };
}

/** The axis is made for the lines; the interval of two seeds alone could flatten them all, and may reach beyond what an accuracy can be. */
function fitted(scale: Scale, { fraction, extent = [Infinity, -Infinity], most = Infinity }: YAxis): void {
  const [lowest, highest] = lineLimits(scale);
  const [low, high] = [Math.min(lowest, extent[0]), Math.max(highest, extent[1])];
  scale.min = Math.min(scale.min, low);
  scale.max = Math.max(scale.max, high);
  if (low <= high) {
    const room = BAND_ROOM * (high - low || 0.1 * Math.abs(high) || 1);
    scale.min = Math.max(scale.min, low - room);
    scale.max = Math.min(scale.max, high + room);
  }
  scale.max = Math.min(scale.max, most);
  if (!fraction) return;
  scale.min = Math.max(0, scale.min);
  scale.max = Math.min(100, scale.max);
}

/** The lowest and the highest point of the lines that are seen. */
function lineLimits({ chart }: Scale): [number, number] {
  const { min: from = -Infinity, max: to = Infinity } = chart.scales['x'] ?? {};
  let [low, high] = [Infinity, -Infinity];
  for (const { role, data } of chart.data.datasets as unknown as readonly Line[]) {
    if (role === 'band') continue;
    for (const { x, y } of data) {
      if (x < from || x > to) continue;
      if (y < low) low = y;
      if (y > high) high = y;
    }
  }
  return [low, high];
}

/** 1, 2 and 5 of each power of ten, or the powers alone where they are many. */
function logarithmicTicks(scale: Scale): void {
  const marked = Math.log10(scale.max / scale.min) > MANY_POWERS ? [1] : [1, 2, 5];
  const leading = (value: number): number => Math.round((value / 10 ** Math.floor(Math.log10(value) + 1e-9)) * 1e6) / 1e6;
  const kept = scale.ticks.filter(({ value }) => marked.includes(leading(value)));
  // Within a small range there may be none of them.
  if (kept.length > 1) scale.ticks = kept;
}
