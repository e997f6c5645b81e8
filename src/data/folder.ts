import { createHash } from 'node:crypto';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { inputError, sentence } from '../base/errors';
import { t } from '../base/l10n';
import { checkImageHeader, decodeImage } from './images/decode';
import type { Dataset, DataOptions } from './dataset';
import { Gate } from './gate';
import { stopIfAborted } from './interruption';
import { middleSquare } from './images/resize';
import { scanFolder, type ImageFile, type ScannedClass } from './scan';
import { imageSize, type ImageShape, type Split } from './split';

/** Share of the images that make the test set. */
const testShare = 0.2;
/** Broken images that are named one by one; the rest is counted. */
const named = 20;

/**
 * Opens a folder of images, a subfolder per class, as a data set of `size` × `size` RGB images. Every image is looked at now, so that a broken one
 * is found before training: wholly decoded (and kept) where all fit the memory limit, else by its header. Broken images are skipped, named in the
 * notices and counted; a class without images is left out. An image of a large folder whose header is right but whose pixels are not is found while
 * training: the next sound image of its class and split then stands in for it, always the same one, and a notice says so.
 *
 * An image belongs to the test set by a hash of its path in the folder (20 %), so adding images moves none. Where that would leave the test set
 * without an image, or a class without a training image, the one image nearest to the other side changes sides.
 *
 * Memory: size² × 3 bytes an image up to the limit; while decoding, up to four images in full size.
 * @throws LabError where the folder is missing or fewer than two classes have images; Interrupted
 */
export async function openFolder(root: string, options: DataOptions): Promise<Dataset> {
  const size = options.size ?? 32;
  if (!Number.isInteger(size) || size < 8 || size > 1024) throw inputError(t('the image size {0} is out of range.', size), { mend: t('Give a whole number of pixels from 8 to 1024.') });
  const shape: ImageShape = { height: size, width: size, channels: 3 };
  const { classes, notices } = await scanFolder(root, options.signal);
  const store = new ImageStore(shape, options.memoryLimit ?? 512 * 1024 * 1024);
  const sound = await withoutBroken(classes, store, notices, options);

  const full = sound.filter(({ images }) => images.length > 0);
  for (const { name, images } of sound) if (images.length === 0) notices.push(t('class "{0}" is empty and was left out', name));
  if (full.length < 2) {
    const [only] = full;
    throw inputError(only === undefined ? t('no class has images that can be read; at least two classes must.') : t('only the class "{0}" has images that can be read; at least two classes must.', only.name), {
      place: root,
      mend: notices.length === 0 ? t('Put the images of each class into a subfolder of its own.') : t('What was found: {0}.', notices.join('; ')),
    });
  }
  const [train, test] = divide(root, full);
  return {
    name: `folder:${root}`,
    classes: full.map(({ name }) => name),
    shape,
    train: new FolderSplit(train, store, notices),
    test: new FolderSplit(test, store, notices),
    source: path.resolve(root),
    notices,
  };
}

/** Looks at every image; returns the classes with the sound ones alone. */
async function withoutBroken(classes: readonly ScannedClass[], store: ImageStore, notices: string[], { signal, onProgress }: DataOptions): Promise<ScannedClass[]> {
  const total = classes.reduce((sum, { images }) => sum + images.length, 0);
  const decodeAll = store.fits(total);
  const broken: string[] = [];
  const sound: ScannedClass[] = [];
  let done = 0;
  for (const { name, images } of classes) {
    const kept: ImageFile[] = [];
    for (let from = 0; from < images.length; from += 256) {
      const some = images.slice(from, from + 256);
      const faults = await Promise.all(some.map((image) => store.fault(image, decodeAll, signal)));
      some.forEach((image, k) => {
        const fault = faults[k];
        if (fault === undefined) kept.push(image);
        else broken.push(t('broken image skipped: {0} ({1})', image.name, fault));
      });
      done += some.length;
      onProgress?.({ task: t(decodeAll ? 'decode images' : 'check images'), done, total, unit: 'images' });
    }
    sound.push({ name, images: kept });
  }
  if (broken.length > 0) notices.push(t(broken.length === 1 ? '{0} of {1} images is broken and was skipped' : '{0} of {1} images are broken and were skipped', broken.length, total));
  notices.push(...broken.slice(0, named));
  if (broken.length > named) notices.push(t('and {0} more broken images', broken.length - named));
  return sound;
}

interface Example extends ImageFile {
  label: number;
}

/** Training and test examples, by class and then by name. */
function divide(root: string, classes: readonly ScannedClass[]): [train: Example[], test: Example[]] {
  const all = classes.map(({ images }, label) => images.map((image) => ({ ...image, label, place: placeOf(image.name) })));
  for (const examples of all) {
    if (examples.every(({ place }) => place < testShare)) examples.reduce((a, b) => (b.place > a.place ? b : a)).place = testShare;
  }
  const flat = all.flat();
  if (flat.every(({ place }) => place >= testShare)) {
    const spare = all.filter((examples) => examples.length > 1).flat();
    if (spare.length === 0) throw inputError(t('every class has one image only, which leaves none to test on.'), { place: root, mend: t('Add images.') });
    spare.reduce((a, b) => (b.place < a.place ? b : a)).place = 0;
  }
  return [flat.filter(({ place }) => place >= testShare), flat.filter(({ place }) => place < testShare)];
}

/** A number in [0, 1) that depends on the image's path in the folder alone. */
function placeOf(name: string): number {
  return createHash('sha256').update(name.normalize('NFC')).digest().readUInt32BE(0) / 2 ** 32;
}

/** The folder's images in their final size; those decoded stay in memory as long as the limit allows, the others are decoded again. */
class ImageStore {
  private readonly kept = new Map<string, Uint8Array>();
  private readonly gate = new Gate(Math.min(4, availableParallelism()));

  constructor(
    readonly shape: ImageShape,
    private readonly memoryLimit: number,
  ) {}

  /** True where so many images fit into memory. */
  fits(count: number): boolean {
    return count * imageSize(this.shape) <= this.memoryLimit;
  }

  /** What is wrong with an image, in a few words; undefined where nothing is. */
  async fault(image: ImageFile, wholly: boolean, signal: AbortSignal | undefined): Promise<string | undefined> {
    try {
      if (wholly) await this.read(image, signal);
      else await this.gate.run(() => checkImageHeader(image.file));
      return undefined;
    } catch (error) {
      stopIfAborted(signal);
      return sentence(error).split('\n')[0];
    }
  }

  /** The pixels of an image. @throws Error where it can't be decoded; Interrupted */
  async read(image: ImageFile, signal: AbortSignal | undefined): Promise<Uint8Array> {
    const kept = this.kept.get(image.name);
    if (kept !== undefined) return kept;
    const { data } = await this.gate.run(async () => {
      stopIfAborted(signal);
      return middleSquare(await decodeImage(image.file), this.shape.height);
    });
    if (this.fits(this.kept.size + 1)) this.kept.set(image.name, data);
    return data;
  }
}

class FolderSplit implements Split {
  readonly size: number;
  readonly labels: Int32Array;
  /** Examples that could not be decoded after all → those that stand in for them. */
  private readonly standIns = new Map<number, number>();

  constructor(
    private readonly examples: readonly Example[],
    private readonly store: ImageStore,
    private readonly notices: string[],
  ) {
    this.size = examples.length;
    this.labels = Int32Array.from(examples, ({ label }) => label);
  }

  async pixels(indices: Int32Array, into: Uint8Array, signal?: AbortSignal): Promise<void> {
    const stride = imageSize(this.store.shape);
    await Promise.all(Array.from(indices, async (index, k) => into.set(await this.read(index, signal), k * stride)));
  }

  private async read(index: number, signal: AbortSignal | undefined): Promise<Uint8Array> {
    let first: unknown;
    for (let candidate: number | undefined = this.standIns.get(index) ?? index; candidate !== undefined; candidate = this.next(candidate, index)) {
      try {
        const data = await this.store.read(this.example(candidate), signal);
        this.replace(index, candidate, first);
        return data;
      } catch (error) {
        stopIfAborted(signal);
        first ??= error;
      }
    }
    throw inputError(t('no image of the class can be decoded any more: {0}.', sentence(first)), { place: this.example(index).file, mend: t('Check that the folder is still there and its images are whole.'), cause: first });
  }

  private example(index: number): Example {
    return this.examples[index] as Example;
  }

  /** The example after `index` of the same class, going round; undefined once back at `origin`. */
  private next(index: number, origin: number): number | undefined {
    let at = index;
    do at = (at + 1) % this.size;
    while (this.labels[at] !== this.labels[origin]);
    return at === origin ? undefined : at;
  }

  private replace(index: number, standIn: number, error: unknown): void {
    if (standIn === index || this.standIns.get(index) === standIn) return;
    this.standIns.set(index, standIn);
    this.notices.push(t('broken image: {0} ({1}); {2} stands in for it', this.example(index).name, sentence(error), this.example(standIn).name));
  }
}
