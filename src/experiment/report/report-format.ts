import { t } from '../../base/l10n';
import type { Metric } from '../cell/metrics';

/** What stands where there is no number. */
const NONE = '–';
const MINUS = '−';

/** Accuracies as per cent with two decimals, losses with four; the unit is not written (`axisTitle` has it). */
export function valueText(value: number | null | undefined, { fraction }: Pick<Metric, 'fraction'>): string {
  if (value === undefined || value === null) return NONE;
  const text = fraction ? (100 * value).toFixed(2) : value.toFixed(Math.abs(value) < 100 ? 4 : 1);
  return /[1-9]/.test(text) ? text.replace('-', MINUS) : text.replace('-', '');
}

/** `+0.45` or `−0.45`: percentage points, or loss. */
export function differenceText(value: number | undefined, metric: Pick<Metric, 'fraction'>): string {
  const text = valueText(value, metric);
  return value !== undefined && value > 0 && /[1-9]/.test(text) ? `+${text}` : text;
}

export function pText(p: number | undefined): string {
  if (p === undefined) return NONE;
  return p < 0.001 ? '< 0.001' : String(Number(p.toPrecision(3)));
}

/** `12.3 s`, `3 min 05 s`, `2 h 03 min`. */
export function duration(seconds: number | undefined): string {
  if (seconds === undefined) return NONE;
  if (seconds < 59.95) return t('{0} s', seconds.toFixed(1));
  const whole = Math.round(seconds);
  const two = (part: number): string => String(Math.floor(part)).padStart(2, '0');
  return whole < 3600 ? t('{0} min {1} s', Math.floor(whole / 60), two(whole % 60)) : t('{0} h {1} min', Math.floor(whole / 3600), two((whole % 3600) / 60));
}

/** `test accuracy`, in the reader's language. */
export function metricTitle({ title }: Pick<Metric, 'title'>): string {
  return t(title);
}

/** `test accuracy, %`, or `test loss`. */
export function axisTitle(metric: Pick<Metric, 'title' | 'fraction'>): string {
  return metric.fraction ? `${metricTitle(metric)}, %` : metricTitle(metric);
}

/** The number that is drawn for a value: accuracies in per cent. */
export function shown(value: number, { fraction }: Pick<Metric, 'fraction'>): number {
  return fraction ? 100 * value : value;
}
