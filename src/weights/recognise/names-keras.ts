import { t } from '../../base/l10n';
import { BATCH_NORM } from '../../network/forward';
import { toTorch } from '../../network/layout';
import type { Variant } from '../../resnet/graph';
import { Gathering, type Renamed, type RenamedTensor } from './our-names';
import type { StateDict, StoredTensor } from '../state-dict';

/** What keras.applications' networks add to the variance. */
const KERAS_EPSILON = 1.001e-5;

/** Keras' names of a layer's tensors, and torch's. */
const ROLES: ReadonlyMap<string, string> = new Map([['kernel', 'weight'], ['bias', 'bias'], ['gamma', 'weight'], ['beta', 'bias'], ['moving_mean', 'running_mean'], ['moving_variance', 'running_var']]);
const NORM_ROLES: readonly string[] = ['gamma', 'beta', 'moving_mean', 'moving_variance'];

/** Whether the names are Keras': `…/kernel`. */
export function isKeras(names: Iterable<string>): boolean {
  for (const name of names) if (/\/(kernel|gamma)$/.test(name)) return true;
  return false;
}

/**
 * Tensors of keras.applications' ResNet50, 101 and 152 and their second versions, or of a LayersModel that this program has written (its layers are
 * named as ours). Kernels are brought from HWIO and [in, out] to torch's layout. @throws LabError
 */
export function renameKeras(dict: StateDict): Renamed {
  const variant = kerasVariant(dict.tensors.keys());
  const gathering = new Gathering(dict.file);
  const passedOver: string[] = [];
  for (const [from, tensor] of dict.tensors) {
    const [layer = '', role = ''] = from.split('/').slice(-2);
    // The padding of a shortcut is written as a conv that passes channels on.
    if (variant === undefined && layer.endsWith('.shortcut') && role === 'kernel') passedOver.push(from);
    else gathering.add(`${variant === undefined ? layer : ourLayer(layer, variant)}.${ROLES.get(role) ?? role}`, inTorchLayout(from, tensor, role));
  }
  if (variant === undefined) return { scheme: 'torchvision', tensors: gathering.tensors, passedOver, fixed: {}, remarks: [], theirs: (name) => theirName(name, undefined) };
  const remarks = [t('The ε that Keras adds to a variance ({0}) is {1} here: the difference went into the variances.', KERAS_EPSILON, BATCH_NORM.epsilon)];
  adaptNorms(gathering.tensors);
  if (variant === 'keras') {
    foldBiases(gathering.tensors);
    turnChannels(gathering.tensors);
    remarks.push(t('The biases of its convs went into the means of the batch norms behind them, and its first conv, which reads blue, green and red, was turned to red, green and blue.'));
  }
  const order = variant === 'keras' ? 'original' : 'full-preact';
  return { scheme: variant, tensors: gathering.tensors, passedOver, fixed: { order, variant }, remarks, theirs: (name) => theirName(name, variant) };
}

/** By names that only Keras' networks have; undefined for layers named as ours. */
function kerasVariant(names: Iterable<string>): Variant | undefined {
  let found: Variant | undefined;
  for (const name of names) {
    if (/(^|\/)(post_bn|conv\d_block\d+_preact_bn)\//.test(name)) return 'keras-v2';
    if (/(^|\/)(conv1_(conv|bn)|conv\d_block\d+_\d_(conv|bn)|predictions)\//.test(name)) found = 'keras';
  }
  return found;
}

function ourLayer(layer: string, variant: Variant): string {
  const unit = /^conv(\d)_block(\d{1,5})_(preact|\d)_(conv|bn)$/.exec(layer);
  if (unit !== null) {
    const [, stage = '', block = '', place = '', kind = ''] = unit;
    const scope = `layer${Number(stage) - 1}.${Number(block) - 1}`;
    if (place === '0') return `${scope}.downsample.${kind === 'conv' ? 0 : 1}`;
    if (place === 'preact') return `${scope}.bn1`;
    return `${scope}.${kind}${Number(place) + (kind === 'bn' && variant === 'keras-v2' ? 1 : 0)}`;
  }
  return OUTSIDE.find(([theirs]) => theirs === layer)?.[1] ?? layer;
}

/** Layers outside the stages. */
const OUTSIDE: readonly (readonly [theirs: string, ours: string])[] = [['conv1_conv', 'conv1'], ['conv1_bn', 'bn1'], ['post_bn', 'head.bn1'], ['predictions', 'fc']];

function theirName(name: string, variant: Variant | undefined): string {
  const layer = name.slice(0, name.lastIndexOf('.'));
  const role = name.slice(layer.length + 1);
  const isNorm = /(bn\d+|downsample\.1)$/.test(layer);
  const [theirRole = role] = [...ROLES].find(([key, ours]) => ours === role && isNorm === NORM_ROLES.includes(key)) ?? [];
  return `${variant === undefined ? layer : theirLayer(layer, variant)}/${theirRole}`;
}

function theirLayer(layer: string, variant: Variant): string {
  const unit = /^layer(\d+)\.(\d+)\.(?:(conv|bn)(\d+)|downsample\.(\d))$/.exec(layer);
  if (unit === null) return OUTSIDE.find(([, ours]) => ours === layer)?.[0] ?? layer;
  const [, stage = '', block = '', kind, number, projected] = unit;
  const scope = `conv${Number(stage) + 1}_block${Number(block) + 1}`;
  if (kind === undefined) return `${scope}_0_${projected === '0' ? 'conv' : 'bn'}`;
  const place = Number(number) - (kind === 'bn' && variant === 'keras-v2' ? 1 : 0);
  return place === 0 ? `${scope}_preact_bn` : `${scope}_${place}_${kind}`;
}

function inTorchLayout(from: string, tensor: StoredTensor, role: string): RenamedTensor {
  const { shape } = tensor;
  const [h = 0, w = 0, i = 0, o = 0] = shape;
  if (role === 'kernel' && shape.length === 4) return transposed(from, tensor, 'conv-weight', [o, i, h, w]);
  if (role === 'kernel' && shape.length === 2) return transposed(from, tensor, 'fc-weight', [w, h]);
  return { from, shape, values: () => tensor.values() };
}

function transposed(from: string, tensor: StoredTensor, role: 'conv-weight' | 'fc-weight', shape: readonly number[]): RenamedTensor {
  return { from, shape, values: () => toTorch({ role, shape }, tensor.values()) };
}

/** The same normalisation with our ε: σ² + 1.001e-5 = (σ² + 1e-8) + 1e-5. */
function adaptNorms(tensors: Map<string, RenamedTensor>): void {
  for (const [name, tensor] of tensors) {
    if (name.endsWith('.running_var')) tensors.set(name, { ...tensor, values: () => tensor.values().map((v) => v + (KERAS_EPSILON - BATCH_NORM.epsilon)) });
  }
}

/** A conv's bias moves what the batch norm behind it sees, and so its mean: (x + b) − μ = x − (μ − b). */
function foldBiases(tensors: Map<string, RenamedTensor>): void {
  for (const [name, bias] of tensors) {
    const conv = /^(.*)(conv(\d+)|downsample\.0)\.bias$/.exec(name);
    if (conv === null) continue;
    const [, scope = '', , number] = conv;
    const meanName = `${scope}${number === undefined ? 'downsample.1' : `bn${number}`}.running_mean`;
    const mean = tensors.get(meanName);
    if (mean?.shape.join() !== bias.shape.join()) continue;
    tensors.delete(name);
    tensors.set(meanName, {
      ...mean,
      values: () => {
        const shift = bias.values();
        return mean.values().map((m, c) => m - (shift[c] ?? 0));
      },
    });
  }
}

/** The first conv of a network that reads BGR as one that reads RGB. */
function turnChannels(tensors: Map<string, RenamedTensor>): void {
  const conv = tensors.get('conv1.weight');
  if (conv === undefined || conv.shape.length !== 4 || conv.shape[1] !== 3) return;
  const area = (conv.shape[2] ?? 0) * (conv.shape[3] ?? 0);
  const turned = (values: Float32Array): Float32Array =>
    values.map((_, at) => {
      const channel = Math.floor(at / area) % 3;
      return values[at + (2 - 2 * channel) * area] ?? NaN;
    });
  tensors.set('conv1.weight', { ...conv, values: () => turned(conv.values()) });
}
