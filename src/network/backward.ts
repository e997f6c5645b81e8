import type { Operations, Value } from '../backend/operations';
import type { Graph, Layer } from '../resnet/graph';
import { BATCH_NORM, take, type Trace } from './forward';

/** Sees the gradient of the loss with respect to each layer's output; it must not release it. */
export type GradientObserver<V extends Value> = (layer: Layer, gradient: V) => void;

/**
 * Walks a graph from the gradient of the logits back, and returns the gradient of each trainable parameter by its name, in the backend's
 * layout. Activations and gradients of activations are released on the way.
 */
export function backward<V extends Value>(operations: Operations<V>, graph: Graph, trace: Trace<V>, logitsGradient: V, observe?: GradientObserver<V>): Map<string, V> {
  const pass = new BackwardPass(operations, graph, trace, 'parameters', observe);
  pass.run(logitsGradient);
  return pass.gradients;
}

/** As `backward`, but returns the gradient with respect to the images, [N, H, W, C], and none of the parameters'. */
export function imageGradient<V extends Value>(operations: Operations<V>, graph: Graph, trace: Trace<V>, logitsGradient: V): V {
  const pass = new BackwardPass(operations, graph, trace, 'images', undefined);
  return take(pass.run(logitsGradient), 0);
}

/**
 * Walks back from the gradient of the logits to the layer `first`, and shows `observe` the gradient of each layer's output on the way, that of
 * `first` last. Batch norm is as it was in the forward pass, by running statistics in inference. Nothing is released.
 */
export function gradientsBackTo<V extends Value>(operations: Operations<V>, graph: Graph, trace: Trace<V>, logitsGradient: V, first: number, observe: GradientObserver<V>): void {
  new BackwardPass(operations, graph, trace, 'layers', observe).run(logitsGradient, first);
}

class BackwardPass<V extends Value> {
  readonly gradients = new Map<string, V>();
  /** Gradients by layer, each summed over the layers that read it. */
  private readonly incoming = new Map<number, V>();
  /** How many more layers use a gradient that was handed on unchanged (an addition's goes to both its inputs). */
  private readonly shares = new Map<V, number>();

  constructor(
    private readonly operations: Operations<V>,
    private readonly graph: Graph,
    private readonly trace: Trace<V>,
    private readonly wanted: 'parameters' | 'images' | 'layers',
    private readonly observe: GradientObserver<V> | undefined,
  ) {}

  /** Goes back to the layer `first`, and returns what is left: the images' gradient, where that is wanted. */
  run(logitsGradient: V, first = 0): ReadonlyMap<number, V> {
    const { layers } = this.graph;
    const end = layers.findIndex((layer) => layer.kind === 'fc');
    this.incoming.set(end, logitsGradient);
    for (let i = end; i > first; i--) {
      const layer = layers[i] as Layer;
      const dy = take(this.incoming, i);
      this.incoming.delete(i);
      this.observe?.(layer, dy);
      this.layer(i, layer, dy);
      this.drop(dy);
      const output = this.trace.outputs.get(i);
      if (output !== undefined) this.release(output);
      this.trace.outputs.delete(i);
    }
    if (first > 0) this.observe?.(layers[first] as Layer, take(this.incoming, first));
    return this.incoming;
  }

  private layer(index: number, layer: Layer, dy: V): void {
    const { operations } = this;
    const [input = 0, other = 0] = layer.inputs;
    switch (layer.kind) {
      case 'conv':
        return this.conv(layer, input, dy);
      case 'bn':
        return this.batchNorm(index, layer, input, dy);
      case 'relu':
        return this.give(input, operations.reluGradient(dy, take(this.trace.outputs, index)));
      case 'add':
        this.shares.set(dy, (this.shares.get(dy) ?? 1) + 2);
        this.give(input, dy);
        return this.give(other, dy);
      case 'maxpool':
        return this.give(input, operations.maxPoolGradient(dy, take(this.trace.outputs, input), take(this.trace.outputs, index), layer.geometry));
      case 'pad-shortcut':
        return this.give(input, operations.padShortcutGradient(dy, take(this.trace.outputs, input), layer.stride));
      case 'avgpool':
        return this.give(input, operations.globalAveragePoolGradient(dy, take(this.trace.outputs, input)));
      case 'fc':
        if (this.wanted === 'parameters') {
          this.gradients.set(`${layer.name}.weight`, operations.denseWeightGradient(dy, take(this.trace.outputs, input)));
          this.gradients.set(`${layer.name}.bias`, operations.biasGradient(dy));
        }
        return this.give(input, operations.denseInputGradient(dy, operations.variable(`${layer.name}.weight`)));
      case 'input':
      case 'softmax':
        throw new Error(`${layer.kind} has no gradient`);
    }
  }

  private batchNorm(index: number, layer: Layer, input: number, dy: V): void {
    const { operations } = this;
    const gamma = operations.variable(`${layer.name}.weight`);
    const saved = this.trace.saved.get(index);
    if (saved === undefined) {
      if (this.wanted === 'parameters') throw new Error(`${layer.name} normalised by its running statistics: its parameters' gradients are not computed`);
      return this.give(input, operations.batchNormInferenceGradient(dy, gamma, operations.variable(`${layer.name}.running_var`), BATCH_NORM.epsilon));
    }
    const { dx, dgamma, dbeta } = operations.batchNormGradient(dy, take(this.trace.outputs, input), gamma, saved, BATCH_NORM);
    this.release(...saved.values);
    if (this.wanted === 'parameters') this.gradients.set(`${layer.name}.weight`, dgamma).set(`${layer.name}.bias`, dbeta);
    else this.release(dgamma, dbeta);
    this.give(input, dx);
  }

  private conv(layer: Extract<Layer, { kind: 'conv' }>, input: number, dy: V): void {
    const { operations } = this;
    const x = take(this.trace.outputs, input);
    const weight = operations.variable(`${layer.name}.weight`);
    if (this.wanted === 'parameters') {
      if (layer.bias) this.gradients.set(`${layer.name}.bias`, operations.biasGradient(dy));
      this.gradients.set(`${layer.name}.weight`, operations.convWeightGradient(dy, x, weight, layer.geometry));
    }
    // Nothing asks for the gradient of the images in training, and it would cost as much as the first conv.
    if (input !== 0 || this.wanted === 'images') this.give(input, operations.convInputGradient(dy, weight, x, layer.geometry));
  }

  /** Adds a gradient to what a layer has got from others. */
  private give(layer: number, gradient: V): void {
    const sofar = this.incoming.get(layer);
    if (sofar === undefined) {
      this.incoming.set(layer, gradient);
      return;
    }
    this.incoming.set(layer, this.operations.add(sofar, gradient));
    this.drop(sofar);
    this.drop(gradient);
  }

  /** Releases a gradient unless another layer still holds it. */
  private drop(gradient: V): void {
    const left = (this.shares.get(gradient) ?? 1) - 1;
    if (left > 0) this.shares.set(gradient, left);
    else {
      this.shares.delete(gradient);
      this.release(gradient);
    }
  }

  private release(...values: V[]): void {
    if (this.wanted !== 'layers') this.operations.release(...values);
  }
}
