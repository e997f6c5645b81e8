import { take } from '../../network/forward';
import type { Graph, Layer, PoolGeometry } from '../../resnet/graph';
import { describedInTexts, EPSILON, PRODUCER, tensorsOf, type ExportedModel } from './exported-model';
import { encodeOnnx, type OnnxAttribute, type OnnxNode, type OnnxTensor } from './onnx-messages';

/** Operator set 17 goes with version 8 of the format: every onnxruntime since 1.12 runs it. */
const OPSET = 17;
const IR_VERSION = 8;

/**
 * The bytes of an ONNX model: input `images` [N, C, H, W], normalised; outputs `logits` and `probabilities` [N, classes]. Nodes are called as
 * the layers, tensors as torchvision calls them.
 */
export function encodeOnnxModel(model: ExportedModel): Uint8Array {
  const { graph } = model;
  const { input, classes } = graph.options;
  const { nodes, constants } = new OnnxGraph(graph);
  return encodeOnnx({
    irVersion: IR_VERSION,
    opset: OPSET,
    producer: PRODUCER,
    name: model.name,
    nodes,
    initializers: [...tensorsOf(model).map(({ spec, data }) => ({ name: spec.name, shape: spec.shape, data })), ...constants],
    inputs: [{ name: IMAGES, shape: ['N', input.channels, input.height, input.width] }],
    outputs: [LOGITS, PROBABILITIES].map((name) => ({ name, shape: ['N', classes] })),
    metadata: describedInTexts(model),
  });
}

const IMAGES = 'images';
const LOGITS = 'logits';
const PROBABILITIES = 'probabilities';
/** An end that `Slice` takes for that of the image. */
const TO_THE_END = 2 ** 31 - 1;
/** No 32-bit float is less. */
const LEAST = -(2 - 2 ** -23) * 2 ** 127;

/** A graph's layers as ONNX' operators. */
class OnnxGraph {
  readonly nodes: OnnxNode[] = [];
  readonly constants: OnnxTensor[] = [];
  /** Name of each layer's output. */
  private readonly values = new Map<number, string>();

  constructor(graph: Graph) {
    graph.layers.forEach((layer, i) => this.values.set(i, this.layer(layer, graph)));
  }

  /** Adds a layer's nodes; answers the name of its output. */
  private layer(layer: Layer, graph: Graph): string {
    const { name } = layer;
    const [x = '', other = ''] = layer.inputs.map((input) => take(this.values, input));
    const tensors = layer.parameters.map((spec) => spec.name);
    switch (layer.kind) {
      case 'input':
        return IMAGES;
      case 'conv': {
        const { dilation, groups } = layer.geometry;
        return this.node('Conv', name, [x, ...tensors], { ...window(layer.geometry), dilations: { ints: [dilation, dilation] }, group: { int: groups } });
      }
      case 'bn':
        return this.node('BatchNormalization', name, [x, ...tensors], { epsilon: { float: EPSILON } });
      case 'relu':
        return this.node('Relu', name, [x]);
      case 'add':
        return this.node('Add', name, [x, other]);
      case 'maxpool':
        return this.maxPool(layer, graph.layers[layer.inputs[0] ?? -1], x);
      case 'pad-shortcut':
        return this.padShortcut(layer, x);
      case 'avgpool':
        return this.node('Flatten', 'flatten', [this.node('GlobalAveragePool', name, [x])]);
      case 'fc':
        return this.node('Gemm', name, [x, ...tensors], { transB: { int: 1 } }, LOGITS);
      case 'softmax':
        return this.node('Softmax', name, [x], { axis: { int: -1 } }, PROBABILITIES);
    }
  }

  /**
   * ONNX pads with −∞, as torch. Where zeros are to be the padding, windows over the edge have them as their least: not by a `Pad` before, which
   * ONNX Runtime 1.30 takes for padding with −∞ when it merges the two.
   */
  private maxPool({ name, geometry, output }: Extract<Layer, { kind: 'maxpool' }>, source: Layer | undefined, x: string): string {
    if (geometry.zeros !== true) return this.node('MaxPool', name, [x], window(geometry));
    if (source === undefined) throw new Error(`${name} reads no layer`);
    const rows = beyondEdge(geometry, source.output.height, output.height);
    const columns = beyondEdge(geometry, source.output.width, output.width);
    const least = { name: `${name}.least`, shape: [1, 1, output.height, output.width], data: Float32Array.from(rows.flatMap((row) => columns.map((column) => (row || column ? 0 : LEAST)))) };
    this.constants.push(least);
    return this.node('Max', name, [this.node('MaxPool', `${name}.inside`, [x], window(geometry)), least.name]);
  }

  /** Shortcut option A: every `stride`-th pixel, then zero channels behind those there are. */
  private padShortcut({ name, stride, added }: Extract<Layer, { kind: 'pad-shortcut' }>, x: string): string {
    const slice = { starts: [0, 0], ends: [TO_THE_END, TO_THE_END], axes: [2, 3], steps: [stride, stride] };
    const sliced = this.node('Slice', added > 0 ? `${name}.slice` : name, [x, ...this.integers(`${name}.slice`, slice)]);
    // Before each of N, C, H and W; then behind each.
    return added > 0 ? this.node('Pad', name, [sliced, ...this.integers(name, { pads: [0, 0, 0, 0, 0, added, 0, 0] })]) : sliced;
  }

  /** Adds constants; answers their names. */
  private integers(node: string, constants: Readonly<Record<string, readonly number[]>>): string[] {
    return Object.entries(constants).map(([what, values]) => {
      const name = `${node}.${what}`;
      this.constants.push({ name, shape: [values.length], data: BigInt64Array.from(values, BigInt) });
      return name;
    });
  }

  private node(operator: string, name: string, inputs: readonly string[], attributes: Readonly<Record<string, OnnxAttribute>> = {}, output = name): string {
    this.nodes.push({ name, operator, inputs, output, attributes });
    return output;
  }
}

/** What convolution and pooling have in common; the padding is that before and after each side. */
function window({ kernel, stride, padding }: PoolGeometry): Record<string, OnnxAttribute> {
  return { kernel_shape: { ints: [kernel, kernel] }, strides: { ints: [stride, stride] }, pads: { ints: [padding, padding, padding, padding] } };
}

/** For each window along a side of `from` pixels, whether it reaches over an edge. */
function beyondEdge({ kernel, stride, padding }: PoolGeometry, from: number, windows: number): boolean[] {
  return Array.from({ length: windows }, (_, i) => i * stride - padding < 0 || i * stride - padding + kernel > from);
}
