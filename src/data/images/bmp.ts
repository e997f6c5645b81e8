import { t } from '../../base/l10n';
import type { Raster } from './resize';

/** What a BMP's header says. */
export interface BmpHeader {
  readonly width: number;
  readonly height: number;
  /** The first row of the file is the picture's uppermost. */
  readonly topDown: boolean;
  readonly bits: number;
  readonly compression: number;
  /** Where the palette starts, how many bytes a colour has in it, and how many colours there are. */
  readonly palette: { readonly at: number; readonly stride: number; readonly colours: number };
  /** Where the pixels start. */
  readonly pixels: number;
}

const fileHeader = 14;
/** OS/2's first header, whose fields are shorter; all others begin as Windows' of 40 bytes does. */
const coreHeader = 12;
const headerSizes = [coreHeader, 40, 52, 56, 64, 108, 124];
const [plain, runs8, runs4, masked, maskedAlpha] = [0, 1, 2, 3, 6];
/** Where colour masks stand, be it in the header or behind a header of 40 bytes. */
const masksAt = 54;

/**
 * Reads the header of a BMP file of any of the variants that Pillow reads, from its first 128 bytes or more.
 * @throws Error, in a few words, where there is none or it is of another variant
 */
export function readBmpHeader(head: Buffer): BmpHeader {
  if (head.length < masksAt || head.toString('latin1', 0, 2) !== 'BM') throw new Error(t('not a BMP file'));
  const size = head.readUInt32LE(fileHeader);
  if (!headerSizes.includes(size)) throw new Error(t('a kind of BMP header that is not supported'));
  const { width, height, bits, compression, colours } = size === coreHeader ? coreFields(head) : infoFields(head);
  if (width <= 0 || height === 0) throw new Error(t('no width or height'));
  if (![1, 4, 8, 16, 24, 32].includes(bits)) throw new Error(t('{0} bits a pixel, which no BMP has', bits));
  if (!canUnpack(compression, bits)) throw new Error(t('a kind of BMP compression that is not supported'));
  const stated = colours === 0 ? 2 ** bits : colours;
  if (bits <= 8 && stated > 65_536) throw new Error(t('more than 65536 colours in the palette'));
  const palette = { at: fileHeader + size, stride: size === coreHeader ? 3 : 4, colours: Math.min(stated, 256) };
  // Some writers forget the palette when they say where the pixels start.
  const start = head.readUInt32LE(10);
  const pixels = start === palette.at && bits <= 8 ? start + palette.stride * stated : start;
  return { width, height: Math.abs(height), topDown: height < 0, bits, compression, palette, pixels };
}

interface Fields {
  readonly width: number;
  readonly height: number;
  readonly bits: number;
  readonly compression: number;
  readonly colours: number;
}

function coreFields(head: Buffer): Fields {
  return { width: head.readUInt16LE(18), height: head.readUInt16LE(20), bits: head.readUInt16LE(24), compression: plain, colours: 0 };
}

function infoFields(head: Buffer): Fields {
  return { width: head.readInt32LE(18), height: head.readInt32LE(22), bits: head.readUInt16LE(28), compression: head.readUInt32LE(30), colours: head.readUInt32LE(46) };
}

function canUnpack(compression: number, bits: number): boolean {
  if (compression === runs8) return bits === 8;
  if (compression === runs4) return bits === 4;
  return compression === plain || ((compression === masked || compression === maskedAlpha) && bits >= 16);
}

/** Decodes a BMP to RGB, as Pillow does; its alpha, where it has one, is dropped. @throws Error where it is cut off or of another variant */
export function decodeBmp(file: Buffer): Raster {
  const header = readBmpHeader(file);
  const { width, height, topDown } = header;
  const data = new Uint8Array(width * height * 3);
  const writeRow = rowReader(file, header);
  for (let row = 0; row < height; row++) writeRow(row, data, (topDown ? row : height - 1 - row) * width * 3);
  return { width, height, channels: 3, data };
}

/** Writes a row of the file as RGB at a place. */
type RowReader = (row: number, into: Uint8Array, at: number) => void;

function rowReader(file: Buffer, header: BmpHeader): RowReader {
  if (header.compression === runs8 || header.compression === runs4) return indexed(file, header, unpackRuns(file, header), header.width, 8);
  const { width, height, bits, pixels } = header;
  const stride = Math.ceil((width * bits) / 32) * 4;
  if (pixels + (height - 1) * stride + Math.ceil((width * bits) / 8) > file.length) throw new Error(t('the file is cut off'));
  const rows = file.subarray(pixels);
  if (bits <= 8) return indexed(file, header, rows, stride, bits);
  return bits === 16 ? words(file, header, rows, stride) : bytes(rows, stride, width, bits / 8, byteOrder(file, header));
}

/** Rows of places in the palette, `bits` each; a place that the palette does not have is black. */
function indexed(file: Buffer, { width, palette }: BmpHeader, rows: Uint8Array, stride: number, bits: number): RowReader {
  const colours = new Uint8Array(256 * 3);
  for (let k = 0; k < palette.colours; k++) {
    for (let channel = 0; channel < 3; channel++) colours[k * 3 + channel] = file[palette.at + k * palette.stride + 2 - channel] ?? 0;
  }
  const mask = 2 ** bits - 1;
  return (row, into, at) => {
    for (let x = 0; x < width; x++, at += 3) {
      const bit = x * bits;
      const index = ((rows[row * stride + (bit >> 3)] as number) >> (8 - bits - (bit & 7))) & mask;
      into[at] = colours[index * 3] as number;
      into[at + 1] = colours[index * 3 + 1] as number;
      into[at + 2] = colours[index * 3 + 2] as number;
    }
  };
}

/** Rows of 16 bits a pixel: five for each colour, or six for green. */
function words(file: Buffer, header: BmpHeader, rows: Buffer, stride: number): RowReader {
  const masks = masksOf(file, header);
  const six = masks.join() === '63488,2016,31';
  if (!six && masks.length > 0 && masks.join() !== '31744,992,31') throw new Error(t('a kind of BMP colour masks that is not supported'));
  const scaled = (value: number, most: number): number => Math.floor(((value & most) * 255) / most);
  return (row, into, at) => {
    for (let x = 0; x < header.width; x++, at += 3) {
      const word = rows.readUInt16LE(row * stride + 2 * x);
      into[at] = scaled(word >> (six ? 11 : 10), 31);
      into[at + 1] = scaled(word >> 5, six ? 63 : 31);
      into[at + 2] = scaled(word, 31);
    }
  };
}

/** Rows of `size` bytes a pixel, of which `order` says where red, green and blue are. */
function bytes(rows: Uint8Array, stride: number, width: number, size: number, [red, green, blue]: readonly [number, number, number]): RowReader {
  return (row, into, at) => {
    for (let x = 0, from = row * stride; x < width; x++, at += 3, from += size) {
      into[at] = rows[from + red] as number;
      into[at + 1] = rows[from + green] as number;
      into[at + 2] = rows[from + blue] as number;
    }
  };
}

function byteOrder(file: Buffer, header: BmpHeader): [red: number, green: number, blue: number] {
  const masks = masksOf(file, header);
  if (masks.every((mask) => mask === 0)) return [2, 1, 0];
  const place = (mask: number | undefined): number => {
    const byte = [0xff, 0xff00, 0xff0000, 0xff000000].indexOf(mask ?? 0);
    if (byte < 0 || byte >= header.bits / 8) throw new Error(t('a kind of BMP colour masks that is not supported'));
    return byte;
  };
  return [place(masks[0]), place(masks[1]), place(masks[2])];
}

/** The masks of red, green and blue; none where there are no masks. */
function masksOf(file: Buffer, { compression }: BmpHeader): number[] {
  if (compression !== masked && compression !== maskedAlpha) return [];
  if (file.length < masksAt + 12) throw new Error(t('the file is cut off'));
  return [0, 4, 8].map((at) => file.readUInt32LE(masksAt + at));
}

/**
 * Undoes run-length coding: a byte for each pixel, rows as in the file. As Pillow, which fills what is left out of a row with the palette's first
 * colour, but not what is left out at the end.
 */
function unpackRuns(file: Buffer, { width, height, compression, pixels }: BmpHeader): Uint8Array {
  const four = compression === runs4;
  const out = new Uint8Array(width * height);
  let to = 0;
  let x = 0;
  let at = pixels;
  const next = (): number => {
    const byte = file[at++];
    if (byte === undefined) throw new Error(t('the file is cut off'));
    return byte;
  };
  const run = (count: number, byte: number): void => {
    const within = Math.max(0, Math.min(count, width - x));
    for (let k = 0; k < within; k++) out[to + k] = four ? (k % 2 === 0 ? byte >> 4 : byte & 15) : byte;
    to += within;
    x += within;
  };
  const literal = (count: number): void => {
    for (let left = four ? count >> 1 : count; left > 0; left--) {
      const byte = next();
      if (four) out[to++] = byte >> 4;
      out[to++] = four ? byte & 15 : byte;
    }
    x += count;
    at += at % 2;
  };
  while (to < out.length) {
    const count = next();
    const byte = next();
    if (count > 0) run(count, byte);
    else if (byte > 2) literal(byte);
    else if (byte === 1) break;
    else if (byte === 2) {
      to += next() + next() * width;
      x = to % width;
    } else {
      to = Math.ceil(to / width) * width;
      x = 0;
    }
  }
  if (to < out.length) throw new Error(t('the file is cut off'));
  return out;
}
