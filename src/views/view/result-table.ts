import { differenceText, METRICS, METRIC_NAMES, pText, valueText, type ReportArm, type ReportData } from '../../experiment/report-data';
import type { Strings } from '../text/strings';

export interface TextTable {
  readonly head: readonly string[];
  readonly rows: readonly TextRow[];
}

export interface TextRow {
  readonly cells: readonly string[];
  /** What the row is sorted by, column by column. */
  readonly keys: readonly (number | string | undefined)[];
}

/** What the metric is called, with its unit. */
export function metricTitle({ metric }: ReportData, strings: Strings): string {
  return withUnit(strings.curves[metric.name], metric.fraction);
}

/** The result in words and numbers: a row an arm, compared where there is a baseline; a row a metric of a single trial. */
export function resultRows(report: ReportData, strings: Strings): TextTable {
  if (report.baseline !== undefined) return armRows(report, report.baseline, strings);
  return report.arms.length > 1 ? chosenRows(report, strings) : trialRows(report, strings);
}

function chosenRows(report: ReportData, strings: Strings): TextTable {
  const { resultHead: head } = strings;
  return {
    head: [head.arm, metricTitle(report, strings), head.n, head.time],
    rows: report.arms.map((arm) => ({ cells: [arm.label, meanText(arm, report), strings.countOf(arm.n, arm.planned), strings.duration(arm.seconds)], keys: [arm.label, arm.mean, arm.n, arm.seconds] })),
  };
}

function armRows(report: ReportData, baseline: string, strings: Strings): TextTable {
  const { metric, arms } = report;
  const { resultHead: head, forest } = strings;
  return {
    head: [head.arm, metricTitle(report, strings), head.n, forest.differenceAxis(baseline, metric.fraction), head.p, head.time],
    rows: arms.map((arm) => ({
      cells: [arm.label, meanText(arm, report), strings.countOf(arm.n, arm.planned), arm.label === baseline ? forest.baseline : differenceCell(arm, report), pText(arm.comparison?.adjustedP), strings.duration(arm.seconds)],
      keys: [arm.label, arm.mean, arm.n, arm.comparison?.difference, arm.comparison?.adjustedP, arm.seconds],
    })),
  };
}

function trialRows({ trials }: ReportData, strings: Strings): TextTable {
  const rows = trials.flatMap(({ metrics, seconds }) => [
    ...METRIC_NAMES.flatMap((name) => (metrics[name] === undefined ? [] : [[withUnit(strings.curves[name], METRICS[name].fraction), valueText(metrics[name], METRICS[name])]])),
    [strings.resultHead.seconds, strings.duration(seconds)],
  ]);
  return { head: [strings.resultHead.metric, strings.resultHead.last], rows: rows.map((cells) => ({ cells, keys: cells })) };
}

function withUnit(title: string, fraction: boolean): string {
  return fraction ? `${title}, %` : title;
}

function meanText({ mean, low, high }: ReportArm, { metric }: ReportData): string {
  if (mean === undefined) return valueText(undefined, metric);
  return `${valueText(mean, metric)} ± ${valueText(low === undefined || high === undefined ? undefined : (high - low) / 2, metric)}`;
}

function differenceCell({ comparison }: ReportArm, { metric }: ReportData): string {
  const difference = differenceText(comparison?.difference, metric);
  if (comparison?.low === undefined || comparison.high === undefined) return difference;
  return `${difference} [${differenceText(comparison.low, metric)}, ${differenceText(comparison.high, metric)}]`;
}

/** Table, conclusions and caveats as Markdown. */
export function resultMarkdown(report: ReportData, strings: Strings): string {
  const { head, rows } = resultRows(report, strings);
  const line = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  const list = (title: string, sentences: readonly string[]): string[] => (sentences.length === 0 ? [] : [`**${title}**`, '', ...sentences.map((sentence) => `- ${sentence}`), '']);
  return [
    `### ${report.title}`,
    '',
    ...list(strings.headings.notes, report.notes),
    ...(report.conclusions.length === 0 ? [] : [...report.conclusions.map((sentence) => `- ${sentence}`), '']),
    line(head),
    line(head.map((_, i) => (i === 0 ? '---' : '---:'))),
    ...rows.map(({ cells }) => line(cells)),
    '',
    ...list(strings.headings.caveats, report.caveats),
  ].join('\n');
}
