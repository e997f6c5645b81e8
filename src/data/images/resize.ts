/** Interleaved 8-bit pixels: height × width × channels. */
export interface Raster {
  width: number;
  height: number;
  channels: number;
  data: Uint8Array;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Part of an image, in whole pixels. */
export interface PixelBox extends Size {
  readonly left: number;
  readonly top: number;
}

/** Fraction bits of the filter's fixed-point weights: 8 bits of pixel and 2 of headroom stay within 32. */
const precision = 22;

/** For each output position: where its inputs start, how many there are, and their weights (`most` apart). */
interface Filter {
  starts: Int32Array;
  counts: Int32Array;
  weights: Int32Array;
  most: number;
}

/**
 * Resizes with an antialiased bilinear (triangle) filter, to the bit as Pillow's `resize(..., BILINEAR)`: two passes, horizontal first,
 * with 8-bit values between them and fixed-point weights. torchvision's reference preprocessing rests on exactly this.
 */
export function resizeBilinear(image: Raster, width: number, height: number): Raster {
  return resizedPart(image, { width, height }, { left: 0, top: 0, width, height });
}

/** Size of an image whose shorter side gets `size` pixels, the longer one in proportion, rounded down (as torchvision's Resize). */
export function shorterSideSize({ width, height }: Size, size: number): Size {
  const short = Math.min(width, height);
  const scaled = (side: number): number => (side === short ? size : Math.floor((size * side) / short));
  return { width: scaled(width), height: scaled(height) };
}

/** Where the middle `width` × `height` pixels of an image at least that large lie; halves are rounded to even, as torchvision's CenterCrop does. */
export function centreBox(image: Size, width: number, height: number): PixelBox {
  return { left: halfToEven((image.width - width) / 2), top: halfToEven((image.height - height) / 2), width, height };
}

/** The middle of an image whose shorter side was brought to that of a square of `size` pixels: torchvision's Resize and CenterCrop. */
export function middleSquare(image: Raster, size: number): Raster {
  const scaled = shorterSideSize(image, size);
  return resizedPart(image, scaled, centreBox(scaled, size, size));
}

/**
 * A part of what `resizeBilinear(image, size.width, size.height)` would give, to the bit, without the rest of it: time and memory are those of the part.
 * @param part within `size`
 */
export function resizedPart(image: Raster, size: Size, part: PixelBox): Raster {
  const across = size.width === image.width ? undefined : triangle(image.width, size.width, part.left, part.width);
  const down = size.height === image.height ? undefined : triangle(image.height, size.height, part.top, part.height);
  const last = part.height - 1;
  const top = down === undefined ? part.top : (down.starts[0] as number);
  const bottom = down === undefined ? part.top + part.height : (down.starts[last] as number) + (down.counts[last] as number);
  const strip: PixelBox = { left: part.left, top, width: part.width, height: bottom - top };
  const wide = across === undefined ? cut(image, strip) : alongRows(image, across, strip);
  return down === undefined ? wide : alongColumns(wide, down, top, part.height);
}

function cut(image: Raster, { left, top, width, height }: PixelBox): Raster {
  const row = width * image.channels;
  const data = new Uint8Array(height * row);
  for (let y = 0; y < height; y++) {
    const from = ((top + y) * image.width + left) * image.channels;
    data.set(image.data.subarray(from, from + row), y * row);
  }
  return { width, height, channels: image.channels, data };
}

function halfToEven(value: number): number {
  const down = Math.floor(value);
  if (value - down !== 0.5) return Math.round(value);
  return down % 2 === 0 ? down : down + 1;
}

/** The triangle filter that takes `from` positions to `to`, for `count` of them from `first` on; it widens as the image shrinks, which is what antialiases. */
function triangle(from: number, to: number, first: number, count: number): Filter {
  const scale = from / to;
  const support = Math.max(scale, 1);
  const most = Math.ceil(support) * 2 + 1;
  const filter: Filter = { starts: new Int32Array(count), counts: new Int32Array(count), weights: new Int32Array(count * most), most };
  const shares = new Float64Array(most);
  for (let at = 0; at < count; at++) {
    const centre = (first + at + 0.5) * scale;
    const start = Math.max(0, Math.trunc(centre - support + 0.5));
    const taps = Math.min(from, Math.trunc(centre + support + 0.5)) - start;
    let sum = 0;
    for (let k = 0; k < taps; k++) {
      const share = Math.max(0, 1 - Math.abs((start + k - centre + 0.5) * (1 / support)));
      shares[k] = share;
      sum += share;
    }
    filter.starts[at] = start;
    filter.counts[at] = taps;
    for (let k = 0; k < taps; k++) filter.weights[at * most + k] = Math.trunc(0.5 + ((shares[k] as number) / sum) * (1 << precision));
  }
  return filter;
}

const half = 1 << (precision - 1);

function alongRows(image: Raster, filter: Filter, strip: PixelBox): Raster {
  const out: Raster = { width: strip.width, height: strip.height, channels: image.channels, data: new Uint8Array(strip.width * strip.height * image.channels) };
  const along = image.channels === 3 ? alongColourRow : alongRow;
  for (let y = 0; y < strip.height; y++) along(image, (strip.top + y) * image.width * image.channels, filter, out, y * strip.width * image.channels);
  return out;
}

/** Nearly all the time goes here: three channels at once, in whole numbers. */
function alongColourRow({ data: source }: Raster, row: number, { starts, counts, weights, most }: Filter, { width, data }: Raster, to: number): void {
  for (let x = 0; x < width; x++, to += 3) {
    let red = half;
    let green = half;
    let blue = half;
    let from = row + (starts[x] as number) * 3;
    const end = x * most + (counts[x] as number);
    for (let k = x * most; k < end; k++, from += 3) {
      const weight = weights[k] as number;
      red = (red + Math.imul(source[from] as number, weight)) | 0;
      green = (green + Math.imul(source[from + 1] as number, weight)) | 0;
      blue = (blue + Math.imul(source[from + 2] as number, weight)) | 0;
    }
    data[to] = red >> precision;
    data[to + 1] = green >> precision;
    data[to + 2] = blue >> precision;
  }
}

function alongRow({ data: source, channels }: Raster, row: number, { starts, counts, weights, most }: Filter, { width, data }: Raster, to: number): void {
  for (let x = 0; x < width; x++) {
    for (let channel = 0; channel < channels; channel++, to++) {
      let sum = half;
      for (let k = 0, from = row + (starts[x] as number) * channels + channel; k < (counts[x] as number); k++, from += channels) sum += Math.imul(source[from] as number, weights[x * most + k] as number);
      data[to] = sum >> precision;
    }
  }
}

/** @param top row of the whole image that `image` begins with */
function alongColumns(image: Raster, { starts, counts, weights, most }: Filter, top: number, height: number): Raster {
  const { data: source, width, channels } = image;
  const row = width * channels;
  const data = new Uint8Array(row * height);
  for (let y = 0; y < height; y++) {
    const first = ((starts[y] as number) - top) * row;
    const begin = y * most;
    const end = begin + (counts[y] as number);
    for (let x = 0, to = y * row; x < row; x++, to++) {
      let sum = half;
      for (let k = begin, from = first + x; k < end; k++, from += row) sum = (sum + Math.imul(source[from] as number, weights[k] as number)) | 0;
      data[to] = sum >> precision;
    }
  }
  return { width, height, channels, data };
}
