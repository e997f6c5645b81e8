import type { Range } from './chart-options';
import type { DrawnSeries } from './drawn';
import { CURVES } from './curves';

const HEAD = ['arm', 'curve', 'seed', 'step', 'epoch', 'seconds', 'smoothing', 'value', 'low', 'high', 'n'];

/**
 * The points of the series that are shown, as they are in the data (accuracies are fractions): a line for each mean with its interval, and one for each seed.
 * Comma-separated (RFC 4180), one table for all, so that it can be filtered and grouped.
 */
export function curvesCsv(series: readonly DrawnSeries[], range: Range | undefined): string {
  const rows = series.flatMap(({ arm, name, curve, xs }) =>
    xs.flatMap((at, i) => {
      if (range !== undefined && !(at >= range[0] && at <= range[1])) return [];
      const x = curve.x[i];
      const place = CURVES[name].x === 'step' ? [x, curve.epochs?.[i]] : [undefined, x];
      const row = (seed: number | undefined, ...values: (number | null | undefined)[]): Cell[] => [arm, name, seed, ...place, curve.seconds?.[i], curve.smoothing, ...values];
      const mean = curve.mean[i];
      return [
        ...(mean === null || mean === undefined ? [] : [row(undefined, mean, curve.low[i], curve.high[i], curve.n[i])]),
        ...curve.seeds.flatMap(({ seed, y }) => (y[i] === null || y[i] === undefined ? [] : [row(seed, y[i], undefined, undefined, 1)])),
      ];
    }),
  );
  return csvTable(HEAD, rows);
}

export type Cell = string | number | null | undefined;

/** Comma-separated (RFC 4180); what isn't known is empty. */
export function csvTable(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  return [head, ...rows].map((row) => `${row.map(field).join(',')}\r\n`).join('');
}

function field(value: Cell): string {
  const text = value === null || value === undefined || Number.isNaN(value) ? '' : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
