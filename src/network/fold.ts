import type { Graph, Layer, ParameterSpec } from '../resnet/graph';
import { BATCH_NORM, consumers, take } from './forward';
import type { Weights } from './initialise';

type Conv = Extract<Layer, { kind: 'conv' }>;

/**
 * The same function in inference with fewer layers: a batch norm that reads a conv which nothing else reads goes into that conv's weight and
 * bias, computed in double. Other batch norms (after a relu or an addition, before a unit's first conv) stay. The conv keeps its name and has
 * a bias; the other layers stay as they are, renumbered. Tensors that stay are shared, not copied. @throws Error where a tensor is missing
 */
export function foldBatchNorm(graph: Graph, weights: Weights): { readonly graph: Graph; readonly weights: Weights } {
  const readers = consumers(graph);
  const folded = new Map(weights);
  const layers: Layer[] = [];
  /** Where each layer's output is found. */
  const place = new Map<number, number>();
  graph.layers.forEach((layer, i) => {
    const inputs = layer.inputs.map((input) => take(place, input));
    const [from = -1] = inputs;
    const read = layers[from];
    if (layer.kind === 'bn' && read?.kind === 'conv' && readers.get(layer.inputs[0] ?? -1) === 1) {
      foldInto(folded, read, layer.name);
      layers[from] = biased(read);
      place.set(i, from);
    } else {
      place.set(i, layers.push({ ...layer, inputs }) - 1);
    }
  });
  return { graph: { ...graph, layers }, weights: folded };
}

/** γ·(conv(x) − μ)/√(σ² + ε) + β as a conv: weight·s and (bias − μ)·s + β with s = γ/√(σ² + ε). Replaces the conv's tensors and removes the batch norm's. */
function foldInto(weights: Weights, conv: Conv, norm: string): void {
  const [gamma, beta, mean, variance] = ['weight', 'bias', 'running_mean', 'running_var'].map((name) => take(weights, `${norm}.${name}`)) as [Float32Array, Float32Array, Float32Array, Float32Array];
  const weight = take(weights, `${conv.name}.weight`);
  const bias = conv.bias ? take(weights, `${conv.name}.bias`) : undefined;
  const scale = Float64Array.from(gamma, (g, c) => g / Math.sqrt((variance[c] as number) + BATCH_NORM.epsilon));
  weights.set(`${conv.name}.weight`, scaledRows(weight, scale));
  weights.set(`${conv.name}.bias`, beta.map((b, c) => ((bias?.[c] ?? 0) - (mean[c] as number)) * (scale[c] as number) + b));
  for (const name of ['weight', 'bias', 'running_mean', 'running_var']) weights.delete(`${norm}.${name}`);
}

/** Rows of equal length, each times a number of its own. */
function scaledRows(values: Float32Array, factors: Float64Array): Float32Array {
  const length = values.length / factors.length;
  const result = new Float32Array(values.length);
  factors.forEach((factor, row) => {
    for (let i = row * length; i < (row + 1) * length; i++) result[i] = (values[i] as number) * factor;
  });
  return result;
}

function biased(conv: Conv): Conv {
  if (conv.bias) return conv;
  const bias: ParameterSpec = { name: `${conv.name}.bias`, role: 'bias', shape: [conv.output.channels], init: { kind: 'constant', value: 0 }, trainable: true };
  return { ...conv, bias: true, parameters: [...conv.parameters, bias] };
}
