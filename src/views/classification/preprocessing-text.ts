import type { Preprocessing } from '../../models/classification-data';
import type { ClassificationWords } from '../text/classification-words';

/** Of torchvision's models on ImageNet, per channel. */
const IMAGENET = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] } as const;

/** How images become a network's input, in words. */
export function preprocessingText({ resize, crop, channels, mean, std }: Preprocessing, words: ClassificationWords): string {
  return [words.scaled(resize, crop), ...(channels === 1 ? [words.grey] : []), normalisation(mean, std, words)].join(', ');
}

function normalisation(mean: readonly number[], std: readonly number[], words: ClassificationWords): string {
  if (same(mean, IMAGENET.mean) && same(std, IMAGENET.std)) return words.imageNetMeans;
  if (mean.every((value) => value === 0) && std.every((value) => value === 1)) return words.unitRange;
  return words.means(mean.map(short).join(' '), std.map(short).join(' '));
}

function same(values: readonly number[], others: readonly number[]): boolean {
  return values.length === others.length && values.every((value, i) => Math.abs(value - (others[i] ?? NaN)) < 1e-6);
}

function short(value: number): string {
  return String(Number(value.toPrecision(3)));
}
