import { inputError, sentence } from '../base/errors';
import { acquireDataset, DATASETS, type DataOptions } from '../data/dataset';
import { macCount } from '../resnet/count';
import type { Graph } from '../resnet/graph';
import type { CellOf } from './cell';
import { expandCompare, expandTrain, type Comparison } from './expand';
import type { PlannedTrial } from './progress';
import { share, trainingBytes, type Share } from './resources';
import { runTrials, type SchedulerOptions, type TrialResult } from './scheduler';
import { trialId, trialLabel, type TrialConfig } from './trial-config';
import { trialGraph } from './trial-data';

export interface CellOptions extends Omit<SchedulerOptions, 'jobs' | 'threads'> {
  readonly jobs?: number | undefined;
  readonly threads?: number | undefined;
  /** Bytes that all trials together may take. */
  readonly memory: number;
  /** A data set to use where the cell's own cannot be had. */
  readonly fallback?: string | undefined;
  readonly onDataProgress?: DataOptions['onProgress'];
  readonly onPlan: (plan: TrialsPlan) => void;
}

/** What a cell with trials comes to, before it runs. */
export interface TrialsPlan extends Share {
  readonly comparison: Comparison | undefined;
  readonly trials: readonly PlannedTrial[];
  /** What the user should know before the numbers: another data set was taken. */
  readonly notices: readonly string[];
}

export interface TrialsOutcome {
  readonly plan: TrialsPlan;
  readonly results: readonly TrialResult[];
}

/** Runs the trials of a `train` or `compare` cell. @throws LabError where the cell cannot run at all; Interrupted while data are fetched */
export async function runTrialsCell(cell: CellOf<'train'> | CellOf<'compare'>, options: CellOptions): Promise<TrialsOutcome> {
  const { comparison: asked, trials: wanted } = expanded(cell);
  const { substitutes, notices } = await acquire(wanted, options);
  const replace = (config: TrialConfig): TrialConfig => ({ ...config, dataset: substitutes.get(config.dataset) ?? config.dataset });
  const comparison = asked && { ...asked, arms: asked.arms.map((arm) => ({ ...arm, trials: arm.trials.map(replace) })), trials: asked.trials.map(replace) };
  const trials = wanted.map(replace);
  const graphs = trials.map((config) => graphOf(config));
  const bytes = Math.max(...trials.map((config, i) => trainingBytes(graphs[i] as Graph, config.batch)));
  const shared = share(trials.length, bytes, options.memory, options);
  const planned = trials.map((config, i): PlannedTrial => ({ id: trialId(config), label: trialLabel(config, comparison?.varied ?? []), seed: config.seed, work: workOf(graphs[i] as Graph, config) }));
  const plan: TrialsPlan = { ...shared, comparison, trials: planned, notices };
  options.onPlan(plan);
  return { plan, results: await runTrials(trials, { ...options, ...shared }) };
}

function expanded(cell: CellOf<'train'> | CellOf<'compare'>): { comparison: Comparison | undefined; trials: readonly TrialConfig[] } {
  if (cell.kind === 'train') return { comparison: undefined, trials: [expandTrain(cell)] };
  const comparison = expandCompare(cell);
  return { comparison, trials: comparison.trials };
}

/** Gets the data sets once, before the trials all want them at the same time. */
async function acquire(trials: readonly TrialConfig[], options: CellOptions): Promise<{ substitutes: Map<string, string>; notices: string[] }> {
  const substitutes = new Map<string, string>();
  const notices: string[] = [];
  const { cache, mirror, fallback, stop, onDataProgress } = options;
  for (const dataset of new Set(trials.map((config) => config.dataset))) {
    try {
      await acquireDataset(dataset, { cache, signal: stop, ...(mirror !== undefined && { mirror }), ...(onDataProgress && { onProgress: onDataProgress }) });
    } catch (error) {
      if (fallback === undefined || stop.aborted || !(dataset in DATASETS)) throw error;
      substitutes.set(dataset, fallback);
      notices.push(`${dataset} cannot be had here (${sentence(error)}) The generated data set "${fallback}" takes its place: the numbers say nothing about ${dataset}.`);
    }
  }
  return { substitutes, notices };
}

/** A trial's network without its data at hand: of a folder, the number of classes is not known yet and hardly matters here. */
function graphOf(config: TrialConfig): Graph {
  const known = Object.entries(DATASETS).find(([name]) => name === config.dataset)?.[1];
  if (known !== undefined) return trialGraph(config, known);
  const side = config.size;
  if (side === undefined) throw inputError(`"${config.dataset}" is no data set.`);
  return trialGraph(config, { shape: { height: side, width: side, channels: 3 }, classes: Array.from({ length: 10 }, String) });
}

/** Work relative to other trials of the cell. */
function workOf(graph: Graph, config: TrialConfig): number {
  const macs = graph.layers.reduce((sum, layer) => sum + macCount(graph, layer), 0);
  return macs * config.epochs * Math.max(1, config.limit);
}

