import { decodeImage, greyOf } from './decode';
import type { Preprocessing } from './preprocessing';
import { centreBox, resizedPart, shorterSideSize, type Raster, type Size } from './resize';

/** An image as a network takes it. */
export interface Prepared {
  /** Normalised values: crop height × crop width × channels. */
  readonly pixels: Float32Array;
  /** Of the upright image, in pixels. */
  readonly width: number;
  readonly height: number;
  /** Size of the image after scaling, before its middle is cut out. */
  readonly scaled: Size;
  /** What the network sees, in pixels of the upright image; larger than it where the scaled image is smaller than the crop, with black around it. */
  readonly box: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
}

/**
 * Reads an image file as torchvision's transforms on Pillow images do: `Resize` (bilinear, antialiased), `CenterCrop`, `PILToTensor`,
 * `ConvertImageDtype` and `Normalize`, to the bit. Only what the crop needs is resized, so an image of any proportions costs no more memory than itself.
 * @throws Error with a few words on what is wrong with the file
 */
export async function prepareImage(file: string, preprocessing: Preprocessing): Promise<Prepared> {
  return prepareRaster(await decodeImage(file), preprocessing);
}

/** @param image RGB */
export function prepareRaster(image: Raster, preprocessing: Preprocessing): Prepared {
  const { resize, crop, channels } = preprocessing;
  const scaled = shorterSideSize(image, resize);
  const seen = centreBox(scaled, Math.min(crop.width, scaled.width), Math.min(crop.height, scaled.height));
  const part = resizedPart(channels === 1 ? greyOf(image) : image, scaled, seen);
  const left = Math.floor((crop.width - seen.width) / 2);
  const top = Math.floor((crop.height - seen.height) / 2);
  const [across, down] = [image.width / scaled.width, image.height / scaled.height];
  return {
    pixels: normalised(padded(part, left, top, crop), preprocessing),
    width: image.width,
    height: image.height,
    scaled,
    box: { x: (seen.left - left) * across, y: (seen.top - top) * down, width: crop.width * across, height: crop.height * down },
  };
}

/** The image on a black ground of another size. */
function padded(image: Raster, left: number, top: number, { width, height }: Size): Raster {
  if (image.width === width && image.height === height) return image;
  const { channels } = image;
  const data = new Uint8Array(width * height * channels);
  const row = image.width * channels;
  for (let y = 0; y < image.height; y++) data.set(image.data.subarray(y * row, (y + 1) * row), ((top + y) * width + left) * channels);
  return { width, height, channels, data };
}

/** ((value / 255) − mean) / deviation in 32-bit floats at each step, as torch has them. */
function normalised({ data, channels }: Raster, { mean, std }: Preprocessing): Float32Array {
  const table = new Float32Array(256 * channels);
  for (let at = 0; at < table.length; at++) {
    const channel = at >> 8;
    const centred = Math.fround(Math.fround((at & 255) / 255) - Math.fround(mean[channel] as number));
    table[at] = centred / Math.fround(std[channel] as number);
  }
  const values = new Float32Array(data.length);
  for (let at = 0, channel = 0; at < data.length; at++) {
    values[at] = table[channel * 256 + (data[at] as number)] as number;
    if (++channel === channels) channel = 0;
  }
  return values;
}
