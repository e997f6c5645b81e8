import type { Order } from './order';
import type { Architecture, ShortcutOption } from './catalogue';

/** Height and width in pixels, and channels. */
export interface ImageSize {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** How a parameter starts (torchvision's `ResNet.__init__` and torch's `nn.Linear`). */
export type Initialisation =
  /** Normal with standard deviation √(2 / fan_out): `kaiming_normal_(mode='fan_out', nonlinearity='relu')`. */
  | { readonly kind: 'kaiming-normal'; readonly fanOut: number }
  /** Uniform in ±1/√fan_in: the default of `nn.Linear`. */
  | { readonly kind: 'linear'; readonly fanIn: number }
  | { readonly kind: 'constant'; readonly value: number };

/** One tensor of a layer, named as in torchvision's state dict, with torch's shape (OIHW for a conv, [out, in] for fc). */
export interface ParameterSpec {
  readonly name: string;
  readonly role: 'conv-weight' | 'fc-weight' | 'bias' | 'gamma' | 'beta' | 'running-mean' | 'running-variance';
  readonly shape: readonly number[];
  readonly init: Initialisation;
  /** False for batch norm's running statistics, which no gradient reaches. */
  readonly trainable: boolean;
}

interface LayerBase {
  /** torchvision's name where it has one (`layer1.0.conv1`); repeated relus are `relu`, `relu_1`, … as in its feature extractor. */
  readonly name: string;
  /** Indices in `Graph.layers` of what it reads. */
  readonly inputs: readonly number[];
  readonly output: ImageSize;
  /** The paper's name of the part of the network: `conv1`, `conv2_x`, …, `average pool`, `fc`, `softmax`. */
  readonly stage: string;
  /** The residual unit that it belongs to (`layer1.0`). */
  readonly unit?: string;
  readonly parameters: readonly ParameterSpec[];
}

/** A 2-D convolution's geometry: square kernel, explicit symmetric padding, as torch. */
export interface ConvGeometry {
  readonly kernel: number;
  readonly stride: number;
  readonly padding: number;
  readonly dilation: number;
  readonly groups: number;
}

export interface PoolGeometry {
  readonly kernel: number;
  readonly stride: number;
  readonly padding: number;
  /** What lies beyond the edge is zero, as Keras pads; else it is smaller than any value, as torch pads. */
  readonly zeros?: true;
}

export type Layer = LayerBase &
  (
    | { readonly kind: 'input' }
    | { readonly kind: 'conv'; readonly geometry: ConvGeometry; readonly bias: boolean }
    | { readonly kind: 'bn' }
    | { readonly kind: 'relu' }
    | { readonly kind: 'maxpool'; readonly geometry: PoolGeometry }
    | { readonly kind: 'add' }
    /** Shortcut option A: every `stride`-th pixel, `added` new channels of zeros, no parameters. */
    | { readonly kind: 'pad-shortcut'; readonly stride: number; readonly added: number }
    | { readonly kind: 'avgpool' }
    | { readonly kind: 'fc' }
    | { readonly kind: 'softmax' }
  );

/** An architecture and an order spelled out, in the order of execution. Plain data: trained, drawn and counted alike. */
export interface Graph {
  readonly architecture: Architecture;
  readonly order: Order;
  readonly options: ResolvedOptions;
  readonly layers: readonly Layer[];
}

/**
 * How Keras builds its networks where that differs from torchvision (keras.applications, `resnet.py` and `resnet_v2.py`). `keras`: a unit strides in
 * its first 1×1 conv. `keras-v2`: a stage strides in its last unit, whose shortcut keeps every second pixel; convs that no bn follows have biases; the
 * max pool pads with zeros.
 */
export type Variant = 'keras' | 'keras-v2';

/** What may be changed about an architecture; torchvision's keyword arguments of `ResNet`, in camel case, and the CIFAR nets' shortcut. */
export interface NetworkOptions {
  readonly architecture: string;
  readonly order?: string | undefined;
  readonly input?: ImageSize | undefined;
  readonly classes?: number | undefined;
  /** Start the last batch norm of each branch at γ = 0 (arXiv 1706.02677). */
  readonly zeroInitResidual?: boolean | undefined;
  readonly groups?: number | undefined;
  readonly widthPerGroup?: number | undefined;
  /** For stages 2, 3 and 4: dilate instead of striding. */
  readonly replaceStrideWithDilation?: readonly [boolean, boolean, boolean] | undefined;
  readonly shortcut?: ShortcutOption | undefined;
  readonly variant?: Variant | undefined;
}

export interface ResolvedOptions {
  readonly input: ImageSize;
  readonly classes: number;
  readonly zeroInitResidual: boolean;
  readonly groups: number;
  readonly widthPerGroup: number;
  readonly replaceStrideWithDilation: readonly [boolean, boolean, boolean];
  readonly shortcut: ShortcutOption;
  readonly variant?: Variant;
}
