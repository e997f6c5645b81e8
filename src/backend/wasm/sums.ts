import * as tf from '@tensorflow/tfjs-core';

/** Σ over all but the last axis: [N, …, C] → [C]. By products with ones, image by image first: fast here, and exact to a few roundings. */
export function channelSums(x: tf.Tensor): tf.Tensor1D {
  return tf.tidy(() => {
    const [n = 1] = x.shape;
    const channels = x.shape[x.shape.length - 1] ?? 1;
    const images = imageSums(tf.reshape(x, [n, -1, channels]));
    return tf.reshape(tf.matMul(tf.ones([1, n]), images), [channels]);
  });
}

/** Σ over the middle axis: [N, pixels, C] → [N, C]. */
export function imageSums(x: tf.Tensor3D): tf.Tensor2D {
  return tf.tidy(() => {
    const [n, pixels, channels] = x.shape;
    return tf.reshape(tf.matMul(tf.ones([n, 1, pixels]), x), [n, channels]);
  });
}
