import sharp from 'sharp';
import { thumbnail } from '../data/images/thumbnail';
import type { Explanation } from './classification-data';

/** Longest side of the picture, in pixels. */
const SIDE = 768;
/** How much of the picture the hottest places cover. */
const OPACITY = 0.6;
/** From nothing to most, `rgb`; lighter means more, so that it reads in grey too. */
const RAMP: readonly (readonly [number, number, number])[] = [
  [20, 11, 53],
  [101, 21, 110],
  [188, 55, 84],
  [237, 105, 37],
  [251, 180, 26],
  [252, 255, 164],
];

/** An image with what a network looked at laid over it, as a PNG: the map of Grad-CAM over the part that the network saw. @throws Error where the file can't be read */
export async function camPicture(file: string, { map, width, height, box }: Explanation, image: { readonly width: number; readonly height: number }): Promise<Buffer> {
  const picture = await thumbnail(file, SIDE);
  const scale = picture.width / image.width;
  const frame = { left: Math.round(box.x * scale), top: Math.round(box.y * scale), width: Math.max(1, Math.round(box.width * scale)), height: Math.max(1, Math.round(box.height * scale)) };
  const colours = Buffer.alloc(map.length * 4);
  map.forEach((value, k) => colours.set([...colourOf(value), Math.round(255 * OPACITY * value)], k * 4));
  const overlay = await sharp(colours, { raw: { width, height, channels: 4 } }).resize(frame.width, frame.height, { fit: 'fill', kernel: 'linear' }).png().toBuffer();
  // What a network sees of a small image reaches beyond its edges: the picture is enlarged for it, and cut again.
  const beyond = { left: Math.max(0, -frame.left), top: Math.max(0, -frame.top), right: Math.max(0, frame.left + frame.width - picture.width), bottom: Math.max(0, frame.top + frame.height - picture.height) };
  const wide = await sharp(picture.bytes).toColourspace('srgb').ensureAlpha().extend({ ...beyond, background: { r: 0, g: 0, b: 0, alpha: 1 } }).png().toBuffer();
  const laid = await sharp(wide).composite([{ input: overlay, left: frame.left + beyond.left, top: frame.top + beyond.top }]).png().toBuffer();
  return sharp(laid).extract({ left: beyond.left, top: beyond.top, width: picture.width, height: picture.height }).png().toBuffer();
}

function colourOf(value: number): [number, number, number] {
  const at = Math.min(1, Math.max(0, value)) * (RAMP.length - 1);
  const low = RAMP[Math.floor(at)] ?? [0, 0, 0];
  const high = RAMP[Math.ceil(at)] ?? low;
  const mix = (k: 0 | 1 | 2): number => Math.round(low[k] + (high[k] - low[k]) * (at % 1));
  return [mix(0), mix(1), mix(2)];
}
