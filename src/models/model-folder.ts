import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import * as z from 'zod';
import { inputError, LabError } from '../base/errors';
import { t } from '../base/l10n';
import type { Preprocessing } from '../data/images/preprocessing';
import { parameterSpecs, type Weights } from '../network/initialise';
import { buildGraph } from '../resnet/build';
import { ARCHITECTURE_NAMES } from '../resnet/catalogue';
import type { Graph, NetworkOptions } from '../resnet/graph';
import { readJson, writeAtomic } from '../runs/files';
import { decodeSafetensors, encodeSafetensors } from '../weights/safetensors';
import type { LabelSource, LoadedModel, ModelCard } from './model';
import { modelsFolder } from './places';

/** Version of `model.json`; a newer one is refused. */
const VERSION = 1;
const CARD = 'model.json';
const WEIGHTS = 'weights.safetensors';

const size = z.int().min(1).max(4096);
const channelValues = z.array(z.number()).min(1).max(3);
export const preprocessingSchema = z.object({
  name: z.enum(['v1', 'v2', 'cifar', 'run', 'keras']),
  resize: size,
  crop: z.object({ height: size, width: size }),
  channels: z.union([z.literal(1), z.literal(3)]),
  mean: channelValues,
  std: channelValues,
});
const cardSchema = z.object({
  version: z.number(),
  name: z.string().min(1).max(200),
  network: z.looseObject({ architecture: z.enum(ARCHITECTURE_NAMES) }),
  labels: z.union([z.object({ kind: z.literal('imagenet-1k') }), z.object({ kind: z.literal('names'), names: z.array(z.string()).max(100_000) })]),
  preprocessing: preprocessingSchema,
  origin: z.string(),
  created: z.string(),
});

/** What is taken into the models' folder. */
export interface NewModel {
  readonly name: string;
  readonly graph: Graph;
  readonly network: NetworkOptions;
  readonly weights: Weights;
  readonly labels: LabelSource;
  readonly preprocessing: Preprocessing;
  readonly origin: string;
}

/** The imported models, by name; what can't be read is left out. */
export async function listImported(cache: string): Promise<ModelCard[]> {
  const names = await readdir(modelsFolder(cache)).catch(() => []);
  const cards = await Promise.all(names.map((name) => readCard(join(modelsFolder(cache), name)).catch(() => undefined)));
  return cards.filter((card) => card !== undefined).sort((a, b) => a.name.localeCompare(b.name));
}

/** @throws LabError where the folder is no model, damaged, or newer */
export async function readCard(folder: string): Promise<ModelCard> {
  const path = join(folder, CARD);
  const json = await readJson(path);
  if (json === undefined) throw inputError(t('there is no model here.'), { place: folder, mend: t('Import it again.') });
  const version = (json as { version?: unknown } | null)?.version;
  if (typeof version === 'number' && version > VERSION) throw new LabError(t('this model was written by a newer ResNet Lab (format {0}; this one reads up to {1}).', version, VERSION), { place: path, mend: t('Update ResNet Lab.') });
  const parsed = cardSchema.safeParse(json);
  if (!parsed.success) throw new LabError(t('this file is damaged: it does not describe a model.'), { place: path, mend: t('Import it again.') });
  const { version: _, network, ...card } = parsed.data;
  return { ...card, network: network as NetworkOptions, reference: { kind: 'imported', folder }, bytes: (await stat(join(folder, WEIGHTS))).size };
}

/** @throws LabError where the folder is no model, or damaged */
export async function loadImported(folder: string): Promise<LoadedModel> {
  const card = await readCard(folder);
  const graph = buildGraph(card.network);
  const path = join(folder, WEIGHTS);
  const { tensors } = decodeSafetensors(await readFile(path), path);
  return { card, graph, weights: new Map([...tensors].map(([name, { data }]) => [name, data])) };
}

/** Takes a model into the models' folder: whole, or not at all. A model of the same name and weights is replaced. */
export async function keepModel(cache: string, { name, graph, network, weights, labels, preprocessing, origin }: NewModel): Promise<ModelCard> {
  const all = modelsFolder(cache);
  await mkdir(all, { recursive: true });
  const tensors = new Map(parameterSpecs(graph).map((spec) => [spec.name, { shape: spec.shape, data: weights.get(spec.name) ?? new Float32Array() }]));
  const chunks = encodeSafetensors({ tensors, metadata: { format: 'resnet-lab model 1' } });
  const folder = join(all, `${slug(name)}-${hashOf(chunks)}`);
  const partial = await mkdtemp(join(all, '.partial-'));
  try {
    await writeAtomic(join(partial, WEIGHTS), chunks);
    const card = { version: VERSION, name, network, labels, preprocessing, origin, created: new Date().toISOString() };
    await writeAtomic(join(partial, CARD), [`${JSON.stringify(card, null, 2)}\n`]);
    await rm(folder, { recursive: true, force: true });
    await rename(partial, folder);
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    throw error;
  }
  return readCard(folder);
}

/** @throws LabError where the folder is none of an imported model */
export async function removeImported(cache: string, folder: string): Promise<void> {
  const path = join(modelsFolder(cache), basename(folder));
  if (resolve(folder) !== resolve(path)) throw inputError(t('this is not the folder of an imported model.'), { place: folder });
  await rm(path, { recursive: true, force: true });
}

function slug(name: string): string {
  return name.normalize('NFC').replace(/[^\p{L}\p{N}._-]+/gu, '-').replace(/^[.-]+/, '').slice(0, 60) || 'model';
}

function hashOf(chunks: readonly Uint8Array[]): string {
  const hash = createHash('sha256');
  for (const chunk of chunks) hash.update(chunk);
  return hash.digest('hex').slice(0, 8);
}
