import { readFile } from 'node:fs/promises';
import sharp, { type Metadata, type RawOptions, type Sharp } from 'sharp';
import { t } from '../../base/l10n';
import { asLibyuv, avifColour } from './avif';
import { decodeBmp } from './bmp';
import { rgbOfCmyk } from './cmyk';
import { clearColourOfGif } from './gif';
import { inFewWords, openImageFile, reading, type ImageFile } from './image-file';
import { orientationOf, upright } from './orientation';
import type { Raster } from './resize';

export { checkImageHeader, imageExtensions } from './image-file';

/** Pixels of any number of channels, of 8 or 16 bits. */
interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly values: Uint8Array | Uint16Array;
}

/**
 * Decodes a JPEG, PNG, WebP, BMP, GIF, AVIF or TIFF file (by its content, not its name) to RGB, upright by its EXIF or XMP orientation: the very pixels
 * that Pillow's `ImageOps.exif_transpose(image).convert('RGB')` gives. So alpha is dropped, a colour profile is not applied, 16-bit grey is clipped at
 * 255, and CMYK is converted by plain arithmetic. An AVIF may differ by a level, or by a few beside clipped colours; a 16-bit TIFF whose zero is white is
 * not, as there, taken for its negative. Limits: 64 MiB a file, 64 megapixels.
 * @throws Error with a few words on what is wrong with the file
 */
export async function decodeImage(file: string): Promise<Raster> {
  const image = await openImageFile(file);
  if (image.format === 'bmp') return decodeBmp(await readFile(file));
  const { input, metadata, format } = image;
  const picture = upright(sharp(input, { ...reading, ignoreIcc: true }), orientationOf(metadata));
  if (metadata.space === 'cmyk') return fromCmyk(await pixels(picture.pipelineColourspace('cmyk').toColourspace('cmyk'), depthOf(metadata)));
  if (metadata.space === 'b-w' || metadata.space === 'grey16') return fromGrey(await pixels(picture.toColourspace(metadata.space), depthOf(metadata)), clips(image));
  if (format === 'gif' && metadata.hasAlpha) return withClear(await pixels(picture.toColourspace('srgb'), 'uchar'), clearColourOfGif(await readFile(file)));
  const raster = fromRgb(await pixels(picture.toColourspace('srgb').removeAlpha(), 'uchar'));
  const colour = format === 'avif' ? avifColour(await readFile(file), raster) : undefined;
  if (colour !== undefined) asLibyuv(raster, colour);
  return raster;
}

/** RGB to the grey that Pillow's `convert('L')` makes of it (ITU-R 601 in whole numbers). Grey that became RGB comes back as it was. */
export function greyOf({ width, height, data }: Raster): Raster {
  const grey = new Uint8Array(width * height);
  for (let from = 0, to = 0; to < grey.length; from += 3, to++) grey[to] = ((data[from] as number) * 19595 + (data[from + 1] as number) * 38470 + (data[from + 2] as number) * 7471 + 0x8000) >> 16;
  return { width, height, channels: 1, data: grey };
}

function depthOf({ depth }: Metadata): 'uchar' | 'ushort' {
  return depth === 'ushort' ? 'ushort' : 'uchar';
}

/** Pillow clips 16-bit grey, but takes the high bytes of that with alpha, which it knows in PNGs only (colour type 4). */
function clips({ format, head }: ImageFile): boolean {
  return format !== 'png' || head[25] !== 4;
}

async function pixels(image: Sharp, depth: NonNullable<RawOptions['depth']>): Promise<Pixels> {
  const { data, info } = await inFewWords(image.raw({ depth }).toBuffer({ resolveWithObject: true }));
  const { width, height, channels } = info;
  return { width, height, channels, values: depth === 'ushort' ? new Uint16Array(data.buffer, data.byteOffset, data.length / 2) : data };
}

function fromRgb({ width, height, channels, values }: Pixels): Raster {
  if (channels !== 3 || values instanceof Uint16Array) throw new Error(t('{0} channels after decoding, expected {1}', channels, 3));
  return { width, height, channels, data: values };
}

function fromGrey({ width, height, channels, values }: Pixels, clip: boolean): Raster {
  const data = new Uint8Array(width * height * 3);
  const deep = values instanceof Uint16Array;
  for (let from = 0, to = 0; to < data.length; from += channels, to += 3) {
    let value = values[from] as number;
    if (deep) value = clip ? Math.min(value, 255) : value >> 8;
    data[to] = value;
    data[to + 1] = value;
    data[to + 2] = value;
  }
  return { width, height, channels: 3, data };
}

function fromCmyk({ width, height, channels, values }: Pixels): Raster {
  if (channels < 4) throw new Error(t('{0} channels after decoding, expected {1}', channels, 4));
  return { width, height, channels: 3, data: rgbOfCmyk(values, channels) };
}

/** RGB of RGBA, one colour wherever it is clear. */
function withClear({ width, height, values }: Pixels, [red, green, blue]: readonly [number, number, number]): Raster {
  const data = new Uint8Array(width * height * 3);
  for (let from = 0, to = 0; to < data.length; from += 4, to += 3) {
    const clear = values[from + 3] === 0;
    data[to] = clear ? red : (values[from] as number);
    data[to + 1] = clear ? green : (values[from + 1] as number);
    data[to + 2] = clear ? blue : (values[from + 2] as number);
  }
  return { width, height, channels: 3, data };
}
