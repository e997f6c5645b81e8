import { sentence } from '../base/errors';
import { t } from '../base/l10n';
import { acquireDataset, DATASETS, type DataOptions } from '../data/dataset';
import type { CellOf } from './cell/cell';
import { planExperiment, type ExperimentPlan } from './plan';
import { share, type Share } from './trial/resources';
import type { TrialConfig } from './cell/trial-config';
import { runTrials, type SchedulerOptions, type TrialResult } from './trial/scheduler';

export interface CellOptions extends Omit<SchedulerOptions, 'jobs' | 'threads'> {
  readonly jobs?: number | undefined;
  readonly threads?: number | undefined;
  /** Bytes that all trials together may take. */
  readonly memory: number;
  /** A data set to use where the cell's own cannot be had. */
  readonly fallback?: string | undefined;
  readonly onDataProgress?: DataOptions['onProgress'];
  /** Which of the cell's trials to run; all unless given. */
  readonly isWanted?: (config: TrialConfig) => boolean;
  /** Before the first trial starts; they wait for it. */
  readonly onPlan: (plan: TrialsPlan) => void | Promise<void>;
}

/** What a cell with trials comes to, before it runs. */
export interface TrialsPlan extends ExperimentPlan, Share {
  /** Data sets that others take the place of. */
  readonly substitutes: ReadonlyMap<string, string>;
  /** What the user should know before the numbers: another data set was taken. */
  readonly notices: readonly string[];
}

export interface TrialsOutcome {
  readonly plan: TrialsPlan;
  readonly results: readonly TrialResult[];
}

/** Runs the trials of a `train` or `compare` cell. @throws LabError where the cell cannot run at all; Interrupted while data are fetched */
export async function runTrialsCell(cell: CellOf<'train'> | CellOf<'compare'>, options: CellOptions): Promise<TrialsOutcome> {
  const { substitutes, notices } = await acquireAll(cell, options);
  const planned = chosen(planExperiment(cell, substitutes), options.isWanted);
  const plan: TrialsPlan = { ...planned, ...share(planned.trials.length, planned.bytes, options.memory, options), substitutes, notices };
  await options.onPlan(plan);
  return { plan, results: await runTrials(plan.configs, { ...options, jobs: plan.jobs, threads: plan.threads }) };
}

function chosen(plan: ExperimentPlan, isWanted: CellOptions['isWanted']): ExperimentPlan {
  if (isWanted === undefined) return plan;
  const kept = plan.configs.map(isWanted);
  return { ...plan, configs: plan.configs.filter((_, i) => kept[i]), trials: plan.trials.filter((_, i) => kept[i]) };
}

/** Gets a cell's data sets once, before the trials all want them at the same time. */
export async function acquireAll(cell: CellOf<'train'> | CellOf<'compare'>, options: Pick<CellOptions, 'cache' | 'mirror' | 'fallback' | 'stop' | 'onDataProgress'>): Promise<{ substitutes: Map<string, string>; notices: string[] }> {
  const wanted = new Set(planExperiment(cell).configs.map(({ dataset }) => dataset));
  const substitutes = new Map<string, string>();
  const notices: string[] = [];
  const { cache, mirror, fallback, stop, onDataProgress } = options;
  for (const dataset of wanted) {
    try {
      await acquireDataset(dataset, { cache, signal: stop, ...(mirror !== undefined && { mirror }), ...(onDataProgress && { onProgress: onDataProgress }) });
    } catch (error) {
      if (fallback === undefined || stop.aborted || !(dataset in DATASETS)) throw error;
      substitutes.set(dataset, fallback);
      notices.push(t('{0} cannot be had here ({1}) The generated data set "{2}" takes its place: the numbers say nothing about {0}.', dataset, sentence(error), fallback));
    }
  }
  return { substitutes, notices };
}
