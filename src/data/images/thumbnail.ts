import { readFile } from 'node:fs/promises';
import sharp, { type Sharp } from 'sharp';
import { decodeBmp } from './bmp';
import { inFewWords, openImageFile, reading, type ImageFile } from './image-file';
import { orientationOf, upright } from './orientation';

/** A small picture of an image, for the eye. */
export interface Thumbnail {
  readonly bytes: Buffer;
  readonly type: 'image/jpeg' | 'image/png';
  /** In pixels. */
  readonly width: number;
  readonly height: number;
}

/**
 * A picture of an image file, upright, whose longer side has at most `longestSide` pixels; never larger than the image. Transparent images keep their
 * alpha, and colour profiles are applied, as whoever looks at it expects.
 * @throws Error with a few words on what is wrong with the file
 */
export async function thumbnail(file: string, longestSide: number): Promise<Thumbnail> {
  const image = await openImageFile(file);
  const small = (await picture(image)).resize(longestSide, longestSide, { fit: 'inside', withoutEnlargement: true });
  const clear = image.format !== 'bmp' && image.metadata.hasAlpha;
  const turned = image.format === 'bmp' ? small : upright(small, orientationOf(image.metadata));
  const encoded = clear ? turned.png() : turned.jpeg({ quality: 85 });
  const { data, info } = await inFewWords(encoded.toBuffer({ resolveWithObject: true }));
  return { bytes: data, type: clear ? 'image/png' : 'image/jpeg', width: info.width, height: info.height };
}

async function picture(image: ImageFile): Promise<Sharp> {
  if (image.format !== 'bmp') return sharp(image.input, reading);
  const { width, height, data } = decodeBmp(await readFile(image.file));
  return sharp(data, { raw: { width, height, channels: 3 } });
}
