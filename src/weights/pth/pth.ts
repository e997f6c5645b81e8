import { t } from '../../base/l10n';
import { quoted, type Fail } from '../complaint';
import type { WeightFile } from '../file';
import type { MemoryBudget } from '../memory';
import { NUMBER_TYPES } from '../numbers';
import { MOST_PICKLED, readTorchPickle, type Storage } from './torch-pickle';
import { ZipArchive } from './zip-archive';

/** What `torch.save` wrote: the object, with tensors in it, and their storages, read as they are asked for. */
export interface TorchFile {
  readonly root: unknown;
  /** The bytes of a storage. @throws LabError where the file has none of this size */
  read(storage: Storage): Promise<ArrayBuffer>;
}

/** Bytes that a storage takes. */
export function bytesOf({ type, count }: Storage): number {
  return NUMBER_TYPES[type].bytes * count;
}

/** Opens a file in torch's zip format (since 1.6): `<name>/data.pkl` with the pickle, `<name>/data/<key>` with the storages. @throws LabError */
export async function openZipped(file: WeightFile, budget: MemoryBudget, fail: Fail): Promise<TorchFile> {
  const archive = await ZipArchive.open(file, fail);
  const folder = folderOf(archive, fail);
  await checkByteOrder(archive, folder, fail);
  const size = archive.size(`${folder}data.pkl`) ?? 0;
  if (size > MOST_PICKLED) throw fail(t('its pickle has {0} bytes; {1} are read', size, MOST_PICKLED));
  const { value: root } = readTorchPickle(await archive.read(`${folder}data.pkl`), 0, fail);
  return {
    root,
    read: async (storage) => {
      const name = `${folder}data/${storage.key}`;
      const bytes = bytesOf(storage);
      const found = archive.size(name) ?? 0;
      if (found !== bytes) throw fail(t('storage {0} has {1} bytes; its pickle speaks of {2}', quoted(storage.key), found, bytes));
      budget.spend(bytes);
      return bytes === 0 ? new ArrayBuffer(0) : (await archive.read(name)).buffer;
    },
  };
}

/** The one folder that `data.pkl` lies in, with its slash. */
function folderOf(archive: ZipArchive, fail: Fail): string {
  const folders = archive.names.filter((name) => /^[^/]+\/data\.pkl$/.test(name)).map((name) => name.slice(0, -'data.pkl'.length));
  const [folder] = folders;
  if (folder === undefined || folders.length > 1) throw fail(t('a zip archive, but none that torch.save wrote: it has {0} files data.pkl', folders.length));
  if (archive.names.includes(`${folder}constants.pkl`)) throw fail(t('it holds a TorchScript program'), t('Save the weights alone: torch.save(model.state_dict(), "weights.pth").'));
  return folder;
}

/** Files from before torch 2.0 do not say; they are little-endian. */
async function checkByteOrder(archive: ZipArchive, folder: string, fail: Fail): Promise<void> {
  const name = `${folder}byteorder`;
  const size = archive.size(name);
  if (size === undefined) return;
  const order = size <= 16 ? Buffer.from(await archive.read(name)).toString('latin1') : '';
  if (order !== 'little') throw fail(t('it was written on a big-endian machine, whose numbers are not read'), t('Save it as safetensors.'));
}
