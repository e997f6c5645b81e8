import { inputError } from '../base/errors';
import { t } from '../base/l10n';
import { Random } from '../base/random';
import { noAugmentation, writeAugmented, type Augmentation } from './augmentation';
import { stopIfAborted } from './interruption';
import { normalisationTable, type Normalisation } from './normalisation';
import { imageSize, type ImageShape, type Split } from './split';

export type { Augmentation } from './augmentation';
export { measureNormalisation, type Normalisation } from './normalisation';

export interface Batch {
  /** Normalised pixels, N × H × W × C. */
  images: Float32Array;
  labels: Int32Array;
  /** Examples in this batch. */
  size: number;
  /** Which batch of the epoch this is, from 0. */
  index: number;
}

/** What batches are made of, in training and in evaluation. */
interface Source {
  split: Split;
  shape: ImageShape;
  /** The examples in use. */
  indices: Int32Array;
  /** Examples per batch. */
  batch: number;
  normalisation: Normalisation;
  signal?: AbortSignal | undefined;
  /** Batches made ahead of the one in use (default 2). */
  prefetch?: number | undefined;
}

export interface TrainingSource extends Source {
  seed: number;
  epoch: number;
  /** Batch to begin at, for resuming (default 0). */
  start?: number | undefined;
  augmentation: Augmentation;
  /** Leave out a last batch that is not full (default: keep it). */
  dropLast?: boolean | undefined;
}

/**
 * The batches of one epoch of training: the examples in the order that (seed, epoch) fixes, changed as (seed, epoch, batch) fixes, so that
 * batch k is the same whether the epoch began at 0 or at `start`.
 * Memory: (prefetch + 1) × batch × H × W × C × 5 bytes (float32 and uint8), besides what the split holds.
 * @throws Interrupted; LabError where an image can't be read
 */
export function trainingBatches(options: TrainingSource): AsyncGenerator<Batch> {
  const { seed, epoch, augmentation, indices, batch } = options;
  const order = new Random(seed, 'order', epoch).shuffle(Int32Array.from(indices));
  const count = options.dropLast === true ? Math.floor(order.length / batch) : Math.ceil(order.length / batch);
  return batches({ ...options, indices: order }, options.start ?? 0, count, (index) => ({ augmentation, random: new Random(seed, 'augment', epoch, index) }));
}

/**
 * The examples in the order given, unchanged but normalised; the last batch may be short. Memory as `trainingBatches`.
 * @throws Interrupted; LabError where an image can't be read
 */
export function evaluationBatches(options: Source): AsyncGenerator<Batch> {
  const random = new Random(0);
  return batches(options, 0, Math.ceil(options.indices.length / options.batch), () => ({ augmentation: noAugmentation, random }));
}

type Change = (index: number) => { augmentation: Augmentation; random: Random };

/** Batches `start` to `count` - 1, each begun `prefetch` batches before it is asked for. */
async function* batches(source: Source, start: number, count: number, change: Change): AsyncGenerator<Batch> {
  if (!Number.isInteger(source.batch) || source.batch < 1) throw inputError(t('the batch size {0} is no positive whole number.', source.batch));
  const table = normalisationTable(source.normalisation, source.shape.channels);
  const ahead = source.prefetch ?? 2;
  const leaving = new AbortController();
  const signal = source.signal === undefined ? leaving.signal : AbortSignal.any([source.signal, leaving.signal]);
  const begun: Promise<Batch>[] = [];
  try {
    for (let index = start, next = start; index < count; index++) {
      for (; next < count && next <= index + ahead; next++) {
        const making = makeBatch(source, next, table, change(next), signal);
        making.catch(() => undefined); // it is awaited in its turn; until then its failure is nobody's
        begun.push(making);
      }
      stopIfAborted(source.signal);
      yield await (begun.shift() as Promise<Batch>);
    }
  } finally {
    leaving.abort();
  }
}

async function makeBatch(source: Source, index: number, table: Float32Array, { augmentation, random }: ReturnType<Change>, signal: AbortSignal): Promise<Batch> {
  const { split, shape, indices, batch } = source;
  const chosen = indices.subarray(index * batch, (index + 1) * batch);
  const pixels = new Uint8Array(chosen.length * imageSize(shape));
  await split.pixels(chosen, pixels, signal);
  const images = new Float32Array(pixels.length);
  writeAugmented(pixels, chosen.length, shape, table, augmentation, random, images);
  return { images, labels: Int32Array.from(chosen, (example) => split.labels[example] as number), size: chosen.length, index };
}

/**
 * Divides 0 … size - 1, shuffled as the seed fixes: the first of them are held out for validation, the next train, at most `limit` of them.
 * Held out is `fraction` of all, or of `limit` where there is one: a quick trial is not to spend its time on validating.
 * @throws LabError where fraction or limit is out of range or nothing is left to train on
 */
export function splitValidation(size: number, fraction: number, seed: number, limit?: number): { train: Int32Array; validation: Int32Array } {
  if (!(fraction >= 0 && fraction < 1)) throw inputError(t('the validation share {0} is out of range.', fraction), { mend: t('Give a number from 0 up to, but not including, 1.') });
  if (limit !== undefined && (!Number.isInteger(limit) || limit < 1)) throw inputError(t('the limit {0} is no positive whole number.', limit));
  const all = new Random(seed, 'split').shuffle(Int32Array.from({ length: size }, (_, k) => k));
  const held = Math.round(Math.min(size, limit ?? size) * fraction);
  const train = all.slice(held, limit === undefined ? size : Math.min(size, held + limit));
  if (train.length === 0) throw inputError(t('nothing is left to train on: {0} of {1} examples are held out.', held, size), { mend: t('Hold out less.') });
  return { train, validation: all.slice(0, held) };
}
