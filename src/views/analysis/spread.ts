import type { AnalysisData } from '../../experiment/analysis-data';
import type { PlotSeries } from '../chart/drawn';

/** Student's t by the number of values, where the data have it. */
export type Reach = AnalysisData['reach'];

/** Values over seeds in short. */
export interface Spread {
  readonly n: number;
  readonly mean: number | null;
  /** The mean's 95 % interval; where the data don't say how far it reaches, from the lowest seed to the highest; null for a single one. */
  readonly low: number | null;
  readonly high: number | null;
}

export function spread(values: readonly (number | null | undefined)[], reach: Reach): Spread {
  const known = values.filter((value) => value !== null && value !== undefined);
  const n = known.length;
  if (n === 0) return { n, mean: null, low: null, high: null };
  const mean = known.reduce((sum, value) => sum + value, 0) / n;
  if (n === 1) return { n, mean, low: null, high: null };
  const errors = reach?.[n];
  if (errors === undefined || errors === null) return { n, mean, low: Math.min(...known), high: Math.max(...known) };
  const half = (errors * Math.sqrt(known.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1))) / Math.sqrt(n);
  return { n, mean, low: mean - half, high: mean + half };
}

export function median(values: readonly number[]): number | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.ceil((sorted.length - 1) / 2)]];
  return low === undefined || high === undefined ? undefined : (low + high) / 2;
}

/** One seed's values, one for each of the places; null where there is none. */
export interface SeedValues {
  readonly seed: number;
  readonly y: readonly (number | null)[];
}

/** Mean and band over the seeds at each place. Every measured value counts: it does not change any more, however much else is still to be measured. */
export function curveOver(xs: readonly number[], seeds: readonly SeedValues[], reach: Reach): Pick<PlotSeries, 'xs' | 'curve' | 'seeds' | 'seedsOnly'> {
  const spreads = xs.map((_, i) => spread(seeds.map(({ y }) => y[i]), reach));
  return {
    xs,
    curve: { mean: spreads.map(({ mean }) => mean), low: spreads.map(({ low }) => low), high: spreads.map(({ high }) => high), n: spreads.map(({ n }) => n) },
    seeds: seeds.map((seed) => ({ ...seed, finished: true, state: 'finished' as const })),
    seedsOnly: false,
  };
}
