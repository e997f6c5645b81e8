import { Random } from '../../../src/base/random';
import type { ExperimentData, ExperimentState, TrialStatus } from '../../../src/experiment/experiment-data';
import type { Curve, CurveName, MetricName, ReportArm, ReportData, ReportTrial } from '../../../src/experiment/report-data';

export interface Pretence {
  readonly arms?: readonly string[];
  readonly seeds?: number;
  readonly epochs?: number;
  readonly stepsPerEpoch?: number;
  readonly state?: ExperimentState;
  readonly message?: string;
  /** How much of each trial is done, 0 to 1; those in between run. */
  readonly done?: (arm: number, seed: number) => number;
  /** Trials that failed, where they stood. */
  readonly failed?: (arm: number, seed: number) => boolean;
  /** Of a `train` cell. */
  readonly single?: boolean;
  readonly points?: number;
  /** Without epochs and seconds at the points. */
  readonly bare?: boolean;
}

/** Seconds that a pretended step takes. */
export const STEP_SECONDS = 0.23;
export const ARMS = ['original', 'full-preact', 'conv-relu-bn', 'plain'];

type Value = (trial: { arm: number; seed: number }, x: number) => number;

/** Loss that falls, never the same from arm to arm and seed to seed, but always the same from call to call. */
export const lossAt: Value = ({ arm, seed }, x) => {
  const noise = new Random(seed, `noise ${arm} ${x}`).normal();
  return (0.36 + 0.03 * arm + 0.008 * seed + 2.1 * Math.exp(-x / (18 + 4 * arm)) + 0.25 * Math.exp(-x / 110)) * Math.exp(0.05 * noise);
};

export const accuracyAt: Value = ({ arm, seed }, epoch) => 0.93 - 0.012 * arm - 0.004 * seed - 0.35 * Math.exp(-0.9 * epoch);

/** What an experiment's output holds at one moment, made up. */
export function fakeExperiment(pretence: Pretence = {}): ExperimentData {
  const { single = false, arms = single ? ['resnet8, original'] : ARMS, seeds = single ? 1 : 6, epochs = 3, stepsPerEpoch = 71, state = 'done', message, done = () => 1, failed = () => false } = pretence;
  const steps = epochs * stepsPerEpoch;
  const trials = arms.flatMap((label, arm) =>
    Array.from({ length: seeds }, (_, i): TrialStatus => {
      const seed = i + 1;
      const fraction = done(arm, seed);
      const at = Math.round(fraction * steps);
      const epoch = Math.min(epochs, Math.floor(at / stepsPerEpoch) + 1);
      const base = { id: `resnet8-${label.replace(/[^a-z-]+/g, '-')}-s${seed}-0a1b2c3d`, label, seed, work: 1, fraction, epochs, steps: stepsPerEpoch };
      if (failed(arm, seed)) return { ...base, state: 'failed' };
      if (fraction === 0) return { ...base, state: 'queued' };
      if (fraction < 1) return { ...base, state: state === 'running' ? 'running' : 'interrupted', epoch, step: at - (epoch - 1) * stepsPerEpoch, loss: lossAt({ arm, seed }, at), accuracy: 0.8, imagesPerSecond: 1234 };
      return { ...base, state: 'done', testAccuracy: accuracyAt({ arm, seed }, epochs) };
    }),
  );
  const fraction = trials.reduce((sum, trial) => sum + trial.fraction, 0) / trials.length;
  const running = state === 'running' || state === 'stopping';
  return {
    version: 1,
    state,
    ...(message !== undefined && { message }),
    progress: { fraction, seconds: 95, ...(running && { eta: 185, imagesPerSecond: 2468 }) },
    trials,
    report: fakeReport({ ...pretence, single, arms, seeds, epochs, stepsPerEpoch, state }, trials),
  };
}

type Whole = Required<Pick<Pretence, 'arms' | 'seeds' | 'epochs' | 'stepsPerEpoch' | 'state' | 'single'>> & Pretence;

function fakeReport(pretence: Whole, trials: readonly TrialStatus[]): ReportData {
  const { arms, seeds, state, single } = pretence;
  const over = state === 'done' || state === 'failed';
  const baseline = arms[0] ?? '';
  const made = arms.map((_, arm) => fakeArm(pretence, trials, arm, over));
  return {
    version: 1,
    title: single ? 'One training' : 'Does the order of layers matter?',
    created: '2026-01-01T00:00:00.000Z',
    source: { file: 'lab.resnb', cell: 1, text: 'compare: …' },
    environment: { backends: ['tensorflow'], threads: [1], versions: {}, datasets: [], machine: { processor: 'x', cores: 2, memoryBytes: 1, system: 'x' }, seconds: 95 },
    metric: { name: 'testAccuracy', title: 'test accuracy', better: 'higher', fraction: true },
    ...(!single && { baseline }),
    arms: made,
    conclusions: over && !single ? arms.slice(1).map((label) => `${label} is worse than ${baseline}: test accuracy differs by -1.20 points (95 % interval -1.45 points to -0.95 points, n = ${seeds} paired seeds, p < 0.001 after correction for ${arms.length - 1} comparisons). This holds for this architecture, data and training only.`) : [],
    caveats: over ? ['What is seen here holds for resnet8 on fashion-mnist, trained for 3 epochs with these settings. Deeper networks, other data or longer training may turn out otherwise.', 'All arms were trained with the same learning rate and schedule. An arm that needs others was not given its best chance.'] : [],
    notes: trials.some((trial) => trial.state === 'failed') && over ? ['1 of 24 trials did not finish and is not in the means: plain, seed 4: failed (the training diverged).'] : [],
    trials: trials.flatMap(({ id, label: arm, seed, state: now, testAccuracy = 0 }): ReportTrial[] => {
      if (now === 'done') return [{ id, arm, seed, state: now, metrics: { testAccuracy, testLoss: 0.41 }, seconds: 49 }];
      return now === 'failed' ? [{ id, arm, seed, state: now, metrics: {}, seconds: 20, error: 'the training diverged.' }] : [];
    }),
  };
}

function fakeArm(pretence: Whole, trials: readonly TrialStatus[], arm: number, stated: boolean): ReportArm {
  const { arms, seeds, epochs, stepsPerEpoch, single } = pretence;
  const label = arms[arm] ?? '';
  const own = trials.filter((trial) => trial.label === label);
  const finished = own.filter(({ state }) => state === 'done');
  const values = finished.map(({ seed }) => ({ seed, value: accuracyAt({ arm, seed }, epochs) }));
  const n = stated ? values.length : 0;
  const mean = values.reduce((sum, { value }) => sum + value, 0) / values.length;
  const step = (value: Value, smoothing?: number): Curve => curveOf(pretence, own, arm, { value, total: epochs * stepsPerEpoch, unit: 1, smoothing });
  const epoch = (value: Value): Curve => curveOf(pretence, own, arm, { value, total: epochs, unit: stepsPerEpoch, smoothing: undefined });
  const curves: Partial<Record<CurveName, Curve>> = {
    stepLoss: step(lossAt, 0.9),
    stepAccuracy: step((trial, x) => accuracyAt(trial, x / stepsPerEpoch) - 0.02, 0.9),
    learningRate: step((_, x) => 0.1 * (1 - x / (epochs * stepsPerEpoch + 1))),
    ...Object.fromEntries((['trainLoss', 'validationLoss', 'testLoss'] as MetricName[]).map((name, i) => [name, epoch((trial, x) => lossAt(trial, 60 * x) + 0.02 * i)])),
    ...Object.fromEntries((['trainAccuracy', 'validationAccuracy', 'testAccuracy'] as MetricName[]).map((name, i) => [name, epoch((trial, x) => accuracyAt(trial, x) - 0.004 * (2 - i))])),
  };
  return {
    label,
    tokens: 'conv-bn-relu-conv-bn-add-relu',
    parameters: 77_850,
    planned: seeds,
    failed: seeds - finished.length,
    n,
    ...(n > 0 && { mean, sd: 0.005, low: mean - 0.004, high: mean + 0.004, seconds: 49 }),
    values: n > 0 ? values : [],
    ...(n > 0 && arm > 0 && !single && { comparison: { n, difference: -0.012 * arm, low: -0.012 * arm - 0.0025, high: -0.012 * arm + 0.0025, p: 0.0001, adjustedP: 0.0003 } }),
    curves: Object.fromEntries(Object.entries(curves).filter(([, curve]) => curve.x.length > 0)),
  };
}

interface CurveShape {
  readonly value: Value;
  readonly total: number;
  /** Steps a point stands for. */
  readonly unit: number;
  readonly smoothing: number | undefined;
}

/** Mean and band are over the seeds that finished; each seed ends where its trial stands. */
function curveOf({ points = 400, stepsPerEpoch, bare = false }: Whole, own: readonly TrialStatus[], arm: number, { value, total, unit, smoothing }: CurveShape): Curve {
  const ends = own.map(({ fraction }) => Math.floor(fraction * total + 1e-9));
  const longest = Math.max(...ends, 0);
  const x = evenly(longest, points);
  const finished = own.filter(({ state }) => state === 'done');
  const means = x.map((at) => finished.reduce((sum, { seed }) => sum + value({ arm, seed }, at), 0) / finished.length);
  const band = (by: number): (number | null)[] => means.map((mean) => (finished.length > 1 ? mean * (1 + by) : null));
  return {
    x,
    total: longest,
    ...(!bare && unit === 1 && { epochs: x.map((at) => at / stepsPerEpoch) }),
    ...(!bare && { seconds: x.map((at) => at * unit * STEP_SECONDS) }),
    mean: means.map((mean) => (finished.length > 0 ? mean : null)),
    low: band(-0.03),
    high: band(0.03),
    n: x.map(() => finished.length),
    seeds: own.flatMap(({ seed, state }, i) => ((ends[i] ?? 0) > 0 ? [{ seed, finished: state === 'done', y: x.filter((at) => at <= (ends[i] ?? 0)).map((at) => value({ arm, seed }, at)) }] : [])),
    ...(smoothing !== undefined && { smoothing }),
  };
}

function evenly(total: number, most: number): number[] {
  const stride = Math.max(1, Math.ceil(total / most));
  const kept = Array.from({ length: Math.ceil(total / stride) }, (_, i) => 1 + i * stride);
  return total === 0 || kept.at(-1) === total ? kept : [...kept, total];
}
