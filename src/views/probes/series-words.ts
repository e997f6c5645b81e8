import type { PlotSeries } from '../chart/drawn';
import { valueWords, type Seen } from './seen';
import type { ProbeSeries } from './series';

/** `[0.41, 0.47]`, or nothing. */
export function intervalWords({ low, high }: PlotSeries['curve'], i: number, seen: Seen): string {
  const [from, to] = [low[i] ?? undefined, high[i] ?? undefined];
  return from === undefined || to === undefined ? '' : seen.words.interval(valueWords(from, seen), valueWords(to, seen));
}

/** A series' value where something holds, with its interval; empty where it has none there. */
export function valueCells({ at, curve }: ProbeSeries, where: (at: ProbeSeries['at'][number]) => boolean, seen: Seen): string {
  const i = at.findIndex(where);
  if (i < 0) return '';
  return [valueWords(curve.mean[i], seen), intervalWords(curve, i, seen)].filter((part) => part !== '').join(' ');
}

export function armsOf(series: readonly PlotSeries[]): string[] {
  return [...new Set(series.map(({ arm }) => arm))];
}
