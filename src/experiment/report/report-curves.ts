import { METRIC_NAMES } from '../cell/metrics';
import type { Curve, CurveName, SeedCurve, StepCurveName } from '../report-data';
import { curveBand, summarise, type Summary } from './statistics';
import { STEP_CURVES, type TrialSeries } from '../trial/trial-series';

/** One trial's numbers, and whether they are part of the mean. */
export interface SeedSeries {
  readonly seed: number;
  /** False for a trial that failed, or was stopped for good. */
  readonly finished: boolean;
  readonly series: TrialSeries;
}

/** How fine curves are. */
export interface Resolution {
  /** Points a curve, at most. */
  readonly points: number;
  /** Significant digits. */
  readonly digits: number;
  /** Numbers of all probes together, at most; roughly. */
  readonly probes: number;
}

/** Which part of a curve, and how smooth. */
export interface CurveView extends Omit<Resolution, 'probes'> {
  /** Weight of the past in the moving average; 0 is raw. */
  readonly smoothing: number;
  /** The first and the last step or epoch, from 1; all where absent. */
  readonly from?: number;
  readonly to?: number;
}

/** Weight of the past in the moving average of values by step: about the last ten steps count. */
export const SMOOTHING = 0.9;

/** Bounds of what curves may take. */
interface Room {
  readonly most: number;
  readonly fewest: number;
  /** Numbers in all curves together, if that leaves the fewest points. */
  readonly numbers: number;
  readonly digits: number;
  readonly probes: number;
}

/** In a notebook's output: at about six characters a number it stays well below 150 kB. */
const OUTPUT: Room = { most: 150, fewest: 50, numbers: 19_000, digits: 4, probes: 30_000 };
/** On a page of its own: more points than a chart has pixels show nothing more, more digits can't be read; below 500 kB. */
const PAGE: Room = { most: 400, fewest: 100, numbers: 60_000, digits: 6, probes: 60_000 };

/** How fine the curves of an output may be, so that it stays compact with many arms, trials and epochs. */
export function outputResolution(arms: number, trials: number, epochs: number): Resolution {
  return fitted({ arms, trials, epochs }, OUTPUT);
}

/** The same for a report's page. */
export function pageResolution(arms: number, trials: number, epochs: number): Resolution {
  return fitted({ arms, trials, epochs }, PAGE);
}

function fitted({ arms, trials, epochs }: Readonly<Record<'arms' | 'trials' | 'epochs', number>>, { most, fewest, numbers, digits, probes }: Room): Resolution {
  // At each point of an arm: x, seconds, mean, low, high, n, and by step the epochs; then each trial's own value.
  const taken = (points: number): number => points * STEP_CURVES.length * (7 * arms + trials) + Math.min(points, epochs) * METRIC_NAMES.length * (6 * arms + trials);
  let points = most;
  while (points > fewest && taken(points) > numbers) points--;
  return { points, digits, probes };
}

/** The curves of an arm, those that have a value at all. The learning rate is never smoothed: it does not scatter. */
export function armCurves(trials: readonly SeedSeries[], resolution: Resolution): Partial<Record<CurveName, Curve>> {
  const curves: Partial<Record<CurveName, Curve>> = {};
  for (const name of [...STEP_CURVES, ...METRIC_NAMES]) {
    const smoothing = isByStep(name) && name !== 'learningRate' ? SMOOTHING : 0;
    const curve = armCurve(trials, name, { ...resolution, smoothing });
    if (curve !== undefined) curves[name] = curve;
  }
  return curves;
}

/** One curve of an arm, or undefined where no trial has a value. Smoothing is over every step, before any is left out. */
export function armCurve(trials: readonly SeedSeries[], name: CurveName, view: CurveView): Curve | undefined {
  const drawn = trials.map((trial) => ({ ...trial, values: trial.series.smoothed(name, view.smoothing) })).filter(({ values }) => values.some(Number.isFinite));
  const total = Math.max(0, ...drawn.map(({ values }) => values.length));
  if (total === 0) return undefined;
  const counted = drawn.filter(({ finished }) => finished);
  const means = counted.length > 0 ? counted : drawn;
  const x = positions(means.map(({ values }) => values), total, view);
  const band = curveBand(counted.map(({ values }) => valuesAt(values, x)));
  const tidy = (value: number | undefined): number | null => (value === undefined || !Number.isFinite(value) ? null : Number(value.toPrecision(view.digits)));
  const pick = (value: (summary: Summary) => number | undefined): (number | null)[] => x.map((_, i) => tidy(band[i] && value(band[i])));
  return {
    x,
    total,
    ...scales(name, means, x, tidy),
    mean: pick(({ mean }) => mean),
    low: pick(({ interval }) => interval?.[0]),
    high: pick(({ interval }) => interval?.[1]),
    n: x.map((_, i) => band[i]?.n ?? 0),
    seeds: drawn.map(({ seed, finished, values }): SeedCurve => ({ seed, finished, y: valuesAt(values, x).map(tidy) })),
    ...(view.smoothing > 0 && { smoothing: view.smoothing }),
  };
}

export function isByStep(name: CurveName): name is StepCurveName {
  return (STEP_CURVES as readonly string[]).includes(name);
}

/** A trial that ended early has no values at the last places. */
function valuesAt(values: readonly number[], x: readonly number[]): number[] {
  return x.flatMap((at) => values.slice(at - 1, at));
}

/** The other axes: epochs done, and seconds of training. */
function scales(name: CurveName, trials: readonly SeedSeries[], x: readonly number[], tidy: (value: number | undefined) => number | null): Pick<Curve, 'epochs' | 'seconds'> {
  const byStep = isByStep(name);
  const perEpoch = byStep ? trials.map(({ series }) => series.stepsPerEpoch).find((steps) => steps !== undefined) : undefined;
  const seconds = rising(x.map((at) => summarise(trials.flatMap(({ series }) => (at > series.length(name) ? [] : ((byStep ? series.secondsAtStep(at) : series.secondsAtEpoch(at)) ?? [])))).mean));
  return {
    ...(perEpoch !== undefined && { epochs: x.map((at) => Number((at / perEpoch).toFixed(3))) }),
    ...(seconds.some((value) => value !== undefined) && { seconds: seconds.map(tidy) }),
  };
}

/** A mean over fewer trials may be less than the one before it; time does not go back. */
function rising(values: readonly (number | undefined)[]): (number | undefined)[] {
  let last = 0;
  return values.map((value) => (value === undefined ? undefined : (last = Math.max(last, value))));
}

/** The steps or epochs that are drawn: of smoothed values every k-th, of raw ones the least and the most mean of each stretch, so that no spike is hidden. */
function positions(series: readonly (readonly number[])[], total: number, { points, smoothing, from = 1, to = total }: CurveView): number[] {
  const first = Math.max(1, Math.ceil(from));
  const last = Math.min(total, Math.floor(to));
  const count = last - first + 1;
  if (count <= points) return Array.from({ length: Math.max(0, count) }, (_, i) => first + i);
  const chosen = smoothing > 0 ? evenly(first, last, points) : extremes(series, first, last, points);
  return [...new Set([first, ...chosen, last])];
}

function evenly(first: number, last: number, points: number): number[] {
  const stride = Math.ceil((last - first) / (points - 1));
  return Array.from({ length: Math.ceil((last - first) / stride) }, (_, i) => first + i * stride);
}

function extremes(series: readonly (readonly number[])[], first: number, last: number, points: number): number[] {
  const stretches = Math.max(1, Math.floor((points - 2) / 2));
  const length = (last - first + 1) / stretches;
  return Array.from({ length: stretches }, (_, i) => extremesWithin(series, first + Math.floor(i * length), first + Math.floor((i + 1) * length) - 1)).flat();
}

/** Where the mean is least and where it is most, in the order of the steps. */
function extremesWithin(series: readonly (readonly number[])[], first: number, last: number): number[] {
  let [low, high, lowest, highest] = [first, first, Infinity, -Infinity];
  for (let at = first; at <= last; at++) {
    const value = meanAt(series, at);
    if (value < lowest) [low, lowest] = [at, value];
    if (value > highest) [high, highest] = [at, value];
  }
  return low <= high ? [low, high] : [high, low];
}

function meanAt(series: readonly (readonly number[])[], at: number): number {
  let [sum, n] = [0, 0];
  for (const values of series) {
    const value = values[at - 1] ?? NaN;
    if (Number.isFinite(value)) [sum, n] = [sum + value, n + 1];
  }
  return sum / n;
}
