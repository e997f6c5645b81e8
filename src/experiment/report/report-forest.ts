import { GRID, INK, linearScale, MUTED, seriesInk, type SvgElement, svgDocument, tag } from './report-svg';

export interface ForestRow {
  readonly label: string;
  readonly series: number;
  readonly mean?: number | undefined;
  readonly low?: number | undefined;
  readonly high?: number | undefined;
  /** Single seeds. */
  readonly dots: readonly number[];
  /** A hollow mark where the difference is not significant. */
  readonly filled: boolean;
  /** Stands in place of a mean that is absent. */
  readonly absent: string;
}

export interface Forest {
  readonly title: string;
  readonly description: string;
  readonly axis: string;
  readonly rows: readonly ForestRow[];
  /** A vertical line, such as no difference. */
  readonly reference?: number;
}

const WIDTH = 760;
const RIGHT = 24;
const ROW = 32;
const TOP = 14;
const BOTTOM = 52;
const LETTER = 7.1;
const MOST_LABEL = 280;

/** Means with their intervals and single seeds, an arm a row, as an SVG file. */
export function forestSvg({ title, description, axis, rows, reference }: Forest): string {
  const left = Math.min(MOST_LABEL, Math.max(...rows.map(({ label }) => label.length)) * LETTER + 28);
  const width = WIDTH - left - RIGHT;
  const values = rows.flatMap(({ mean, low, high, dots }) => [mean, low, high, ...dots]).filter((value) => value !== undefined);
  const scale = linearScale([...values, ...(reference === undefined ? [] : [reference])]);
  const at = (value: number): number => left + width * scale.place(value);
  const bottom = TOP + ROW * rows.length;
  const ticks = scale.ticks.flatMap(({ at: value, text }) => [tag('line', { x1: at(value), y1: TOP, x2: at(value), y2: bottom, stroke: GRID }), tag('text', { x: at(value), y: bottom + 18, 'text-anchor': 'middle', fill: MUTED }, text)]);
  const zero = reference === undefined ? [] : [tag('line', { x1: at(reference), y1: TOP, x2: at(reference), y2: bottom, stroke: INK, 'stroke-width': 1.4 })];
  const drawn = rows.map((row, i) => rowOf(row, TOP + ROW * (i + 0.5), left, at));
  return svgDocument({ width: WIDTH, height: bottom + BOTTOM, title, description }, [...ticks, ...zero, ...drawn, tag('text', { x: left + width / 2, y: bottom + 40, 'text-anchor': 'middle' }, axis)]);
}

function rowOf({ label, series, mean, low, high, dots, filled, absent }: ForestRow, y: number, left: number, at: (value: number) => number): SvgElement {
  const { colour } = seriesInk(series);
  const name = tag('text', { x: left - 14, y: y + 4.5, 'text-anchor': 'end' }, clipped(label));
  const single = dots.map((value) => tag('circle', { cx: at(value), cy: y, r: 3.2, fill: colour, 'fill-opacity': 0.35 }));
  if (mean === undefined) return tag('g', {}, name, ...single, tag('text', { x: left + 8, y: y + 4.5, fill: MUTED }, absent));
  const reach = low === undefined || high === undefined ? [] : [tag('line', { x1: at(low), y1: y, x2: at(high), y2: y, stroke: colour, 'stroke-width': 2.2 })];
  const x = at(mean);
  const mark = tag('path', { d: `M${x - 6.5} ${y}L${x} ${y - 6.5}L${x + 6.5} ${y}L${x} ${y + 6.5}Z`, fill: filled ? colour : '#ffffff', stroke: colour, 'stroke-width': 1.8 });
  return tag('g', {}, name, ...reach, ...single, mark);
}

function clipped(label: string): string {
  const most = Math.floor((MOST_LABEL - 28) / LETTER);
  return label.length > most ? `${label.slice(0, most - 1)}…` : label;
}
