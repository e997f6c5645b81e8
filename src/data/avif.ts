import type { Raster, Size } from './resize';

/** How the colour samples of an AVIF lie over its pixels, where there are fewer. */
export interface ColourSamples {
  /** Pixels that a sample spans in each direction: 1 or 2. */
  readonly across: number;
  readonly down: number;
  /** Shares of red and blue in the brightness. */
  readonly red: number;
  readonly blue: number;
}

/**
 * Reads from an AVIF which pixels share a colour as libheif decodes it; undefined where none do: where each has its own, or where the picture is turned
 * and its samples do not end with its edges, since libheif mostly interpolates then.
 * @param size of the picture as decoded
 */
export function colourSamplesOf(file: Buffer, { width, height }: Size): ColourSamples | undefined {
  const flags = samplingFlags(file);
  const [across, down] = [(flags & 8) === 0 ? 1 : 2, (flags & 4) === 0 ? 1 : 2];
  const turned = file.includes('irot', 0, 'latin1') || file.includes('imir', 0, 'latin1');
  const even = across === down && width % across === 0 && height % down === 0;
  return (across === 1 && down === 1) || (turned && !even) ? undefined : { across, down, ...sharesOf(file) };
}

/** The flags of the first part of the picture that is not grey, as alpha is (AV1's `av1C` box). */
function samplingFlags(file: Buffer): number {
  const grey = 16;
  for (let at = file.indexOf('av1C', 0, 'latin1'); at >= 0; at = file.indexOf('av1C', at + 4, 'latin1')) {
    const flags = file[at + 6] ?? grey;
    if ((flags & grey) === 0) return flags;
  }
  return 0;
}

/** By the matrix that the file names (ITU-T H.273): BT.709, BT.2020, else BT.601. */
function sharesOf(file: Buffer): { red: number; blue: number } {
  const at = file.indexOf('colrnclx', 0, 'latin1');
  const matrix = at < 0 ? 0 : file[at + 13];
  if (matrix === 1) return { red: 0.2126, blue: 0.0722 };
  return matrix === 9 ? { red: 0.2627, blue: 0.0593 } : { red: 0.299, blue: 0.114 };
}

/**
 * Interpolates the colour of a picture of which all pixels of a sample were given the same, as Pillow's decoder does (libavif: a pixel's own sample counts
 * three times as much as the next one, in each direction). The samples are found again from the pixels, whose brightness is kept. In place.
 */
export function interpolateColour(image: Raster, samples: ColourSamples): void {
  const { width, height } = image;
  const across = neighbours(width, samples.across);
  const down = neighbours(height, samples.down);
  const { redness, blueness } = sampled(image, samples);
  const { red, blue } = samples;
  const green = 1 - red - blue;
  const data = new Uint8ClampedArray(image.data.buffer, image.data.byteOffset, image.data.length);
  const reds = new Float32Array(across.samples);
  const blues = new Float32Array(across.samples);
  for (let y = 0, at = 0; y < height; y++) {
    const row = (down.own[y] as number) * across.samples;
    const nextRow = (down.next[y] as number) * across.samples;
    for (let k = 0; k < across.samples; k++) {
      reds[k] = (3 * (redness[row + k] as number) + (redness[nextRow + k] as number)) / 4;
      blues[k] = (3 * (blueness[row + k] as number) + (blueness[nextRow + k] as number)) / 4;
    }
    for (let x = 0; x < width; x++, at += 3) {
      const own = across.own[x] as number;
      const next = across.next[x] as number;
      const light = brightness(data, at, redness[row + own] as number, blueness[row + own] as number, samples);
      const r = (3 * (reds[own] as number) + (reds[next] as number)) / 4;
      const b = (3 * (blues[own] as number) + (blues[next] as number)) / 4;
      data[at] = light + r;
      data[at + 1] = light - (red * r + blue * b) / green;
      data[at + 2] = light + b;
    }
  }
}

/** For each pixel along a side its own sample, and the one that is next nearest. */
interface Neighbours {
  readonly own: Int32Array;
  readonly next: Int32Array;
  readonly samples: number;
}

function neighbours(length: number, span: number): Neighbours {
  const samples = Math.ceil(length / span);
  const own = Int32Array.from({ length }, (_, at) => Math.floor(at / span));
  const next = own.map((sample, at) => (span === 1 ? sample : Math.max(0, Math.min(samples - 1, sample + (at % 2 === 0 ? -1 : 1)))));
  return { own, next, samples };
}

/** What a pixel counts for its sample if a channel of it was clipped, so that it decides only where there is no other. */
const clippedWeight = 1e-6;

/** Red and blue less the brightness, of each sample: the mean over its pixels. */
function sampled({ width, height, data }: Raster, { across, down, red, blue }: ColourSamples): { redness: Float32Array; blueness: Float32Array } {
  const redness = new Float32Array(Math.ceil(width / across) * Math.ceil(height / down));
  const blueness = new Float32Array(redness.length);
  const green = 1 - red - blue;
  for (let top = 0, sample = 0; top < height; top += down) {
    for (let left = 0; left < width; left += across, sample++) {
      let [sumRed, sumBlue, weights] = [0, 0, 0];
      for (let y = top; y < top + down && y < height; y++) {
        for (let x = left, at = (y * width + x) * 3; x < left + across && x < width; x++, at += 3) {
          const r = data[at] as number;
          const g = data[at + 1] as number;
          const b = data[at + 2] as number;
          const light = red * r + green * g + blue * b;
          const weight = isFree(r) && isFree(g) && isFree(b) ? 1 : clippedWeight;
          sumRed += weight * (r - light);
          sumBlue += weight * (b - light);
          weights += weight;
        }
      }
      redness[sample] = sumRed / weights;
      blueness[sample] = sumBlue / weights;
    }
  }
  return { redness, blueness };
}

function isFree(value: number): boolean {
  return value > 0 && value < 255;
}

/** The brightness of a pixel by a channel that was not clipped, green before all as it has most of it. */
function brightness(data: Uint8ClampedArray, at: number, redness: number, blueness: number, { red, blue }: ColourSamples): number {
  const r = data[at] as number;
  const g = data[at + 1] as number;
  const b = data[at + 2] as number;
  if (isFree(g)) return g + (red * redness + blue * blueness) / (1 - red - blue);
  if (isFree(r)) return r - redness;
  return isFree(b) ? b - blueness : red * r + (1 - red - blue) * g + blue * b;
}
