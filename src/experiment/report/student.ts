import quantile from '@stdlib/stats-base-dists-t-quantile';
import padjust from '@stdlib/stats-padjust';
import ttest from '@stdlib/stats-ttest';

/** Lower and upper end. */
export type Interval = readonly [number, number];

export interface PairedT {
  readonly t: number;
  /** Two-sided. */
  readonly p: number;
  /** 95 % interval of the mean difference. */
  readonly interval: Interval;
}

const reaches = new Map<number, number>();

/** How far a 95 % interval of a mean reaches to either side, in standard errors: Student's t for n values. Kept: curves ask for it at each of their points. */
export function reach(n: number): number {
  const known = reaches.get(n) ?? quantile(0.975, n - 1);
  reaches.set(n, known);
  return known;
}

/** One-sample t test of differences against zero, which is the paired test. Needs two differences or more, not all equal. */
export function pairedT(differences: readonly number[]): PairedT {
  const { statistic, pValue, ci } = ttest([...differences]);
  return { t: statistic, p: pValue, interval: [ci[0] ?? NaN, ci[1] ?? NaN] };
}

/** p values of one family after Holm's correction (1979), in the same order. */
export function holm(ps: readonly number[]): number[] {
  return ps.length === 0 ? [] : padjust([...ps], 'holm');
}
