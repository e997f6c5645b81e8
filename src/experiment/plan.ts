import type { CellOf } from './cell/cell';
import { expandCompare, expandTrain, type Comparison } from './cell/expand';
import type { PlannedTrial } from './progress';
import { trainingBytes } from './trial/resources';
import { trialId, trialLabel, type TrialConfig } from './cell/trial-config';
import { plannedGraph, trialWork } from './trial/trial-work';

/** What a cell with trials comes to. */
export interface ExperimentPlan {
  /** Absent for the single trial of a `train` cell. */
  readonly comparison?: Comparison;
  readonly configs: readonly TrialConfig[];
  /** The same trials, for people. */
  readonly trials: readonly PlannedTrial[];
  /** Memory of the largest trial. */
  readonly bytes: number;
}

/** Data sets that others take the place of, by name. */
export type Substitutes = ReadonlyMap<string, string>;

/** Spells a cell out. @throws LabError where its keys don't go together */
export function planExperiment(cell: CellOf<'train'> | CellOf<'compare'>, substitutes: Substitutes = new Map()): ExperimentPlan {
  const replace = (config: TrialConfig): TrialConfig => ({ ...config, dataset: substitutes.get(config.dataset) ?? config.dataset });
  const asked = cell.kind === 'compare' ? expandCompare(cell) : undefined;
  const comparison = asked && { ...asked, arms: asked.arms.map((arm) => ({ ...arm, trials: arm.trials.map(replace) })), trials: asked.trials.map(replace) };
  const configs = comparison?.trials ?? (cell.kind === 'train' ? [replace(expandTrain(cell))] : []);
  const graphs = configs.map((config) => plannedGraph(config));
  return {
    ...(comparison && { comparison }),
    configs,
    trials: configs.map((config, i): PlannedTrial => ({ id: trialId(config), label: trialLabel(config, comparison?.varied ?? []), seed: config.seed, work: trialWork(config, graphs[i]) ?? config.epochs })),
    bytes: Math.max(...graphs.map((graph, i) => trainingBytes(graph, configs[i]?.batch ?? 1))),
  };
}
