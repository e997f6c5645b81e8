import { conclusion } from './conclusion';
import type { Metric } from '../cell/metrics';
import { holm, pairedT, reach, type Interval } from './student';

/** Values over seeds in short. What can't be computed is absent, never NaN. */
export interface Summary {
  /** Finite values. */
  readonly n: number;
  readonly mean?: number;
  /** Sample standard deviation (n - 1). */
  readonly sd?: number;
  /** 95 % interval of the mean by Student's t; assumes values that scatter normally. */
  readonly interval?: Interval;
}

/** The metric of an arm's finished trials by seed. */
export interface ArmValues {
  readonly label: string;
  readonly values: ReadonlyMap<number, number>;
}

/** An arm beside the baseline, over the seeds that both have. */
export interface PairedComparison {
  /** Common seeds with finite values. */
  readonly n: number;
  /** Mean of arm minus baseline. */
  readonly difference?: number;
  /** 95 % interval of the difference, for this comparison by itself. */
  readonly interval?: Interval;
  readonly t?: number;
  /** Two-sided, of the paired t test by itself; absent with fewer than two pairs, or where all differences are equal. */
  readonly p?: number;
  /** After Holm's correction over all arms that were tested. */
  readonly adjusted?: number;
}

export interface ArmResult {
  readonly label: string;
  readonly summary: Summary;
  /** Absent for the baseline itself. */
  readonly comparison?: PairedComparison;
  /** What may be concluded and what may not, in a sentence; absent for the baseline. */
  readonly conclusion?: string;
}

/** Relative spread below which values count as equal: what is left is rounding. */
const ROUNDING = 1e-12;

/** Mean, spread and interval; values that are not finite are left out. */
export function summarise(values: readonly number[]): Summary {
  const finite = values.filter(Number.isFinite);
  const n = finite.length;
  if (n === 0) return { n };
  const mean = finite.reduce((sum, value) => sum + value, 0) / n;
  if (n === 1) return { n, mean };
  const sd = Math.sqrt(finite.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1));
  const half = (reach(n) * sd) / Math.sqrt(n);
  return { n, mean, sd, interval: [mean - half, mean + half] };
}

/** Mean and interval at each epoch (or step) over the seeds' series; a series that ended early no longer counts. */
export function curveBand(series: readonly (readonly number[])[]): Summary[] {
  const length = Math.max(0, ...series.map((values) => values.length));
  return Array.from({ length }, (_, i) => summarise(series.flatMap((values) => values[i] ?? [])));
}

/**
 * Each arm's summary, and each arm against the baseline by a paired t test over the seeds that both have, with Holm's correction over all tests.
 * Seeds are paired because they share the order of the data and the augmentation, so that a lucky seed is lucky for both.
 */
export function compareArms(arms: readonly ArmValues[], baseline: string, metric: Metric): ArmResult[] {
  const reference = arms.find(({ label }) => label === baseline);
  const tested = arms.map((arm) => (arm === reference || reference === undefined ? undefined : pair(arm, reference)));
  const adjusted = holm(tested.flatMap((comparison) => comparison?.p ?? []));
  return arms.map(({ label, values }, i): ArmResult => {
    const summary = summarise([...values.values()]);
    const paired = tested[i];
    if (paired === undefined) return { label, summary };
    const correctedP = paired.p === undefined ? undefined : adjusted[tested.slice(0, i).filter((earlier) => earlier?.p !== undefined).length];
    const comparison = correctedP === undefined ? paired : { ...paired, adjusted: correctedP };
    return { label, summary, comparison, conclusion: conclusion({ label, baseline, metric, comparison, family: adjusted.length }) };
  });
}

function pair(arm: ArmValues, baseline: ArmValues): PairedComparison {
  const pairs = [...arm.values].map(([seed, value]) => [value, baseline.values.get(seed) ?? NaN] as const).filter((both) => both.every(Number.isFinite));
  const differences = pairs.map(([value, base]) => value - base);
  const { n, mean, sd } = summarise(differences);
  if (mean === undefined) return { n };
  const scale = Math.max(...pairs.flat().map(Math.abs));
  if (sd === undefined || sd <= ROUNDING * scale) return { n, difference: mean };
  return { n, difference: mean, ...pairedT(differences) };
}
