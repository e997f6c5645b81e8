import { t } from '../../base/l10n';
import { METRICS, METRIC_NAMES } from '../cell/metrics';
import type { ReportArm, ReportData, ReportTrial } from '../report-data';
import { axisTitle, differenceText, duration, pText, valueText } from './report-format';

export interface ResultTable {
  readonly head: string[];
  readonly rows: string[][];
}

/**
 * The result for the terminal and the report. A comparison: a row an arm, in the order of the arms, with mean and half width of its 95 % interval,
 * finished trials, difference to the baseline with its 95 % interval, p after Holm's correction, and mean time of a trial. Arms without a
 * baseline: the same but for the comparison. A single trial: a row a metric.
 */
export function resultTable(data: ReportData): ResultTable {
  const { baseline, metric, arms } = data;
  if (baseline === undefined && arms.length === 1) return trialTable(data);
  if (baseline === undefined) {
    return { head: [t('arm'), axisTitle(metric), 'n', t('time per trial')], rows: arms.map((arm) => [arm.label, meanText(arm, metric), countText(arm), duration(arm.seconds)]) };
  }
  return {
    head: [t('arm'), axisTitle(metric), 'n', metric.fraction ? t('difference to {0}, points', baseline) : t('difference to {0}', baseline), t('p (Holm)'), t('time per trial')],
    rows: arms.map((arm) => [arm.label, meanText(arm, metric), countText(arm), comparisonText(arm, data), pText(arm.comparison?.adjustedP), duration(arm.seconds)]),
  };
}

/** How far the trials of each arm are, while the experiment is unfinished. */
export function progressTable({ arms, trials }: ReportData): ResultTable {
  const ended = (label: string, state: ReportTrial['state']): string => String(trials.filter((trial) => trial.arm === label && trial.state === state).length);
  return { head: [t('arm'), t('trials asked for'), t('finished'), t('failed')], rows: arms.map(({ label, planned }) => [label, String(planned), ended(label, 'done'), ended(label, 'failed')]) };
}

function trialTable({ trials }: ReportData): ResultTable {
  const rows = trials.flatMap(({ metrics, seconds }) => [
    ...METRIC_NAMES.flatMap((name) => (metrics[name] === undefined ? [] : [[axisTitle(METRICS[name]), valueText(metrics[name], METRICS[name])]])),
    [t('time'), duration(seconds)],
  ]);
  return { head: [t('metric'), t('after the last epoch')], rows };
}

function meanText({ mean, low, high }: ReportArm, metric: ReportData['metric']): string {
  if (mean === undefined) return valueText(undefined, metric);
  const half = low === undefined || high === undefined ? undefined : (high - low) / 2;
  return `${valueText(mean, metric)} ± ${valueText(half, metric)}`;
}

/** `6`, or `5 of 6` where a trial has not finished. */
function countText({ n, planned }: ReportArm): string {
  return n === planned ? String(n) : t('{0} of {1}', n, planned);
}

function comparisonText({ label, comparison }: ReportArm, { baseline, metric }: ReportData): string {
  if (label === baseline) return t('baseline');
  const difference = differenceText(comparison?.difference, metric);
  if (comparison?.low === undefined || comparison.high === undefined) return difference;
  return `${difference} [${differenceText(comparison.low, metric)}, ${differenceText(comparison.high, metric)}]`;
}
