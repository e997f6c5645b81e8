import { stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import * as z from 'zod';
import { sentence } from '../base/errors';
import { t } from '../base/l10n';
import { quoted, unreadable, type Fail } from './complaint';
import { WeightFile } from './file';
import { allocate, MemoryBudget } from './memory';
import { NUMBER_TYPES, type NumberTypeName } from './numbers';
import type { StateDict, StoredTensor } from './state-dict';
import { MOST_DIMENSIONS, sizeOf } from './pth/strided';

/** Bytes of `model.json` at most: that of ResNet-152 has 400,000. */
const MOST_JSON = 16 * 1024 ** 2;
const MOST_TENSORS = 100_000;
const MOST_SHARDS = 10_000;

const entrySchema = z.object({
  name: z.string(),
  shape: z.array(z.int().min(0)).max(MOST_DIMENSIONS),
  dtype: z.enum(['float32', 'int32', 'bool']),
  quantization: z.object({ dtype: z.enum(['uint8', 'uint16', 'float16']), scale: z.number().optional(), min: z.number().optional() }).optional(),
});
const groupSchema = z.object({ paths: z.array(z.string()).min(1).max(MOST_SHARDS), weights: z.array(entrySchema).max(MOST_TENSORS) });
const modelSchema = z.object({
  format: z.string().optional(),
  weightsManifest: z.array(groupSchema).min(1).max(MOST_SHARDS),
  modelTopology: z.unknown(),
  userDefinedMetadata: z.record(z.string(), z.unknown()).optional().catch(undefined),
});

type Entry = z.infer<typeof entrySchema>;
type Group = z.infer<typeof groupSchema>;

/**
 * Reads the weights of a LayersModel of TensorFlow.js: `model.json` and the shards beside it, which may be quantised. Shapes and sizes are checked before
 * memory is taken: 64 MiB and sixteen times the shards' size at most, never more than 4 GiB. `userDefinedMetadata` become the metadata, and under `input`
 * the height and width of the images where the model fixes them. @throws LabError that names the file
 */
export async function readTfjsModel(path: string): Promise<StateDict> {
  const file = resolve(path);
  const fail = unreadable(file);
  const model = parseModel(await readJsonText(file, fail), fail);
  const shards = model.weightsManifest.map(({ paths }) => paths.map((name) => shardPath(file, name, fail)));
  const sizes = await Promise.all(shards.map((paths) => Promise.all(paths.map((shard) => sizeOfFile(shard, fail)))));
  const budget = new MemoryBudget(sum(sizes.flat()), fail);
  const tensors = new Map<string, StoredTensor>();
  for (const [g, group] of model.weightsManifest.entries()) {
    const size = sum(sizes[g] ?? []);
    checkGroup(group, size, fail);
    budget.spend(size + 4 * sum(group.weights.map(({ shape }) => sizeOf(shape))));
    const buffer = await joined(shards[g] ?? [], size, fail);
    let from = 0;
    for (const entry of group.weights) {
      if (tensors.has(entry.name)) throw fail(t('it has "{0}" twice', quoted(entry.name)));
      tensors.set(entry.name, storedTensor(entry, buffer, from));
      from += bytesOf(entry);
    }
  }
  if (tensors.size > MOST_TENSORS) throw fail(t('it has more than {0} tensors', MOST_TENSORS));
  return { format: 'tfjs', file, tensors, metadata: { ...texts(model.userDefinedMetadata ?? {}), ...statedInput(model.modelTopology) } };
}

function readJsonText(path: string, fail: Fail): Promise<string> {
  return WeightFile.use(path, fail, async (file) => {
    if (file.size > MOST_JSON) throw fail(t('it has {0} bytes, and a model.json has {1} at most', file.size, MOST_JSON));
    return new TextDecoder().decode(await file.read(0, file.size));
  });
}

function parseModel(text: string, fail: Fail): z.infer<typeof modelSchema> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw fail(t('it is not JSON'));
  }
  const { format, weightsManifest } = (json ?? {}) as { format?: unknown; weightsManifest?: unknown };
  if (weightsManifest === undefined) throw fail(t('it has no "weightsManifest": it is no model of TensorFlow.js'));
  if (format === 'graph-model') throw fail(t('it is a GraphModel, whose weights have lost their names; LayersModels are read'), t('Convert the Keras model with --output_format=tfjs_layers_model.'));
  const { data, error } = modelSchema.safeParse(json);
  if (data === undefined) throw fail(t('"{0}" is not as TensorFlow.js writes it', quoted(error.issues[0]?.path.join('.') ?? '')));
  return data;
}

/** Shards lie beside `model.json`: a name is a name alone. */
function shardPath(file: string, name: string, fail: Fail): string {
  if (!/^[^/\\:\0]+$/.test(name) || name === '.' || name === '..') throw fail(t('its shard "{0}" is not a file beside it', quoted(name)));
  return join(dirname(file), name);
}

async function sizeOfFile(path: string, fail: Fail): Promise<number> {
  const found = await stat(path).catch((error: unknown) => {
    throw fail(t('a file that it names is missing: {0}', sentence(error)), t('Put the files of weights beside model.json.'));
  });
  return found.size;
}

function checkGroup({ weights }: Group, size: number, fail: Fail): void {
  const bytes = sum(weights.map(bytesOf));
  if (bytes !== size) throw fail(t('its shards have {0} bytes, its tensors {1}', size, bytes), t('Copy or download the model again, all its files together.'));
}

async function joined(paths: readonly string[], size: number, fail: Fail): Promise<ArrayBuffer> {
  const bytes = allocate(size, fail);
  let at = 0;
  for (const path of paths) {
    const shard = await WeightFile.use(path, fail, (file) => file.read(0, Math.min(file.size, size - at)));
    bytes.set(shard, at);
    at += shard.length;
  }
  if (at !== size) throw fail(t('its files changed while they were read'));
  return bytes.buffer;
}

const TYPES = { float32: 'F32', int32: 'I32', bool: 'BOOL', uint8: 'U8', uint16: 'U16', float16: 'F16' } as const satisfies Record<string, NumberTypeName>;

function bytesOf({ shape, dtype, quantization }: Entry): number {
  return NUMBER_TYPES[TYPES[quantization?.dtype ?? dtype]].bytes * sizeOf(shape);
}

function storedTensor(entry: Entry, buffer: ArrayBuffer, from: number): StoredTensor {
  const { shape, dtype, quantization } = entry;
  const type = quantization?.dtype ?? dtype;
  const { scale, min } = quantization ?? {};
  const values = (): Float32Array => {
    const stored = NUMBER_TYPES[TYPES[type]].floats(buffer.slice(from, from + bytesOf(entry)), 0, sizeOf(shape));
    return scale === undefined || min === undefined ? stored : stored.map((value) => value * scale + min);
  };
  return { shape, type, values };
}

function texts(metadata: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(Object.entries(metadata).map(([key, value]) => [key, typeof value === 'string' ? value : JSON.stringify(value)]));
}

const inputShape = z.array(z.union([z.int(), z.null()]));
const topologySchema = z.object({
  model_config: z.object({ config: z.object({ layers: z.array(z.object({ class_name: z.string(), config: z.object({ batch_input_shape: inputShape.optional(), batch_shape: inputShape.optional() }) })) }) }),
});

/** The images that the first input layer takes: `batch_input_shape` of Keras 2, `batch_shape` of Keras 3. */
function statedInput(topology: unknown): Record<string, string> {
  const layers = topologySchema.safeParse(topology).data?.model_config.config.layers ?? [];
  const config = layers.find(({ class_name }) => class_name === 'InputLayer')?.config;
  const [, height, width] = config?.batch_input_shape ?? config?.batch_shape ?? [];
  return typeof height === 'number' && typeof width === 'number' ? { input: JSON.stringify({ height, width }) } : {};
}

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}
