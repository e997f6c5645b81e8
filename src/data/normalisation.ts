import { stopIfAborted } from './interruption';
import { imageSize, type ImageShape, type Split } from './split';

/** Mean and standard deviation per channel, of pixels in [0, 1]. */
export interface Normalisation {
  mean: number[];
  std: number[];
}

/** Images that are measured at most, evenly spaced over the split. */
const sample = 10_000;
const chunk = 500;

/**
 * Measures mean and standard deviation (of the population) per channel over up to 10,000 evenly spaced images; sums whole numbers, so the result does
 * not depend on any order. A channel that is the same everywhere gets a deviation of 1.
 */
export async function measureNormalisation(split: Split, shape: ImageShape, signal?: AbortSignal): Promise<Normalisation> {
  const { channels } = shape;
  const stride = imageSize(shape);
  const images = Math.min(sample, split.size);
  const histogram = new Float64Array(256 * channels);
  const pixels = new Uint8Array(Math.min(chunk, images) * stride);
  for (let from = 0; from < images; from += chunk) {
    stopIfAborted(signal);
    const indices = Int32Array.from({ length: Math.min(chunk, images - from) }, (_, k) => Math.floor(((from + k) * split.size) / images));
    await split.pixels(indices, pixels, signal);
    for (let at = 0, channel = 0; at < indices.length * stride; at++) {
      const slot = channel * 256 + (pixels[at] as number);
      histogram[slot] = (histogram[slot] as number) + 1;
      if (++channel === channels) channel = 0;
    }
  }
  const mean: number[] = [];
  const std: number[] = [];
  for (let channel = 0; channel < channels; channel++) {
    const [average, deviation] = moments(histogram.subarray(channel * 256, channel * 256 + 256));
    mean.push(average / 255);
    std.push(deviation === 0 ? 1 : deviation / 255);
  }
  return { mean, std };
}

/** Mean and standard deviation of the values 0 to 255, counted. */
function moments(counts: Float64Array): [mean: number, deviation: number] {
  let total = 0;
  let sum = 0;
  let squares = 0;
  counts.forEach((count, value) => {
    total += count;
    sum += count * value;
    squares += count * value * value;
  });
  const mean = sum / total;
  return [mean, Math.sqrt(Math.max(0, squares / total - mean * mean))];
}

/** The normalised value of each pixel value, per channel: `table[channel × 256 + pixel]`. */
export function normalisationTable({ mean, std }: Normalisation, channels: number): Float32Array {
  if (mean.length !== channels || std.length !== channels) throw new RangeError(`a normalisation of ${String(mean.length)} channels for images of ${String(channels)}`);
  return Float32Array.from({ length: 256 * channels }, (_, k) => {
    const channel = Math.floor(k / 256);
    return ((k % 256) / 255 - (mean[channel] as number)) / (std[channel] as number);
  });
}
