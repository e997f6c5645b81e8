import { resolve } from 'node:path';
import { t } from '../base/l10n';
import { stopIfAborted } from '../data/interruption';
import { quoted, unreadable, type Fail } from './complaint';
import { WeightFile } from './file';
import { openLegacy } from './pth/legacy-pth';
import { MemoryBudget } from './memory';
import { NUMBER_TYPES } from './numbers';
import { openZipped, type TorchFile } from './pth/pth';
import { readSafetensors } from './safetensors';
import type { StateDict, StoredTensor } from './state-dict';
import { gather, isContiguous, sizeOf } from './pth/strided';
import { PickledTensor } from './pth/torch-pickle';

/** Where checkpoints keep their weights, the likeliest first; a dict in any of them goes before tensors beside it. */
const WRAPPERS = ['state_dict', 'model_state_dict', 'model', 'net', 'state_dict_ema'];
/** What DataParallel and torch.compile put before each name, and what a LightningModule usually calls the network that it trains. */
const PREFIXES = ['module.', '_orig_mod.', 'model.', 'net.', 'network.', 'backbone.'];
const MOST_TENSORS = 100_000;

/**
 * Reads named tensors from a file of somebody else's: safetensors, or what `torch.save` wrote, in its zip format or the legacy one. The content decides,
 * not the name. Nothing in a file is executed; a name beyond those of weights is refused (`torch-pickle.ts`).
 *
 * Of a checkpoint the dict under `state_dict`, `model_state_dict`, `model`, `net` or `state_dict_ema` is taken, in this order, else its own tensors; `module.`,
 * `_orig_mod.`, `model.` and the like are taken off where all names begin so.
 *
 * Memory: the tensors' bytes are read as they are, those of an optimiser beside them are not, and become 32-bit floats when `values()` is called. Both
 * together take at most 64 MiB and sixteen times the file's size, and never more than 4 GiB (`memory.ts`): weights of 2 GiB in 32-bit floats. On top come a
 * pickle's or a header's objects, at most about 300 MiB, and twice a storage that is compressed, while it is unpacked.
 * @throws LabError that names the file; Interrupted
 */
export async function readStateDict(path: string, { signal }: { signal?: AbortSignal | undefined } = {}): Promise<StateDict> {
  const file = resolve(path);
  const fail = unreadable(file);
  stopIfAborted(signal);
  const read = await WeightFile.use(file, fail, async (opened): Promise<Omit<StateDict, 'file'>> => {
    const head = Buffer.from((await opened.read(0, Math.min(opened.size, 512))).buffer);
    const format = formatOf(head, fail);
    if (format === 'safetensors') return { format, ...(await readSafetensors(file, signal)) };
    const budget = new MemoryBudget(opened.size, fail);
    const torch = format === 'zip' ? await openZipped(opened, budget, fail) : await openLegacy(opened, budget, fail);
    return { format: 'pth', tensors: await storedTensors(torch, budget, fail, signal), metadata: {} };
  });
  return { ...read, tensors: withoutPrefixes(read.tensors), file };
}

function formatOf(head: Buffer, fail: Fail): 'zip' | 'pickle' | 'safetensors' {
  if (head.subarray(0, 2).toString('latin1') === 'PK') return 'zip';
  if (head[0] === 0x80 && (head[1] ?? 0) <= 5 && head[8] !== 0x7b) return 'pickle';
  if (head.length > 8 && head[8] === 0x7b) return 'safetensors';
  const formats = t('.safetensors, and .pth, .pt and .bin as torch.save writes them, are read');
  if (head.subarray(1, 4).toString('latin1') === 'HDF') throw fail(t('it is an HDF5 file; {0}', formats));
  if (head.subarray(257, 262).toString('latin1') === 'ustar') throw fail(t('it is a tar archive, as torch before 0.2 wrote it; {0}', formats));
  if (/^version https:\/\/git-lfs/.test(head.toString('latin1'))) throw fail(t('it is a placeholder of Git LFS'), t('Fetch the file itself: git lfs pull.'));
  if (/^\s*</.test(head.toString('latin1'))) throw fail(t('it is a web page'), t('Download the file again; the server may have answered with a message.'));
  throw fail(t('of no format that is known here; {0}', formats));
}

async function storedTensors(torch: TorchFile, budget: MemoryBudget, fail: Fail, signal: AbortSignal | undefined): Promise<Map<string, StoredTensor>> {
  const tensors = tensorsOf(torch.root, fail);
  for (const { layout } of tensors.values()) budget.spend(4 * sizeOf(layout.shape));
  const buffers = new Map<string, ArrayBuffer>();
  const stored = new Map<string, StoredTensor>();
  for (const [name, tensor] of tensors) {
    stopIfAborted(signal);
    const { key } = tensor.storage;
    const buffer = buffers.get(key) ?? (await torch.read(tensor.storage));
    buffers.set(key, buffer);
    stored.set(name, { shape: tensor.layout.shape, type: tensor.storage.word, values: () => valuesOf(tensor, buffer) });
  }
  return stored;
}

function valuesOf({ storage, layout }: PickledTensor, buffer: ArrayBuffer): Float32Array {
  const { bytes, floats } = NUMBER_TYPES[storage.type];
  const count = sizeOf(layout.shape);
  return isContiguous(layout) ? floats(buffer, layout.offset * bytes, count) : floats(gather(buffer, bytes, layout), 0, count);
}

/** The tensors of a state dict: bare, or of the checkpoint around it. */
function tensorsOf(root: unknown, fail: Fail): Map<string, PickledTensor> {
  if (!(root instanceof Map)) throw fail(t('it holds no dict of tensors'), saveStateDict());
  const inner = WRAPPERS.map((name) => named((root as Map<unknown, unknown>).get(name))).find((found) => found.size > 0);
  const tensors = inner ?? named(root);
  if (tensors.size === 0) {
    const keys = [...root.keys()].filter((key) => typeof key === 'string').slice(0, 10);
    throw fail(t('it holds no dict of tensors; what it has is called {0}', keys.map(quoted).join(', ') || '–'), saveStateDict());
  }
  if (tensors.size > MOST_TENSORS) throw fail(t('it has more than {0} tensors', MOST_TENSORS));
  return tensors;
}

function named(value: unknown): Map<string, PickledTensor> {
  const tensors = new Map<string, PickledTensor>();
  if (!(value instanceof Map)) return tensors;
  for (const [name, tensor] of value as Map<unknown, unknown>) if (typeof name === 'string' && tensor instanceof PickledTensor) tensors.set(name, tensor);
  return tensors;
}

function saveStateDict(): string {
  return t('Save the weights alone: torch.save(model.state_dict(), "weights.pth").');
}

/** Takes off what all names begin with, three times at most: a parallel copy of a compiled model of a moving average. */
function withoutPrefixes(tensors: ReadonlyMap<string, StoredTensor>): ReadonlyMap<string, StoredTensor> {
  let names = [...tensors.keys()];
  for (let round = 0; round < 3; round++) {
    const prefix = PREFIXES.find((start) => names.every((name) => name.startsWith(start) && name.length > start.length));
    if (prefix === undefined) break;
    names = names.map((name) => name.slice(prefix.length));
  }
  return new Map([...tensors.values()].map((tensor, k) => [names[k] ?? '', tensor]));
}
