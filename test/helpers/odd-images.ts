import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { images, presets } from '../reference/fixtures/images.json';
import type { Preprocessing } from '../../src/data/images/preprocessing';

/** What the reference says of values: a hash where every bit is to agree, else values at many places and the mean. */
export type Summary = { hash: string } | { samples: number[]; mean: number };

/** An odd image with what Pillow and torchvision make of it (test/reference/images.py). */
export interface OddImage {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly pixels: Summary;
  readonly prepared: Readonly<Record<string, Summary>>;
  /** The five most likely classes of the reference network with their probabilities. */
  readonly v1: readonly [index: number, probability: number][];
  readonly v2: readonly [index: number, probability: number][];
}

export const oddImages = images as unknown as readonly OddImage[];

export function fileOf({ name }: OddImage): string {
  return join(__dirname, '../reference/fixtures/images', name);
}

/** A preset of the reference. */
export function presetOf(key: keyof typeof presets): Preprocessing {
  const { crop, channels, ...rest } = presets[key];
  const [height = 0, width = 0] = crop;
  return { name: 'run', ...rest, crop: { height, width }, channels: channels === 1 ? 1 : 3 };
}

export const presetKeys = Object.keys(presets) as (keyof typeof presets)[];

/** How far values are from the reference: largest and mean difference, and that of the means. Infinite where a hash differs. */
export function distance(values: Uint8Array | Float32Array, summary: Summary): { largest: number; mean: number; ofMeans: number } {
  if ('hash' in summary) {
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    const far = createHash('sha256').update(bytes).digest('hex').slice(0, 16) === summary.hash ? 0 : Infinity;
    return { largest: far, mean: far, ofMeans: far };
  }
  const off = summary.samples.map((expected, k) => Math.abs(expected - (values[(k * 7919 * 31) % values.length] as number)));
  let sum = 0;
  for (const value of values) sum += value;
  return { largest: Math.max(...off), mean: off.reduce((a, b) => a + b, 0) / off.length, ofMeans: Math.abs(sum / values.length - summary.mean) };
}
