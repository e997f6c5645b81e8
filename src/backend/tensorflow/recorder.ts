import { blockMask, groupedConv, groupedConvInputGradient, groupedConvWeightGradient, type DenseConvolutions } from '../grouped';
import type { AdamwSpec, BatchNormSpec, ConvSpec, Operations, PoolSpec, Saved, SgdSpec, Value } from '../operations';
import type { InputSpec, VariableSpec } from '../backend';
import type { Attribute, GraphDef } from './graph-def';
import { OWN_CONV, tileOf } from './own-conv';

/** An output of a node of the graph: `node` or `node:1`. */
export interface Recorded extends Value {
  readonly tensor: string;
}

const FLOAT = { type: 'float32' } as const;
const INT = { type: 'int32' } as const;
const NHWC = { text: 'NHWC' } as const;
/** Input channels from which one dense convolution beats several smaller ones here. */
const LEAST_CHANNELS = 64;

/**
 * Records a program's operations as nodes of a TensorFlow graph. Nothing is computed here.
 */
export class Recorder implements Operations<Recorded>, DenseConvolutions<Recorded> {
  readonly leastChannels = LEAST_CHANNELS;
  /** Nodes that must run with the program though nothing fetches them: updates of variables. */
  readonly effects: string[] = [];
  private readonly reads = new Map<string, Recorded>();
  private readonly constants = new Map<string, Recorded>();
  private readonly paddings = new Map<string, Recorded>();

  constructor(
    private readonly graph: GraphDef,
    private readonly scope: string,
    private readonly variables: ReadonlyMap<string, { handle: string; spec: VariableSpec }>,
    /** Whether convolutions take groups; their gradients never do. */
    private readonly takesGroups: () => boolean,
    /** Floats in the vectors of our own convolutions; 0 where TensorFlow's are to be used. */
    private readonly lanes: number,
  ) {}

  /** What is fed at a node, with a shape that TensorFlow trusts: without it, it would not fuse an addition into the conv before it. */
  input(tensor: string, { shape, type }: InputSpec): Recorded {
    return this.op('Reshape', [{ tensor, shape }, this.ints(shape)], { T: { type }, Tshape: INT }, shape);
  }

  variable(name: string): Recorded {
    const known = this.reads.get(name);
    if (known !== undefined) return known;
    const { spec } = this.resource(name);
    const read = this.op('ReadVariableOp', [this.handle(name)], { dtype: FLOAT }, spec.shape);
    this.reads.set(name, read);
    return read;
  }

  conv(x: Recorded, weight: Recorded, spec: ConvSpec): Recorded {
    if (spec.groups > 1 && !this.takesGroups()) return groupedConv(this, x, weight, spec);
    const shape = convShape(x.shape, weight.shape[3] ?? 0, spec);
    const tile = tileOf(x.shape, weight.shape, spec, this.lanes);
    if (tile !== undefined) return this.op(OWN_CONV, [x, weight], { tile: { int: tile }, count: { int: 0 }, relu: { bool: false } }, shape);
    return this.op('Conv2D', [this.padded(x, spec), weight], { T: FLOAT, ...convAttributes(spec) }, shape);
  }

  convInputGradient(dy: Recorded, weight: Recorded, x: Recorded, spec: ConvSpec): Recorded {
    if (spec.groups > 1) return groupedConvInputGradient(this, dy, weight, x, spec);
    if (spec.dilation > 1) return this.dilatedInputGradient(dy, weight, x, spec);
    const from = this.padded(x, spec);
    const dx = this.op('Conv2DBackpropInput', [this.shapeOf(from), weight, dy], { T: FLOAT, ...convAttributes(spec) }, from.shape);
    return from === x ? dx : this.unpadded(dx, x, spec.padding);
  }

  convWeightGradient(dy: Recorded, x: Recorded, weight: Recorded, spec: ConvSpec): Recorded {
    if (spec.groups > 1) return groupedConvWeightGradient(this, dy, x, weight, spec);
    if (spec.dilation > 1) return this.dilatedWeightGradient(dy, x, weight, spec);
    return this.op('Conv2DBackpropFilter', [this.padded(x, spec), this.ints(weight.shape), dy], { T: FLOAT, ...convAttributes(spec) }, weight.shape);
  }

  bias(x: Recorded, bias: Recorded): Recorded {
    return this.op('BiasAdd', [x, bias], { T: FLOAT, data_format: NHWC }, x.shape);
  }

  biasGradient(dy: Recorded): Recorded {
    return this.op('BiasAddGrad', [dy], { T: FLOAT, data_format: NHWC }, dy.shape.slice(-1));
  }

  batchNormTraining(x: Recorded, gamma: Recorded, beta: Recorded, running: { mean: string; variance: string }, spec: BatchNormSpec): { y: Recorded; saved: Saved<Recorded> } {
    const y = this.op('FusedBatchNormV3', [x, gamma, beta, this.variable(running.mean), this.variable(running.variance)], {
      ...batchNormAttributes(spec.epsilon),
      exponential_avg_factor: { float: spec.momentum },
    }, x.shape);
    this.assign(running.mean, output(y, 1, gamma.shape));
    this.assign(running.variance, output(y, 2, gamma.shape));
    return { y, saved: { values: [3, 4, 5].map((k) => output(y, k, gamma.shape)) } };
  }

  batchNormGradient(dy: Recorded, x: Recorded, gamma: Recorded, saved: Saved<Recorded>, spec: BatchNormSpec): { dx: Recorded; dgamma: Recorded; dbeta: Recorded } {
    const dx = this.op('FusedBatchNormGradV3', [dy, x, gamma, ...saved.values], batchNormAttributes(spec.epsilon), x.shape);
    return { dx, dgamma: output(dx, 1, gamma.shape), dbeta: output(dx, 2, gamma.shape) };
  }

  /** Spelled out: TensorFlow fuses its own batch norm into the conv before it, which oneDNN computes ten to fifty times as slowly for a single image. */
  batchNormInference(x: Recorded, gamma: Recorded, beta: Recorded, mean: Recorded, variance: Recorded, epsilon: number): Recorded {
    const scale = this.normScale(gamma, variance, epsilon);
    const offset = this.op('Sub', [beta, this.op('Mul', [mean, scale], { T: FLOAT }, gamma.shape)], { T: FLOAT }, gamma.shape);
    return this.add(this.op('Mul', [x, scale], { T: FLOAT }, x.shape), offset);
  }

  batchNormInferenceGradient(dy: Recorded, gamma: Recorded, variance: Recorded, epsilon: number): Recorded {
    return this.op('Mul', [dy, this.normScale(gamma, variance, epsilon)], { T: FLOAT }, dy.shape);
  }

  relu(x: Recorded): Recorded {
    return this.op('Relu', [x], { T: FLOAT }, x.shape);
  }

  reluGradient(dy: Recorded, y: Recorded): Recorded {
    return this.op('ReluGrad', [dy, y], { T: FLOAT }, y.shape);
  }

  add(a: Recorded, b: Recorded): Recorded {
    return this.op('AddV2', [a, b], { T: FLOAT }, a.shape);
  }

  maxPool(x: Recorded, spec: PoolSpec): Recorded {
    if (spec.zeros === true) return this.maxPool(this.zeroPadded(x, spec.padding), inside(spec));
    return this.op('MaxPool', [x], { T: FLOAT, ...poolAttributes(spec) }, convShape(x.shape, x.shape[3] ?? 0, { ...spec, dilation: 1 }));
  }

  maxPoolGradient(dy: Recorded, x: Recorded, y: Recorded, spec: PoolSpec): Recorded {
    if (spec.zeros === true) return this.unpadded(this.maxPoolGradient(dy, this.zeroPadded(x, spec.padding), y, inside(spec)), x, spec.padding);
    return this.op('MaxPoolGrad', [x, y, dy], { T: FLOAT, ...poolAttributes(spec) }, x.shape);
  }

  globalAveragePool(x: Recorded): Recorded {
    return this.op('Mean', [x, this.ints([1, 2])], { T: FLOAT, Tidx: INT, keep_dims: { bool: false } }, [x.shape[0] ?? -1, x.shape[3] ?? 0]);
  }

  globalAveragePoolGradient(dy: Recorded, x: Recorded): Recorded {
    const [, height = 1, width = 1, channels = 1] = x.shape;
    const spread = this.op('Reshape', [dy, this.ints([-1, 1, 1, channels])], { T: FLOAT, Tshape: INT }, [-1, 1, 1, channels]);
    const shared = this.op('Mul', [spread, this.float(1 / (height * width))], { T: FLOAT }, spread.shape);
    return this.op('BroadcastTo', [shared, this.shapeOf(x)], { T: FLOAT, Tidx: INT }, x.shape);
  }

  padShortcut(x: Recorded, stride: number, channels: number): Recorded {
    if (stride === 1 && channels === x.shape[3]) return x;
    return this.conv(x, this.identity(x.shape[3] ?? 1, channels), picking(stride));
  }

  padShortcutGradient(dy: Recorded, x: Recorded, stride: number): Recorded {
    if (stride === 1 && dy.shape[3] === x.shape[3]) return dy;
    return this.convInputGradient(dy, this.identity(x.shape[3] ?? 1, dy.shape[3] ?? 1), x, picking(stride));
  }

  dense(x: Recorded, weight: Recorded): Recorded {
    return this.matMul(x, weight, false, false, [x.shape[0] ?? -1, weight.shape[1] ?? 0]);
  }

  denseInputGradient(dy: Recorded, weight: Recorded): Recorded {
    return this.matMul(dy, weight, false, true, [dy.shape[0] ?? -1, weight.shape[0] ?? 0]);
  }

  denseWeightGradient(dy: Recorded, x: Recorded): Recorded {
    return this.matMul(x, dy, true, false, [x.shape[1] ?? 0, dy.shape[1] ?? 0]);
  }

  softmaxCrossEntropy(logits: Recorded, labels: Recorded, smoothing: number): { loss: Recorded; gradient: Recorded } {
    const classes = logits.shape[1] ?? 1;
    let each: Recorded;
    if (smoothing === 0) {
      each = this.op('SparseSoftmaxCrossEntropyWithLogits', [logits, labels], { T: FLOAT, Tlabels: INT }, labels.shape);
    } else {
      const off = smoothing / classes;
      const targets = this.op('OneHot', [labels, this.int(classes), this.float(1 - smoothing + off), this.float(off)], { T: FLOAT, TI: INT, axis: { int: -1 } }, logits.shape);
      each = this.op('SoftmaxCrossEntropyWithLogits', [logits, targets], { T: FLOAT }, labels.shape);
    }
    const count = this.op('Cast', [this.op('Size', [labels], { T: INT, out_type: INT }, [])], { SrcT: INT, DstT: FLOAT }, []);
    const loss = this.op('Mean', [each, this.ints([0])], { T: FLOAT, Tidx: INT, keep_dims: { bool: false } }, []);
    return { loss, gradient: this.op('RealDiv', [output(each, 1, logits.shape), count], { T: FLOAT }, logits.shape) };
  }

  topCount(logits: Recorded, labels: Recorded, k: number): Recorded {
    const within = this.op('InTopKV2', [logits, labels, this.int(k)], { T: INT }, labels.shape);
    const ones = this.op('Cast', [within], { SrcT: { type: 'bool' }, DstT: FLOAT }, labels.shape);
    return this.op('Sum', [ones, this.ints([0])], { T: FLOAT, Tidx: INT, keep_dims: { bool: false } }, []);
  }

  channelMoments(x: Recorded): Recorded {
    const channels = x.shape[3] ?? 0;
    const mean = this.channelMean(x);
    const squares = this.op('SquaredDifference', [x, mean], { T: FLOAT }, x.shape);
    return this.op('Pack', [mean, this.channelMean(squares)], { T: FLOAT, N: { int: 2 }, axis: { int: 0 } }, [2, channels]);
  }

  channelZeros(x: Recorded): Recorded {
    const zero = this.op('Equal', [x, this.float(0)], { T: FLOAT, incompatible_shape_error: { bool: true } }, x.shape);
    return this.channelMean(this.op('Cast', [zero], { SrcT: { type: 'bool' }, DstT: FLOAT }, x.shape));
  }

  globalNorm(values: readonly Recorded[]): Recorded {
    const halves = values.map((v) => this.op('L2Loss', [v], { T: FLOAT }, []));
    const half = this.op('AddN', halves, { T: FLOAT, N: { int: halves.length } }, []);
    return this.op('Sqrt', [this.op('Mul', [half, this.float(2)], { T: FLOAT }, [])], { T: FLOAT }, []);
  }

  sgd(name: string, slot: string | undefined, gradient: Recorded, lr: Recorded, spec: SgdSpec): void {
    const step = this.decayed(name, gradient, spec.weightDecay);
    if (slot === undefined) this.effect('ResourceApplyGradientDescent', [this.handle(name), lr, step], { T: FLOAT });
    else this.effect('ResourceApplyMomentum', [this.handle(name), this.handle(slot), lr, step, this.float(spec.momentum)], { T: FLOAT, use_nesterov: { bool: spec.nesterov } });
  }

  adamw(name: string, slots: { first: string; second: string }, gradient: Recorded, rates: { lr: Recorded; stepSize: Recorded; epsilon: Recorded }, spec: AdamwSpec): void {
    const after: string[] = [];
    if (spec.weightDecay !== 0) {
      const rate = this.op('Mul', [rates.lr, this.float(spec.weightDecay)], { T: FLOAT }, []);
      const decay = this.op('Mul', [this.variable(name), rate], { T: FLOAT }, gradient.shape);
      after.push(this.graph.node('AssignSubVariableOp', this.named('AssignSubVariableOp'), [this.handle(name).tensor, decay.tensor], { dtype: FLOAT }));
    }
    // The bias corrections are in stepSize and epsilon already: powers of zero switch TensorFlow's own off.
    const none = this.float(0);
    const inputs = [this.handle(name), this.handle(slots.first), this.handle(slots.second), none, none, rates.stepSize, this.float(spec.beta1), this.float(spec.beta2), rates.epsilon, gradient];
    this.effect('ResourceApplyAdam', inputs, { T: FLOAT }, after);
  }

  release(): void {
    // TensorFlow frees a tensor of a graph at its last use.
  }

  splitChannels(x: Recorded, parts: number): Recorded[] {
    if (parts === 1) return [x];
    const shape = [...x.shape.slice(0, 3), (x.shape[3] ?? 0) / parts];
    const first = this.op('Split', [this.int(3), x], { T: FLOAT, num_split: { int: parts } }, shape);
    return Array.from({ length: parts }, (_, k) => output(first, k, shape));
  }

  concatChannels(parts: readonly Recorded[]): Recorded {
    const [first] = parts;
    if (first === undefined || parts.length === 1) return first as Recorded;
    const shape = [...first.shape.slice(0, 3), (first.shape[3] ?? 0) * parts.length];
    return this.op('ConcatV2', [...parts, this.int(3)], { T: FLOAT, Tidx: INT, N: { int: parts.length } }, shape);
  }

  blockDiagonal(weight: Recorded, groups: number): Recorded {
    if (groups === 1) return weight;
    const [kernel = 1, , inputs = 1, outputs = 1] = weight.shape;
    const shape = [kernel, kernel, inputs * groups, outputs];
    const tiled = this.op('Tile', [weight, this.ints([1, 1, groups, 1])], { T: FLOAT, Tmultiples: INT }, shape);
    return this.op('Mul', [tiled, this.constant(blockMask(inputs, outputs, groups), [1, 1, inputs * groups, outputs])], { T: FLOAT }, shape);
  }

  blockDiagonalGradient(dense: Recorded, groups: number): Recorded {
    if (groups === 1) return dense;
    const [kernel = 1, , inputs = 1, outputs = 1] = dense.shape;
    const own = inputs / groups;
    const picked = this.op('Mul', [dense, this.constant(blockMask(own, outputs, groups), [1, 1, inputs, outputs])], { T: FLOAT }, dense.shape);
    const apart = this.op('Reshape', [picked, this.ints([kernel, kernel, groups, own, outputs])], { T: FLOAT, Tshape: INT }, [kernel, kernel, groups, own, outputs]);
    return this.op('Sum', [apart, this.ints([2])], { T: FLOAT, Tidx: INT, keep_dims: { bool: false } }, [kernel, kernel, own, outputs]);
  }

  /**
   * TensorFlow's CPU kernels have no gradients of dilated convolutions. Taken apart into dilation² interleaved images, a dilated
   * convolution is a dense one; a stride besides is a dense convolution of which every stride-th pixel was kept.
   */
  private dilatedInputGradient(dy: Recorded, weight: Recorded, x: Recorded, spec: ConvSpec): Recorded {
    const plan = this.apart(dy, x, spec);
    const dense = this.op('Conv2DBackpropInput', [this.shapeOf(plan.x), weight, plan.dy], { T: FLOAT, ...convAttributes(plan.spec) }, plan.x.shape);
    return this.op('BatchToSpaceND', [dense, this.ints([spec.dilation, spec.dilation]), plan.paddings], { T: FLOAT, Tblock_shape: INT, Tcrops: INT }, x.shape);
  }

  private dilatedWeightGradient(dy: Recorded, x: Recorded, weight: Recorded, spec: ConvSpec): Recorded {
    const plan = this.apart(dy, x, spec);
    return this.op('Conv2DBackpropFilter', [plan.x, this.ints(weight.shape), plan.dy], { T: FLOAT, ...convAttributes(plan.spec) }, weight.shape);
  }

  /** x and dy of a dilated convolution as those of a dense, unpadded one. */
  private apart(dy: Recorded, x: Recorded, spec: ConvSpec): { x: Recorded; dy: Recorded; paddings: Recorded; spec: ConvSpec } {
    const { dilation, padding, kernel, stride } = spec;
    const [, height = 0, width = 0] = x.shape;
    const extra = (n: number): number => (dilation - ((n + 2 * padding) % dilation)) % dilation;
    const paddings = this.constant(Int32Array.from([padding, padding + extra(height), padding, padding + extra(width)]), [2, 2]);
    const margins = this.constant(Int32Array.from([0, extra(height), 0, extra(width)]), [2, 2]);
    const reach = dilation * (kernel - 1);
    const full = [dy.shape[0] ?? -1, height + 2 * padding - reach, width + 2 * padding - reach, dy.shape[3] ?? 0];
    const spread = stride === 1 ? dy : this.op('StridedSliceGrad', [this.shapeLike(dy, full), ...this.everyNth(stride), dy], EVERY_NTH, full);
    const split = (value: Recorded, pads: Recorded): Recorded => this.op('SpaceToBatchND', [value, this.ints([dilation, dilation]), pads], { T: FLOAT, Tblock_shape: INT, Tpaddings: INT }, [-1, -1, -1, value.shape[3] ?? 0]);
    return { x: split(x, paddings), dy: split(spread, margins), paddings, spec: { kernel, stride: 1, padding: 0, dilation: 1, groups: 1 } };
  }

  /** A shape with the batch of `x`, known only when the graph runs, and given other dimensions. */
  private shapeLike(x: Recorded, shape: readonly number[]): Recorded {
    const batch = this.op('Slice', [this.shapeOf(x), this.ints([0]), this.ints([1])], { T: INT, Index: INT }, [1]);
    return this.op('ConcatV2', [batch, this.ints(shape.slice(1)), this.int(0)], { T: INT, Tidx: INT, N: { int: 2 } }, [4]);
  }

  /**
   * What a convolution reads: oneDNN has no gradients for explicit padding, so zeros are added beforehand wherever TensorFlow's `SAME` would
   * not pad as torch does (at any stride but 1).
   */
  private padded(x: Recorded, spec: ConvSpec): Recorded {
    const { padding: p } = spec;
    return p === 0 || padsAsSame(spec) ? x : this.zeroPadded(x, p);
  }

  private zeroPadded(x: Recorded, p: number): Recorded {
    const key = `${x.tensor}/${p}`;
    const known = this.paddings.get(key);
    if (known !== undefined) return known;
    const [batch = -1, height = 0, width = 0, channels = 0] = x.shape;
    const paddings = this.constant(Int32Array.from([0, 0, p, p, p, p, 0, 0]), [4, 2]);
    const made = this.op('Pad', [x, paddings], { T: FLOAT, Tpaddings: INT }, [batch, height + 2 * p, width + 2 * p, channels]);
    this.paddings.set(key, made);
    return made;
  }

  /** What a gradient of a padded `x` is of `x` itself. */
  private unpadded(gradient: Recorded, x: Recorded, p: number): Recorded {
    return this.op('Slice', [gradient, this.ints([0, p, p, 0]), this.ints([-1, ...x.shape.slice(1)])], { T: FLOAT, Index: INT }, x.shape);
  }

  /** γ/√(variance + ε). */
  private normScale(gamma: Recorded, variance: Recorded, epsilon: number): Recorded {
    const inverse = this.op('Rsqrt', [this.op('AddV2', [variance, this.float(epsilon)], { T: FLOAT }, variance.shape)], { T: FLOAT }, variance.shape);
    return this.op('Mul', [gamma, inverse], { T: FLOAT }, gamma.shape);
  }

  private channelMean(x: Recorded): Recorded {
    return this.op('Mean', [x, this.ints([0, 1, 2])], { T: FLOAT, Tidx: INT, keep_dims: { bool: false } }, x.shape.slice(-1));
  }

  private decayed(name: string, gradient: Recorded, weightDecay: number): Recorded {
    if (weightDecay === 0) return gradient;
    const decay = this.op('Mul', [this.variable(name), this.float(weightDecay)], { T: FLOAT }, gradient.shape);
    return this.op('AddV2', [gradient, decay], { T: FLOAT }, gradient.shape);
  }

  private assign(name: string, value: Recorded): void {
    this.effect('AssignVariableOp', [this.handle(name), value], { dtype: FLOAT });
  }

  private matMul(a: Recorded, b: Recorded, transposeA: boolean, transposeB: boolean, shape: readonly number[]): Recorded {
    return this.op('MatMul', [a, b], { T: FLOAT, transpose_a: { bool: transposeA }, transpose_b: { bool: transposeB } }, shape);
  }

  /** The kernel of a pointwise convolution that passes channels on as they are and adds empty ones: several times as fast as slicing and padding. */
  private identity(inputs: number, outputs: number): Recorded {
    const kernel = Float32Array.from({ length: inputs * outputs }, (_, i) => (Math.floor(i / outputs) === i % outputs ? 1 : 0));
    return this.constant(kernel, [1, 1, inputs, outputs]);
  }

  private everyNth(stride: number): Recorded[] {
    return [this.ints([0, 0, 0, 0]), this.ints([0, 0, 0, 0]), this.ints([1, stride, stride, 1])];
  }

  private shapeOf(x: Recorded): Recorded {
    return this.op('Shape', [x], { T: FLOAT, out_type: INT }, [x.shape.length]);
  }

  private resource(name: string): { handle: string; spec: VariableSpec } {
    const found = this.variables.get(name);
    if (found === undefined) throw new Error(`no variable "${name}"`);
    return found;
  }

  private handle(name: string): Recorded {
    const { handle, spec } = this.resource(name);
    return { tensor: handle, shape: spec.shape };
  }

  private int(value: number): Recorded {
    return this.constant(Int32Array.of(value), []);
  }

  private ints(values: readonly number[]): Recorded {
    return this.constant(Int32Array.from(values), [values.length]);
  }

  private float(value: number): Recorded {
    return this.constant(Float32Array.of(value), []);
  }

  private constant(data: Float32Array | Int32Array, dims: readonly number[]): Recorded {
    const key = `${data.constructor.name}/${dims.join()}/${data.join()}`;
    const known = this.constants.get(key);
    if (known !== undefined) return known;
    const made = this.op('Const', [], { dtype: data instanceof Float32Array ? FLOAT : INT, value: { tensor: data, dims } }, dims);
    this.constants.set(key, made);
    return made;
  }

  private effect(op: string, inputs: readonly Recorded[], attributes: Readonly<Record<string, Attribute>>, after: readonly string[] = []): void {
    this.effects.push(this.graph.node(op, this.named(op), [...inputs.map((v) => v.tensor), ...after.map((node) => `^${node}`)], attributes));
  }

  private op(op: string, inputs: readonly Recorded[], attributes: Readonly<Record<string, Attribute>>, shape: readonly number[]): Recorded {
    return { tensor: this.graph.node(op, this.named(op), inputs.map((v) => v.tensor), attributes), shape };
  }

  private named(op: string): string {
    return `${this.scope}/${op}`;
  }
}

const EVERY_NTH: Readonly<Record<string, Attribute>> = { T: FLOAT, Index: INT, begin_mask: { int: 15 }, end_mask: { int: 15 } };

function output(of: Recorded, index: number, shape: readonly number[]): Recorded {
  return { tensor: `${of.tensor}:${index}`, shape };
}

function batchNormAttributes(epsilon: number): Record<string, Attribute> {
  return { T: FLOAT, U: FLOAT, epsilon: { float: epsilon }, is_training: { bool: true }, data_format: NHWC };
}

function convAttributes(spec: ConvSpec): Record<string, Attribute> {
  const { stride, dilation } = spec;
  return { strides: { ints: [1, stride, stride, 1] }, dilations: { ints: [1, dilation, dilation, 1] }, data_format: NHWC, padding: { text: padsAsSame(spec) ? 'SAME' : 'VALID' } };
}

/** A convolution that reads every stride-th pixel alone. */
function picking(stride: number): ConvSpec {
  return { kernel: 1, stride, padding: 0, dilation: 1, groups: 1 };
}

/** Whether TensorFlow's `SAME` adds just this padding. */
function padsAsSame({ kernel, stride, padding: p, dilation }: ConvSpec): boolean {
  return stride === 1 && p > 0 && 2 * p === dilation * (kernel - 1);
}

function poolAttributes(spec: PoolSpec): Record<string, Attribute> {
  const { kernel, stride } = spec;
  return { ksize: { ints: [1, kernel, kernel, 1] }, strides: { ints: [1, stride, stride, 1] }, data_format: NHWC, ...(spec.padding === 0 ? { padding: { text: 'VALID' } } : explicit(spec.padding)) };
}

/** A pooling of what was padded beforehand. */
function inside({ kernel, stride }: PoolSpec): PoolSpec {
  return { kernel, stride, padding: 0 };
}

function explicit(p: number): Record<string, Attribute> {
  return { padding: { text: 'EXPLICIT' }, explicit_paddings: { ints: [0, 0, p, p, p, p, 0, 0] } };
}

function convShape(x: readonly number[], channels: number, spec: { kernel: number; stride: number; padding: number; dilation: number }): number[] {
  const [batch = -1, height = 0, width = 0] = x;
  const reach = spec.dilation * (spec.kernel - 1) + 1;
  const extent = (n: number): number => Math.floor((n + 2 * spec.padding - reach) / spec.stride) + 1;
  return [batch, extent(height), extent(width), channels];
}
