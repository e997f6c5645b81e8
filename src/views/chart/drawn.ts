import type { Curve, ReportArm, ReportData, SeedCurve } from '../../experiment/report-data';
import { seriesStyle, type SeriesStyle, type Theme } from '../ui/series-style';
import { CURVES, seriesOf, stepsPerEpoch, type AxisKind, type Series, type Subject } from './curves';

/** `running` trials may still get points; `broken` ones failed or were stopped. */
export type SeedState = 'finished' | 'running' | 'broken';

export interface DrawnSeed extends SeedCurve {
  readonly state: SeedState;
}

/** Anything that a chart draws as a line with its band: values with the place of each on the chart's axis. */
export interface PlotSeries {
  /** Its place in the legend, which gives it its style. */
  readonly key: number;
  readonly arm: string;
  /** Tells several series of an arm apart. */
  readonly part?: string;
  readonly label: string;
  readonly curve: Pick<Curve, 'mean' | 'low' | 'high' | 'n'>;
  /** One for each of the curve's points; NaN where it isn't known. */
  readonly xs: readonly number[];
  readonly seeds: readonly DrawnSeed[];
  /** No trial has finished: there is no mean, only the seeds' own curves. */
  readonly seedsOnly: boolean;
  readonly style: SeriesStyle;
  /** False for those beyond the most that can be told apart: they are drawn in one plain style. */
  readonly coloured: boolean;
  /** Drawn thin and without markers, beside the arm's own line. */
  readonly thin?: boolean;
}

/** A series of learning curves that is to be drawn. */
export interface DrawnSeries extends Series, PlotSeries {
  readonly curve: Curve;
}

/** More colours, dashes and markers at a time than these nobody can tell apart. */
export const MOST_COLOURED = 20;

export interface DrawnInput {
  readonly report: ReportData;
  readonly subject: Subject;
  readonly axis: AxisKind;
  readonly theme: Theme;
  readonly label: (series: Series) => string;
  readonly isShown: (label: string) => boolean;
  readonly isColoured: (label: string) => boolean;
  readonly isRunning: (arm: string, seed: number) => boolean;
  /** Another resolution or smoothing than the data's own, where it is there. */
  readonly better: (series: Series, curve: Curve) => Curve;
}

/** The series of a chart that are shown. */
export function drawnSeries({ report, subject, axis, theme, label: labelOf, isShown, isColoured, isRunning, better }: DrawnInput): DrawnSeries[] {
  const arms = new Map(report.arms.map((arm) => [arm.label, arm]));
  return seriesOf(report, subject, axis).flatMap((series): DrawnSeries[] => {
    const label = labelOf(series);
    const arm = arms.get(series.arm);
    const stored = arm?.curves[series.name];
    if (arm === undefined || stored === undefined || !isShown(label)) return [];
    const coloured = isColoured(label);
    const curve = better(series, stored);
    const seeds = curve.seeds.map((seed): DrawnSeed => ({ ...seed, state: seed.finished ? 'finished' : isRunning(series.arm, seed.seed) ? 'running' : 'broken' }));
    const style = coloured ? seriesStyle(theme, series.key) : { colour: theme.muted, dash: [], marker: 'circle' as const };
    return [{ ...series, label, curve, xs: axisValues(curve, series, arm, axis), seeds, seedsOnly: curve.n.every((n) => n === 0), style, coloured }];
  });
}

/** Where a curve's points stand on an axis: steps, epochs, or seconds. */
export function axisValues(curve: Curve, { name }: Pick<Series, 'name'>, arm: ReportArm, axis: AxisKind): readonly number[] {
  if (axis === 'time') return curve.x.map((_, i) => curve.seconds?.[i] ?? NaN);
  if (axis === CURVES[name].x) return curve.x;
  if (axis === 'epoch') return curve.epochs ?? curve.x.map(() => NaN);
  const steps = stepsPerEpoch(arm) ?? NaN;
  return curve.x.map((epoch) => Math.round(epoch * steps));
}
