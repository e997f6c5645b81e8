import * as tf from '@tensorflow/tfjs-core';
import type { ConvSpec } from '../operations';

/**
 * Convolution and its gradients for the WASM backend, which has no filter gradient and a slow input gradient: both are
 * forward convolutions in disguise, and 1×1 convolutions are matrix products.
 */
export function conv(x: tf.Tensor4D, weight: tf.Tensor4D, spec: ConvSpec): tf.Tensor4D {
  const { stride, padding, dilation } = spec;
  if (stride === 1 || dilation === 1) return tf.conv2d(x, weight, stride, padding, 'NHWC', dilation, 'floor');
  return tf.tidy(() => everyNth(conv(x, weight, { ...spec, stride: 1 }), stride));
}

/** dx: dy with zeros between its pixels, convolved with the filter turned by 180° and its channels swapped. */
export function convInputGradient(dy: tf.Tensor4D, weight: tf.Tensor4D, x: readonly number[], spec: ConvSpec): tf.Tensor4D {
  return tf.tidy(() => {
    const { kernel, stride, padding, dilation } = spec;
    const [, height = 1, width = 1, channels = 1] = x;
    const [n, h, w] = dy.shape;
    if (kernel === 1 && padding === 0) {
      const turned = tf.transpose(tf.reshape(weight, [channels, dy.shape[3]]));
      const product: tf.Tensor4D = tf.reshape(tf.matMul(pixels(dy), turned), [n, h, w, channels]);
      return fitted(zerosBetween(product, stride), height, width);
    }
    const turned: tf.Tensor4D = tf.transpose(tf.reverse(weight, [0, 1]), [0, 1, 3, 2]);
    const reach = dilation * (kernel - 1);
    const spread = fitted(zerosBetween(dy, stride), height + 2 * padding - reach, width + 2 * padding - reach);
    return tf.conv2d(spread, turned, 1, reach - padding, 'NHWC', dilation, 'floor');
  });
}

/** dw: x with batch and channels swapped, convolved with dy as a filter; stride and dilation change places. */
export function convWeightGradient(dy: tf.Tensor4D, x: tf.Tensor4D, spec: ConvSpec): tf.Tensor4D {
  return tf.tidy(() => {
    const { kernel, stride, padding, dilation } = spec;
    if (kernel === 1 && padding === 0) {
      const product = tf.matMul(tf.transpose(pixels(everyNth(x, stride))), pixels(dy));
      return tf.reshape(product, [1, 1, x.shape[3], dy.shape[3]]);
    }
    const swapped: tf.Tensor4D = tf.transpose(x, [3, 1, 2, 0]);
    // A convolution here has a stride or a dilation, not both: then the zeros between dy's pixels are spelled out.
    const spelled = stride > 1 && dilation > 1;
    const [, h, w] = dy.shape;
    const spread = spelled ? fitted(zerosBetween(dy, stride), (h - 1) * stride + 1, (w - 1) * stride + 1) : dy;
    const filter: tf.Tensor4D = tf.transpose(spread, [1, 2, 0, 3]);
    // By sides: with one number as padding, tfjs takes the filter's height for its width too, and this filter is as wide as dy.
    const sides = [padding, padding] as [number, number];
    const full = tf.conv2d(swapped, filter, dilation, [[0, 0], sides, sides, [0, 0]], 'NHWC', spelled ? 1 : stride, 'floor');
    // Where the stride does not divide the padded input, pixels that no window reached make surplus rows.
    return tf.transpose(tf.slice(full, [0, 0, 0, 0], [-1, kernel, kernel, -1]), [1, 2, 0, 3]);
  });
}

/** Every `stride`-th pixel of each row and column. */
export function everyNth(x: tf.Tensor4D, stride: number): tf.Tensor4D {
  return stride === 1 ? x : (tf.stridedSlice(x, [0, 0, 0, 0], x.shape, [1, stride, stride, 1]) as tf.Tensor4D);
}

/** `stride − 1` zeros after each pixel, by rows and columns: [N, h, w, C] → [N, h·stride, w·stride, C]. */
export function zerosBetween(x: tf.Tensor4D, stride: number): tf.Tensor4D {
  if (stride === 1) return x;
  const [n, h, w, c] = x.shape;
  const columns: tf.Tensor3D = tf.reshape(tf.concat([x, tf.zeros([n, h, w, (stride - 1) * c])], 3), [n, h, w * stride * c]);
  return tf.reshape(tf.concat([columns, tf.zeros([n, h, (stride - 1) * w * stride * c])], 2), [n, h * stride, w * stride, c]);
}

/** Cut, or padded with zeros at the bottom and right, to a height and width. */
export function fitted(x: tf.Tensor4D, height: number, width: number): tf.Tensor4D {
  const [n, h, w, c] = x.shape;
  const cut = h > height || w > width ? tf.slice(x, [0, 0, 0, 0], [n, Math.min(h, height), Math.min(w, width), c]) : x;
  const [, ch, cw] = cut.shape;
  return ch === height && cw === width ? cut : tf.pad(cut, [[0, 0], [0, height - ch], [0, width - cw], [0, 0]]);
}

/** [N, H, W, C] → [N·H·W, C]. */
function pixels(x: tf.Tensor4D): tf.Tensor2D {
  const [n, h, w, c] = x.shape;
  return tf.reshape(x, [n * h * w, c]);
}
