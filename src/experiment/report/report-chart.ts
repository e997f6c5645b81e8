import { GRID, linearScale, logarithmicScale, MUTED, type Scale, seriesInk, type SvgElement, svgDocument, tag } from './report-svg';

/** One line, with its band where it has one. */
export interface ChartLine {
  readonly label: string;
  /** Its colour and dash. */
  readonly series: number;
  readonly x: readonly number[];
  readonly y: readonly (number | null)[];
  readonly low?: readonly (number | null)[];
  readonly high?: readonly (number | null)[];
}

export interface LineChart {
  readonly title: string;
  readonly description: string;
  readonly xTitle: string;
  readonly yTitle: string;
  readonly lines: readonly ChartLine[];
  readonly logarithmic?: boolean;
}

const WIDTH = 760;
const PLOT = { left: 78, top: 14, width: 660, height: 320 };
/** From the plot to the first row of the legend, and between two. */
const LEGEND_TOP = 66;
const LEGEND_ROW = 21;
/** Width of a letter of the legend, on average, in pixels. */
const LETTER = 6.9;

/** A line chart as an SVG file: means with their bands, a legend below. */
export function lineChartSvg({ title, description, xTitle, yTitle, lines, logarithmic = false }: LineChart): string {
  const values = lines.flatMap(({ y, low = [], high = [] }) => [...y, ...low, ...high]).filter((value) => value !== null);
  const xs = linearScale(lines.flatMap(({ x }) => x), { count: 8, snug: true });
  const log = logarithmic && values.some((value) => value > 0);
  const ys = log ? logarithmicScale(values) : linearScale(values);
  const at: Place = (x, y) => [PLOT.left + PLOT.width * xs.place(x), PLOT.top + PLOT.height * (1 - Math.min(1, Math.max(0, ys.place(log ? Math.max(y, ys.from) : y))))];
  const { rows, elements } = legend(lines);
  const height = PLOT.top + PLOT.height + LEGEND_TOP + rows * LEGEND_ROW;
  return svgDocument({ width: WIDTH, height, title, description }, [...axes(xs, ys, xTitle, yTitle), ...lines.flatMap((line) => band(line, at)), ...lines.map((line) => path(line, at)), ...elements]);
}

type Place = (x: number, y: number) => [number, number];

function axes(xs: Scale, ys: Scale, xTitle: string, yTitle: string): SvgElement[] {
  const { left, top, width, height } = PLOT;
  const bottom = top + height;
  const rule = (x1: number, y1: number, x2: number, y2: number): SvgElement => tag('line', { x1, y1, x2, y2, stroke: GRID });
  return [
    ...ys.ticks.flatMap(({ at, text }) => {
      const y = bottom - height * ys.place(at);
      return [rule(left, y, left + width, y), tag('text', { x: left - 8, y: y + 4.5, 'text-anchor': 'end', fill: MUTED }, text)];
    }),
    ...xs.ticks.flatMap(({ at, text }) => {
      const x = left + width * xs.place(at);
      return [rule(x, bottom, x, bottom + 5), tag('text', { x, y: bottom + 20, 'text-anchor': 'middle', fill: MUTED }, text)];
    }),
    tag('text', { x: left + width / 2, y: bottom + 40, 'text-anchor': 'middle' }, xTitle),
    tag('text', { x: 16, y: top + height / 2, 'text-anchor': 'middle', transform: `rotate(-90 16 ${top + height / 2})` }, yTitle),
  ];
}

/** The area between low and high, in stretches where both are known. */
function band({ series, x, low = [], high = [] }: ChartLine, at: Place): SvgElement[] {
  return stretches(x.map((_, i) => low[i] !== null && low[i] !== undefined && high[i] !== null && high[i] !== undefined)).flatMap(([from, to]) => {
    const edge = (values: readonly (number | null)[]): string[] => x.slice(from, to).map((value, i) => point(at(value, values[from + i] ?? 0)));
    return to - from < 2 ? [] : [tag('polygon', { points: [...edge(high), ...edge(low).reverse()].join(' '), fill: seriesInk(series).colour, 'fill-opacity': 0.14 })];
  });
}

function path({ series, x, y }: ChartLine, at: Place): SvgElement {
  const { colour, dash } = seriesInk(series);
  const known = stretches(x.map((_, i) => y[i] !== null && y[i] !== undefined));
  const d = known.map(([from, to]) => `M${x.slice(from, to).map((value, i) => point(at(value, y[from + i] ?? 0))).join('L')}`).join('');
  const line = tag('path', { d, fill: 'none', stroke: colour, 'stroke-width': 2, 'stroke-linejoin': 'round', 'stroke-dasharray': dash });
  const dots = x.length > 40 ? [] : known.flatMap(([from, to]) => x.slice(from, to).map((value, i) => dot(at(value, y[from + i] ?? 0), colour)));
  return tag('g', {}, line, ...dots);
}

function dot([cx, cy]: [number, number], fill: string): SvgElement {
  return tag('circle', { cx, cy, r: 2.6, fill });
}

/** Where neighbouring places are known: first, and one after the last. */
function stretches(known: readonly boolean[]): [number, number][] {
  const found: [number, number][] = [];
  known.forEach((is, i) => {
    const last = found.at(-1);
    if (!is) return;
    if (last?.[1] === i) last[1] = i + 1;
    else found.push([i, i + 1]);
  });
  return found;
}

function point([x, y]: [number, number]): string {
  return `${Math.round(x * 10) / 10} ${Math.round(y * 10) / 10}`;
}

/** Entries from left to right, in as many rows as they need. */
function legend(lines: readonly ChartLine[]): { rows: number; elements: SvgElement[] } {
  let [x, row] = [PLOT.left, 0];
  const elements = lines.map(({ label, series }) => {
    const width = 44 + LETTER * label.length;
    if (x > PLOT.left && x + width > WIDTH) [x, row] = [PLOT.left, row + 1];
    const y = PLOT.top + PLOT.height + LEGEND_TOP + row * LEGEND_ROW - 4;
    const { colour, dash } = seriesInk(series);
    const entry = tag('g', {}, tag('line', { x1: x, y1: y - 4, x2: x + 26, y2: y - 4, stroke: colour, 'stroke-width': 2.5, 'stroke-dasharray': dash }), tag('text', { x: x + 32, y }, label));
    x += width + 10;
    return entry;
  });
  return { rows: row + 1, elements };
}
