import { open, readFile, stat } from 'node:fs/promises';
import sharp, { type SharpOptions } from 'sharp';
import { t } from '../base/l10n';
import { decodeBmp, readBmpHeader } from './bmp';
import type { Raster } from './resize';

/** Files whose names end so are taken for images. */
export const imageExtensions = ['.jpg', '.jpeg', '.png', '.webp', '.bmp', '.gif'];

const byteLimit = 64 * 1024 * 1024;
/** 64 megapixels: 192 MiB once decoded. */
const pixelLimit = 64 * 1024 * 1024;

/** As Pillow: an embedded colour profile is not applied, of an animation the first picture counts, a file that is cut off is an error. */
const reading: SharpOptions = { limitInputPixels: pixelLimit, failOn: 'error', ignoreIcc: true, pages: 1 };

type Format = 'jpeg' | 'png' | 'webp' | 'gif' | 'bmp';

/** The format by the file's first bytes, whatever its name says. */
function formatOf(head: Buffer): Format | undefined {
  const text = head.toString('latin1');
  if (text.startsWith('\xff\xd8\xff')) return 'jpeg';
  if (text.startsWith('\x89PNG\r\n\x1a\n')) return 'png';
  if (text.startsWith('RIFF') && text.slice(8, 12) === 'WEBP') return 'webp';
  if (text.startsWith('GIF8')) return 'gif';
  return text.startsWith('BM') ? 'bmp' : undefined;
}

async function readHead(file: string): Promise<{ format: Format; head: Buffer }> {
  const { size } = await stat(file);
  if (size === 0) throw new Error(t('the file is empty'));
  if (size > byteLimit) throw new Error(t('the file has {0} bytes, more than {1}', size, byteLimit));
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(128), 0, 128, 0);
    const head = buffer.subarray(0, bytesRead);
    const format = formatOf(head);
    if (format === undefined) throw new Error(t('not a JPEG, PNG, WebP, BMP or GIF file'));
    return { format, head };
  } finally {
    await handle.close();
  }
}

/**
 * Reads an image's header only.
 * @throws Error with a few words on what is wrong with the file
 */
export async function checkImageHeader(file: string): Promise<void> {
  const { format, head } = await readHead(file);
  if (format === 'bmp') withinLimit(readBmpHeader(head));
  else withinLimit(await sharp(file, reading).metadata());
}

/**
 * Decodes a JPEG, PNG, WebP, BMP or GIF file (by its content, not its name) to RGB, upright by its EXIF orientation.
 * Grey becomes RGB, alpha is dropped: the very pixels that Pillow's `convert('RGB')` gives, except for CMYK (converted by a profile here, by plain
 * arithmetic there) and 16-bit grey (scaled here, clipped there). Limits: 64 MiB a file, 64 megapixels.
 * @throws Error with a few words on what is wrong with the file
 */
export async function decodeImage(file: string): Promise<Raster> {
  const { format, head } = await readHead(file);
  if (format === 'bmp') {
    withinLimit(readBmpHeader(head));
    return decodeBmp(await readFile(file));
  }
  const { data, info } = await sharp(file, reading).autoOrient().toColourspace('srgb').removeAlpha().raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
  if (info.channels !== 3) throw new Error(t('{0} channels after decoding, expected 3', info.channels));
  return { width: info.width, height: info.height, channels: 3, data };
}

function withinLimit({ width, height }: { width: number; height: number }): void {
  if (width * height > pixelLimit) throw new Error(t('{0}×{1} pixels, more than {2}', width, height, pixelLimit));
}
