import { inputError } from '../../base/errors';
import { t } from '../../base/l10n';
import { DATASETS, isDatasetName } from '../../data/catalogue';
import { totals } from '../../resnet/count';
import type { Graph, NetworkOptions } from '../../resnet/graph';
import { STEP_WORK } from '../progress';
import type { TrialConfig } from '../cell/trial-config';
import { trialGraph } from './trial-data';

/** Classes of a folder, whose number is not known before it is read and hardly matters for the work. */
const SOME_CLASSES = Array.from({ length: 10 }, String);

/** A trial's network without its data at hand. @throws LabError where the data set is none */
export function plannedGraph(config: TrialConfig): Graph {
  if (isDatasetName(config.dataset)) return trialGraph(config, DATASETS[config.dataset]);
  const side = config.size;
  if (side === undefined) throw inputError(t('"{0}" is no data set.', config.dataset));
  return trialGraph(config, { shape: { height: side, width: side, channels: 3 }, classes: SOME_CLASSES });
}

/** What a trial's network is built of, its data not at hand. @throws LabError where the data set is none */
export function plannedNetwork(config: TrialConfig): NetworkOptions {
  return { architecture: config.architecture, order: config.order, ...plannedGraph(config).options };
}

/** Images of one epoch: trained on, and evaluated after it; undefined for a folder that was not read yet. */
export function imagesOf({ dataset, limit, validation, testLimit }: Pick<TrialConfig, 'dataset' | 'limit' | 'validation' | 'testLimit'>): { trained: number; evaluated: number } | undefined {
  if (!isDatasetName(dataset)) return undefined;
  const { train, test } = DATASETS[dataset].images;
  const most = limit === 0 ? train : Math.min(train, limit);
  const held = Math.round(most * validation);
  return { trained: Math.min(most, train - held), evaluated: held + (testLimit === 0 ? test : Math.min(test, testLimit)) };
}

/** Multiply-adds of a whole trial, for comparing trials with each other; undefined where the number of images is not known. */
export function trialWork(config: TrialConfig, graph = plannedGraph(config)): number | undefined {
  const images = imagesOf(config);
  return images && totals(graph).macs * config.epochs * (STEP_WORK * images.trained + images.evaluated);
}
