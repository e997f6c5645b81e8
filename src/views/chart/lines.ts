import type { ChartDataset } from 'chart.js';
import { color } from 'chart.js/helpers';
import { shown, type Curve } from '../../experiment/report-data';
import type { Marker } from '../ui/series-style';
import type { DrawnSeed, PlotSeries } from './drawn';

/** A point of a line, with its index in the curve that it comes from. */
export interface LinePoint {
  readonly x: number;
  readonly y: number;
  readonly i: number;
}

/** A line of the chart, and whose it is. */
export type Line = Omit<ChartDataset<'line', LinePoint[]>, 'type'> & {
  /** The same line has the same id from one drawing to the next. */
  readonly id: string;
  readonly role: 'mean' | 'seed' | 'band' | 'plain';
  readonly series: PlotSeries;
  readonly seed?: DrawnSeed;
  /** Drawn at some of the points. */
  readonly marker?: Marker;
  /** Ends in a cross. */
  readonly broken?: boolean;
};

/** Beyond so many lines, seeds are not drawn one by one. */
export const MOST_LINES = 60;
/** Points of all lines together that can be drawn fluently. */
const MOST_POINTS = 24_000;
/** Seeds of an arm beside its mean. */
const FAINT = 0.55;

export interface LineOptions {
  readonly fraction: boolean;
  readonly logarithmic: boolean;
  readonly eachSeed: boolean;
  /** How much of a band is seen, 0 to 1; by the number of bands where it isn't said. */
  readonly opacity?: number;
}

export interface Lines {
  readonly lines: readonly Line[];
  /** Single seeds were asked for, and are drawn as the area that they lie in because they are too many. */
  readonly folded: boolean;
}

/** The lines of a chart, from the top one down: means, single seeds where they are asked for or still run, intervals. */
export function linesOf(series: readonly PlotSeries[], { fraction, logarithmic, eachSeed, opacity }: LineOptions): Lines {
  const value = (y: number | null | undefined): number => (y === null || y === undefined ? NaN : shown(y, { fraction }));
  const wanted = series.map((one) => ({ one, seeds: one.seeds.filter(({ state }) => eachSeed || one.seedsOnly || state === 'running') }));
  const count = wanted.reduce((sum, { one, seeds }) => sum + seeds.length + Number(!one.seedsOnly), 0);
  const folded = count > MOST_LINES && wanted.some(({ seeds }) => seeds.length > 1);
  const floor = logarithmic ? value(smallest(series)) / 2 : -Infinity;
  const clamped = (y: number | null | undefined): number => Math.max(value(y), floor);
  const plain = series.filter(({ coloured }) => !coloured);
  const bold = series.filter(({ coloured }) => coloured);
  const seeds = wanted.flatMap(({ one, seeds: own }) => (folded ? [] : own.map((seed) => seedOf(one, seed, value))));
  const ranges = folded ? wanted.flatMap(({ one, seeds: own }) => (own.length > 1 ? rangeOf(one, own, clamped) : own.map((seed) => seedOf(one, seed, value)))) : [];
  const alpha = opacity ?? (bold.length > 6 ? 0.09 : 0.16);
  const lines = [...bold.filter((one) => !one.seedsOnly).map((one) => meanOf(one, value)), ...plain.filter((one) => !one.seedsOnly).map((one) => meanOf(one, value)), ...seeds, ...ranges, ...bold.flatMap((one) => bandOf(one, clamped, alpha))];
  return { lines: lines.length > MOST_LINES ? lines.map((line) => (line.series.coloured ? line : { ...line, data: thinned(line.data, MOST_POINTS / lines.length) })) : lines, folded };
}

/** The same from one drawing to the next, and no other's. */
function nameOf({ key, arm, part }: PlotSeries): string {
  return part === undefined ? `${key} ${arm}` : `${key} ${arm} ${part}`;
}

type Value = (y: number | null | undefined) => number;

function meanOf(series: PlotSeries, value: Value): Line {
  const { curve, style, coloured, thin = false } = series;
  const look = coloured ? { borderColor: style.colour, borderWidth: thin ? 1.25 : 2, borderDash: [...style.dash], ...(!thin && { marker: style.marker }) } : { borderColor: faded(style.colour, 0.45), borderWidth: 1, borderDash: [] };
  return { id: `mean ${nameOf(series)}`, role: coloured ? 'mean' : 'plain', series, data: points(series, curve.mean, value), fill: false, ...look };
}

function seedOf(series: PlotSeries, seed: DrawnSeed, value: Value): Line {
  const { style, seedsOnly, coloured } = series;
  const broken = seed.state === 'broken';
  const alone = seedsOnly && coloured && series.seeds.length === 1;
  const dash = broken ? [2, 3] : coloured ? [...style.dash] : [];
  return {
    id: `seed ${nameOf(series)} ${seed.seed}`,
    role: 'seed',
    series,
    seed,
    data: points(series, seed.y, value),
    fill: false,
    borderColor: alone ? style.colour : faded(style.colour, coloured ? FAINT : 0.3),
    borderWidth: alone ? 2 : 1,
    borderDash: dash,
    broken,
    ...(alone && { marker: style.marker }),
  };
}

/** Two lines that can't be seen, and the area between them: the mean's interval. */
function bandOf(series: PlotSeries, value: Value, alpha: number): Line[] {
  const { low, high } = series.curve;
  return low.every((y) => y === null) ? [] : area(series, 'band', low, high, value, alpha);
}

/** From the lowest to the highest seed. */
function rangeOf(series: PlotSeries, seeds: readonly DrawnSeed[], value: Value): Line[] {
  const extreme = (pick: (...values: number[]) => number): (number | null)[] =>
    series.xs.map((_, i) => {
      const there = seeds.flatMap(({ y }) => y[i] ?? []);
      return there.length === 0 ? null : pick(...there);
    });
  return area(series, 'range', extreme(Math.min), extreme(Math.max), value, series.coloured ? 0.22 : 0.08);
}

function area(series: PlotSeries, kind: 'band' | 'range', low: Curve['low'], high: Curve['high'], value: Value, alpha: number): Line[] {
  const edge = { role: 'band', series, borderWidth: 0 } as const;
  const id = `${kind} ${nameOf(series)}`;
  return [
    { ...edge, id: `${id} low`, data: points(series, low, value), fill: '+1', backgroundColor: faded(series.style.colour, alpha) },
    { ...edge, id: `${id} high`, data: points(series, high, value), fill: false },
  ];
}

function points({ xs }: PlotSeries, values: readonly (number | null)[], value: Value): LinePoint[] {
  const made: LinePoint[] = [];
  values.forEach((y, i) => {
    const x = xs[i];
    if (x !== undefined && !Number.isNaN(x)) made.push({ x, y: value(y), i });
  });
  return made;
}

/** At most so many points, and in each stretch of them the lowest and the highest: no peak is lost. */
export function thinned(points: readonly LinePoint[], most: number): LinePoint[] {
  const stretch = Math.ceil((2 * points.length) / most);
  if (stretch <= 2) return [...points];
  const kept: LinePoint[] = [];
  for (let start = 0; start < points.length; start += stretch) {
    const here = points.slice(start, start + stretch).filter(({ y }) => !Number.isNaN(y));
    const [first] = here;
    if (first === undefined) continue;
    const [low, high] = here.reduce(([least, greatest], point) => [point.y < least.y ? point : least, point.y > greatest.y ? point : greatest], [first, first]);
    kept.push(...(low === high ? [low] : low.x < high.x ? [low, high] : [high, low]));
  }
  return kept;
}

function smallest(series: readonly PlotSeries[]): number {
  let least = Infinity;
  for (const { curve, seeds } of series) {
    for (const values of [curve.mean, ...seeds.map(({ y }) => y)]) for (const y of values) if (y !== null && y > 0 && y < least) least = y;
  }
  return least;
}

function faded(colour: string, alpha: number): string {
  return color(colour).alpha(alpha).rgbString();
}
