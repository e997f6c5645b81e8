import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { setImmediate as yieldToEvents } from 'node:timers/promises';
import { sentence } from '../base/errors';
import { Gate } from '../data/gate';
import { stopIfAborted } from '../data/interruption';
import { prepareImage, type Prepared } from '../data/images/prepare';
import type { Classifier } from '../network/classifier';
import type { Preprocessing, ResultRow } from './classification-data';
import type { FoundImage } from './find-images';
import { guesses } from './softmax';

/** A network, and how an image becomes its input. */
export interface ClassifyingNetwork {
  readonly classifier: Classifier;
  readonly classes: number;
  readonly preprocessing: Preprocessing;
}

export interface ClassifyOptions {
  readonly root: string;
  readonly images: readonly FoundImage[];
  /** Number of the first image's row. */
  readonly from: number;
  /** Guesses of each image. */
  readonly top: number;
  readonly signal: AbortSignal;
  readonly onRows: (rows: readonly ResultRow[]) => void;
}

/** Pixels of the networks' inputs that are computed together: eight images of 224 × 224. */
const BATCH_PIXELS = 8 * 224 * 224;
const MOST_BATCH = 128;

/**
 * Classifies images batch by batch, in their order; the next batch is read from the disk while one is computed. Holds two batches of inputs, and
 * as many decoded images as there are cores, four at most, whatever the number of images. One that can't be read becomes a row that says why.
 * @throws Interrupted
 */
export async function classifyImages(networks: readonly ClassifyingNetwork[], options: ClassifyOptions): Promise<void> {
  const { images, signal, onRows } = options;
  const size = batchSize(networks);
  const gate = new Gate(Math.min(4, availableParallelism()));
  const read = (from: number): Promise<ReadImage[]> => Promise.all(images.slice(from, from + size).map((found, k) => readImage(found, options.from + from + k, networks, options.root, gate)));
  let next = read(0);
  for (let from = 0; from < images.length; from += size) {
    const batch = await next;
    stopIfAborted(signal);
    if (from + size < images.length) next = read(from + size);
    onRows(rowsOf(batch, networks, options.top));
    await yieldToEvents();
  }
}

function batchSize(networks: readonly ClassifyingNetwork[]): number {
  const largest = Math.max(...networks.map(({ preprocessing: { crop } }) => crop.height * crop.width));
  return Math.max(1, Math.min(MOST_BATCH, Math.floor(BATCH_PIXELS / largest)));
}

interface ReadImage {
  readonly row: Omit<ResultRow, 'answers'>;
  /** Of each network; none where it can't be read. */
  readonly inputs: readonly Prepared[];
}

/** Networks that see an image alike share one reading of it. */
async function readImage({ image, truth }: FoundImage, index: number, networks: readonly ClassifyingNetwork[], root: string, gate: Gate): Promise<ReadImage> {
  const row = { index, image, ...(truth !== undefined && { truth }) };
  const seen = new Map<string, Prepared>();
  try {
    for (const { preprocessing } of networks) {
      const key = JSON.stringify(preprocessing);
      if (!seen.has(key)) seen.set(key, await gate.run(() => prepareImage(join(root, image), preprocessing)));
    }
  } catch (error) {
    return { row: { ...row, width: 0, height: 0, error: sentence(error) }, inputs: [] };
  }
  const inputs = networks.map(({ preprocessing }) => seen.get(JSON.stringify(preprocessing)) as Prepared);
  const [{ width, height }] = inputs as [Prepared];
  return { row: { ...row, width, height }, inputs };
}

function rowsOf(batch: readonly ReadImage[], networks: readonly ClassifyingNetwork[], top: number): ResultRow[] {
  const readable = batch.filter(({ inputs }) => inputs.length > 0);
  const logits = networks.map(({ classifier }, model) => (readable.length === 0 ? new Float32Array() : classifier.logits(together(readable.map(({ inputs }) => (inputs[model] as Prepared).pixels)))));
  let at = 0;
  return batch.map(({ row, inputs }) => {
    if (inputs.length === 0) return { ...row, answers: [] };
    const place = at++;
    return { ...row, answers: networks.map(({ classes }, model) => guesses((logits[model] as Float32Array).subarray(place * classes, (place + 1) * classes), top)) };
  });
}

function together(parts: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
