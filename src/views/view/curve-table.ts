import { valueText } from '../../experiment/report-data';
import type { AxisKind, Subject } from '../chart/curves';
import type { DrawnSeries } from '../chart/drawn';
import type { Strings } from '../text/strings';
import { plainTable, scrolling } from '../ui/tables';
import { placeText, subjectTitle } from './curve-words';

/** The chart in numbers: a row for each place at which any series has a value. */
export function curveTable(subject: Subject, axis: AxisKind, series: readonly DrawnSeries[], strings: Strings): HTMLElement {
  const text = (value: number | null | undefined): string => valueText(value, subject);
  const rows = new Map<number, string[]>();
  series.forEach(({ curve, xs, seedsOnly }, column) => {
    xs.forEach((x, i) => {
      if (Number.isNaN(x)) return;
      const row = rows.get(x) ?? [];
      rows.set(x, row);
      const [low, high] = [curve.low[i] ?? undefined, curve.high[i] ?? undefined];
      if (seedsOnly) row[column] = curve.seeds.map(({ y }) => text(y[i])).join(', ');
      else row[column] = low === undefined || high === undefined ? text(curve.mean[i]) : `${text(curve.mean[i])} [${text(low)}, ${text(high)}], n = ${curve.n[i] ?? 0}`;
    });
  });
  const head = strings.axes[axis];
  const name = (x: number): string => (axis === 'time' ? placeText(x, axis, strings).slice(head.length + 1) : String(Number(x.toFixed(3))));
  const ordered = [...rows].sort(([a], [b]) => a - b).map(([x, cells]) => [name(x), ...series.map((_, column) => cells[column] ?? '')]);
  const title = strings.by(subjectTitle(subject, strings), head);
  return scrolling(plainTable([title], [head, ...series.map(({ label }) => label)], ordered), title);
}
