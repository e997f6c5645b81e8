import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { inputError } from '../base/errors';
import { t } from '../base/l10n';
import type { Preprocessing } from '../data/images/preprocessing';
import { DATASETS, isDatasetName } from '../data/catalogue';
import type { TrialConfig } from '../experiment/cell/trial-config';
import { openTrialData, trialGraph } from '../experiment/trial/trial-data';
import { buildGraph } from '../resnet/build';
import type { NetworkOptions } from '../resnet/graph';
import { readCheckpoint, readRunState, readTrialRecord, type TrialRecord } from '../runs/run-folder';
import type { LoadedModel, ModelCard } from './model';

export interface RunModelOptions {
  readonly cache: string;
  readonly mirror?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

type Images = NonNullable<TrialRecord['images']>;

/** What the checkpoints of a run can classify: the best, where there is one, and the last. None where it has no checkpoint or can't be read. */
export async function runCards(folder: string): Promise<ModelCard[]> {
  const record = await readTrialRecord(folder).catch(() => undefined);
  const images = record?.images ?? catalogued(record?.config as TrialConfig | undefined);
  if (record === undefined || images === undefined) return [];
  const cards = await Promise.all((['best', 'last'] as const).map((checkpoint) => card(folder, checkpoint, record, images).catch(() => undefined)));
  return cards.filter((one) => one !== undefined);
}

/** @throws LabError where the folder has no such checkpoint */
export async function loadRunModel(folder: string, checkpoint: 'best' | 'last', options: RunModelOptions): Promise<LoadedModel> {
  const record = await readTrialRecord(folder);
  const content = record && (await readCheckpoint(folder, checkpoint));
  if (record === undefined || content === undefined) throw inputError(checkpoint === 'best' ? t('this folder has no best checkpoint of a run.') : t('this folder has no last checkpoint of a run.'), { place: folder, mend: t('Run the trial first.') });
  const images = record.images ?? (await measured(record.config as TrialConfig, options));
  const own = await card(folder, checkpoint, record, images);
  return { card: own, graph: buildGraph(own.network), weights: new Map([...content.tensors].map(([name, { data }]) => [name, data])) };
}

async function card(folder: string, checkpoint: 'best' | 'last', record: TrialRecord, images: Images): Promise<ModelCard> {
  const { size, mtime } = await stat(join(folder, 'checkpoints', `${checkpoint}.safetensors`));
  const config = record.config as TrialConfig;
  const graph = trialGraph(config, { shape: images, classes: images.classes });
  const network: NetworkOptions = { architecture: config.architecture, order: config.order, ...graph.options };
  const accuracy = (await readRunState(folder))?.metrics?.['testAccuracy'];
  const trained = accuracy === undefined ? t('trained on {0}', config.dataset) : t('trained on {0}, test accuracy {1} %', config.dataset, (100 * accuracy).toFixed(2));
  return {
    name: `${basename(folder)} (${checkpoint === 'best' ? t('best') : t('last')})`,
    reference: { kind: 'run', folder, checkpoint },
    network,
    labels: { kind: 'names', names: images.classes },
    preprocessing: preprocessingOf(images),
    origin: trained,
    bytes: size,
    created: mtime.toISOString(),
  };
}

/** A person's image is brought to the size and the normalisation of those that the run was trained on. */
function preprocessingOf({ height, width, channels, mean, std }: Images): Preprocessing {
  return { name: 'run', resize: Math.min(height, width), crop: { height, width }, channels: channels === 1 ? 1 : 3, mean, std };
}

/** Shape and classes of a named data set, without its normalisation: enough to list the model of a run whose record has none. */
function catalogued(config: TrialConfig | undefined): Images | undefined {
  if (config === undefined || !isDatasetName(config.dataset)) return undefined;
  const { shape, classes } = DATASETS[config.dataset];
  const zeros = Array.from({ length: shape.channels }, () => 0);
  return { ...shape, classes: [...classes], mean: zeros, std: zeros.map(() => 1) };
}

/** Of a run whose record has none, from its data set. */
async function measured(config: TrialConfig, { cache, mirror, signal }: RunModelOptions): Promise<Images> {
  const { dataset, data } = await openTrialData(config, { cache, signal, ...(mirror !== undefined && { mirror }) });
  return { ...dataset.shape, classes: [...dataset.classes], ...data.normalisation };
}
