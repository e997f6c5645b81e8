import { t } from '../../base/l10n';
import { quoted, type Fail } from '../complaint';
import type { WeightFile } from '../file';
import type { MemoryBudget } from '../memory';
import { unpickle } from './pickle';
import { bytesOf, type TorchFile } from './pth';
import { MOST_PICKLED, readTorchPickle, type Storage } from './torch-pickle';

const MAGIC = 0x1950a86a20f9469cfc6cn;
const PROTOCOL = 1001;
/** A storage's count of numbers stands before them. */
const COUNT_BYTES = 8;

/**
 * Opens a file of torch before 1.6, or of `_use_new_zipfile_serialization=False`: pickles of a magic number, the protocol's version, the system's
 * properties, the object, and the storages' keys; then each storage in the order of the keys, its count of numbers (i64) before it.
 * @throws LabError
 */
export async function openLegacy(file: WeightFile, budget: MemoryBudget, fail: Fail): Promise<TorchFile> {
  const head = await file.read(0, Math.min(file.size, MOST_PICKLED));
  const plain = { names: new Map(), fail };
  const magic = unpickle(head, 0, plain);
  if (magic.value !== MAGIC) throw fail(t('a pickle, but none that torch.save wrote'));
  const version = unpickle(head, magic.end, plain);
  if (version.value !== PROTOCOL) throw fail(t("torch's legacy format {0}; only {1} is read", quoted(String(version.value)), PROTOCOL));
  const system = unpickle(head, version.end, plain);
  if (!(system.value instanceof Map) || system.value.get('little_endian') !== true) throw fail(t('it was written on a big-endian machine, whose numbers are not read'), t('Save it as safetensors.'));
  const root = readTorchPickle(head, system.end, fail);
  const keys = unpickle(head, root.end, plain);
  const places = await locate(file, keys, root.storages, fail);
  return {
    root: root.value,
    read: async (storage) => {
      const from = places.get(storage.key);
      if (from === undefined) throw fail(t('it has no storage {0}', quoted(storage.key)));
      budget.spend(bytesOf(storage));
      return (await file.read(from, bytesOf(storage))).buffer;
    },
  };
}

/** Where the numbers of each storage begin. */
async function locate(file: WeightFile, keys: { value: unknown; end: number }, storages: ReadonlyMap<string, Storage>, fail: Fail): Promise<Map<string, number>> {
  const places = new Map<string, number>();
  let at = keys.end;
  for (const key of Array.isArray(keys.value) ? (keys.value as unknown[]) : []) {
    const storage = typeof key === 'string' ? storages.get(key) : undefined;
    const said = Buffer.from((await file.read(at, COUNT_BYTES)).buffer).readBigInt64LE();
    if (storage === undefined || said !== BigInt(storage.count)) throw fail(t('storage {0} has {1} numbers; its pickle speaks of {2}', quoted(String(key)), String(said), storage?.count ?? 0));
    places.set(storage.key, at + COUNT_BYTES);
    at += COUNT_BYTES + bytesOf(storage);
  }
  return places;
}
