import { Random } from '../base/random';
import { parameterSpecs, type Weights } from '../network/initialise';
import type { Graph } from '../resnet/graph';

/**
 * A random direction in the space of a network's conv and fc weights, each filter as long as the network's own (Li 2018, arXiv 1712.09913,
 * section 4). Biases, batch norm and its running statistics stay where they are: the direction has no tensor for them. Every tensor is drawn by
 * (seed, index, its name), so that networks that share a layer's name and shape are moved alike. As large as the weights.
 */
export function randomDirection(graph: Graph, weights: Weights, seed: number, index: number): Weights {
  const direction: Weights = new Map();
  for (const { name, role, shape } of parameterSpecs(graph)) {
    const weight = weights.get(name);
    if (weight === undefined || (role !== 'conv-weight' && role !== 'fc-weight')) continue;
    const random = new Random(seed, 'direction', index, name);
    direction.set(name, filterNormalised(Float32Array.from(weight, () => random.normal()), weight, shape[0] as number));
  }
  return direction;
}

/** Gives each of the `filters` parts of a direction (torch's layout: one an output) the norm of that part of the weight; in place. */
export function filterNormalised(direction: Float32Array, weight: Float32Array, filters: number): Float32Array {
  const size = weight.length / filters;
  for (let start = 0; start < weight.length; start += size) {
    const part = direction.subarray(start, start + size);
    const scale = norm(weight.subarray(start, start + size)) / (norm(part) + 1e-10);
    for (let i = 0; i < size; i++) part[i] = scale * (part[i] as number);
  }
  return direction;
}

/** Weights moved along directions. Tensors that no direction has are shared, the others new. */
export function moved(weights: Weights, steps: readonly { readonly direction: Weights; readonly by: number }[]): Weights {
  const result = new Map(weights);
  for (const { direction, by } of steps) {
    for (const [name, values] of direction) {
      const from = result.get(name) as Float32Array;
      result.set(name, from.map((value, i) => value + by * (values[i] as number)));
    }
  }
  return result;
}

function norm(values: Float32Array): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
}
