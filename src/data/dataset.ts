import { stat } from 'node:fs/promises';
import path from 'node:path';
import { acquireNamed, datasetFolder, namedPresent, type AcquireOptions } from './acquire';
import { datasetName, DATASETS, isDatasetName, type DatasetName } from './catalogue';
import { cifar100Layout, cifar10Layout, readCifar } from './cifar';
import { openFolder } from './folder';
import { readIdxSplit } from './idx';
import { scanFolder } from './scan';
import { generateShapes } from './shapes';
import type { ImageShape, Split } from './split';

export { DATASETS, type DatasetName } from './catalogue';
export type { Progress } from './progress';
export type { ImageShape, Split } from './split';

/** Labelled images to train on and to test on. */
export interface Dataset {
  readonly name: string;
  readonly classes: readonly string[];
  readonly shape: ImageShape;
  readonly train: Split;
  readonly test: Split;
  /** Where it came from: "Debian package", "official download", a folder's path, "generated". `sourceInWords` says it to people. */
  readonly source: string;
  /** What the user should know: broken images skipped, empty classes. May grow while a large folder is being read. */
  readonly notices: readonly string[];
}

export interface DataOptions extends AcquireOptions {
  /** Of a folder: side of the square that images are brought to, in pixels (default 32). */
  size?: number | undefined;
  /** Of a folder: bytes of decoded images kept in memory (default 512 MiB). */
  memoryLimit?: number | undefined;
}

const folderPrefix = 'folder:';

/** The path in `folder:PATH`; undefined where the spec is a name. */
function folderOf(spec: string): string | undefined {
  return spec.startsWith(folderPrefix) ? spec.slice(folderPrefix.length) : undefined;
}

/**
 * Opens a data set by its name in `DATASETS` or as `folder:PATH`, after getting its files where they are not in the cache.
 * Memory: the uint8 pixels of both splits (Fashion-MNIST 55 MB, CIFAR 184 MB and for a moment twice that); folders see `openFolder`.
 * @throws LabError for an unknown name, files that can't be had or are damaged; Interrupted
 */
export async function openDataset(spec: string, options: DataOptions): Promise<Dataset> {
  const folder = folderOf(spec);
  if (folder !== undefined) return openFolder(folder, options);
  const name = datasetName(spec);
  const { source } = await acquireNamed(name, options);
  const { classes, shape } = DATASETS[name];
  return { name, classes, shape, ...(await readSplits(name, options)), source, notices: [] };
}

async function readSplits(name: DatasetName, { cache, signal }: DataOptions): Promise<{ train: Split; test: Split }> {
  const { shape, classes, files, images } = DATASETS[name];
  const folder = datasetFolder(name, cache);
  const archive = path.join(folder, files[0]?.name ?? '');
  switch (name) {
    case 'fashion-mnist':
    case 'mnist': {
      const read = (part: string): Promise<Split> =>
        readIdxSplit(path.join(folder, `${part}-images-idx3-ubyte.gz`), path.join(folder, `${part}-labels-idx1-ubyte.gz`), shape, classes.length);
      const [train, test] = await Promise.all([read('train'), read('t10k')]);
      return { train, test };
    }
    case 'cifar10':
      return readCifar(archive, cifar10Layout, shape, classes.length, signal);
    case 'cifar100':
      return readCifar(archive, cifar100Layout, shape, classes.length, signal);
    case 'shapes':
      return { train: generateShapes('train', images.train, shape), test: generateShapes('test', images.test, shape) };
  }
}

/**
 * Gets the files of a data set into `<cache>/datasets/<name>/`, checked; does nothing more where they are there. May be repeated, interrupted
 * and called by several processes at once.
 * @throws LabError that names every way tried and why it failed; Interrupted
 */
export async function acquireDataset(spec: string, options: DataOptions): Promise<{ source: string }> {
  const folder = folderOf(spec);
  if (folder === undefined) return acquireNamed(datasetName(spec), options);
  await scanFolder(folder, options.signal); // so that a wrong path is said before anything runs
  return { source: path.resolve(folder) };
}

/** True where the data set can be opened without fetching anything; looks at names and sizes only. */
export async function datasetPresent(spec: string, cache: string): Promise<boolean> {
  const folder = folderOf(spec);
  if (folder === undefined) return isDatasetName(spec) && namedPresent(spec, cache);
  const found = await stat(folder).catch(() => undefined);
  return found?.isDirectory() === true;
}
