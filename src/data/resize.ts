/** Interleaved 8-bit pixels: height × width × channels. */
export interface Raster {
  width: number;
  height: number;
  channels: number;
  data: Uint8Array;
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
  const wide = width === image.width ? image : alongRows(image, triangle(image.width, width), width);
  return height === image.height ? wide : alongColumns(wide, triangle(image.height, height), height);
}

/** Resizes so that the shorter side has `size` pixels, the longer one in proportion, rounded down (as torchvision's Resize). */
export function resizeShorterSide(image: Raster, size: number): Raster {
  const { width, height } = image;
  const short = Math.min(width, height);
  const scaled = (side: number): number => (side === short ? size : Math.floor((size * side) / short));
  return resizeBilinear(image, scaled(width), scaled(height));
}

/** The middle `width` × `height` pixels of an image at least that large; halves are rounded to even, as torchvision's CenterCrop does. */
export function centreCrop(image: Raster, width: number, height: number): Raster {
  if (width > image.width || height > image.height) throw new RangeError('the crop is larger than the image');
  const left = halfToEven((image.width - width) / 2);
  const top = halfToEven((image.height - height) / 2);
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

/** The triangle filter that takes `from` positions to `to`; it widens as the image shrinks, which is what antialiases. */
function triangle(from: number, to: number): Filter {
  const scale = from / to;
  const support = Math.max(scale, 1);
  const most = Math.ceil(support) * 2 + 1;
  const filter: Filter = { starts: new Int32Array(to), counts: new Int32Array(to), weights: new Int32Array(to * most), most };
  const shares = new Float64Array(most);
  for (let at = 0; at < to; at++) {
    const centre = (at + 0.5) * scale;
    const start = Math.max(0, Math.trunc(centre - support + 0.5));
    const count = Math.min(from, Math.trunc(centre + support + 0.5)) - start;
    let sum = 0;
    for (let k = 0; k < count; k++) {
      const share = Math.max(0, 1 - Math.abs((start + k - centre + 0.5) * (1 / support)));
      shares[k] = share;
      sum += share;
    }
    filter.starts[at] = start;
    filter.counts[at] = count;
    for (let k = 0; k < count; k++) filter.weights[at * most + k] = Math.trunc(0.5 + ((shares[k] as number) / sum) * (1 << precision));
  }
  return filter;
}

const half = 1 << (precision - 1);

function alongRows(image: Raster, { starts, counts, weights, most }: Filter, width: number): Raster {
  const { data: source, height, channels } = image;
  const data = new Uint8Array(width * height * channels);
  let to = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const first = (y * image.width + (starts[x] as number)) * channels;
      const count = counts[x] as number;
      for (let channel = 0; channel < channels; channel++, to++) {
        let sum = half;
        for (let k = 0, from = first + channel; k < count; k++, from += channels) sum += (source[from] as number) * (weights[x * most + k] as number);
        data[to] = sum >> precision;
      }
    }
  }
  return { width, height, channels, data };
}

function alongColumns(image: Raster, { starts, counts, weights, most }: Filter, height: number): Raster {
  const { data: source, width, channels } = image;
  const row = width * channels;
  const data = new Uint8Array(row * height);
  const sums = new Int32Array(row);
  for (let y = 0; y < height; y++) {
    sums.fill(half);
    for (let k = 0; k < (counts[y] as number); k++) {
      const weight = weights[y * most + k] as number;
      const from = ((starts[y] as number) + k) * row;
      for (let x = 0; x < row; x++) sums[x] = (sums[x] as number) + (source[from + x] as number) * weight;
    }
    for (let x = 0; x < row; x++) data[y * row + x] = (sums[x] as number) >> precision;
  }
  return { width, height, channels, data };
}
