import type { FeatureMaps, Filters } from '../../../models/classification-data';
import type { ChannelSort } from './detail-choice';

/** One channel of a layer's activations. */
export interface Channel {
  readonly index: number;
  readonly minimum: number;
  readonly maximum: number;
  readonly mean: number;
  /** Zero everywhere. */
  readonly dead: boolean;
}

/** The bytes of base64. */
export function decoded(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

/** The channels with their means, which the bytes tell to half a step of a 255th of their range. */
export function channelsOf({ ranges, height, width }: Pick<FeatureMaps, 'ranges' | 'height' | 'width'>, bytes: Uint8Array): Channel[] {
  const area = height * width;
  return ranges.map(([minimum, maximum], index) => {
    let sum = 0;
    for (let i = index * area; i < (index + 1) * area; i++) sum += bytes[i] ?? 0;
    return { index, minimum, maximum, mean: minimum + ((maximum - minimum) * sum) / (255 * area), dead: minimum === 0 && maximum === 0 };
  });
}

/** By number, or the strongest first. */
export function sortedChannels(channels: readonly Channel[], sort: ChannelSort): Channel[] {
  if (sort === 'number') return [...channels];
  return [...channels].sort((a, b) => b[sort] - a[sort] || a.index - b.index);
}

/** Smallest and largest value of all channels. */
export function wholeRange(channels: readonly Channel[]): readonly [number, number] {
  return channels.reduce<readonly [number, number]>(([low, high], { minimum, maximum }) => [Math.min(low, minimum), Math.max(high, maximum)], [Infinity, -Infinity]);
}

/** What turns a channel's byte into a share of a range of values: bytes go from the channel's smallest value to its largest. */
export function shareOfByte({ minimum, maximum }: Channel, [low, high]: readonly [number, number]): (byte: number) => number {
  const span = high - low;
  if (span <= 0) return () => 0;
  return (byte) => Math.max(0, Math.min(1, (minimum + ((maximum - minimum) * byte) / 255 - low) / span));
}

/** Smallest and largest weight of a filter. */
export function filterRange({ channels, kernel, values }: Filters, filter: number): readonly [number, number] {
  const size = channels * kernel * kernel;
  const own = values.slice(filter * size, (filter + 1) * size);
  return [Math.min(...own), Math.max(...own)];
}

/** Writes a filter as RGBA, from its smallest weight to its largest: three channels are red, green and blue, one is grey. */
export function paintFilter(filters: Filters, filter: number, pixels: Uint8ClampedArray): void {
  const { channels, kernel, values } = filters;
  const area = kernel * kernel;
  const [low, high] = filterRange(filters, filter);
  for (let i = 0; i < area; i++) {
    for (let c = 0; c < 3; c++) {
      const value = values[filter * channels * area + (channels === 3 ? c : 0) * area + i] ?? low;
      pixels[4 * i + c] = high > low ? (255 * (value - low)) / (high - low) : 128;
    }
    pixels[4 * i + 3] = 255;
  }
}
