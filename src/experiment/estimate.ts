import type { ListedRun } from '../runs/run-list';
import { METRICS } from './cell/metrics';
import type { ExperimentPlan } from './plan';
import { valueText } from './report/report-format';
import { share } from './trial/resources';
import { doneBefore, type FoundTrial } from './standing';
import type { TrialConfig } from './cell/trial-config';
import { trialWork } from './trial/trial-work';

/** What running a cell would come to. */
export interface CellEstimate {
  readonly kind: string;
  readonly trials: number;
  /** Of these, finished before and not run again; begun and not finished. */
  readonly finished: number;
  readonly begun: number;
  /** Seconds that the rest would take; absent where nothing comparable was ever trained here. */
  readonly seconds?: number;
  /** The best metric of the finished trials, and its name in words: "test accuracy". */
  readonly best?: { readonly metric: string; readonly text: string };
}

export interface EstimateOptions {
  /** Runs that tell of the pace. */
  readonly listed: readonly ListedRun[];
  /** What trials would compute with. */
  readonly backend: string;
  readonly memory: number;
  readonly jobs?: number | undefined;
  readonly threads?: number | undefined;
}

/** Counts a plan's trials by what their run folders say, and says how long the rest would take at the pace of earlier runs. */
export function estimateTrials(kind: string, plan: ExperimentPlan, found: readonly FoundTrial[], options: EstimateOptions): CellEstimate {
  const finished = found.filter(({ standing }) => standing.state === 'done');
  const open = found.filter(({ standing }) => standing.state !== 'done');
  const { jobs, threads } = share(Math.max(1, open.length), plan.bytes, options.memory, options);
  const each = open.map((trial) => secondsOf(trial.standing.config, (1 - doneBefore(trial)) / threads, options));
  const total = each.reduce<number | undefined>((sum, seconds) => (sum === undefined || seconds === undefined ? undefined : sum + seconds), 0);
  // No sooner than the longest trial ends, however many run at the same time.
  const seconds = total === undefined ? undefined : Math.max(total / jobs, ...each.map((own) => own ?? 0));
  const best = bestOf(plan, finished.map(({ standing }) => standing.metrics ?? {}));
  return { kind, trials: found.length, finished: finished.length, begun: open.filter(({ state }) => state !== undefined).length, ...(seconds !== undefined && { seconds }), ...(best && { best }) };
}

/** Seconds that one thread would take for a part of a trial; undefined where no run tells. */
function secondsOf(config: TrialConfig, part: number, { listed, backend }: EstimateOptions): number | undefined {
  const work = trialWork(config);
  const runs = listed.filter(({ summary }) => summary.state === 'done' && summary.backend === backend && summary.seconds > 0);
  const alike = runs.filter(({ summary }) => summary.architecture === config.architecture);
  const pace = median((alike.length > 0 ? alike : runs).flatMap((run) => paceOf(run) ?? []));
  return work === undefined || pace === undefined ? undefined : (part * work) / pace;
}

/** Multiply-adds a second of each thread. */
function paceOf({ config, threads, summary }: ListedRun): number | undefined {
  const work = trialWork(config as TrialConfig);
  return work && work / summary.seconds / threads;
}

function median(values: readonly number[]): number | undefined {
  return [...values].sort((a, b) => a - b)[values.length >> 1];
}

function bestOf({ comparison }: ExperimentPlan, metrics: readonly Readonly<Record<string, number>>[]): CellEstimate['best'] {
  const name = comparison?.metric ?? 'testAccuracy';
  const metric = METRICS[name];
  const values = metrics.flatMap((own) => own[name] ?? []).filter(Number.isFinite);
  if (values.length === 0) return undefined;
  const best = metric.better === 'higher' ? Math.max(...values) : Math.min(...values);
  return { metric: metric.title, text: `${valueText(best, metric)}${metric.fraction ? ' %' : ''}` };
}
