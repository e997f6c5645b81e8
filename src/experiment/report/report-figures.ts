import { t } from '../../base/l10n';
import { armDiagrams } from '../../diagram/arm-diagrams';
import { drawingSvg } from '../../diagram/svg';
import { markdownTable } from '../markdown';
import { METRIC_NAMES, METRICS } from '../cell/metrics';
import { lineChartSvg, type ChartLine } from './report-chart';
import type { Curve, CurveName, ReportArm, ReportData, StepCurveName } from '../report-data';
import { forestSvg, type ForestRow } from './report-forest';
import { axisTitle, shown, SIGNIFICANT, valueText } from '../report-data';

/** A figure of the Markdown report: a file of its own, and what stands beside it for who sees no pictures. */
export interface ReportFigure {
  /** Name of the file, without extension. */
  readonly name: string;
  readonly svg: string;
  readonly alt: string;
  readonly caption: string;
  /** The same in numbers, as Markdown; absent where the caption says all. */
  readonly table?: string;
}

/** Rows of a table beside a chart, at most. */
const MOST_ROWS = 10;

/** The metric of each arm, and the differences to the baseline. */
export function resultFigures(report: ReportData): ReportFigure[] {
  const { arms, baseline, metric } = report;
  if (report.unfinished !== undefined || baseline === undefined || arms.every(({ n }) => n === 0)) return [];
  const axis = axisTitle(metric);
  const difference = metric.fraction ? t('difference to {0}, points', baseline) : t('difference to {0}', baseline);
  const valueCaption = t("Mean over the seeds with its 95 % interval (Student's t), after the last epoch; circles are single seeds.");
  const differenceCaption = t("Difference to {0}, paired by seed: mean with the 95 % interval of each comparison by itself; a filled mark is p < 0.05 after Holm's correction.", baseline);
  return [
    { name: 'values', alt: t('{0} of each arm', axis), caption: valueCaption, svg: forestSvg({ title: axis, description: valueCaption, axis, rows: arms.map((arm, i) => valueRow(arm, i, report)) }) },
    { name: 'differences', alt: difference, caption: differenceCaption, svg: forestSvg({ title: difference, description: differenceCaption, axis: difference, rows: arms.map((arm, i) => differenceRow(arm, i, report)), reference: 0 }) },
  ];
}

function valueRow({ label, mean, low, high, values }: ReportArm, series: number, { metric }: ReportData): ForestRow {
  const scaled = (value: number | undefined): number | undefined => (value === undefined ? undefined : shown(value, metric));
  return { label, series, mean: scaled(mean), low: scaled(low), high: scaled(high), dots: values.map(({ value }) => shown(value, metric)), filled: true, absent: t('no finished trial') };
}

function differenceRow({ label, comparison, values }: ReportArm, series: number, { metric, baseline, arms }: ReportData): ForestRow {
  if (comparison === undefined) return { label, series, dots: [], filled: false, absent: t('baseline') };
  const { difference, low, high, adjustedP } = comparison;
  const scaled = (value: number | undefined): number | undefined => (value === undefined ? undefined : shown(value, metric));
  const reference = new Map(arms.find((arm) => arm.label === baseline)?.values.map(({ seed, value }) => [seed, value]));
  const dots = values.flatMap(({ seed, value }) => {
    const base = reference.get(seed);
    return base === undefined ? [] : [shown(value - base, metric)];
  });
  return { label, series, mean: scaled(difference), low: scaled(low), high: scaled(high), dots, filled: adjustedP !== undefined && adjustedP < SIGNIFICANT, absent: t('no finished trial') };
}

/** How the training went: the loss by step, the norm of the gradient, and the metric that counts by epoch. */
export function curveFigures(report: ReportData): ReportFigure[] {
  const wanted: CurveName[] = ['stepLoss', 'gradientNorm', ...(METRICS[report.metric.name].fraction ? (['testLoss'] as const) : []), report.metric.name];
  return wanted.flatMap((name) => curveFigure(report, name) ?? []);
}

function curveFigure({ arms }: ReportData, name: CurveName): ReportFigure | undefined {
  const curves = arms.flatMap(({ label, curves: own }, series) => (own[name] === undefined ? [] : [{ label, series, curve: own[name] }]));
  const [first] = curves;
  if (first === undefined) return undefined;
  const metric = METRIC_NAMES.find((known) => known === name);
  const fraction = metric !== undefined && METRICS[metric].fraction;
  const title = metric === undefined ? stepTitle(name as StepCurveName) : axisTitle(METRICS[metric]);
  const xTitle = metric === undefined ? t('step') : t('epoch');
  const scaled = (values: Curve['mean']): (number | null)[] => values.map((value) => (value === null ? null : shown(value, { fraction })));
  const lines = curves.map(({ label, series, curve }): ChartLine => ({ label, series, x: curve.x, y: scaled(curve.mean.some((value) => value !== null) ? curve.mean : (curve.seeds[0]?.y ?? [])), low: scaled(curve.low), high: scaled(curve.high) }));
  const caption = [t('{0} by {1}: mean over the seeds that finished, with its 95 % band.', title, xTitle), ...(first.curve.smoothing === undefined ? [] : [t('Smoothed, weight {0}, over all steps.', first.curve.smoothing)])].join(' ');
  return { name: `curve-${name}`, alt: t('{0} by {1}', title, xTitle), caption, svg: lineChartSvg({ title: t('{0} by {1}', title, xTitle), description: caption, xTitle, yTitle: title, lines, logarithmic: metric === undefined }), table: placeTable(xTitle, lines, (value) => (typeof value === 'number' && fraction ? value.toFixed(2) : valueText(value, { fraction: false }))) };
}

function stepTitle(name: StepCurveName): string {
  if (name === 'stepLoss') return t('training loss');
  if (name === 'stepAccuracy') return t('training accuracy');
  return name === 'gradientNorm' ? t('norm of the gradient') : t('learning rate');
}

/** Some places of the lines, first and last among them: mean and band of each. */
function placeTable(xTitle: string, lines: readonly ChartLine[], number: (value: number | null | undefined) => string, place: (at: number) => string = String): string {
  const longest = lines.reduce<readonly number[]>((most, { x }) => (x.length > most.length ? x : most), []);
  const cell = ({ x, y, low = [], high = [] }: ChartLine, at: number): string => {
    const i = x.indexOf(at);
    if (i < 0) return number(undefined);
    return typeof low[i] === 'number' && typeof high[i] === 'number' ? `${number(y[i])} [${number(low[i])}, ${number(high[i])}]` : number(y[i]);
  };
  return markdownTable([xTitle, ...lines.map(({ label }) => label)], spread(longest, MOST_ROWS).map((at) => [place(at), ...lines.map((line) => cell(line, at))]), ['right', ...lines.map(() => 'right' as const)]);
}

/** At most so many of some values, evenly, with the first and the last. */
function spread<T>(values: readonly T[], most: number): T[] {
  if (values.length <= most) return [...values];
  return Array.from({ length: most }, (_, i) => values[Math.round((i * (values.length - 1)) / (most - 1))] as T);
}

/** A chart with a table of some of its places; `places` are their names, from place 1. */
export function chartFigure(name: string, chart: { title: string; caption: string; xTitle: string; yTitle: string; lines: readonly ChartLine[]; logarithmic?: boolean; places?: readonly string[] | undefined }): ReportFigure {
  const { title, caption, lines, places = [] } = chart;
  const number = (value: number | null | undefined): string => (value === null || value === undefined ? '–' : String(Number(value.toPrecision(4))).replace('-', '−'));
  return { name, alt: title, caption, svg: lineChartSvg({ ...chart, description: caption }), table: placeTable(chart.xTitle, lines, number, (at) => places[at - 1] ?? String(at)) };
}

/** One drawing for each distinct unit, then for each distinct network. */
export function diagramFigures({ arms }: ReportData): ReportFigure[] {
  const known = arms.flatMap(({ label, network }) => (network === undefined ? [] : [{ label, network }]));
  return armDiagrams(known).map(({ kind, labels, title, tokens, drawing }, i) => {
    const who = labels.length === known.length ? t('all arms') : labels.join(', ');
    const caption = kind === 'unit' ? t('A residual unit of {0}: {1}. Arms: {2}.', title, tokens, who) : t('{0}, its units folded. Arms: {1}.', title, who);
    return { name: `${kind}-${i + 1}`, alt: caption, caption, svg: drawingSvg(drawing, { title: caption }) };
  });
}

