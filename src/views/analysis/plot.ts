import { color } from 'chart.js/helpers';
import type { Picture, XAxis, YAxis } from '../chart/chart-options';
import type { PlotSeries } from '../chart/drawn';
import { linesOf, type Line, type LinePoint } from '../chart/lines';
import { MOST_COLOURED } from '../chart/drawn';
import { shown } from '../../experiment/report-data';
import { seriesStyle, type SeriesStyle, type Theme } from '../ui/series-style';
import type { Choices } from '../view/choices';
import type { Arm } from './arms';

/** A chart of lines with what is read off it. */
export interface Plot {
  readonly series: readonly PlotSeries[];
  /** Drawn beside the lines, not read. */
  readonly asides: readonly Aside[];
  readonly x: XAxis;
  readonly y: YAxis;
  /** What a place of the axis is called. */
  readonly place: (x: number) => string;
  /** What a point of a series is called, where that is more than its place. */
  readonly point?: (series: PlotSeries, index: number) => string;
  /** A value as it is read. */
  readonly value: (value: number) => string;
}

export type Aside =
  | { readonly kind: 'dots'; readonly series: PlotSeries; readonly points: readonly (readonly [number, number])[] }
  | { readonly kind: 'crosses'; readonly series: PlotSeries; readonly points: readonly (readonly [number, number])[] }
  /** A dashed line across. */
  | { readonly kind: 'level'; readonly series: PlotSeries; readonly from: number; readonly to: number; readonly at: number }
  /** A grey area across. */
  | { readonly kind: 'area'; readonly series: PlotSeries; readonly from: number; readonly to: number; readonly low: number; readonly high: number };

/** The arms that are shown, and their styles; more than can be told apart are drawn plain. */
export interface ShownArm extends Arm {
  readonly style: SeriesStyle;
  readonly coloured: boolean;
}

export function shownArms(arms: readonly Arm[], choices: Choices, theme: Theme): ShownArm[] {
  return arms
    .filter(({ label }) => choices.isShown(label))
    .map((arm, place) => ({ ...arm, coloured: place < MOST_COLOURED, style: place < MOST_COLOURED ? seriesStyle(theme, arm.key) : { colour: theme.muted, dash: [], marker: 'circle' } }));
}

/** What an arm's series has of its own. */
export function seriesOf({ key, label, style, coloured }: ShownArm, part?: string): Pick<PlotSeries, 'key' | 'arm' | 'label' | 'style' | 'coloured' | 'part'> {
  return { key, arm: label, label, style, coloured, ...(part !== undefined && { part }) };
}

export function pictureOf({ series, asides, x, y }: Plot, eachSeed: boolean, theme: Theme): Omit<Picture, 'range'> {
  const drawn = series.map((one) => ({ ...one, ...(y.logarithmic && { curve: positive(one.curve) }) }));
  const { lines } = linesOf(drawn, { fraction: y.fraction, logarithmic: y.logarithmic, eachSeed });
  return { lines: [...lines, ...asides.flatMap((aside, i) => asideLines(aside, i, y, theme))], x, y, theme };
}

/** A logarithmic axis has no place for zero. */
function positive(curve: PlotSeries['curve']): PlotSeries['curve'] {
  return { ...curve, mean: curve.mean.map((value) => (value !== null && value > 0 ? value : null)) };
}

function asideLines(aside: Aside, index: number, y: YAxis, theme: Theme): Line[] {
  const { series } = aside;
  const { colour } = series.style;
  const value = (one: number): number => shown(one, y);
  const seen = (one: number): boolean => !y.logarithmic || one > 0;
  const points = (all: readonly (readonly [number, number])[]): LinePoint[] => all.filter(([, one]) => seen(one)).map(([x, one], i) => ({ x, y: value(one), i }));
  const base = { id: `${aside.kind} ${index}`, role: 'seed' as const, series: { ...series, seedsOnly: false }, fill: false as const };
  switch (aside.kind) {
    case 'dots':
      return [{ ...base, data: points(sorted(aside.points)), showLine: false, pointRadius: 2.5, pointBorderWidth: 1, pointBorderColor: faded(colour, 0.75), pointBackgroundColor: 'transparent', borderColor: colour }];
    case 'crosses':
      return [{ ...base, data: points(sorted(aside.points)), showLine: false, pointStyle: 'crossRot', pointRadius: 5, pointBorderWidth: 2, pointBorderColor: colour, borderColor: colour }];
    case 'level':
      return [{ ...base, data: points([[aside.from, aside.at], [aside.to, aside.at]]), borderColor: faded(colour, 0.8), borderWidth: 1, borderDash: [5, 4] }];
    case 'area': {
      const edge = { ...base, role: 'band' as const, borderWidth: 0 };
      return [
        { ...edge, id: `${base.id} low`, data: points([[aside.from, aside.low], [aside.to, aside.low]]), fill: '+1', backgroundColor: faded(theme.muted, 0.18) },
        { ...edge, id: `${base.id} high`, data: points([[aside.from, aside.high], [aside.to, aside.high]]) },
      ];
    }
  }
}

function sorted(points: readonly (readonly [number, number])[]): (readonly [number, number])[] {
  return [...points].sort(([a], [b]) => a - b);
}

function faded(colour: string, alpha: number): string {
  return color(colour).alpha(alpha).rgbString();
}
