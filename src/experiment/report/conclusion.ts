import { t } from '../../base/l10n';
import type { Metric } from '../cell/metrics';
import type { PairedComparison } from './statistics';

interface Question {
  readonly label: string;
  readonly baseline: string;
  readonly metric: Metric;
  readonly comparison: PairedComparison;
  /** Tests in the family that Holm's correction was made for. */
  readonly family: number;
}

/** p values below are called significant. */
const LEVEL = 0.05;

/** What the seeds say of an arm beside the baseline, and what they don't: a sentence or two, no claim where the data make none. */
export function conclusion({ label, baseline, metric, comparison, family }: Question): string {
  const { n, difference, interval, p, adjusted } = comparison;
  if (difference === undefined) return t("{0} can't be compared with {1}: no seed has finished in both.", label, baseline);
  const title = t(metric.title);
  const observed = signed(difference, metric);
  if (n === 1) return t('{0} differs from {1} by {2} in {3} with one seed: nothing can be concluded from one, train more.', label, baseline, observed, title);
  if (interval === undefined || p === undefined || adjusted === undefined) {
    if (difference === 0) return t('{0} equals {1} in {2} with each of {3} seeds: without any spread there is nothing to test.', label, baseline, title, n);
    return t('{0} differs by the same {1} from {2} in {3} with each of {4} seeds: without any spread there is nothing to test.', label, observed, baseline, title, n);
  }
  const numbers = t('95 % interval {0} to {1}, n = {2} paired seeds, {3}', signed(interval[0], metric), signed(interval[1], metric), n, pText(adjusted));
  const evidence = family > 1 ? t('{0} after correction for {1} comparisons', numbers, family) : numbers;
  if (adjusted < LEVEL) {
    if (difference > 0 === (metric.better === 'higher')) return t('{0} is better than {1}: {2} differs by {3} ({4}). This holds for this architecture, data and training only.', label, baseline, title, observed, evidence);
    return t('{0} is worse than {1}: {2} differs by {3} ({4}). This holds for this architecture, data and training only.', label, baseline, title, observed, evidence);
  }
  return [
    t('The data do not decide between {0} and {1}: {2} differs by {3} ({4}).', label, baseline, title, observed, evidence),
    ...(p < LEVEL ? [t('By itself the difference would pass ({0}), but with {1} comparisons one such is not surprising.', pText(p), family)] : []),
    t('That is no proof that they are equal; more seeds narrow the interval.'),
  ].join(' ');
}

/** `+1.23 points` for accuracies, `-0.0456` for losses. */
function signed(value: number, { fraction }: Metric): string {
  const text = fraction ? (value * 100).toFixed(2) : value.toPrecision(3);
  const number = value > 0 ? `+${text}` : text.replace(/^-(?=0(\.0+)?$)/, '');
  return fraction ? t('{0} points', number) : number;
}

function pText(p: number): string {
  return p < 0.001 ? 'p < 0.001' : `p = ${Number(p.toPrecision(3))}`;
}
