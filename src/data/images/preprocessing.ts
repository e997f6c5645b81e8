import type { ImageShape } from '../split';

/** How an image becomes a network's input: scaled so that its shorter side has `resize` pixels, its middle cut out, its values normalised. Plain data. */
export interface Preprocessing {
  /** `v1` and `v2` are torchvision's presets of its first and second ImageNet weights, `cifar` that of the CIFAR nets, `run` what a run was trained on, `keras` what Keras' weights expect. */
  readonly name: 'v1' | 'v2' | 'cifar' | 'run' | 'keras';
  /** Length of the shorter side after scaling, in pixels. */
  readonly resize: number;
  /** What is cut out of the middle: the network's input, in pixels. */
  readonly crop: { readonly height: number; readonly width: number };
  /** 3 is RGB; 1 is grey, as Pillow's `convert('L')`. */
  readonly channels: 1 | 3;
  /** Per channel, of values in [0, 1]. */
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

const imagenet = { crop: { height: 224, width: 224 }, channels: 3, mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] } as const;

/** torchvision's presets: `IMAGENET1K_V1` and `IMAGENET1K_V2` of its ResNets. */
export const PREPROCESSINGS = {
  v1: { name: 'v1', resize: 256, ...imagenet },
  v2: { name: 'v2', resize: 232, ...imagenet },
} as const satisfies Record<string, Preprocessing>;

/**
 * For a network trained on CIFAR-10 elsewhere: scaled until it covers the input, with the mean and standard deviation of all pixels of the 50,000 training
 * images, as most use them (https://github.com/kuangliu/pytorch-cifar/issues/19). For grey, which nobody published, the channels are weighed as grey is.
 */
export function cifarPreprocessing({ height, width, channels }: ImageShape): Preprocessing {
  const colour = { mean: [0.4914, 0.4822, 0.4465], std: [0.247, 0.2435, 0.2616] };
  const grey = { mean: [0.4809], std: [0.2466] };
  return { name: 'cifar', resize: Math.max(height, width), crop: { height, width }, ...(channels === 1 ? { channels, ...grey } : { channels: 3, ...colour }) };
}

/**
 * For Keras' own weights, which its documentation resizes images for to 224 × 224; here the middle is cut out instead of squeezing them.
 * `caffe` (ResNet50, 101 and 152) takes the means of ImageNet off values up to 255; its weights expect blue first, which is dealt with where they are
 * read. `tf` (their V2) scales to [−1, 1].
 */
export function kerasPreprocessing(mode: 'caffe' | 'tf', { height, width }: Pick<ImageShape, 'height' | 'width'>): Preprocessing {
  const values = mode === 'caffe' ? { mean: [123.68 / 255, 116.779 / 255, 103.939 / 255], std: [1 / 255, 1 / 255, 1 / 255] } : { mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] };
  return { name: 'keras', resize: Math.max(height, width), crop: { height, width }, channels: 3, ...values };
}
