import { GRID_NAMES } from '../../analysis/grids';
import type { ProbeGrids } from '../../analysis/probes';
import { METRIC_NAMES, type MetricName } from '../cell/metrics';
import type { StepCurveName } from '../report-data';

/** Keys of a step's line in `metrics.jsonl`. */
const STEP_KEYS: Readonly<Record<StepCurveName, string>> = { stepLoss: 'loss', stepAccuracy: 'accuracy', gradientNorm: 'gradientNorm', learningRate: 'lr' };
export const STEP_CURVES = Object.keys(STEP_KEYS) as StepCurveName[];

/** What is kept of the measures along the gradient (`SmoothnessSeries`). */
export const SMOOTHNESS_KEYS = ['lossLow', 'lossHigh', 'gradientLow', 'gradientHigh', 'beta'] as const;

/** One line of `probes.jsonl`: what probes saw in a step, counted over the whole training from 1. */
export interface ProbeRecord {
  readonly step: number;
  readonly grids: ProbeGrids;
  readonly smoothness?: Readonly<Partial<Record<(typeof SMOOTHNESS_KEYS)[number], number | null>>>;
}

/** An exponential moving average that goes on where it stopped. */
interface Average {
  readonly values: number[];
  mean: number;
  weights: number;
}

/** The numbers of one trial by step and by epoch, as they come in: `metrics.jsonl`, `timing.jsonl` and `probes.jsonl` line by line. */
export class TrialSeries {
  private readonly steps = new Map<StepCurveName, number[]>();
  private readonly epochs = new Map<MetricName, number[]>();
  private readonly averages = new Map<string, Average>();
  /** Steps and the seconds of training up to each, both rising. */
  private readonly times: { step: number; seconds: number }[] = [];
  private readonly epochSeconds: number[] = [];
  private firstEpoch: number | undefined;
  private readonly records: ProbeRecord[] = [];

  /** Steps of an epoch, once one is complete. */
  get stepsPerEpoch(): number | undefined {
    return this.firstEpoch;
  }

  /** Values kept. */
  get size(): number {
    const [first] = this.records;
    const each = first === undefined ? 0 : Object.values(first.grids).reduce((sum, { length }) => sum + length, 0);
    return STEP_CURVES.length * this.length('stepLoss') + this.records.length * each;
  }

  addMetrics(line: Readonly<Record<string, unknown>>): void {
    if (line['kind'] === 'step') for (const name of STEP_CURVES) append(this.steps, name, numeric(line[STEP_KEYS[name]]));
    if (line['kind'] !== 'epoch') return;
    this.firstEpoch ??= this.length('stepLoss');
    for (const name of METRIC_NAMES) append(this.epochs, name, numeric(line[name]));
  }

  /** What a later start of the run computed again replaces what was noted before. */
  addTiming(line: Readonly<Record<string, unknown>>): void {
    const seconds = numeric(line['seconds']);
    const epoch = numeric(line['epoch']);
    if (epoch >= 1) {
      this.epochSeconds.length = Math.min(this.epochSeconds.length, epoch - 1);
      this.epochSeconds[epoch - 1] = seconds;
    }
    const step = numeric(line['step']);
    if (!(step >= 1)) return;
    while ((this.times.at(-1)?.step ?? 0) >= step) this.times.pop();
    this.times.push({ step, seconds });
  }

  addProbe(line: Readonly<Record<string, unknown>>): void {
    const lists = GRID_NAMES.flatMap((name) => (Array.isArray(line[name]) ? [[name, (line[name] as unknown[]).map(numeric)]] : []));
    const { smoothness } = line as { smoothness?: ProbeRecord['smoothness'] };
    this.records.push({ step: numeric(line['step']), grids: Object.fromEntries(lists) as ProbeGrids, ...(smoothness && { smoothness }) });
  }

  clearProbes(): void {
    this.records.length = 0;
  }

  /** What probes saw, by rising step. */
  get probes(): readonly ProbeRecord[] {
    return this.records;
  }

  clearMetrics(): void {
    for (const map of [this.steps, this.epochs, this.averages]) map.clear();
    this.firstEpoch = undefined;
  }

  clearTiming(): void {
    this.times.length = this.epochSeconds.length = 0;
  }

  length(name: StepCurveName | MetricName): number {
    return this.raw(name).length;
  }

  raw(name: StepCurveName | MetricName): readonly number[] {
    return this.steps.get(name as StepCurveName) ?? this.epochs.get(name as MetricName) ?? [];
  }

  /**
   * Exponential moving average with weight `weight` on the past, divided by the sum of the weights so far: unbiased from the first value on
   * (as Adam's means, arXiv 1412.6980). A value that is not finite stays a gap and counts for nothing. Only new values are computed.
   */
  smoothed(name: StepCurveName | MetricName, weight: number): readonly number[] {
    const raw = this.raw(name);
    if (weight === 0) return raw;
    const key = `${name} ${weight}`;
    const average = this.averages.get(key) ?? { values: [], mean: 0, weights: 0 };
    this.averages.set(key, average);
    for (let i = average.values.length; i < raw.length; i++) average.values.push(next(average, raw[i] ?? NaN, weight));
    return average.values;
  }

  /** Seconds of training up to a step, between the lines that say so; undefined where none do. */
  secondsAtStep(step: number): number | undefined {
    return this.times.length === 0 ? undefined : interpolated(step, this.times);
  }

  secondsAtEpoch(epoch: number): number | undefined {
    return this.epochSeconds[epoch - 1];
  }
}

function next(average: Average, value: number, weight: number): number {
  if (!Number.isFinite(value)) return NaN;
  average.mean = weight * average.mean + (1 - weight) * value;
  average.weights = weight * average.weights + (1 - weight);
  return average.mean / average.weights;
}

/** Straight between two known points, from 0 at step 0; beyond the last at the last pace. `known` is not empty. */
function interpolated(step: number, known: readonly { step: number; seconds: number }[]): number {
  let [low, high] = [0, known.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((known[middle]?.step ?? 0) < step) low = middle + 1;
    else high = middle;
  }
  const after = known[low] ?? { step: 1, seconds: 0 };
  const before = known[low - 1] ?? { step: 0, seconds: 0 };
  return before.seconds + ((after.seconds - before.seconds) * (step - before.step)) / (after.step - before.step);
}

function append<K>(map: Map<K, number[]>, key: K, value: number): void {
  const values = map.get(key);
  if (values === undefined) map.set(key, [value]);
  else values.push(value);
}

function numeric(value: unknown): number {
  return typeof value === 'number' ? value : NaN;
}
