import type { Random } from '../base/random';
import { imageSize, type ImageShape } from './split';

/** Random changes to training images; each is off at 0 or false. */
export interface Augmentation {
  /** Pixels of black padding on each side, of which a window of the image's size is cut at random (torchvision's RandomCrop). */
  crop: number;
  /** Mirror left to right, one time in two. */
  flip: boolean;
  /** Side of a square that is set to the mean, its centre anywhere in the image (DeVries and Taylor 2017). */
  cutout: number;
}

export const noAugmentation: Augmentation = { crop: 0, flip: false, cutout: 0 };

/**
 * Writes `count` images of `pixels` (uint8, N × H × W × C) into `into`, normalised by `table` and changed at random.
 * Draws per image, in this order and only for what is on: vertical and horizontal shift, flip, centre of the cutout.
 */
export function writeAugmented(pixels: Uint8Array, count: number, shape: ImageShape, table: Float32Array, augmentation: Augmentation, random: Random, into: Float32Array): void {
  const stride = imageSize(shape);
  const { crop, flip, cutout } = augmentation;
  for (let k = 0; k < count; k++) {
    const at = k * stride;
    const down = crop > 0 ? random.integer(2 * crop + 1) - crop : 0;
    const right = crop > 0 ? random.integer(2 * crop + 1) - crop : 0;
    const mirrored = flip && random.uniform() < 0.5;
    writeShifted(pixels, at, shape, table, down, right, mirrored, into);
    if (cutout > 0) cut(into, at, shape, cutout, random.integer(shape.height), random.integer(shape.width));
  }
}

/** One image: the window `down` and `right` of its place, black outside, then mirrored. */
function writeShifted(pixels: Uint8Array, at: number, shape: ImageShape, table: Float32Array, down: number, right: number, mirrored: boolean, into: Float32Array): void {
  const { height, width, channels } = shape;
  const first = Math.max(0, -right);
  const end = Math.min(width, width - right);
  for (let y = 0; y < height; y++) {
    const row = at + y * width * channels;
    const inside = y + down >= 0 && y + down < height;
    if (!inside || first > 0 || end < width) blacken(into, row, width, channels, table);
    if (!inside) continue;
    const step = mirrored ? -channels : channels;
    let to = row + (mirrored ? width - 1 - first : first) * channels;
    let from = at + ((y + down) * width + first + right) * channels;
    for (let x = first; x < end; x++, to += step, from += channels) {
      for (let channel = 0; channel < channels; channel++) into[to + channel] = table[channel * 256 + (pixels[from + channel] as number)] as number;
    }
  }
}

function blacken(into: Float32Array, row: number, width: number, channels: number, table: Float32Array): void {
  for (let at = row; at < row + width * channels; at += channels) {
    for (let channel = 0; channel < channels; channel++) into[at + channel] = table[channel * 256] as number;
  }
}

/** Sets a square around (y, x) to 0, which is the mean once normalised; the part outside the image falls away. */
function cut(into: Float32Array, at: number, { height, width, channels }: ImageShape, side: number, y: number, x: number): void {
  const top = y - Math.floor(side / 2);
  const left = x - Math.floor(side / 2);
  const from = Math.max(0, left) * channels;
  const to = Math.min(width, left + side) * channels;
  for (let line = Math.max(0, top); line < Math.min(height, top + side); line++) {
    const row = at + line * width * channels;
    into.fill(0, row + from, row + to);
  }
}
