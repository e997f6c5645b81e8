import { METRIC_NAMES } from './metrics';
import type { Curve, CurveName, SeedCurve } from './report-data';
import { curveBand } from './statistics';

/** The lines of one trial's `metrics.jsonl`. */
export interface TrialLines {
  readonly seed: number;
  readonly finished: boolean;
  readonly lines: readonly Readonly<Record<string, unknown>>[];
}

/** Weight of the past in the moving average of the loss by step: about the last ten steps count. */
export const SMOOTHING = 0.9;
/** More points than a chart has pixels show nothing more. */
const MOST_POINTS = 400;
/** Significant digits kept: more than can be read, and a third of the file's size. */
const DIGITS = 6;

/** The curves of an arm, those that have a value at all. */
export function armCurves(trials: readonly TrialLines[]): Partial<Record<CurveName, Curve>> {
  const curves: Partial<Record<CurveName, Curve>> = {};
  const steps = curveOf(trials, 'step', (values) => smoothed(values, SMOOTHING), 'loss');
  if (steps !== undefined) curves.stepLoss = { ...steps, smoothing: SMOOTHING };
  for (const name of METRIC_NAMES) {
    const curve = curveOf(trials, 'epoch', (values) => values, name);
    if (curve !== undefined) curves[name] = curve;
  }
  return curves;
}

/**
 * Exponential moving average with weight `weight` on the past, divided by the sum of the weights so far: unbiased from the first value on
 * (as Adam's means, arXiv 1412.6980). A value that is not finite stays a gap and counts for nothing.
 */
export function smoothed(values: readonly number[], weight: number): number[] {
  let mean = 0;
  let weights = 0;
  return values.map((value) => {
    if (!Number.isFinite(value)) return NaN;
    mean = weight * mean + (1 - weight) * value;
    weights = weight * weights + (1 - weight);
    return mean / weights;
  });
}

function curveOf(trials: readonly TrialLines[], kind: string, prepare: (values: number[]) => readonly number[], key: string): Curve | undefined {
  const series = trials
    .map(({ lines, ...trial }) => ({ ...trial, values: prepare(lines.filter((line) => line['kind'] === kind).map((line) => numeric(line[key]))) }))
    .filter(({ values }) => values.some(Number.isFinite));
  const total = Math.max(0, ...series.map(({ values }) => values.length));
  if (total === 0) return undefined;
  const x = evenly(total);
  const drawn = series.map(({ values, ...trial }) => ({ ...trial, values: x.flatMap((at) => values.slice(at - 1, at)) }));
  const band = curveBand(drawn.filter(({ finished }) => finished).map(({ values }) => values));
  const pick = (value: (summary: (typeof band)[number]) => number | undefined): (number | null)[] => x.map((_, i) => tidy(band[i] && value(band[i])));
  return {
    x,
    total,
    mean: pick(({ mean }) => mean),
    low: pick(({ interval }) => interval?.[0]),
    high: pick(({ interval }) => interval?.[1]),
    n: x.map((_, i) => band[i]?.n ?? 0),
    seeds: drawn.map(({ seed, finished, values }): SeedCurve => ({ seed, finished, y: values.map(tidy) })),
  };
}

/** Every k-th of 1 … total and the last, at most `MOST_POINTS` and one. */
function evenly(total: number): number[] {
  const stride = Math.ceil(total / MOST_POINTS);
  const kept = Array.from({ length: Math.ceil(total / stride) }, (_, i) => 1 + i * stride);
  return kept.at(-1) === total ? kept : [...kept, total];
}

function numeric(value: unknown): number {
  return typeof value === 'number' ? value : NaN;
}

function tidy(value: number | undefined): number | null {
  return value === undefined || !Number.isFinite(value) ? null : Number(value.toPrecision(DIGITS));
}
