import { measureNormalisation, splitValidation } from '../../data/batches';
import { openDataset, type DataOptions, type Dataset } from '../../data/dataset';
import type { Graph } from '../../resnet/graph';
import { buildGraph } from '../../resnet/build';
import type { TrainingData } from '../../training/loop';
import type { TrialConfig } from '../cell/trial-config';

/** A trial's data, opened and divided as its config says. */
export interface TrialData {
  readonly dataset: Dataset;
  readonly data: TrainingData;
}

/** @throws LabError where the data set cannot be had or is damaged; Interrupted */
export async function openTrialData(config: TrialConfig, options: DataOptions): Promise<TrialData> {
  const dataset = await openDataset(config.dataset, { ...options, ...(config.size !== undefined && { size: config.size }) });
  const { train: trainIndices, validation: validationIndices } = splitValidation(dataset.train.size, config.validation, config.seed, config.limit === 0 ? undefined : config.limit);
  const tests = config.testLimit === 0 ? dataset.test.size : Math.min(config.testLimit, dataset.test.size);
  const normalisation = await measureNormalisation(dataset.train, dataset.shape, options.signal);
  return {
    dataset,
    data: { shape: dataset.shape, train: dataset.train, test: dataset.test, trainIndices, validationIndices, testIndices: Int32Array.from({ length: tests }, (_, i) => i), normalisation },
  };
}

/** The network of a trial, for the images and the classes of its data set. */
export function trialGraph(config: TrialConfig, dataset: Pick<Dataset, 'shape' | 'classes'>): Graph {
  return buildGraph({ architecture: config.architecture, order: config.order, input: dataset.shape, classes: dataset.classes.length, ...config.options });
}
