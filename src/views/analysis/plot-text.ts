import type { Pick as Picked } from '../chart/reading';
import type { PlotSeries } from '../chart/drawn';
import type { AnalysisWords } from '../text/analysis-words';
import type { ReadingText } from '../view/curve-words';
import type { AnalysisParts, NumberRows, NumberTable } from './analysis-figure';
import type { Plot } from './plot';
import type { Spread } from './spread';

/** `12.1 [8.0, 16.2]`. */
export function spreadText({ mean, low, high }: Spread, value: (value: number) => string): string {
  if (mean === null) return '–';
  return low === null || high === null ? value(mean) : `${value(mean)} [${value(low)}, ${value(high)}]`;
}

/** `original (n = 3)`; a single seed needs no number. */
export function armText(label: string, n: number, { strings }: AnalysisParts): string {
  return n > 1 ? strings.legendCount(label, n) : label;
}

/** The value of a line at a point, as it is written beside the chart. */
export function plotReading({ line: { series, seed }, point: { i, x } }: Picked, place: number, plot: Plot, words: AnalysisWords): ReadingText {
  const { curve } = series;
  const value = seed === undefined ? curve.mean[i] : seed.y[i];
  const [low, high, n = 0] = [curve.low[i], curve.high[i], curve.n[i]];
  const name = plot.point?.(series, i) ?? (Math.abs(x - place) > 1e-9 * Math.abs(place) ? plot.place(x) : '');
  const rest = [bracket(low, high, plot), n > 1 ? `n = ${n}` : '', name].filter((part) => part !== '').join(', ');
  return { label: seed === undefined ? series.label : words.network(series.label, seed.seed), value: value === null || value === undefined ? '–' : plot.value(value), rest: seed === undefined ? rest : name };
}

function bracket(low: number | null | undefined, high: number | null | undefined, { value }: Plot): string {
  return low === null || low === undefined || high === null || high === undefined ? '' : `[${value(low)}, ${value(high)}]`;
}

/** Each series' first and last value, for those who don't see the chart. */
export function plotSummary(title: string, { series, place, value }: Plot): string {
  const sentences = series.flatMap(({ label, curve: { mean }, xs }) => {
    const [first, last] = [mean.findIndex((one) => one !== null), mean.findLastIndex((one) => one !== null)];
    const text = (index: number): string => `${value(mean[index] ?? NaN)} (${place(xs[index] ?? NaN)})`;
    return first === -1 ? [] : [`${label}: ${text(first)}${last === first ? '' : ` – ${text(last)}`}`];
  });
  return `${title}. ${sentences.join('. ')}`;
}

/** A row for each place at which any series has a value. */
export function plotTable(caption: string, { series, x, place, point, value }: Plot): NumberTable {
  const rows = new Map<number, string[]>();
  series.forEach((one, column) => {
    one.xs.forEach((at, i) => {
      const mean = one.curve.mean[i];
      if (mean === null || mean === undefined) return;
      const row = rows.get(at) ?? [];
      rows.set(at, row);
      const [low, high] = [one.curve.low[i], one.curve.high[i]];
      const interval = low === null || low === undefined || high === null || high === undefined ? '' : ` [${value(low)}, ${value(high)}], n = ${one.curve.n[i] ?? 0}`;
      const name = point?.(one, i) ?? '';
      row[column] = `${value(mean)}${interval}${name === '' ? '' : ` (${name})`}`;
    });
  });
  const ordered = [...rows].sort(([a], [b]) => a - b).map(([at, cells]) => [place(at), ...series.map((_, column) => cells[column] ?? '')]);
  return { caption, head: [x.title, ...series.map(({ label }) => label)], rows: ordered };
}

/** Means with their bands, and a row for each seed; `names` are the columns of the place. */
export function plotCsv(place: string, series: readonly PlotSeries[], point?: (series: PlotSeries, index: number) => string): NumberRows {
  const name = (one: PlotSeries, i: number): string | number | undefined => point?.(one, i) ?? one.xs[i];
  const rows = series.flatMap((one) =>
    one.xs.flatMap((_, i) => {
      const { mean, low, high, n } = one.curve;
      return [
        ...(mean[i] === null || mean[i] === undefined ? [] : [[one.label, undefined, name(one, i), mean[i], low[i], high[i], n[i]]]),
        ...one.seeds.flatMap(({ seed, y }) => (y[i] === null || y[i] === undefined ? [] : [[one.label, seed, name(one, i), y[i], undefined, undefined, 1]])),
      ];
    }),
  );
  return { head: ['arm', 'seed', place, 'value', 'low', 'high', 'n'], rows };
}
