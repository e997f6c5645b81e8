import type { BatchNormSpec, Operations, Saved, Value } from '../backend/operations';
import type { Graph, Layer } from '../resnet/graph';

/** torch's `nn.BatchNorm2d` defaults. */
export const BATCH_NORM: BatchNormSpec = { epsilon: 1e-5, momentum: 0.1 };

/** What the forward pass leaves for the backward pass: the values by layer, as far as they are needed again. */
export interface Trace<V extends Value> {
  readonly outputs: Map<number, V>;
  readonly saved: Map<number, Saved<V>>;
  readonly logits: V;
}

/** Sees every layer's output as it is made (feature maps, activation statistics); it must not release it. */
export type Observer<V extends Value> = (layer: Layer, output: V) => void;

/**
 * Runs a graph from the images ([N, H, W, C]) to the logits ([N, classes]). In training, batch norm uses the batch's statistics and the
 * values that the backward pass needs are kept; in inference every value is released after its last use, but those of the layers to `keep`.
 */
export function forward<V extends Value>(operations: Operations<V>, graph: Graph, images: V, mode: 'training' | 'inference', observe?: Observer<V>, keep?: ReadonlySet<number>): Trace<V> {
  const outputs = new Map<number, V>();
  const saved = new Map<number, Saved<V>>();
  const remaining = consumers(graph);
  const keeps = keep ?? (mode === 'training' ? neededBackward(graph, 0) : new Set<number>());
  const end = graph.layers.findIndex((layer) => layer.kind === 'fc');
  for (let i = 0; i <= end; i++) {
    const layer = graph.layers[i] as Layer;
    const inputs = layer.inputs.map((input) => take(outputs, input));
    const { y, saved: kept } = layer.kind === 'input' ? { y: images } : apply(operations, layer, inputs, mode);
    outputs.set(i, y);
    if (kept !== undefined) saved.set(i, kept);
    observe?.(layer, y);
    for (const input of layer.inputs) {
      const left = (remaining.get(input) ?? 0) - 1;
      remaining.set(input, left);
      if (left > 0 || keeps.has(input) || graph.layers[input]?.kind === 'input') continue;
      operations.release(take(outputs, input));
      outputs.delete(input);
    }
  }
  return { outputs, saved, logits: take(outputs, end) };
}

function apply<V extends Value>(operations: Operations<V>, layer: Layer, inputs: readonly V[], mode: 'training' | 'inference'): { y: V; saved?: Saved<V> } {
  const [x, other] = inputs as [V, V | undefined];
  const variable = (suffix: string): V => operations.variable(`${layer.name}.${suffix}`);
  switch (layer.kind) {
    case 'conv': {
      const y = operations.conv(x, variable('weight'), layer.geometry);
      return { y: layer.bias ? biased(operations, y, variable('bias')) : y };
    }
    case 'bn': {
      const running = { mean: `${layer.name}.running_mean`, variance: `${layer.name}.running_var` };
      if (mode === 'training') return operations.batchNormTraining(x, variable('weight'), variable('bias'), running, BATCH_NORM);
      return { y: operations.batchNormInference(x, variable('weight'), variable('bias'), variable('running_mean'), variable('running_var'), BATCH_NORM.epsilon) };
    }
    case 'relu':
      return { y: operations.relu(x) };
    case 'add':
      return { y: operations.add(x, other as V) };
    case 'maxpool':
      return { y: operations.maxPool(x, layer.geometry) };
    case 'pad-shortcut':
      return { y: operations.padShortcut(x, layer.stride, layer.output.channels) };
    case 'avgpool':
      return { y: operations.globalAveragePool(x) };
    case 'fc':
      return { y: biased(operations, operations.dense(x, variable('weight')), variable('bias')) };
    case 'input':
    case 'softmax':
      throw new Error(`${layer.kind} is not computed`);
  }
}

function biased<V extends Value>(operations: Operations<V>, x: V, bias: V): V {
  const y = operations.bias(x, bias);
  operations.release(x);
  return y;
}

/** How many layers read each layer. */
export function consumers(graph: Graph): Map<number, number> {
  const counts = new Map<number, number>();
  for (const layer of graph.layers) for (const input of layer.inputs) counts.set(input, (counts.get(input) ?? 0) + 1);
  return counts;
}

/** Layers whose output is needed by the gradients of the layers after `first`: what conv, bn, pooling and fc read, and what relu and max pooling give. */
export function neededBackward(graph: Graph, first: number): Set<number> {
  const needed = new Set<number>();
  graph.layers.forEach((layer, i) => {
    if (i <= first) return;
    if (['conv', 'bn', 'maxpool', 'avgpool', 'fc', 'pad-shortcut'].includes(layer.kind)) for (const input of layer.inputs) needed.add(input);
    if (layer.kind === 'relu' || layer.kind === 'maxpool') needed.add(i);
  });
  return needed;
}

export function take<K, V>(map: ReadonlyMap<K, V>, key: K): V {
  const value = map.get(key);
  if (value === undefined) throw new Error(`no value for ${String(key)}`);
  return value;
}
