import { buildGraph } from '../../resnet/build';
import { totals } from '../../resnet/count';
import type { NetworkOptions } from '../../resnet/graph';
import { parseOrder } from '../../resnet/order';
import type { Arm, Comparison } from '../cell/expand';
import { METRICS, METRIC_NAMES, type MetricName } from '../cell/metrics';
import { armCurves, type Resolution, type SeedSeries } from './report-curves';
import { composeProbes, type ProbedArm } from './report-probes';
import { REPORT_VERSION, type ReportArm, type ReportComparison, type ReportData, type ReportEnvironment, type ReportSource, type ReportTrial } from '../report-data';
import { caveats, notes, testedRemark, unfinishedRemark } from './report-remarks';
import { networkOf, reportSetup } from './report-setup';
import type { TrialResult } from '../trial/scheduler';
import { compareArms, type ArmResult } from './statistics';
import { trialId, trialLabel, type TrialConfig } from '../cell/trial-config';
import { TrialSeries } from '../trial/trial-series';
import { plannedNetwork } from '../trial/trial-work';

/** How a trial stands: its result, or `open` before there is one. */
export interface TrialStanding extends Omit<TrialResult, 'state'> {
  readonly state: TrialResult['state'] | 'open';
}

export interface ReportInput {
  readonly title: string;
  /** Markdown that stands before the cell in its notebook. */
  readonly question?: string;
  readonly source: ReportSource;
  /** What stands side by side, and what it is compared with; absent for the single trial of a `train` cell. */
  readonly comparison?: Pick<Comparison, 'arms' | 'metric'> & Partial<Pick<Comparison, 'baseline'>>;
  readonly results: readonly TrialStanding[];
  /** What the reader should know before the numbers, such as that another data set was taken. */
  readonly notices?: readonly string[];
}

/** What was read from the run folders. */
export interface ReportMaterial {
  readonly environment: ReportEnvironment;
  /** By run folder. */
  readonly series: ReadonlyMap<string, TrialSeries>;
  readonly resolution: Resolution;
  /** The experiment goes on, or can: curves are over all trials that have data so far, and nothing is compared or concluded. */
  readonly unfinished?: boolean;
}

/** An arm with how its trials stand. */
interface Gathered extends Pick<Arm, 'label' | 'trials'> {
  readonly results: readonly TrialStanding[];
}

/** A report's data. Reads nothing. */
export function composeReport({ title, question, source, comparison, results, notices = [] }: ReportInput, material: ReportMaterial): ReportData {
  const { environment, unfinished = false } = material;
  const name: MetricName = comparison?.metric ?? 'testAccuracy';
  const metric = { name, ...METRICS[name] };
  const baseline = comparison?.baseline;
  const gathered = gather(comparison?.arms ?? results.map(({ config }) => ({ label: trialLabel(config, []), trials: [config] })), results);
  const values = gathered.map((arm) => ({ label: arm.label, values: new Map(valuesOf(arm, name).map(({ seed, value }) => [seed, value])) }));
  // Without a baseline nothing is compared.
  const statistics = compareArms(values, unfinished ? '' : (baseline ?? ''), metric);
  const arms = gathered.map((arm, i) => reportArm(arm, statistics[i], name, material));
  const probes = composeProbes(gathered.flatMap((arm) => probedArm(arm, material)), comparisonEvery(results), material.resolution.probes);
  const trials = gathered.flatMap(({ label, results: own }) => own.flatMap((standing) => reportTrial(label, standing)));
  return {
    version: REPORT_VERSION,
    title,
    created: new Date().toISOString(),
    ...(question !== undefined && { question }),
    ...(unfinished && { unfinished: unfinishedRemark(results) }),
    source,
    setup: reportSetup({ configs: results.map(({ config }) => config), arms: arms.length, metric, compared: baseline !== undefined }),
    environment,
    metric,
    ...(baseline !== undefined && { baseline }),
    arms,
    conclusions: statistics.flatMap(({ conclusion }) => conclusion ?? []),
    ...(!unfinished && baseline !== undefined && { tested: testedRemark({ arms, metric }, baseline) }),
    caveats: caveats({ baseline, metric, arms }, results, environment.datasets.map((dataset) => dataset.name)),
    notes: notes({ results, trials, environment, notices }),
    trials,
    ...(probes && { probes }),
  };
}

function gather(arms: readonly Pick<Arm, 'label' | 'trials'>[], results: readonly TrialStanding[]): Gathered[] {
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

function reportArm(arm: Gathered, statistics: ArmResult | undefined, metric: MetricName, { series, resolution, unfinished = false }: ReportMaterial): ReportArm {
  const { label, trials, results } = arm;
  const done = results.filter(({ state }) => state === 'done');
  const seeds = seedSeries(results, series, unfinished);
  const { n = 0, mean, sd, interval } = statistics?.summary ?? {};
  const [config] = trials;
  return {
    label,
    tokens: config === undefined ? '' : parseOrder(config.order).text,
    ...(config && networkFacts(config)),
    planned: trials.length,
    failed: results.filter(({ state }) => state === 'failed' || state === 'interrupted').length,
    n,
    ...(mean !== undefined && { mean }),
    ...(sd !== undefined && { sd }),
    ...(interval && { low: interval[0], high: interval[1] }),
    values: valuesOf(arm, metric),
    ...(done.length > 0 && { seconds: done.reduce((sum, { seconds }) => sum + seconds, 0) / done.length }),
    ...(statistics?.comparison && { comparison: reportComparison(statistics.comparison) }),
    curves: armCurves(seeds, resolution),
  };
}

function seedSeries(results: readonly TrialStanding[], series: ReportMaterial['series'], unfinished: boolean): SeedSeries[] {
  return results.map(({ folder, state, config: { seed } }) => ({ seed, finished: unfinished ? state !== 'failed' : state === 'done', series: series.get(folder) ?? new TrialSeries() }));
}

/** An arm whose trials were asked to record probes. */
function probedArm({ label, trials: [config], results }: Gathered, { series, unfinished = false }: ReportMaterial): ProbedArm[] {
  if (config?.probes === undefined) return [];
  return [{ label, network: plannedNetwork(config), seeds: seedSeries(results, series, unfinished) }];
}

function comparisonEvery(results: readonly TrialStanding[]): number {
  return Math.max(0, ...results.map(({ config }) => config.probeEvery ?? 0));
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

const parameterCounts = new WeakMap<TrialConfig, number>();

/** A network for a data set whose classes are known before it is read, and its parameters. Counted once: a report is made anew while its trials run. */
function networkFacts(config: TrialConfig): { network: NetworkOptions; parameters: number } | undefined {
  const network = networkOf(config);
  if (network === undefined) return undefined;
  const parameters = parameterCounts.get(config) ?? totals(buildGraph(network)).parameters;
  parameterCounts.set(config, parameters);
  return { network, parameters };
}

/** Nothing of a trial that has not ended. */
function reportTrial(arm: string, { id, config: { seed }, state, metrics = {}, seconds, error }: TrialStanding): ReportTrial[] {
  if (state === 'open') return [];
  const known = METRIC_NAMES.flatMap((name) => (Number.isFinite(metrics[name]) ? [[name, metrics[name]]] : []));
  return [{ id, arm, seed, state, metrics: Object.fromEntries(known) as ReportTrial['metrics'], seconds, ...(error !== undefined && { error }) }];
}
