import { Random } from '../base/random';
import { imageSize, MemorySplit, type ImageShape, type Split } from './split';

/** A closed outline as x, y, x, y, …, within the unit circle. Outlines of one shape are filled by the even-odd rule. */
type Outline = readonly number[];

/** Rows sampled per pixel row; coverage along a row is exact. */
const subRows = 4;

function arc(radius: number, from: number, to: number, centreX = 0): number[] {
  const steps = 24;
  return Array.from({ length: steps + 1 }, (_, k) => from + ((to - from) * k) / steps).flatMap((angle) => [centreX + radius * Math.cos(angle), radius * Math.sin(angle)]);
}

function polygon(corners: number, radius = 1): number[] {
  return Array.from({ length: corners }, (_, k) => (2 * Math.PI * k) / corners).flatMap((angle) => [radius * Math.cos(angle), radius * Math.sin(angle)]);
}

function star(): number[] {
  return Array.from({ length: 10 }, (_, k) => k).flatMap((k) => [Math.cos((Math.PI * k) / 5), Math.sin((Math.PI * k) / 5)].map((value) => value * (k % 2 === 0 ? 1 : 0.45)));
}

const turn = 2 * Math.PI;

/** One entry per class, in the order of the catalogue's names. */
const outlines: readonly (readonly Outline[])[] = [
  [arc(0.9, 0, turn)],
  [arc(0.95, 0, turn), arc(0.5, 0, turn)],
  [[...arc(0.95, 0.9, turn - 0.9), ...arc(0.745, turn - 1.5, 1.5, 0.535)]],
  [polygon(3)],
  [polygon(4)],
  [[-1, -0.3, 1, -0.3, 1, 0.3, -1, 0.3]],
  [polygon(5)],
  [star()],
  [[-1, -0.3, -0.3, -0.3, -0.3, -1, 0.3, -1, 0.3, -0.3, 1, -0.3, 1, 0.3, 0.3, 0.3, 0.3, 1, -0.3, 1, -0.3, 0.3, -1, 0.3]],
  [[-1, -0.22, 0.1, -0.22, 0.1, -0.75, 1, 0, 0.1, 0.75, 0.1, 0.22, -1, 0.22]],
];

/**
 * Generates a split of the data set `shapes`: each example is a shape, turned, scaled, squeezed, shifted, bright on dark or dark on bright,
 * under noise and a stray stroke. Always the same for the same `split` and `index`, on every machine.
 */
export function generateShapes(split: 'train' | 'test', count: number, shape: ImageShape): Split {
  const stride = imageSize(shape);
  const data = new Uint8Array(count * stride);
  const labels = new Int32Array(count);
  const canvas = new Float32Array(stride);
  for (let index = 0; index < count; index++) {
    const label = index % outlines.length;
    labels[index] = label;
    draw(outlines[label] as readonly Outline[], new Random(0, 'shapes', split, index), canvas, shape);
    for (let pixel = 0; pixel < stride; pixel++) data[index * stride + pixel] = canvas[pixel] as number;
  }
  return new MemorySplit(data, labels, stride);
}

/** Draws one example with grey levels 0 to 255. */
function draw(shape: readonly Outline[], random: Random, canvas: Float32Array, { height, width }: ImageShape): void {
  canvas.fill(0);
  const radius = width * (0.2 + 0.22 * random.uniform());
  fill(place(shape, random, radius, 0.75 + 0.25 * random.uniform(), width, height), canvas, width, height);
  const stroke = [[-1, -0.06, 1, -0.06, 1, 0.06, -1, 0.06]];
  fill(place(stroke, random, width * 0.4, 1, width, height), canvas, width, height);

  const ground = 40 + 175 * random.uniform();
  const contrast = (55 + 75 * random.uniform()) * (ground < 128 ? 1 : -1);
  const noise = 8 + 22 * random.uniform();
  for (let pixel = 0; pixel < canvas.length; pixel++) {
    const level = ground + contrast * Math.min(1, canvas[pixel] as number) + noise * bell(random);
    canvas[pixel] = Math.max(0, Math.min(255, Math.round(level)));
  }
}

/** About standard normal, from one draw: the sum of its four bytes. */
function bell(random: Random): number {
  const bits = random.integer(0x1_0000_0000);
  const sum = (bits & 255) + ((bits >>> 8) & 255) + ((bits >>> 16) & 255) + (bits >>> 24);
  return (sum - 510) / 147.8;
}

/** Outlines turned by any angle, squeezed along one axis, scaled to `radius` pixels and shifted, inside the image. */
function place(shape: readonly Outline[], random: Random, radius: number, squeeze: number, width: number, height: number): number[][] {
  const angle = turn * random.uniform();
  const cos = Math.cos(angle) * radius;
  const sin = Math.sin(angle) * radius;
  const x0 = radius + (width - 2 * radius) * random.uniform();
  const y0 = radius + (height - 2 * radius) * random.uniform();
  return shape.map((outline) => {
    const placed = new Array<number>(outline.length);
    for (let k = 0; k < outline.length; k += 2) {
      const x = outline[k] as number;
      const y = (outline[k + 1] as number) * squeeze;
      placed[k] = x0 + cos * x - sin * y;
      placed[k + 1] = y0 + sin * x + cos * y;
    }
    return placed;
  });
}

/** Adds to each pixel the part of it that the outlines cover (even-odd rule). */
function fill(shape: readonly number[][], canvas: Float32Array, width: number, height: number): void {
  const crossings: number[] = [];
  const ys = shape.flatMap((outline) => outline.filter((_, k) => k % 2 === 1));
  const last = Math.min(height * subRows, Math.ceil(Math.max(...ys) * subRows));
  for (let row = Math.max(0, Math.floor(Math.min(...ys) * subRows)); row < last; row++) {
    const y = (row + 0.5) / subRows;
    crossings.length = 0;
    for (const outline of shape) cross(outline, y, crossings);
    crossings.sort((a, b) => a - b);
    for (let k = 0; k + 1 < crossings.length; k += 2) {
      span(canvas, Math.floor(row / subRows) * width, Math.max(0, crossings[k] as number), Math.min(width, crossings[k + 1] as number));
    }
  }
}

/** Where the edges of an outline cross the horizontal line at `y`. */
function cross(outline: readonly number[], y: number, crossings: number[]): void {
  for (let k = 0; k < outline.length; k += 2) {
    const next = (k + 2) % outline.length;
    const y1 = outline[k + 1] as number;
    const y2 = outline[next + 1] as number;
    if (y1 <= y === y2 <= y) continue;
    const x1 = outline[k] as number;
    crossings.push(x1 + ((y - y1) / (y2 - y1)) * ((outline[next] as number) - x1));
  }
}

function span(canvas: Float32Array, row: number, from: number, to: number): void {
  for (let x = Math.floor(from); x < to; x++) {
    const covered = Math.min(to, x + 1) - Math.max(from, x);
    canvas[row + x] = (canvas[row + x] as number) + covered / subRows;
  }
}
