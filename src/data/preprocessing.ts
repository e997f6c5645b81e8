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
