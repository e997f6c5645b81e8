import * as tf from '@tensorflow/tfjs-core';
import { blockMask, groupedConv, groupedConvInputGradient, groupedConvWeightGradient, type DenseConvolutions } from '../grouped';
import type { AdamwSpec, BatchNormSpec, ConvSpec, Operations, PoolSpec, Saved, SgdSpec } from '../operations';
import { conv, convInputGradient, convWeightGradient, everyNth, fitted, zerosBetween } from './convolution';
import { channelSums, imageSums } from './sums';
import { crossEntropy, withinTop } from './loss';
import { adamwStep, sgdStep } from './updates';
import type { Variables } from './variables';

type T = tf.Tensor;
/** Input channels from which one dense convolution beats several smaller ones here. */
const LEAST_CHANNELS = 16;

/** Computes each operation at once with tfjs's WASM kernels (XNNPACK). Losses and updates are small and done on the host. */
export class WasmOperations implements Operations<T>, DenseConvolutions<T> {
  readonly leastChannels = LEAST_CHANNELS;

  constructor(private readonly variables: Variables) {}

  variable(name: string): T {
    return this.variables.tensor(name);
  }

  conv(x: T, weight: T, spec: ConvSpec): T {
    if (spec.groups > 1) return groupedConv(this, x, weight, spec);
    return conv(x as tf.Tensor4D, weight as tf.Tensor4D, spec);
  }

  convInputGradient(dy: T, weight: T, x: T, spec: ConvSpec): T {
    if (spec.groups > 1) return groupedConvInputGradient(this, dy, weight, x, spec);
    return convInputGradient(dy as tf.Tensor4D, weight as tf.Tensor4D, x.shape, spec);
  }

  convWeightGradient(dy: T, x: T, weight: T, spec: ConvSpec): T {
    if (spec.groups > 1) return groupedConvWeightGradient(this, dy, x, weight, spec);
    return convWeightGradient(dy as tf.Tensor4D, x as tf.Tensor4D, spec);
  }

  bias(x: T, bias: T): T {
    return tf.add(x, bias);
  }

  biasGradient(dy: T): T {
    return channelSums(dy);
  }

  batchNormTraining(x: T, gamma: T, beta: T, running: { mean: string; variance: string }, spec: BatchNormSpec): { y: T; saved: Saved<T> } {
    const [mean, variance] = tf.tidy(() => {
      const count = x.size / (x.shape[3] ?? 1);
      const center = tf.div(channelSums(x), count);
      return [center, tf.div(channelSums(tf.square(tf.sub(x, center))), count)] as [T, T];
    });
    const count = x.size / mean.size;
    this.variables.moveTowards(running.mean, mean.dataSync() as Float32Array, spec.momentum, 1);
    this.variables.moveTowards(running.variance, variance.dataSync() as Float32Array, spec.momentum, count / Math.max(1, count - 1));
    return { y: this.batchNormInference(x, gamma, beta, mean, variance, spec.epsilon), saved: { values: [mean, variance] } };
  }

  /** dx = a·dy + b·x + c by channel: Ioffe & Szegedy's gradient, gathered so that it takes three passes over the activations. */
  batchNormGradient(dy: T, x: T, gamma: T, saved: Saved<T>, spec: BatchNormSpec): { dx: T; dgamma: T; dbeta: T } {
    const [mean, variance] = saved.values as [T, T];
    const [dx, dgamma, dbeta] = tf.tidy(() => {
      const count = x.size / mean.size;
      const deviation = tf.sqrt(tf.add(variance, spec.epsilon));
      const sumDy = channelSums(dy);
      const dg = tf.div(tf.sub(channelSums(tf.mul(dy, x)), tf.mul(mean, sumDy)), deviation);
      const a = tf.div(gamma, deviation);
      const b = tf.neg(tf.div(tf.mul(a, dg), tf.mul(deviation, count)));
      const c = tf.sub(tf.neg(tf.mul(a, tf.div(sumDy, count))), tf.mul(b, mean));
      return [tf.add(tf.mul(dy, a), this.affine(x, b, c)), dg, sumDy] as [T, T, T];
    });
    return { dx, dgamma, dbeta };
  }

  batchNormInference(x: T, gamma: T, beta: T, mean: T, variance: T, epsilon: number): T {
    return tf.batchNorm(x, mean as tf.Tensor1D, variance as tf.Tensor1D, beta as tf.Tensor1D, gamma as tf.Tensor1D, epsilon);
  }

  batchNormInferenceGradient(dy: T, gamma: T, variance: T, epsilon: number): T {
    return tf.tidy(() => tf.mul(dy, tf.div(gamma, tf.sqrt(tf.add(variance, epsilon)))));
  }

  relu(x: T): T {
    return tf.relu(x);
  }

  reluGradient(dy: T, y: T): T {
    return tf.tidy(() => tf.mul(dy, tf.step(y)));
  }

  add(a: T, b: T): T {
    return tf.add(a, b);
  }

  maxPool(x: T, spec: PoolSpec): T {
    const { kernel, stride, padding, zeros } = spec;
    if (zeros === true) return tf.tidy(() => this.maxPool(zeroPadded(x, padding), inside(spec)));
    return tf.maxPool(x as tf.Tensor4D, kernel, stride, padding, 'floor');
  }

  maxPoolGradient(dy: T, x: T, y: T, spec: PoolSpec): T {
    const { kernel, stride, padding, zeros } = spec;
    if (zeros === true) return tf.tidy(() => tf.slice(this.maxPoolGradient(dy, zeroPadded(x, padding), y, inside(spec)), [0, padding, padding, 0], x.shape));
    const attributes = { filterSize: kernel, strides: stride, pad: padding, dimRoundingMode: 'floor' };
    // The kernel finds the largest of positive values only: in a window without one it takes the first.
    return tf.tidy(() => tf.engine().runKernel(tf.MaxPoolGrad, { dy, input: tf.add(tf.sub(x, tf.min(x)), 1), output: y } as unknown as tf.NamedTensorMap, attributes) as T);
  }

  globalAveragePool(x: T): T {
    return tf.tidy(() => {
      const [n = 1, height = 1, width = 1, channels = 1] = x.shape;
      return tf.div(imageSums(tf.reshape(x, [n, height * width, channels])), height * width);
    });
  }

  globalAveragePoolGradient(dy: T, x: T): T {
    return tf.tidy(() => {
      const [n = 1, height = 1, width = 1, channels = 1] = x.shape;
      return tf.add(tf.zeros(x.shape), tf.div(tf.reshape(dy, [n, 1, 1, channels]), height * width));
    });
  }

  padShortcut(x: T, stride: number, channels: number): T {
    return tf.tidy(() => tf.pad(everyNth(x as tf.Tensor4D, stride), [[0, 0], [0, 0], [0, 0], [0, channels - (x.shape[3] ?? 0)]]));
  }

  padShortcutGradient(dy: T, x: T, stride: number): T {
    return tf.tidy(() => {
      const [, height = 1, width = 1, channels = 1] = x.shape;
      const kept = tf.slice(dy as tf.Tensor4D, [0, 0, 0, 0], [-1, -1, -1, channels]);
      return fitted(zerosBetween(kept, stride), height, width);
    });
  }

  dense(x: T, weight: T): T {
    return tf.matMul(x, weight);
  }

  denseInputGradient(dy: T, weight: T): T {
    return tf.tidy(() => tf.matMul(dy, tf.transpose(weight)));
  }

  denseWeightGradient(dy: T, x: T): T {
    return tf.tidy(() => tf.matMul(tf.transpose(x), dy));
  }

  softmaxCrossEntropy(logits: T, labels: T, smoothing: number): { loss: T; gradient: T } {
    const { loss, gradient } = crossEntropy(logits.dataSync() as Float32Array, labels.dataSync() as Int32Array, smoothing);
    return { loss: tf.scalar(loss), gradient: tf.tensor(gradient, logits.shape) };
  }

  topCount(logits: T, labels: T, k: number): T {
    return tf.scalar(withinTop(logits.dataSync() as Float32Array, labels.dataSync() as Int32Array, k));
  }

  channelMoments(x: T): T {
    return tf.tidy(() => {
      const count = x.size / (x.shape[3] ?? 1);
      const mean = tf.div(channelSums(x), count);
      return tf.stack([mean, tf.div(channelSums(tf.square(tf.sub(x, mean))), count)]);
    });
  }

  channelZeros(x: T): T {
    return tf.tidy(() => tf.div(channelSums(tf.cast(tf.equal(x, 0), 'float32')), x.size / (x.shape[3] ?? 1)));
  }

  globalNorm(values: readonly T[]): T {
    let sum = 0;
    for (const value of values) for (const v of value.dataSync()) sum += v * v;
    return tf.scalar(Math.sqrt(sum));
  }

  sgd(name: string, slot: string | undefined, gradient: T, lr: T, spec: SgdSpec): void {
    sgdStep(this.variables.host(name), slot === undefined ? undefined : this.variables.host(slot), gradient.dataSync() as Float32Array, single(lr), spec);
    this.variables.changed(name);
  }

  adamw(name: string, slots: { first: string; second: string }, gradient: T, rates: { lr: T; stepSize: T; epsilon: T }, spec: AdamwSpec): void {
    const step = { lr: single(rates.lr), stepSize: single(rates.stepSize), epsilon: single(rates.epsilon) };
    adamwStep(this.variables.host(name), this.variables.host(slots.first), this.variables.host(slots.second), gradient.dataSync() as Float32Array, step, spec);
    this.variables.changed(name);
  }

  release(...values: T[]): void {
    for (const value of values) if (!value.isDisposed && !this.variables.owns(value)) value.dispose();
  }

  splitChannels(x: T, parts: number): T[] {
    return tf.split(x, parts, 3);
  }

  concatChannels(parts: readonly T[]): T {
    return tf.concat([...parts], 3);
  }

  blockDiagonal(weight: T, groups: number): T {
    if (groups === 1) return tf.clone(weight);
    const [, , inputs = 1, outputs = 1] = weight.shape;
    return tf.tidy(() => tf.mul(tf.tile(weight, [1, 1, groups, 1]), tf.tensor(blockMask(inputs, outputs, groups), [1, 1, inputs * groups, outputs])));
  }

  blockDiagonalGradient(dense: T, groups: number): T {
    if (groups === 1) return tf.clone(dense);
    const [kernel = 1, , inputs = 1, outputs = 1] = dense.shape;
    const own = inputs / groups;
    return tf.tidy(() => {
      const picked = tf.mul(dense, tf.tensor(blockMask(own, outputs, groups), [1, 1, inputs, outputs]));
      const apart = tf.reshape(picked, [kernel * kernel, groups, own * outputs]) as tf.Tensor3D;
      return tf.reshape(imageSums(apart), [kernel, kernel, own, outputs]);
    });
  }

  /** x·scale + offset by channel, in one pass: the batch norm kernel does just that. */
  private affine(x: T, scale: T, offset: T): T {
    return tf.batchNorm(x, tf.zerosLike(scale) as tf.Tensor1D, tf.onesLike(scale) as tf.Tensor1D, offset as tf.Tensor1D, scale as tf.Tensor1D, 0);
  }
}

function zeroPadded(x: T, padding: number): T {
  return tf.pad(x, [[0, 0], [padding, padding], [padding, padding], [0, 0]]);
}

/** A pooling of what was padded beforehand. */
function inside({ kernel, stride }: PoolSpec): PoolSpec {
  return { kernel, stride, padding: 0 };
}

function single(tensor: T): number {
  return tensor.dataSync()[0] as number;
}
