import { setImmediate as yieldToEvents } from 'node:timers/promises';
import type { Backend, Program } from '../backend/backend';
import { LabError } from '../base/errors';
import { t } from '../base/l10n';
import { Random } from '../base/random';
import { stopIfAborted } from '../data/interruption';
import { imageGradient } from '../network/backward';
import { forward } from '../network/forward';
import { imageShape, networkVariables, present } from '../network/programs';
import { totals } from '../resnet/count';
import type { Analysis, Subject } from './analysis';
import { writeWeights, type Network } from './evaluator';
import type { ShatteredNetwork } from './results';

export interface ShatteredSettings {
  /** Images along the circle: the batch of one training step without its optimiser. */
  readonly points: number;
}

export const SHATTERED_DEFAULTS: ShatteredSettings = { points: 256 };

export interface ShatteredPoint {
  /** Of the output along the circle, by unit of length, at each of its images. */
  readonly derivative: readonly number[];
}

/** Images along a curve, one after the other, and at each the direction of the curve, of length 1. */
export interface Curve {
  readonly images: Float32Array;
  readonly tangents: Float32Array;
}

/**
 * Balduzzi 2017 (arXiv 1702.08591): whether the gradient with respect to the input resembles itself a little further on. The inputs are evenly
 * spaced on a circle in the plane of two of the subject's images: it is closed and all its images are as large as the first, which a straight
 * line's are not (its middle is fainter than its ends). The output is a random combination of the logits. Batch norm takes the statistics of
 * these images, as in training, and the gradient is that of the sum of their outputs, through those statistics too, as automatic
 * differentiation has it. Images and combination are drawn by the seed.
 * Holds one network's weights and what a training step of `points` images keeps, and only while it measures.
 */
export function shatteredAnalysis(subject: Subject, settings: ShatteredSettings = SHATTERED_DEFAULTS): Analysis<ShatteredPoint> {
  const { backend, graph, seed } = subject;
  return {
    measurements: [
      {
        name: 'circle',
        // The way back to the images costs as much as the way there.
        work: 2 * totals(graph).macs * settings.points,
        measure: async (signal) => {
          stopIfAborted(signal);
          const derivative = derivativeAlong(backend, subject, circleThrough(...twoImages(subject), settings.points), randomCombination(graph.options.classes, seed));
          await yieldToEvents();
          stopIfAborted(signal);
          if (!derivative.every(Number.isFinite)) throw new LabError(t('the gradient with respect to the images is no finite number.'), { mend: t('Choose a shallower network or an order with bn.') });
          return { derivative };
        },
      },
    ],
    dispose: () => undefined,
  };
}

/** What is known of a network so far. */
export function shatteredOf(id: string, points: ReadonlyMap<string, ShatteredPoint>): ShatteredNetwork {
  const derivative = points.get('circle')?.derivative ?? [];
  return { id, derivative, autocorrelation: autocorrelation(derivative) };
}

/** Of values around a circle, less their mean, by lag from 0 to half way round; empty where they do not vary. */
export function autocorrelation(values: readonly number[]): number[] {
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const centred = values.map((value) => value - mean);
  const covariance = (lag: number): number => centred.reduce((sum, value, i) => sum + value * (centred[(i + lag) % n] as number), 0);
  const variance = covariance(0);
  return variance > 0 ? Array.from({ length: Math.floor(n / 2) + 1 }, (_, lag) => covariance(lag) / variance) : [];
}

/** The circle around zero through `a` in the plane of `a` and `b`, from `a` towards `b`. */
export function circleThrough(a: Float32Array, b: Float32Array, points: number): Curve {
  const radius = Math.sqrt(product(a, a));
  const share = product(a, b) / product(a, a);
  const across = Float64Array.from(b, (value, i) => value - share * (a[i] as number));
  const scale = radius / Math.sqrt(product(across, across));
  const [images, tangents] = [new Float32Array(points * a.length), new Float32Array(points * a.length)];
  for (let k = 0; k < points; k++) {
    const [cosine, sine] = [Math.cos((2 * Math.PI * k) / points), Math.sin((2 * Math.PI * k) / points)];
    for (let i = 0; i < a.length; i++) {
      const [x, y] = [a[i] as number, scale * (across[i] as number)];
      images[k * a.length + i] = cosine * x + sine * y;
      tangents[k * a.length + i] = (cosine * y - sine * x) / radius;
    }
  }
  return { images, tangents };
}

/** The derivative of Σ combination · logits along a curve, at each of its images; the images are one batch. */
export function derivativeAlong(backend: Backend, { graph, weights }: Network, { images, tangents }: Curve, combination: Float32Array): number[] {
  const [, ...pixel] = imageShape(graph);
  const size = pixel.reduce((a, b) => a * b, 1);
  const points = images.length / size;
  const combinations = Float32Array.from({ length: points * combination.length }, (_, i) => combination[i % combination.length] as number);
  const executable = backend.prepare(networkVariables(graph), { gradient: inputGradientProgram(graph) });
  try {
    writeWeights(executable, { graph, weights });
    const feeds = { images: { shape: [points, ...pixel], data: images }, combinations: { shape: [points, combination.length], data: combinations } };
    const gradient = present(executable.run('gradient', feeds)['gradient']).data as Float32Array;
    return Array.from({ length: points }, (_, k) => product(gradient.subarray(k * size, (k + 1) * size), tangents.subarray(k * size, (k + 1) * size)));
  } finally {
    executable.dispose();
  }
}

function inputGradientProgram(graph: Network['graph']): Program {
  return {
    inputs: { images: { shape: imageShape(graph), type: 'float32' }, combinations: { shape: [-1, graph.options.classes], type: 'float32' } },
    build: (operations, { images, combinations }) => {
      const trace = forward(operations, graph, present(images), 'training');
      return { gradient: imageGradient(operations, graph, trace, present(combinations)) };
    },
  };
}

/** Two different images of the subject, drawn by its seed. */
function twoImages({ graph, batches, seed }: Subject): [Float32Array, Float32Array] {
  const size = imageShape(graph).slice(1).reduce((a, b) => a * b, 1);
  const all = batches.flatMap(({ images, labels }) => Array.from(labels, (_, i) => images.subarray(i * size, (i + 1) * size)));
  const random = new Random(seed, 'shattered', 'images');
  const first = random.integer(all.length);
  const second = (first + 1 + random.integer(all.length - 1)) % all.length;
  return [all[first] as Float32Array, all[second] as Float32Array];
}

/** A random direction of length 1 in the space of the logits. */
function randomCombination(classes: number, seed: number): Float32Array {
  const random = new Random(seed, 'shattered', 'combination');
  const values = Float64Array.from({ length: classes }, () => random.normal());
  const length = Math.sqrt(product(values, values));
  return Float32Array.from(values, (value) => value / length);
}

function product(a: Float32Array | Float64Array, b: Float32Array | Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}
