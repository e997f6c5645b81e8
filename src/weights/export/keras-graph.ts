import { inputError } from '../../base/errors';
import { t } from '../../base/l10n';
import { take } from '../../network/forward';
import type { ConvGeometry, Graph, Layer } from '../../resnet/graph';
import { EPSILON } from './exported-model';

/** A layer as Keras 2 spells it. */
export interface KerasLayer {
  readonly class_name: string;
  readonly name: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly inbound_nodes: readonly (readonly (readonly [layer: string, node: number, tensor: number, options: object])[])[];
}

export interface Constant {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** A graph as a functional model of Keras, as far as TensorFlow.js knows its layers. */
export class KerasGraph {
  readonly layers: KerasLayer[] = [];
  /** The layers whose outputs are the model's. */
  readonly outputs: string[] = [];
  /** Weights that are none of ours: they express what Keras has no layer for. */
  readonly constants: Constant[] = [];
  /** Name of the Keras layer that gives each layer's output. */
  private readonly names = new Map<number, string>();

  constructor(graph: Graph) {
    graph.layers.forEach((layer, i) => this.names.set(i, this.layer(layer)));
  }

  /** Adds what a layer comes to; answers the name of the Keras layer that gives its output. */
  private layer(layer: Layer): string {
    const { name, output } = layer;
    const inputs = layer.inputs.map((input) => take(this.names, input));
    switch (layer.kind) {
      case 'input':
        return this.add('InputLayer', name, [], { batch_input_shape: [null, output.height, output.width, output.channels], dtype: 'float32', sparse: false });
      case 'conv':
        return this.conv(layer, inputs);
      case 'bn':
        return this.add('BatchNormalization', name, inputs, { axis: -1, momentum: 0.9, epsilon: EPSILON, center: true, scale: true });
      case 'relu':
        return this.add('Activation', name, inputs, { activation: 'relu' });
      case 'add':
        return this.add('Add', name, inputs, {});
      case 'maxpool':
        return this.maxPool(layer, inputs);
      case 'pad-shortcut':
        return this.padShortcut(layer, inputs);
      case 'avgpool':
        return this.add('GlobalAveragePooling2D', name, inputs, CHANNELS_LAST);
      case 'fc':
        this.outputs.push(name);
        return this.add('Dense', name, inputs, { units: output.channels, activation: 'linear', use_bias: true });
      case 'softmax':
        this.outputs.push(name);
        return this.add('Activation', name, inputs, { activation: 'softmax' });
    }
  }

  /** Torch pads both sides alike; Keras' `same` does so only without a stride. */
  private conv({ name, geometry, bias, output }: Extract<Layer, { kind: 'conv' }>, inputs: readonly string[]): string {
    const { kernel, stride, padding, dilation, groups } = geometry;
    if (groups > 1) throw inputError(t('TensorFlow.js has no grouped convolutions, and {0} has {1} groups.', name, groups), { mend: t('Export the model as ONNX: ONNX Runtime runs it in a browser too.') });
    const same = stride === 1 && 2 * padding === dilation * (kernel - 1);
    const padded = same || padding === 0 ? inputs : [this.zeros(`${name}.pad`, inputs, padding)];
    return this.add('Conv2D', name, padded, convolution(output.channels, geometry, { same, bias }));
  }

  /**
   * Torch pads with −∞, which Keras does only for `same`, and there on one side first: the maximum around every pixel, of which every
   * `stride`-th is taken, is the same.
   */
  private maxPool({ name, geometry }: Extract<Layer, { kind: 'maxpool' }>, inputs: readonly string[]): string {
    const { kernel, stride, padding, zeros } = geometry;
    if (zeros === true) return this.add('MaxPooling2D', name, [this.zeros(`${name}.pad`, inputs, padding)], pooling(kernel, stride, 'valid'));
    if (2 * padding !== kernel - 1) throw new Error(`${name}: a padding of ${padding} does not centre a window of ${kernel}`);
    const around = this.add('MaxPooling2D', `${name}.around`, inputs, pooling(kernel, 1, 'same'));
    return this.add('MaxPooling2D', name, [around], pooling(1, stride, 'valid'));
  }

  /** Shortcut option A, every `stride`-th pixel with zero channels behind: a 1×1 conv whose kernel is the identity, then zeros. */
  private padShortcut({ name, stride, added, output }: Extract<Layer, { kind: 'pad-shortcut' }>, inputs: readonly string[]): string {
    if (added === 0) return this.add('MaxPooling2D', name, inputs, pooling(1, stride, 'valid'));
    const [from, to] = [output.channels - added, output.channels];
    const kernel = new Float32Array(from * to);
    for (let channel = 0; channel < from; channel++) kernel[channel * to + channel] = 1;
    this.constants.push({ name: `${name}/kernel`, shape: [1, 1, from, to], data: kernel });
    return this.add('Conv2D', name, inputs, { ...convolution(to, { kernel: 1, stride, dilation: 1 }, { same: false, bias: false }), trainable: false });
  }

  private zeros(name: string, inputs: readonly string[], border: number): string {
    return this.add('ZeroPadding2D', name, inputs, { padding: [[border, border], [border, border]], ...CHANNELS_LAST });
  }

  private add(kind: string, name: string, inputs: readonly string[], config: Readonly<Record<string, unknown>>): string {
    const inbound = inputs.map((input) => [input, 0, 0, {}] as const);
    this.layers.push({ class_name: kind, name, config: { name, trainable: true, dtype: 'float32', ...config }, inbound_nodes: inbound.length === 0 ? [] : [inbound] });
    return name;
  }
}

const CHANNELS_LAST = { data_format: 'channels_last' };

function pooling(size: number, stride: number, padding: 'same' | 'valid'): Record<string, unknown> {
  return { pool_size: [size, size], strides: [stride, stride], padding, ...CHANNELS_LAST };
}

function convolution(filters: number, { kernel, stride, dilation }: Pick<ConvGeometry, 'kernel' | 'stride' | 'dilation'>, { same, bias }: { same: boolean; bias: boolean }): Record<string, unknown> {
  return {
    filters,
    kernel_size: [kernel, kernel],
    strides: [stride, stride],
    padding: same ? 'same' : 'valid',
    dilation_rate: [dilation, dilation],
    activation: 'linear',
    use_bias: bias,
    ...CHANNELS_LAST,
  };
}
