import { DATASETS, isDatasetName } from '../data/catalogue';
import { buildGraph } from '../resnet/build';
import { totals } from '../resnet/count';
import { parseOrder } from '../resnet/order';
import { readMetrics, readRunState } from '../runs/run-folder';
import type { Arm, Comparison } from './expand';
import { METRICS, METRIC_NAMES, type MetricName } from './metrics';
import { armCurves, type TrialLines } from './report-curves';
import { REPORT_VERSION, type ReportArm, type ReportComparison, type ReportData, type ReportSource, type ReportTrial } from './report-data';
import { readEnvironment } from './report-environment';
import { caveats, notes } from './report-remarks';
import type { TrialResult } from './scheduler';
import { compareArms, type ArmResult } from './statistics';
import { trialId, trialLabel, type TrialConfig } from './trial-config';

export { renderReport, writeReport } from './report-html';
export { resultTable } from './report-table';

export interface ReportInput {
  readonly title: string;
  /** Markdown that stands before the cell in its notebook. */
  readonly question?: string;
  readonly source: ReportSource;
  /** Absent for the single trial of a `train` cell. */
  readonly comparison?: Comparison;
  readonly results: readonly TrialResult[];
  /** What the reader should know before the numbers, such as that another data set was taken. */
  readonly notices?: readonly string[];
}

/** An arm with what came of its trials. */
interface Gathered extends Pick<Arm, 'label' | 'trials'> {
  readonly results: readonly TrialResult[];
}

/** Reads the run folders of finished trials and makes a report's data of them. A folder that can't be read is noted, not fatal. */
export async function buildReport({ title, question, source, comparison, results, notices: given = [] }: ReportInput): Promise<ReportData> {
  const name: MetricName = comparison?.metric ?? 'testAccuracy';
  const metric = { name, ...METRICS[name] };
  const baseline = comparison?.baseline;
  const gathered = gather(comparison?.arms ?? results.map(({ config }) => ({ label: trialLabel(config, []), trials: [config] })), results);
  const statistics = compareArms(gathered.map((arm) => ({ label: arm.label, values: new Map(valuesOf(arm, name).map(({ seed, value }) => [seed, value])) })), baseline ?? '', metric);
  const notices = new Set(given);
  const arms: ReportArm[] = [];
  for (const [i, arm] of gathered.entries()) arms.push(await reportArm(arm, statistics[i], name, notices));
  const trials = gathered.flatMap(({ label, results: own }) => own.map((result) => reportTrial(label, result)));
  const environment = await readEnvironment(results);
  return {
    version: REPORT_VERSION,
    title,
    created: new Date().toISOString(),
    ...(question !== undefined && { question }),
    source,
    environment,
    metric,
    ...(baseline !== undefined && { baseline }),
    arms,
    conclusions: statistics.flatMap(({ conclusion }) => conclusion ?? []),
    caveats: caveats({ baseline, metric, arms }, results, environment.datasets.map((dataset) => dataset.name)),
    notes: notes({ results, trials, environment, notices: [...notices] }),
    trials,
  };
}

function gather(arms: readonly Pick<Arm, 'label' | 'trials'>[], results: readonly TrialResult[]): Gathered[] {
  const byId = new Map(results.map((result) => [result.id, result]));
  return arms.map(({ label, trials }) => ({ label, trials, results: trials.flatMap((config) => byId.get(trialId(config)) ?? []) }));
}

/** The metric of each finished trial. */
function valuesOf({ results }: Gathered, metric: MetricName): { seed: number; value: number }[] {
  return results.flatMap(({ state, config: { seed }, metrics }) => {
    const value = metrics?.[metric];
    return state === 'done' && value !== undefined && Number.isFinite(value) ? [{ seed, value }] : [];
  });
}

async function reportArm(arm: Gathered, statistics: ArmResult | undefined, metric: MetricName, notices: Set<string>): Promise<ReportArm> {
  const { label, trials, results } = arm;
  const lines: TrialLines[] = [];
  for (const result of results) lines.push(await readTrial(result, notices));
  const done = results.filter(({ state }) => state === 'done');
  const { n = 0, mean, sd, interval } = statistics?.summary ?? {};
  const [config] = trials;
  return {
    label,
    tokens: config === undefined ? '' : parseOrder(config.order).text,
    ...(config && parametersOf(config)),
    planned: trials.length,
    failed: trials.length - done.length,
    n,
    ...(mean !== undefined && { mean }),
    ...(sd !== undefined && { sd }),
    ...(interval && { low: interval[0], high: interval[1] }),
    values: valuesOf(arm, metric),
    ...(done.length > 0 && { seconds: done.reduce((sum, { seconds }) => sum + seconds, 0) / done.length }),
    ...(statistics?.comparison && { comparison: reportComparison(statistics.comparison) }),
    curves: armCurves(lines),
  };
}

function reportComparison({ n, difference, interval, p, adjusted }: NonNullable<ArmResult['comparison']>): ReportComparison {
  return {
    n,
    ...(difference !== undefined && { difference }),
    ...(interval && { low: interval[0], high: interval[1] }),
    ...(p !== undefined && { p }),
    ...(adjusted !== undefined && { adjustedP: adjusted }),
  };
}

/** Parameters of a network for a data set whose classes are known before it is read. */
function parametersOf({ architecture, order, options, dataset }: TrialConfig): { parameters: number } | undefined {
  if (!isDatasetName(dataset)) return undefined;
  const { shape, classes } = DATASETS[dataset];
  return { parameters: totals(buildGraph({ architecture, order, ...options, input: shape, classes: classes.length })).parameters };
}

async function readTrial({ id, folder, state, config: { seed } }: TrialResult, notices: Set<string>): Promise<TrialLines> {
  const finished = state === 'done';
  try {
    for (const notice of (await readRunState(folder))?.notices ?? []) notices.add(notice);
    return { seed, finished, lines: await readMetrics(folder) };
  } catch {
    notices.add(`The curves of trial ${id} are missing: its run folder is damaged.`);
    return { seed, finished, lines: [] };
  }
}

function reportTrial(arm: string, { id, config: { seed }, state, metrics = {}, seconds, error }: TrialResult): ReportTrial {
  const known = METRIC_NAMES.flatMap((name) => (Number.isFinite(metrics[name]) ? [[name, metrics[name]]] : []));
  return { id, arm, seed, state, metrics: Object.fromEntries(known) as ReportTrial['metrics'], seconds, ...(error !== undefined && { error }) };
}
