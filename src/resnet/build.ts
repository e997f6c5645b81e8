import { inputError } from '../base/errors';
import { t } from '../base/l10n';
import { architectureNamed, type Architecture } from './catalogue';
import { convCount, parseOrder, unitTokens, type Order, type Token } from './order';
import type { ConvGeometry, Graph, ImageSize, Layer, NetworkOptions, ParameterSpec, PoolGeometry, ResolvedOptions, Variant } from './graph';

/** Spells an architecture out. Follows torchvision's `ResNet` layer by layer where the order is `original`. @throws LabError on options that do not go together. */
export function buildGraph(options: NetworkOptions): Graph {
  const architecture = architectureNamed(options.architecture);
  const order = parseOrder(options.order ?? architecture.order);
  const resolved = resolveOptions(architecture, options);
  checkTogether(architecture, order, resolved);
  const builder = new GraphBuilder(architecture, order, resolved);
  return { architecture, order, options: resolved, layers: builder.build() };
}

function resolveOptions(architecture: Architecture, options: NetworkOptions): ResolvedOptions {
  return {
    input: options.input ?? architecture.input,
    classes: options.classes ?? architecture.classes,
    zeroInitResidual: options.zeroInitResidual ?? false,
    groups: options.groups ?? architecture.groups,
    widthPerGroup: options.widthPerGroup ?? architecture.widthPerGroup,
    replaceStrideWithDilation: options.replaceStrideWithDilation ?? [false, false, false],
    shortcut: options.shortcut ?? architecture.shortcut,
    ...(options.variant && { variant: options.variant }),
  };
}

function checkTogether(architecture: Architecture, order: Order, options: ResolvedOptions): void {
  const basic = architecture.unit === 'basic';
  const { input, classes, groups, widthPerGroup } = options;
  const whole = (value: number, name: string, most: number): void => {
    if (!Number.isInteger(value) || value < 1 || value > most) throw inputError(t('{0} is {1}; expected a whole number from 1 to {2}.', name, value, most));
  };
  whole(input.height, t('input height'), 4096);
  whole(input.width, t('input width'), 4096);
  whole(input.channels, t('input channels'), 64);
  whole(classes, t('classes'), 100_000);
  whole(groups, 'groups', 512);
  whole(widthPerGroup, 'widthPerGroup', 1024);
  if (basic && (groups !== 1 || widthPerGroup !== 64)) {
    throw inputError(t('{0} is made of basic units, which take groups 1 and widthPerGroup 64 only (as in torchvision).', architecture.name), { mend: t('Choose a bottleneck architecture such as resnet50.') });
  }
  if (options.replaceStrideWithDilation.some(Boolean) && (basic || architecture.family === 'cifar')) {
    throw inputError(t('{0} cannot dilate: replaceStrideWithDilation needs bottleneck units and four stages (as in torchvision).', architecture.name), { mend: t('Choose resnet50 or deeper.') });
  }
  if (!basic && convCount(order) > 3) {
    throw inputError(t('order "{0}" has {1} convs; a bottleneck unit of {2} has three.', order.text, convCount(order), architecture.name), { mend: t('Write two convs (the part between them repeats) or three.') });
  }
  for (const planes of architecture.planes) {
    const width = bottleneckWidth(planes, options);
    if (!basic && width < 1) throw inputError(t('widthPerGroup {0} leaves the units of {1} without channels.', widthPerGroup, architecture.name), { mend: t('Choose a larger one.') });
    if (!basic && width % groups !== 0) throw inputError(t('groups {0} do not divide the {1} channels of a unit.', groups, width));
  }
  if (options.zeroInitResidual && !order.beforeAdd.includes('bn')) {
    throw inputError(t('zeroInitResidual starts the last bn of each branch at zero, but order "{0}" has no bn between its last conv and the addition.', order.name), { mend: t('Leave it out, or choose an order such as original.') });
  }
  if (options.variant !== undefined) checkVariant(options.variant, architecture, order, options);
}

/** The order that Keras' networks of each kind have. */
const VARIANT_ORDERS: Readonly<Record<Variant, string>> = { keras: 'original', 'keras-v2': 'full-preact' };

function checkVariant(variant: Variant, architecture: Architecture, order: Order, { shortcut, replaceStrideWithDilation }: ResolvedOptions): void {
  if (architecture.unit === 'basic' || architecture.family === 'cifar') {
    throw inputError(t('{0} has no variant "{1}": Keras has bottleneck networks of four stages only.', architecture.name, variant), { mend: t('Choose resnet50 or deeper.') });
  }
  if (order.name !== VARIANT_ORDERS[variant]) throw inputError(t('variant "{0}" goes with the order {1}, not with {2}.', variant, VARIANT_ORDERS[variant], order.name));
  if (shortcut !== 'B' || replaceStrideWithDilation.some(Boolean)) throw inputError(t('variant "{0}" goes with shortcut B and without dilation.', variant));
}

/** torchvision's `Bottleneck`: int(planes · base_width / 64) · groups. */
function bottleneckWidth(planes: number, options: ResolvedOptions): number {
  return Math.floor(planes * (options.widthPerGroup / 64)) * options.groups;
}

/** Where a residual unit stands and what it does to the shape. */
interface UnitPlace {
  readonly name: string;
  readonly stage: string;
  readonly planes: number;
  readonly stride: number;
  readonly dilation: number;
  readonly first: boolean;
}

/** Counts names within a unit: conv1, conv2; bn1, bn2; relu, relu_1 (as torchvision's feature extractor names a module used again). */
class Names {
  private readonly used = new Map<string, number>();
  constructor(private readonly scope: string) {}
  numbered(token: string): string {
    return `${this.scope}${token}${this.next(token) + 1}`;
  }
  repeated(token: string): string {
    const n = this.next(token);
    return n === 0 ? `${this.scope}${token}` : `${this.scope}${token}_${n}`;
  }
  private next(token: string): number {
    const n = this.used.get(token) ?? 0;
    this.used.set(token, n + 1);
    return n;
  }
}

class GraphBuilder {
  private readonly layers: Layer[] = [];
  private stage = 'input';
  private unit: string | undefined;

  constructor(
    private readonly architecture: Architecture,
    private readonly order: Order,
    private readonly options: ResolvedOptions,
  ) {}

  build(): Layer[] {
    const { order, options } = this;
    let x = this.push({ kind: 'input', name: 'input', inputs: [], output: options.input, parameters: [] });
    this.stage = 'conv1';
    x = this.stem(x);
    x = this.stages(x);
    x = this.sequence(x, order.prefix, new Names('head.'));
    this.unit = undefined;
    this.stage = 'average pool';
    const channels = this.size(x).channels;
    x = this.push({ kind: 'avgpool', name: 'avgpool', inputs: [x], output: { height: 1, width: 1, channels }, parameters: [] });
    this.stage = 'fc';
    const classes = { height: 1, width: 1, channels: options.classes };
    x = this.push({ kind: 'fc', name: 'fc', inputs: [x], output: classes, parameters: fcParameters('fc', channels, options.classes) });
    this.stage = 'softmax';
    this.push({ kind: 'softmax', name: 'softmax', inputs: [x], output: classes, parameters: [] });
    return this.layers;
  }

  /** Whether a stage strides in its last unit. */
  private get lateStride(): boolean {
    return this.options.variant === 'keras-v2';
  }

  /** A conv, then bn and relu (no bn where the order has none); only the conv where units pre-activate. */
  private stem(input: number): number {
    const { order, architecture } = this;
    const imagenet = architecture.family === 'imagenet';
    const names = new Names('');
    const geometry = imagenet ? { kernel: 7, stride: 2, padding: 3, dilation: 1, groups: 1 } : { kernel: 3, stride: 1, padding: 1, dilation: 1, groups: 1 };
    const normed = order.prefix.length === 0;
    let x = this.conv(input, names.numbered('conv'), architecture.planes[0] ?? 64, geometry, normed);
    if (normed) x = this.sequence(x, order.hasBatchNorm ? ['bn', 'relu'] : ['relu'], names);
    if (!imagenet) return x;
    this.stage = 'conv2_x';
    return this.maxpool(x, 'maxpool', { kernel: 3, stride: 2, padding: 1, ...(this.lateStride && { zeros: true }) });
  }

  /** The stages of units; the stride and dilation of each unit as torchvision's `_make_layer`, or as Keras' `stack_residual_blocks_v2`. */
  private stages(input: number): number {
    const { architecture, options } = this;
    let x = input;
    let dilation = 1;
    architecture.planes.forEach((planes, s) => {
      this.stage = `conv${s + 2}_x`;
      let stride = s === 0 ? 1 : 2;
      const previous = dilation;
      if (s > 0 && options.replaceStrideWithDilation[s - 1] === true) {
        dilation *= stride;
        stride = 1;
      }
      const units = architecture.units[s] ?? 0;
      const striding = this.lateStride ? units - 1 : 0;
      if (this.lateStride) stride = s < architecture.planes.length - 1 ? 2 : 1;
      for (let i = 0; i < units; i++) {
        x = this.residualUnit(x, { name: `layer${s + 1}.${i}`, stage: this.stage, planes, stride: i === striding ? stride : 1, dilation: i === 0 ? previous : dilation, first: s === 0 && i === 0 });
      }
    });
    this.unit = undefined;
    return x;
  }

  private residualUnit(input: number, place: UnitPlace): number {
    this.unit = place.name;
    const { order } = this;
    const names = new Names(`${place.name}.`);
    const convs = this.unitConvs(place);
    const out = convs[convs.length - 1]?.channels ?? 0;
    const from = this.size(input);
    const changesShape = place.stride !== 1 || from.channels !== out;
    let x = this.sequence(input, order.prefix, names);
    const thins = this.lateStride && from.channels === out;
    const shortcutFrom = (changesShape || place.first) && !thins ? x : input;
    const zeroGamma = this.options.zeroInitResidual ? this.lastBranchNorm(place, convs.length) : undefined;
    let conv = 0;
    for (const token of unitTokens(order, convs.length).slice(order.prefix.length)) {
      if (token === 'add') x = this.add(x, this.shortcut(shortcutFrom, place, out, changesShape), names);
      else if (token === 'conv') {
        const { channels, geometry } = convs[conv++] ?? { channels: 0, geometry: POINTWISE };
        x = this.conv(x, names.numbered('conv'), channels, geometry, conv < convs.length);
      } else x = this.token(x, token, names, zeroGamma);
    }
    return x;
  }

  /** Output channels and geometry of a unit's convs (torchvision's `BasicBlock` and `Bottleneck`, stride on the 3×3; Keras' first networks on the first 1×1). */
  private unitConvs(place: UnitPlace): { channels: number; geometry: ConvGeometry }[] {
    const { architecture, options, order } = this;
    const square = (stride: number, dilation: number, groups: number): ConvGeometry => ({ kernel: 3, stride, padding: dilation, dilation, groups });
    if (architecture.unit === 'basic') {
      return Array.from({ length: convCount(order) }, (_, i) => ({ channels: place.planes, geometry: square(i === 0 ? place.stride : 1, 1, 1) }));
    }
    const width = bottleneckWidth(place.planes, options);
    const [first, second] = options.variant === 'keras' ? [place.stride, 1] : [1, place.stride];
    return [
      { channels: width, geometry: { ...POINTWISE, stride: first } },
      { channels: width, geometry: square(second, place.dilation, options.groups) },
      { channels: place.planes * 4, geometry: POINTWISE },
    ];
  }

  /**
   * Identity where nothing changes; else option A's padding or a projection. A projection is normalised exactly where the branch is:
   * where a bn stands between the last conv and the addition (torchvision's `downsample`; none in He 2016's pre-activation code).
   */
  private shortcut(input: number, place: UnitPlace, channels: number, changesShape: boolean): number {
    const { shortcut } = this.options;
    if (!changesShape && shortcut !== 'C') return input;
    const { height, width, channels: before } = this.size(input);
    if (shortcut === 'A' || (this.lateStride && before === channels)) {
      const output = { height: strided(height, place.stride), width: strided(width, place.stride), channels };
      return this.push({ kind: 'pad-shortcut', name: `${place.name}.shortcut`, stride: place.stride, added: channels - before, inputs: [input], output, parameters: [] });
    }
    const normed = this.order.beforeAdd.includes('bn');
    const x = this.conv(input, `${place.name}.downsample.0`, channels, { ...POINTWISE, stride: place.stride }, normed);
    return normed ? this.bn(x, `${place.name}.downsample.1`, false) : x;
  }

  private sequence(input: number, tokens: readonly Token[], names: Names): number {
    return tokens.reduce((x, token) => this.token(x, token, names), input);
  }

  private token(x: number, token: Token, names: Names, zeroGamma?: string): number {
    if (token === 'relu') return this.push({ kind: 'relu', name: names.repeated('relu'), inputs: [x], output: this.size(x), parameters: [] });
    const name = names.numbered('bn');
    return this.bn(x, name, name === zeroGamma);
  }

  /** The name of the branch's last bn before the addition. */
  private lastBranchNorm(place: UnitPlace, convs: number): string {
    const tokens = unitTokens(this.order, convs);
    const count = tokens.slice(0, tokens.indexOf('add')).filter((token) => token === 'bn').length;
    return `${place.name}.bn${count}`;
  }

  /** `normed`: whether a bn follows, before which Keras leaves out the bias. */
  private conv(input: number, name: string, channels: number, geometry: ConvGeometry, normed: boolean): number {
    const from = this.size(input);
    const { kernel, stride, padding, dilation, groups } = geometry;
    const reach = dilation * (kernel - 1) + 1;
    const extent = (n: number): number => {
      const out = Math.floor((n + 2 * padding - reach) / stride) + 1;
      if (out < 1) throw inputError(t('{0}: the input of {1}×{2} is too small for its {3}×{3} kernel.', name, from.height, from.width, kernel), { mend: t('Use larger images or a shallower architecture.') });
      return out;
    };
    const bias = !this.order.hasBatchNorm || (this.lateStride && !normed);
    const weight: ParameterSpec = { name: `${name}.weight`, role: 'conv-weight', shape: [channels, from.channels / groups, kernel, kernel], init: { kind: 'kaiming-normal', fanOut: channels * kernel * kernel }, trainable: true };
    const parameters = bias ? [weight, constant(`${name}.bias`, 'bias', channels, 0, true)] : [weight];
    return this.push({ kind: 'conv', name, geometry, bias, inputs: [input], output: { height: extent(from.height), width: extent(from.width), channels }, parameters });
  }

  private bn(input: number, name: string, zeroGamma: boolean): number {
    const output = this.size(input);
    const c = output.channels;
    const parameters = [
      constant(`${name}.weight`, 'gamma', c, zeroGamma ? 0 : 1, true),
      constant(`${name}.bias`, 'beta', c, 0, true),
      constant(`${name}.running_mean`, 'running-mean', c, 0, false),
      constant(`${name}.running_var`, 'running-variance', c, 1, false),
    ];
    return this.push({ kind: 'bn', name, inputs: [input], output, parameters });
  }

  private maxpool(input: number, name: string, geometry: PoolGeometry): number {
    const { height, width, channels } = this.size(input);
    const extent = (n: number): number => Math.floor((n + 2 * geometry.padding - geometry.kernel) / geometry.stride) + 1;
    return this.push({ kind: 'maxpool', name, geometry, inputs: [input], output: { height: extent(height), width: extent(width), channels }, parameters: [] });
  }

  private add(branch: number, shortcut: number, names: Names): number {
    return this.push({ kind: 'add', name: names.repeated('add'), inputs: [branch, shortcut], output: this.size(branch), parameters: [] });
  }

  private size(index: number): ImageSize {
    const layer = this.layers[index];
    if (layer === undefined) throw new Error(`no layer ${index}`);
    return layer.output;
  }

  private push(layer: DistributiveOmit<Layer, 'stage' | 'unit'>): number {
    const placed = this.unit === undefined ? { ...layer, stage: this.stage } : { ...layer, stage: this.stage, unit: this.unit };
    return this.layers.push(placed) - 1;
  }
}

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

const POINTWISE: ConvGeometry = { kernel: 1, stride: 1, padding: 0, dilation: 1, groups: 1 };

function strided(n: number, stride: number): number {
  return Math.ceil(n / stride);
}

function constant(name: string, role: ParameterSpec['role'], channels: number, value: number, trainable: boolean): ParameterSpec {
  return { name, role, shape: [channels], init: { kind: 'constant', value }, trainable };
}

function fcParameters(name: string, from: number, to: number): ParameterSpec[] {
  const init = { kind: 'linear', fanIn: from } as const;
  return [
    { name: `${name}.weight`, role: 'fc-weight', shape: [to, from], init, trainable: true },
    { name: `${name}.bias`, role: 'bias', shape: [to], init, trainable: true },
  ];
}
