import { open, readFile, stat } from 'node:fs/promises';
import sharp, { type Metadata, type SharpOptions } from 'sharp';
import { t } from '../../base/l10n';
import { readBmpHeader } from './bmp';
import type { Size } from './resize';

// sharp would keep some files by their names, and give what was there before where a file was written anew.
sharp.cache(false);

/** Files whose names end so are taken for images. */
export const imageExtensions = ['.jpg', '.jpeg', '.jpe', '.jfif', '.png', '.webp', '.bmp', '.gif', '.avif', '.tif', '.tiff'];

const byteLimit = 64 * 1024 * 1024;
/** 64 megapixels: 192 MiB once decoded. */
const pixelLimit = 64 * 1024 * 1024;

/** Of an animation the first picture counts; a file that is cut off is an error. */
export const reading: SharpOptions = { limitInputPixels: pixelLimit, failOn: 'error', pages: 1 };

export type ImageFormat = 'jpeg' | 'png' | 'webp' | 'gif' | 'bmp' | 'avif' | 'tiff';

/** A file that is an image by its first bytes. */
export type ImageFile = { readonly file: string; readonly head: Buffer } & (
  | { readonly format: 'bmp' }
  | {
      readonly format: Exclude<ImageFormat, 'bmp'>;
      /** What sharp reads. */
      readonly input: string | Buffer;
      readonly metadata: Metadata;
    }
);

/** What is looked at to tell the format: a BMP's whole header, and the kinds that an AVIF says it is of. */
const headLength = 138;

/**
 * Looks at a file's size and header.
 * @throws Error with a few words where it is no JPEG, PNG, WebP, BMP, GIF, AVIF or TIFF (by its content, not its name), or beyond the limits
 */
export async function openImageFile(file: string): Promise<ImageFile> {
  const { size } = await stat(file);
  if (size === 0) throw new Error(t('the file is empty'));
  if (size > byteLimit) throw new Error(t('the file has {0} bytes, more than {1}', size, byteLimit));
  const head = await readHead(file);
  const format = formatOf(head);
  if (format === undefined) throw new Error(t('not a JPEG, PNG, WebP, BMP, GIF, AVIF or TIFF file'));
  if (format === 'bmp') {
    withinLimit(readBmpHeader(head));
    return { format, file, head };
  }
  const input = isMovingAvif(format, head) ? await asStill(file) : file;
  const metadata = await inFewWords(sharp(input, { ...reading, limitInputPixels: false }).metadata());
  withinLimit(metadata);
  return { format, file, head, input, metadata };
}

/**
 * Reads an image's header only.
 * @throws Error with a few words on what is wrong with the file
 */
export async function checkImageHeader(file: string): Promise<void> {
  await openImageFile(file);
}

/** @throws Error that says in a few words what sharp has to complain of, which may be many lines */
export async function inFewWords<T>(work: Promise<T>): Promise<T> {
  return work.catch((error: unknown) => {
    const lines = (error instanceof Error ? error.message : String(error)).split('\n').map((line) => line.replace(/^Input (?:file|buffer) has corrupt header:/, '').trim());
    // The last line is the worst; such as these say nothing.
    const line = lines.filter((text) => text !== '' && !/^(?:source:|\()/.test(text)).at(-1);
    throw new Error(line === undefined ? t('it cannot be decoded') : t('it cannot be decoded: {0}', line.slice(0, 160)), { cause: error });
  });
}

/** The format by the file's first bytes, whatever its name says. */
function formatOf(head: Buffer): ImageFormat | undefined {
  const text = head.toString('latin1');
  if (text.startsWith('\xff\xd8\xff')) return 'jpeg';
  if (text.startsWith('\x89PNG\r\n\x1a\n')) return 'png';
  if (text.startsWith('RIFF') && text.slice(8, 12) === 'WEBP') return 'webp';
  if (text.startsWith('GIF8')) return 'gif';
  if (/^(?:II[*+]\0|MM\0[*+])/.test(text)) return 'tiff';
  if (text.slice(4, 8) === 'ftyp' && /^(?:.{4})*?avi[fs]/s.test(text.slice(8, head.readUInt32BE(0)))) return 'avif';
  return text.startsWith('BM') ? 'bmp' : undefined;
}

async function readHead(file: string): Promise<Buffer> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(headLength), 0, headLength, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

function isMovingAvif(format: ImageFormat, head: Buffer): boolean {
  return format === 'avif' && head.toString('latin1', 8, 12) === 'avis';
}

/** An animated AVIF holds its first picture as one that is not animated does, but sharp does not know its kind. */
async function asStill(file: string): Promise<Buffer> {
  const bytes = await readFile(file);
  bytes.write('avif', 8, 'latin1');
  return bytes;
}

function withinLimit({ width, height }: Size): void {
  if (width * height > pixelLimit) throw new Error(t('{0}×{1} pixels, more than {2}', width, height, pixelLimit));
}
