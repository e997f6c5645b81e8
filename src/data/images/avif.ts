import type { Raster, Size } from './resize';

/** How the colours of an AVIF were coded: brightness for every pixel, and two numbers of colour for every sample. */
export interface AvifColour {
  /** Pixels that a sample of colour spans in each direction: 1 or 2. */
  readonly across: number;
  readonly down: number;
  /** Shares of red and blue in the brightness. */
  readonly red: number;
  readonly blue: number;
  /** All 256 codes are used, not only those of television. */
  readonly full: boolean;
}

/**
 * Reads from an AVIF how its colours were coded; undefined where that is unlike what `asLibyuv` undoes: grey, RGB itself, rare codings, and pictures that
 * are turned and whose samples do not end with their edges.
 * @param size of the picture as decoded
 */
export function avifColour(file: Buffer, { width, height }: Size): AvifColour | undefined {
  const flags = samplingFlags(file);
  const shares = sharesOf(file);
  if (flags === undefined || shares === undefined) return undefined;
  const [across, down] = [(flags & 8) === 0 ? 1 : 2, (flags & 4) === 0 ? 1 : 2];
  const turned = file.includes('irot', 0, 'latin1') || file.includes('imir', 0, 'latin1');
  const even = across === down && width % across === 0 && height % down === 0;
  return turned && !even ? undefined : { across, down, ...shares };
}

/** The flags of the first part of the picture that is not grey, as alpha is (AV1's `av1C` box). */
function samplingFlags(file: Buffer): number | undefined {
  const grey = 16;
  for (let at = file.indexOf('av1C', 0, 'latin1'); at >= 0; at = file.indexOf('av1C', at + 4, 'latin1')) {
    const flags = file[at + 6] ?? grey;
    if ((flags & grey) === 0) return flags;
  }
  return undefined;
}

/** By the matrix that the file names (ITU-T H.273): BT.709, BT.601, BT.2020. A file that names none is taken for BT.601. */
function sharesOf(file: Buffer): Pick<AvifColour, 'red' | 'blue' | 'full'> | undefined {
  const at = file.indexOf('colrnclx', 0, 'latin1');
  const matrix = at < 0 ? 2 : file[at + 13];
  const full = at < 0 || ((file[at + 14] ?? 0) & 128) !== 0;
  if (matrix === 1) return { red: 0.2126, blue: 0.0722, full };
  if (matrix === 9) return { red: 0.2627, blue: 0.0593, full };
  return matrix === 2 || matrix === 5 || matrix === 6 ? { red: 0.299, blue: 0.114, full } : undefined;
}

/**
 * Gives a picture that libheif decoded the colours that libavif with libyuv, which Pillow uses, gives it: codes are found again from the pixels, which
 * works but where a channel was clipped; samples of colour, which libheif repeats, are interpolated (a pixel's own counts three times as much as the next
 * one, in each direction); and RGB is made of them in libyuv's whole numbers. In place.
 */
export function asLibyuv(image: Raster, colour: AvifColour): void {
  const { width, height } = image;
  const code = codesOf(colour);
  const across = neighbours(width, colour.across);
  const down = neighbours(height, colour.down);
  const { blues, reds } = colourCodes(image, colour, code.chroma);
  const data = new Uint8ClampedArray(image.data.buffer, image.data.byteOffset, image.data.length);
  for (let y = 0, at = 0; y < height; y++) {
    const row = (down.own[y] as number) * across.samples;
    const nextRow = (down.next[y] as number) * across.samples;
    for (let x = 0; x < width; x++, at += 3) {
      const own = across.own[x] as number;
      const next = across.next[x] as number;
      const light = lightOf(data, at, (reds[row + own] as number) / code.chroma, (blues[row + own] as number) / code.chroma, colour);
      const level = code.levels[Math.max(0, Math.min(255, Math.round(code.black + light * code.luma)))] as number;
      const u = mixed(blues, row + own, row + next, nextRow + own, nextRow + next);
      const v = mixed(reds, row + own, row + next, nextRow + own, nextRow + next);
      data[at] = (level + code.redV * v) >> 6;
      data[at + 1] = (level - code.greenU * u - code.greenV * v) >> 6;
      data[at + 2] = (level + code.blueU * u) >> 6;
    }
  }
}

/** How numbers become codes, and codes RGB, in 64ths of a level, as libyuv rounds them, which has no factor above 128. */
interface Codes {
  readonly black: number;
  /** Codes that a level of brightness, and of colour, takes. */
  readonly luma: number;
  readonly chroma: number;
  /** What each code of brightness gives, with the half that rounds. */
  readonly levels: Int32Array;
  readonly redV: number;
  readonly greenU: number;
  readonly greenV: number;
  readonly blueU: number;
}

function codesOf({ red, blue, full }: AvifColour): Codes {
  // libheif takes television's codes for shares of 256.
  const [luma, chroma, black] = full ? [1, 1, 0] : [219 / 256, 224 / 256, 16];
  const stretch = full ? 1 : 255 / 224;
  const gain = full ? 1 : 1.164;
  const factor = Math.round((gain * 64 * 65_536) / 257);
  const offset = Math.round(32 - 64 * gain * black);
  const levels = Int32Array.from({ length: 256 }, (_, code) => Math.floor((code * 257 * factor) / 65_536) + offset);
  const green = 1 - red - blue;
  const [toRed, toBlue] = [2 * (1 - red) * stretch, 2 * (1 - blue) * stretch];
  const rounded = (value: number): number => Math.round(64 * value);
  return { black, luma, chroma, levels, redV: rounded(toRed), greenU: rounded((toBlue * blue) / green), greenV: rounded((toRed * red) / green), blueU: Math.min(128, rounded(toBlue)) };
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

function mixed(plane: Int16Array, own: number, across: number, down: number, both: number): number {
  return (9 * (plane[own] as number) + 3 * ((plane[across] as number) + (plane[down] as number)) + (plane[both] as number) + 8) >> 4;
}

/** What a pixel counts for its sample if a channel of it was clipped, so that it decides only where there is no other. */
const clippedWeight = 1e-6;

/** The codes of colour of each sample, about 0, by the mean of its pixels. */
function colourCodes({ width, height, data }: Raster, { across, down, red, blue }: AvifColour, scale: number): { blues: Int16Array; reds: Int16Array } {
  const blues = new Int16Array(Math.ceil(width / across) * Math.ceil(height / down));
  const reds = new Int16Array(blues.length);
  const [toBlue, toRed] = [scale / (2 * (1 - blue)), scale / (2 * (1 - red))];
  for (let top = 0, sample = 0; top < height; top += down) {
    for (let left = 0; left < width; left += across, sample++) {
      let [sumRed, sumBlue, weights] = [0, 0, 0];
      for (let y = top; y < top + down && y < height; y++) {
        for (let x = left, at = (y * width + x) * 3; x < left + across && x < width; x++, at += 3) {
          const r = data[at] as number;
          const g = data[at + 1] as number;
          const b = data[at + 2] as number;
          const light = red * r + (1 - red - blue) * g + blue * b;
          const weight = isFree(r) && isFree(g) && isFree(b) ? 1 : clippedWeight;
          sumRed += weight * (r - light);
          sumBlue += weight * (b - light);
          weights += weight;
        }
      }
      blues[sample] = Math.round((sumBlue / weights) * toBlue);
      reds[sample] = Math.round((sumRed / weights) * toRed);
    }
  }
  return { blues, reds };
}

function isFree(value: number): boolean {
  return value > 0 && value < 255;
}

/**
 * The brightness of a pixel: by all channels where none was clipped, else by one that was not, green before all as it has most of it.
 * @param v, u what its sample's codes stand for
 */
function lightOf(data: Uint8ClampedArray, at: number, v: number, u: number, { red, blue }: AvifColour): number {
  const r = data[at] as number;
  const g = data[at + 1] as number;
  const b = data[at + 2] as number;
  const green = 1 - red - blue;
  if (isFree(g)) return g + (2 * (1 - red) * red * v + 2 * (1 - blue) * blue * u) / green;
  if (isFree(r)) return r - 2 * (1 - red) * v;
  return isFree(b) ? b - 2 * (1 - blue) * u : red * r + green * g + blue * b;
}
