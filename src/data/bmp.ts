import { decode } from 'bmp-ts';
import { t } from '../base/l10n';
import type { Raster } from './resize';

/** What `bmp-ts` needs to be given right: it trusts sizes, and takes the pixels to follow the header at once. */
interface BmpHeader {
  width: number;
  height: number;
}

const infoHeader = 40;
const headerSizes = [infoHeader, 52, 56, 108, 124];

/**
 * Width and height of a BMP file, from its first 54 bytes or more.
 * @throws Error, in a few words, where the variant can't be read: bmp-ts misreads run-length coding, 4-bit rows of odd width and headers whose masks are void
 */
export function readBmpHeader(head: Buffer): BmpHeader {
  if (head.length < 54 || head.toString('latin1', 0, 2) !== 'BM') throw new Error(t('not a BMP file'));
  const headerSize = head.readUInt32LE(14);
  const width = head.readInt32LE(18);
  const height = Math.abs(head.readInt32LE(22));
  const bits = head.readUInt16LE(28);
  const compression = head.readUInt32LE(30);
  if (!headerSizes.includes(headerSize)) throw new Error(t('a kind of BMP header that is not supported'));
  if (width <= 0 || height === 0) throw new Error(t('no width or height'));
  if (compression !== 0 && compression !== 3 && compression !== 6) throw new Error(t('a compressed BMP, which is not supported'));
  if (![1, 4, 8, 16, 24, 32].includes(bits)) throw new Error(t('{0} bits a pixel, which no BMP has', bits));
  if (bits === 4 && width % 2 === 1) throw new Error(t('a 4-bit BMP of odd width, which is not supported'));
  if ((bits === 16 || bits === 32) && headerSize > infoHeader && compression === 0) throw new Error(t('a BMP header without colour masks, which is not supported'));
  return { width, height };
}

/** Decodes an uncompressed BMP to RGB; its alpha, where it has one, is dropped. @throws Error where it is cut off or of another variant */
export function decodeBmp(file: Buffer): Raster {
  const { width, height } = readBmpHeader(file);
  const { data } = decode(pixelsAtOnce(file));
  const rgb = new Uint8Array(width * height * 3);
  for (let from = 0, to = 0; to < rgb.length; from += 4, to += 3) {
    rgb[to] = data[from + 3] as number; // bmp-ts gives alpha, blue, green, red
    rgb[to + 1] = data[from + 2] as number;
    rgb[to + 2] = data[from + 1] as number;
  }
  return { width, height, channels: 3, data: rgb };
}

/** The file with nothing between its header (masks and palette included) and its pixels. */
function pixelsAtOnce(file: Buffer): Buffer {
  const headerSize = file.readUInt32LE(14);
  const compression = file.readUInt32LE(30);
  const bits = file.readUInt16LE(28);
  const colours = file.readUInt32LE(46);
  if (colours > 256) throw new Error(t('more than 256 colours in the palette'));
  const masks = headerSize > infoHeader ? 0 : ({ 3: 12, 6: 16 }[compression] ?? 0);
  const palette = bits <= 8 || colours > 0 ? 4 * (colours === 0 ? 1 << bits : colours) : 0;
  const head = 14 + headerSize + masks + palette;
  const offset = file.readUInt32LE(10);
  return offset <= head ? file : Buffer.concat([file.subarray(0, head), file.subarray(offset)]);
}
