import { t } from '../base/l10n';
import { readTrialRecord } from '../runs/run-folder';
import type { ExperimentData } from './experiment-data';
import { resolutionOf } from './live-experiment';
import type { ReportInput } from './report/report-compose';
import type { SeriesStore } from './trial/series-store';
import { findTrials, type FoundTrial } from './standing';
import { foundExperiment } from './stored';
import { canonicalJson, differingKeys, trialId, trialLabel, type TrialConfig } from './cell/trial-config';
import { trialWork } from './trial/trial-work';

/** Runs that somebody chose, in arms: those that differ in nothing but the seed. */
export interface ChosenRuns {
  readonly comparison: NonNullable<ReportInput['comparison']>;
  readonly configs: readonly TrialConfig[];
  readonly found: readonly FoundTrial[];
}

/** Reads what the runs in some folders were asked to do. What can't be read, and a second run of the same trial, is left out. */
export async function findChosen(folders: readonly string[]): Promise<ChosenRuns> {
  const byId = new Map<string, { config: TrialConfig; folder: string }>();
  for (const folder of folders) {
    const config = (await readTrialRecord(folder).catch(() => undefined))?.config as TrialConfig | undefined;
    if (config !== undefined && !byId.has(trialId(config))) byId.set(trialId(config), { config, folder });
  }
  const configs = [...byId.values()].map(({ config }) => config);
  const varied = differingKeys(configs);
  const trials = configs.map((config) => ({ id: trialId(config), label: trialLabel(config, varied), seed: config.seed, work: trialWork(config) ?? config.epochs }));
  const arms = new Map<string, TrialConfig[]>();
  for (const config of configs) {
    const key = canonicalJson({ ...config, seed: 0 });
    arms.set(key, [...(arms.get(key) ?? []), config]);
  }
  const comparison = { metric: 'testAccuracy' as const, arms: [...arms.values()].map((own) => ({ label: own[0] === undefined ? '' : trialLabel(own[0], varied), values: {}, trials: own })) };
  return { comparison, configs, found: await findTrials({ configs, trials }, (id) => byId.get(id)?.folder ?? '') };
}

/** Chosen runs side by side; undefined where none can be read. Nothing is compared by a test: nobody planned the comparison. */
export async function chosenExperiment(folders: readonly string[], store: SeriesStore): Promise<ExperimentData | undefined> {
  const { comparison, configs, found } = await findChosen(folders);
  if (configs.length === 0) return undefined;
  const title = configs.length === 1 ? (found[0]?.planned.id ?? '') : t('{0} chosen runs', configs.length);
  return foundExperiment({ title, source: { text: '' }, comparison }, found, resolutionOf({ comparison, configs }), store);
}
