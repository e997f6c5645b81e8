import type { Metric } from './metrics';
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
  if (difference === undefined) return `${label} can't be compared with ${baseline}: no seed has finished in both.`;
  const seeds = `n = ${n} paired ${n === 1 ? 'seed' : 'seeds'}`;
  const observed = signed(difference, metric);
  if (n === 1) return `${label} differs from ${baseline} by ${observed} in ${metric.title} with one seed: nothing can be concluded from one, train more.`;
  if (interval === undefined || p === undefined || adjusted === undefined) {
    const what = difference === 0 ? 'equals' : `differs by the same ${observed} from`;
    return `${label} ${what} ${baseline} in ${metric.title} with each of ${n} seeds: without any spread there is nothing to test.`;
  }
  const range = `95 % interval ${signed(interval[0], metric)} to ${signed(interval[1], metric)}`;
  const evidence = `${range}, ${seeds}, ${pText(adjusted)}${family > 1 ? ` after correction for ${family} comparisons` : ''}`;
  if (adjusted < LEVEL) {
    const word = difference > 0 === (metric.better === 'higher') ? 'better' : 'worse';
    return `${label} is ${word} than ${baseline}: ${metric.title} differs by ${observed} (${evidence}). This holds for this architecture, data and training only.`;
  }
  const alone = p < LEVEL ? ` By itself the difference would pass (${pText(p)}), but with ${family} comparisons one such is not surprising.` : '';
  return `The data do not decide between ${label} and ${baseline}: ${metric.title} differs by ${observed} (${evidence}).${alone} That is no proof that they are equal; more seeds narrow the interval.`;
}

/** `+1.23 points` for accuracies, `-0.0456` for losses. */
function signed(value: number, { fraction }: Metric): string {
  const text = fraction ? `${(value * 100).toFixed(2)} points` : value.toPrecision(3);
  return value > 0 ? `+${text}` : text.replace(/^-(?=0(\.0+)?( |$))/, '');
}

function pText(p: number): string {
  return p < 0.001 ? 'p < 0.001' : `p = ${Number(p.toPrecision(3))}`;
}
