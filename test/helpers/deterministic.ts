import type { Graph, ImageSize, Layer, ParameterSpec } from '../../src/resnet/graph';

/**
 * Weights, images and labels by formula, bit for bit those of test/reference/deterministic.py.
 * A value depends on its tensor's name and its own index alone: bits = mix(mix(index) ^ fnv1a(name)), uniform with
 * the wanted mean and standard deviation, in float64, rounded once to float32.
 */

/** FNV-1a, 32 bits. */
function fnv1a(name: string): number {
  let state = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(name)) state = Math.imul(state ^ byte, 0x01000193);
  return state;
}

/** A bijection of 32 bits with low bias (Chris Wellons's `lowbias32`). */
function mix(x: number): number {
  x ^= x >>> 16;
  x = Math.imul(x, 0x7feb352d);
  x ^= x >>> 15;
  x = Math.imul(x, 0x846ca68b);
  return x ^ (x >>> 16);
}

/** `count` values, uniform with this mean and standard deviation. */
export function formulaValues(name: string, count: number, std = 1, mean = 0): Float32Array {
  const hash = fnv1a(name);
  const scale = Math.sqrt(3) * std;
  const values = new Float32Array(count);
  for (let i = 0; i < count; i++) values[i] = (((mix(mix(i) ^ hash) >>> 0) + 0.5) * 2 ** -31 - 1) * scale + mean;
  return values;
}

/** Classes from 0 up to `classes`. */
export function formulaLabels(name: string, count: number, classes: number): Int32Array {
  const hash = fnv1a(name);
  return Int32Array.from({ length: count }, (_, i) => (mix(mix(i) ^ hash) >>> 0) % classes);
}

/** Images as [count, height, width, channels]. */
export function formulaImages(name: string, count: number, size: ImageSize): Float32Array {
  return formulaValues(name, count * size.height * size.width * size.channels);
}

/** Images (NHWC) and labels of one training step; the step `eval` is the batch that the fixtures evaluate. */
export function formulaBatch(step: number | 'eval', count: number, size: ImageSize, classes: number): { images: Float32Array; labels: Int32Array } {
  return { images: formulaImages(`batch/${step}/images`, count, size), labels: formulaLabels(`batch/${step}/labels`, count, classes) };
}

/** Every parameter and running statistic of a graph by name, in torch's shapes (OIHW, [out, in]). */
export function formulaParameters(graph: Graph): Map<string, Float32Array> {
  const ends = branchEnds(graph);
  const parameters = new Map<string, Float32Array>();
  for (const layer of graph.layers) {
    for (const spec of layer.parameters) parameters.set(spec.name, parameter(spec, ends.has(layer)));
  }
  return parameters;
}

/**
 * What a residual branch adds, relative to a full-size layer: the scale of its last batch norm, else of its last conv.
 * Below 1, so that the activations of 152 layers stay in range and short trainings do not amplify rounding.
 */
const BRANCH_SCALE = 0.3;
/** The mean β of all other batch norms: most activations are then positive, which keeps a deep net without shortcuts from being chaotic. */
const SHIFT = 1;

function parameter(spec: ParameterSpec, endsBranch: boolean): Float32Array {
  const scale = endsBranch ? BRANCH_SCALE : 1;
  const count = spec.shape.reduce((a, b) => a * b, 1);
  const [out = 1, fanIn = 1, height = 1, width = 1] = spec.shape;
  switch (spec.role) {
    case 'conv-weight':
      return formulaValues(spec.name, count, scale * Math.sqrt(2 / (out * height * width)));
    case 'fc-weight':
      return formulaValues(spec.name, count, 1 / Math.sqrt(fanIn));
    case 'bias':
      return formulaValues(spec.name, count, 0.05);
    case 'gamma':
      return formulaValues(spec.name, count, 0.1, scale);
    case 'beta':
      return formulaValues(spec.name, count, 0.1, endsBranch ? 0 : SHIFT);
    case 'running-mean':
      return formulaValues(spec.name, count, 0.1);
    case 'running-variance':
      return formulaValues(spec.name, count, 0.1, 1);
  }
}

/** The last batch norm, else conv, of each unit's branch. */
function branchEnds(graph: Graph): Set<Layer> {
  const found = new Set<Layer>();
  for (const add of graph.layers.filter((layer) => layer.kind === 'add')) {
    let layer = graph.layers[add.inputs[0] ?? -1];
    while (layer?.kind === 'relu') layer = graph.layers[layer.inputs[0] ?? -1];
    if (layer !== undefined) found.add(layer);
  }
  return found;
}
