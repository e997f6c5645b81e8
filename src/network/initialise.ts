import { Random } from '../base/random';
import type { Graph, ParameterSpec } from '../resnet/graph';

/** A network's tensors by torchvision's names, in torch's layout. */
export type Weights = Map<string, Float32Array>;

/** All tensors of a graph, trainable and not. */
export function parameterSpecs(graph: Graph): ParameterSpec[] {
  return graph.layers.flatMap((layer) => layer.parameters);
}

/** @throws Error where a tensor of the graph is missing or has the wrong size */
export function checkWeights(graph: Graph, weights: Weights): void {
  for (const { name, shape } of parameterSpecs(graph)) {
    const data = weights.get(name);
    const size = shape.reduce((a, b) => a * b, 1);
    if (data?.length !== size) throw new Error(`${name} has ${data === undefined ? 'no' : data.length} values; expected ${size}`);
  }
}

/**
 * Fresh weights (torchvision's initialisation). Each tensor has a generator of its own, made of the seed and its name, so that arms of a
 * comparison that share a layer's name and shape start from the same weights.
 */
export function initialWeights(graph: Graph, seed: number): Weights {
  return new Map(parameterSpecs(graph).map((spec) => [spec.name, initial(spec, seed)]));
}

function initial(spec: ParameterSpec, seed: number): Float32Array {
  const size = spec.shape.reduce((a, b) => a * b, 1);
  const values = new Float32Array(size);
  const { init } = spec;
  if (init.kind === 'constant') return values.fill(init.value);
  const random = new Random(seed, 'weights', spec.name);
  if (init.kind === 'kaiming-normal') {
    const deviation = Math.sqrt(2 / init.fanOut);
    for (let i = 0; i < size; i++) values[i] = deviation * random.normal();
  } else {
    const bound = 1 / Math.sqrt(init.fanIn);
    for (let i = 0; i < size; i++) values[i] = bound * (2 * random.uniform() - 1);
  }
  return values;
}
