import type { ReportData } from '../../experiment/report-data';
import { comparesArms, SPLITS, subjectsOf, type Series } from '../chart/curves';
import { MOST_COLOURED } from '../chart/drawn';
import type { Strings } from '../text/strings';
import type { Choices } from './choices';

/** A series as the legend has it. */
export interface Entry {
  /** Its place, which gives it its style. */
  readonly key: number;
  /** What it is called wherever it is spoken of: its arm, or training, validation or test. */
  readonly label: string;
  /** The label, and of how many trials the mean is. */
  readonly text: string;
}

export function seriesLabel({ arm, split }: Pick<Series, 'arm' | 'split'>, strings: Strings): string {
  return split === undefined ? arm : strings.splits[split];
}

export function legendEntries(report: ReportData, strings: Strings): Entry[] {
  if (comparesArms(report)) return report.arms.map(({ label, n }, key) => ({ key, label, text: n > 0 ? strings.legendCount(label, n) : label }));
  const splits = new Set(subjectsOf(report).flatMap(({ parts }) => parts.map(({ split }) => split)));
  return SPLITS.flatMap((split, key) => (splits.has(split) ? [{ key, label: strings.splits[split], text: strings.splits[split] }] : []));
}

/** Labels of the series that have a style of their own: as many of those shown as can be told apart, the baseline among them. */
export function colouredLabels(report: ReportData, strings: Strings, choices: Choices): Set<string> {
  const shown = legendEntries(report, strings).map(({ label }) => label).filter((label) => choices.isShown(label));
  const first = shown.filter((label) => label === report.baseline);
  return new Set([...first, ...shown.filter((label) => label !== report.baseline)].slice(0, MOST_COLOURED));
}
