import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-core/dist/register_all_gradients'; // left out of the package's Node bundle
import * as tf from '@tensorflow/tfjs-core';
import { BATCH_NORM } from '../../src/network/forward';
import { parameterSpecs } from '../../src/network/initialise';
import { toBackend } from '../../src/network/layout';
import type { Graph, Layer } from '../../src/resnet/graph';

/** Normalised NHWC pixels and class indices. */
export interface LabelledBatch {
  readonly images: Float32Array;
  readonly labels: Int32Array;
}

export interface AutodiffResult {
  readonly loss: number;
  /** By parameter, in the backends' layout. */
  readonly gradients: ReadonlyMap<string, Float32Array>;
}

type Tensors = ReadonlyMap<string, tf.Tensor>;

/**
 * Loss and gradients of a training step by tfjs's own automatic differentiation on its plain JavaScript backend: a second, independent
 * forward pass in tfjs's public operations, with nothing of the program's backward pass.
 */
export async function autodiff(graph: Graph, parameters: ReadonlyMap<string, Float32Array>, batch: LabelledBatch, smoothing: number): Promise<AutodiffResult> {
  await useCpu();
  const gradients = new Map<string, Float32Array>();
  let mean = NaN;
  tf.tidy(() => {
    const specs = parameterSpecs(graph).filter(({ trainable }) => trainable);
    const values = specs.map((spec) => {
      const { shape, data } = toBackend(spec, parameters.get(spec.name) ?? new Float32Array());
      return tf.tensor(data, [...shape]);
    });
    const named = (tensors: readonly tf.Tensor[]): Tensors => new Map(specs.map(({ name }, i) => [name, tensors[i] as tf.Tensor]));
    const loss = (...tensors: tf.Tensor[]): tf.Scalar => crossEntropy(run(graph, named(tensors), imagesOf(graph, batch)), batch.labels, smoothing);
    const { value, grads } = tf.valueAndGrads(loss)(values);
    mean = value.dataSync()[0] as number;
    for (const [name, gradient] of named(grads)) gradients.set(name, Float32Array.from(gradient.dataSync()));
  });
  return { loss: mean, gradients };
}

/**
 * How far the nearest input of any relu is from zero, and the nearest second of a max pooling window from its largest. There the derivative
 * jumps, and a batch nearer than rounding would compare the roundings of two backends rather than their gradients.
 */
export async function distanceToKink(graph: Graph, parameters: ReadonlyMap<string, Float32Array>, batch: LabelledBatch): Promise<number> {
  await useCpu();
  return tf.tidy(() => {
    const tensors = new Map(parameterSpecs(graph).map((spec) => {
      const { shape, data } = toBackend(spec, parameters.get(spec.name) ?? new Float32Array());
      return [spec.name, tf.tensor(data, [...shape])];
    }));
    let nearest = Infinity;
    run(graph, tensors, imagesOf(graph, batch), (layer, [x]) => {
      if (layer.kind === 'relu' && x !== undefined) nearest = Math.min(nearest, tf.min(tf.abs(x)).dataSync()[0] as number);
      if (layer.kind === 'maxpool' && x !== undefined) nearest = Math.min(nearest, poolingGap(x as tf.Tensor4D, layer.geometry));
    });
    return nearest;
  });
}

async function useCpu(): Promise<void> {
  if (!(await tf.setBackend('cpu'))) throw new Error("tfjs's JavaScript backend is missing");
}

function imagesOf(graph: Graph, { images, labels }: LabelledBatch): tf.Tensor4D {
  const { height, width, channels } = graph.options.input;
  return tf.tensor4d(images, [labels.length, height, width, channels]);
}

/** Images to logits with batch norm by the batch's statistics. */
function run(graph: Graph, parameters: Tensors, images: tf.Tensor4D, observe?: (layer: Layer, inputs: readonly tf.Tensor[]) => void): tf.Tensor2D {
  const outputs: tf.Tensor[] = [];
  for (const layer of graph.layers) {
    if (layer.kind === 'softmax') break;
    const inputs = layer.inputs.map((index) => outputs[index] as tf.Tensor);
    observe?.(layer, inputs);
    outputs.push(layer.kind === 'input' ? images : apply(layer, inputs, parameters));
  }
  return outputs.at(-1) as tf.Tensor2D;
}

function apply(layer: Layer, [input, other]: readonly tf.Tensor[], parameters: Tensors): tf.Tensor {
  const x = input as tf.Tensor4D;
  const parameter = (suffix: string): tf.Tensor => parameters.get(`${layer.name}.${suffix}`) as tf.Tensor;
  switch (layer.kind) {
    case 'conv': {
      const { stride, padding: p } = layer.geometry;
      const y = tf.conv2d(tf.pad(x, [[0, 0], [p, p], [p, p], [0, 0]]), parameter('weight') as tf.Tensor4D, stride, 'valid');
      return layer.bias ? tf.add(y, parameter('bias')) : y;
    }
    case 'bn': {
      const { mean, variance } = tf.moments(x, [0, 1, 2]);
      const normalised = tf.div(tf.sub(x, mean), tf.sqrt(tf.add(variance, BATCH_NORM.epsilon)));
      return tf.add(tf.mul(normalised, parameter('weight')), parameter('bias'));
    }
    case 'relu':
      return tf.relu(x);
    case 'add':
      return tf.add(x, other as tf.Tensor);
    case 'maxpool':
      return tf.maxPool(x, layer.geometry.kernel, layer.geometry.stride, layer.geometry.padding, 'floor');
    case 'pad-shortcut': {
      const [, height = 0, width = 0, channels = 0] = x.shape;
      const kept = (size: number): tf.Tensor1D => tf.range(0, size, layer.stride, 'int32');
      return tf.pad(tf.gather(tf.gather(x, kept(height), 1), kept(width), 2), [[0, 0], [0, 0], [0, 0], [0, layer.output.channels - channels]]);
    }
    case 'avgpool':
      return tf.mean(x, [1, 2]);
    case 'fc':
      return tf.add(tf.matMul(x as tf.Tensor, parameter('weight')), parameter('bias'));
    default:
      throw new Error(`${layer.kind} is not computed`);
  }
}

/** torch's `CrossEntropyLoss(label_smoothing=smoothing)`. */
function crossEntropy(logits: tf.Tensor2D, labels: Int32Array, smoothing: number): tf.Scalar {
  const classes = logits.shape[1];
  const targets = tf.add(tf.mul(tf.oneHot(tf.tensor1d(labels, 'int32'), classes), 1 - smoothing), smoothing / classes);
  return tf.neg(tf.mean(tf.sum(tf.mul(targets, tf.logSoftmax(logits)), 1))) as tf.Scalar;
}

/** The smallest difference between the largest and the second largest positive values of any window; a window of zeros passes no gradient on. */
function poolingGap(x: tf.Tensor4D, { kernel, stride, padding }: { kernel: number; stride: number; padding: number }): number {
  const [count, height, width, channels] = x.shape;
  const values = x.dataSync();
  let gap = Infinity;
  for (let n = 0; n < count; n++)
    for (let top = -padding; top + kernel <= height + padding; top += stride)
      for (let left = -padding; left + kernel <= width + padding; left += stride)
        for (let c = 0; c < channels; c++) {
          let [first, second] = [0, -Infinity];
          for (let row = Math.max(0, top); row < Math.min(height, top + kernel); row++)
            for (let column = Math.max(0, left); column < Math.min(width, left + kernel); column++) {
              const value = values[((n * height + row) * width + column) * channels + c] as number;
              if (value > first) [first, second] = [value, first];
              else second = Math.max(second, value);
            }
          if (first > 0) gap = Math.min(gap, first - second);
        }
  return gap;
}
