import { t } from '../../base/l10n';
import type { Fail } from '../complaint';
import type { NumberTypeName } from '../numbers';
import { Inert, Name, Tuple, unpickle, type Call } from './pickle';
import { fits, MOST_DIMENSIONS, type Layout } from './strided';

/** Numbers in a file that tensors are made of. */
export interface Storage {
  readonly key: string;
  /** Torch's word for its type: `HalfStorage`. */
  readonly word: string;
  readonly type: NumberTypeName;
  /** How many numbers it has. */
  readonly count: number;
}

/** A storage, or a part of it that torch before 0.4 made a storage of its own. */
class StoragePart {
  constructor(
    readonly storage: Storage,
    readonly from: number,
    readonly count: number,
  ) {}
}

/** A tensor as a pickle describes it: within its storage. */
export class PickledTensor {
  constructor(
    readonly storage: Storage,
    readonly layout: Layout,
  ) {}
}

/** Bytes that the pickles of a file have at most: those of the weights of ResNet-152 have 150,000. */
export const MOST_PICKLED = 32 * 1024 ** 2;

const STORAGES: ReadonlyMap<string, NumberTypeName> = new Map([
  ['torch.DoubleStorage', 'F64'],
  ['torch.FloatStorage', 'F32'],
  ['torch.HalfStorage', 'F16'],
  ['torch.BFloat16Storage', 'BF16'],
  ['torch.LongStorage', 'I64'],
  ['torch.IntStorage', 'I32'],
  ['torch.ShortStorage', 'I16'],
  ['torch.CharStorage', 'I8'],
  ['torch.ByteStorage', 'U8'],
  ['torch.BoolStorage', 'BOOL'],
  ['torch.storage.UntypedStorage', 'U8'],
]);

/** What lies beside the weights in checkpoints: counters, scores, options, states of optimisers and schedules. Data only, and forgotten. */
const FORGOTTEN = [
  ...['__builtin__', 'builtins'].flatMap((module) => ['set', 'frozenset', 'complex', 'bytearray', 'dict', 'list', 'tuple', 'int', 'float', 'bool', 'str'].map((name) => `${module}.${name}`)),
  '_codecs.encode',
  'argparse.Namespace',
  'collections.Counter',
  'collections.defaultdict',
  ...['numpy.core', 'numpy._core'].flatMap((module) => [`${module}.multiarray.scalar`, `${module}.multiarray._reconstruct`]),
  'numpy.dtype',
  'numpy.ndarray',
  'torch.Size',
  'torch.device',
  ...['float64', 'float32', 'float16', 'bfloat16', 'int64', 'int32', 'int16', 'int8', 'uint8', 'bool'].map((name) => `torch.${name}`),
];

/** What a pickle of torch's holds. */
export interface TorchPickle {
  readonly value: unknown;
  /** By their keys. */
  readonly storages: ReadonlyMap<string, Storage>;
  /** The byte after it. */
  readonly end: number;
}

/** Reads a pickle of torch's, from byte `start` on. @throws LabError, for names beyond those of weights as well */
export function readTorchPickle(bytes: Uint8Array, start: number, fail: Fail): TorchPickle {
  const damaged = (): Error => fail(t('what its pickle says of a tensor makes no sense'));
  const rebuild: Call = ([part, offset, shape, stride]) => {
    if (!(part instanceof StoragePart) || !isCount(offset) || !isCounts(shape) || !isCounts(stride) || shape.items.length !== stride.items.length) throw damaged();
    const layout = { offset, shape: shape.items, stride: stride.items };
    if (!fits(layout, part.count)) throw fail(t('a tensor of shape [{0}] leaves its storage of {1} numbers', layout.shape.join(', '), part.count));
    return new PickledTensor(part.storage, { ...layout, offset: part.from + offset });
  };
  const parameter: Call = ([tensor]) => {
    if (!(tensor instanceof PickledTensor)) throw damaged();
    return tensor;
  };
  const names = new Map<string, Call>([
    ['collections.OrderedDict', (args, spend) => orderedDict(args, spend) ?? raise(damaged())],
    ['torch._utils._rebuild_tensor', rebuild],
    ['torch._utils._rebuild_tensor_v2', rebuild],
    ['torch._utils._rebuild_parameter', parameter],
    ['torch._utils._rebuild_parameter_with_state', parameter],
    ...[...STORAGES.keys()].map((name): [string, Call] => [name, () => raise(damaged())]),
    ...FORGOTTEN.map((name): [string, Call] => [name, () => new Inert(name)]),
  ]);
  const storages = new Map<string, Storage>();
  const persistent = (id: unknown): StoragePart => {
    const part = storageOf(id, fail);
    const { key, type, count } = part.storage;
    const known = storages.get(key) ?? part.storage;
    if (known.type !== type || known.count !== count) throw fail(t('what its pickle says of a storage makes no sense'));
    storages.set(key, known);
    return part;
  };
  return { ...unpickle(bytes, start, { names, fail, persistent }), storages };
}

/** `('storage', type, key, device, count)`; the legacy format adds `(key, from, count)` where it is a part of the storage. */
function storageOf(id: unknown, fail: Fail): StoragePart {
  const [kind, type, key, , count, view = null] = id instanceof Tuple ? id.items : [];
  const name = type instanceof Name ? type.name : '';
  const found = STORAGES.get(name);
  const [, from, part] = view instanceof Tuple ? view.items : [undefined, 0, count];
  if (kind !== 'storage' || found === undefined || typeof key !== 'string' || !isCount(count) || !isCount(from) || !isCount(part) || from + part > count) {
    throw fail(t('what its pickle says of a storage makes no sense'));
  }
  return new StoragePart({ key, type: found, word: name.slice(name.lastIndexOf('.') + 1), count }, from, part);
}

/** From nothing, or from a list of pairs as Python 2 wrote it. */
function orderedDict([pairs]: readonly unknown[], spend: (steps: number) => void): Map<unknown, unknown> | undefined {
  const made = new Map<unknown, unknown>();
  if (pairs === undefined) return made;
  if (!Array.isArray(pairs)) return undefined;
  spend(pairs.length);
  for (const pair of pairs as unknown[]) {
    const items = pair instanceof Tuple ? pair.items : pair;
    if (!Array.isArray(items)) return undefined;
    const [key, value] = items as unknown[];
    made.set(key, value);
  }
  return made;
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

/** A tuple of as many sizes as a tensor may have. */
function isCounts(value: unknown): value is Tuple & { readonly items: readonly number[] } {
  return value instanceof Tuple && value.items.length <= MOST_DIMENSIONS && value.items.every(isCount);
}

function raise(error: Error): never {
  throw error;
}
