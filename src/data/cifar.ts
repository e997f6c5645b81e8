import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { extract, type Header } from 'tar-stream';
import { LabError, sentence } from '../base/errors';
import { t } from '../base/l10n';
import { fetchAnew } from './files';
import { stopIfAborted } from './interruption';
import { imageSize, MemorySplit, type ImageShape, type Split } from './split';

/** How a CIFAR archive is laid out: the binary files that hold a split, and the bytes before each image. */
export interface CifarLayout {
  readonly train: readonly string[];
  readonly test: readonly string[];
  /** Label bytes before each image, of which the last one counts (CIFAR-100: coarse, then fine). */
  readonly labelBytes: number;
  /** Images per file at most. */
  readonly most: number;
}

export const cifar10Layout: CifarLayout = {
  train: [1, 2, 3, 4, 5].map((k) => `cifar-10-batches-bin/data_batch_${String(k)}.bin`),
  test: ['cifar-10-batches-bin/test_batch.bin'],
  labelBytes: 1,
  most: 10_000,
};

export const cifar100Layout: CifarLayout = {
  train: ['cifar-100-binary/train.bin'],
  test: ['cifar-100-binary/test.bin'],
  labelBytes: 2,
  most: 50_000,
};

/**
 * Reads both splits of CIFAR-10 or CIFAR-100 from the `.tar.gz` of their binary version. Nothing is unpacked to disk: only the members
 * expected are read, into memory. Format: https://www.cs.toronto.edu/~kriz/cifar.html.
 * @throws LabError naming the archive, the member and what is wrong; Interrupted
 */
export async function readCifar(archive: string, layout: CifarLayout, shape: ImageShape, classes: number, signal?: AbortSignal): Promise<{ train: Split; test: Split }> {
  const wanted = [...layout.train, ...layout.test];
  const record = layout.labelBytes + imageSize(shape);
  const members = await readMembers(archive, wanted, record * layout.most, signal);
  const split = (names: readonly string[]): Split => {
    const files = names.map((name) => {
      const bytes = members.get(name);
      if (bytes === undefined) throw new LabError(t('the archive has no {0}.', name), { place: archive, mend: fetchAnew() });
      return { place: `${archive} (${name})`, bytes };
    });
    return readRecords(files, layout.labelBytes, shape, classes);
  };
  return { train: split(layout.train), test: split(layout.test) };
}

/** A member's bytes as they come out of the archive. */
type Content = AsyncIterable<unknown> & { resume(): unknown };

/** The content of the members wanted; each at most `limit` bytes. */
async function readMembers(archive: string, wanted: readonly string[], limit: number, signal: AbortSignal | undefined): Promise<Map<string, Buffer>> {
  const members = new Map<string, Buffer>();
  let open: { name: string; size: number; found: number } | undefined;
  let skipped = 0;

  const take = async (header: Header, content: Content): Promise<void> => {
    const { name, size, type } = header;
    if (type !== 'file' || !wanted.includes(name)) {
      skipped += size;
      if (skipped > limit) throw new LabError(t('the archive holds more than the files of this data set.'), { place: archive, mend: fetchAnew() });
      content.resume();
      return;
    }
    if (size > limit) throw new LabError(t('{0} is larger than expected: {1} bytes, at most {2} expected.', name, size, limit), { place: archive, mend: fetchAnew() });
    open = { name, size, found: 0 };
    const bytes = Buffer.alloc(size);
    for await (const chunk of content) {
      open.found += (chunk as Buffer).copy(bytes, open.found);
    }
    open = undefined;
    members.set(name, bytes);
  };

  const unpack = extract();
  unpack.on('entry', (header, content, next) => {
    take(header, content).then(() => next(), next);
  });
  try {
    await pipeline([createReadStream(archive), createGunzip(), unpack], signal === undefined ? {} : { signal });
  } catch (error) {
    stopIfAborted(signal);
    if (error instanceof LabError) throw error;
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw new LabError(t('there is no such file.'), { place: archive, cause: error });
    const said = sentence(error);
    const wrong = open === undefined ? t('the archive is cut off or damaged ({0}).', said) : t('the archive is cut off or damaged in {0}: expected {1} bytes, found {2} ({3}).', open.name, open.size, open.found, said);
    throw new LabError(wrong, { place: archive, mend: fetchAnew(), cause: error });
  }
  return members;
}

/** Records of label bytes and one plane per channel → one split with interleaved channels. */
function readRecords(files: readonly { place: string; bytes: Buffer }[], labelBytes: number, shape: ImageShape, classes: number): Split {
  const stride = imageSize(shape);
  const plane = shape.height * shape.width;
  const record = labelBytes + stride;
  const count = files.reduce((sum, { bytes }) => sum + Math.floor(bytes.length / record), 0);
  const data = new Uint8Array(count * stride);
  const labels = new Int32Array(count);
  let example = 0;
  for (const { place, bytes } of files) {
    if (bytes.length === 0 || bytes.length % record !== 0) {
      throw new LabError(t('the file is cut off: expected a multiple of {0} bytes, found {1}.', record, bytes.length), { place, mend: fetchAnew() });
    }
    for (let at = 0; at < bytes.length; at += record, example++) {
      const label = bytes[at + labelBytes - 1] as number;
      if (label >= classes) throw new LabError(t('label {0} of record {1} is out of range (0 to {2}).', label, at / record, classes - 1), { place, mend: fetchAnew() });
      labels[example] = label;
      for (let channel = 0; channel < shape.channels; channel++) {
        const from = at + labelBytes + channel * plane;
        for (let pixel = 0, to = example * stride + channel; pixel < plane; pixel++, to += shape.channels) data[to] = bytes[from + pixel] as number;
      }
    }
  }
  return new MemorySplit(data, labels, stride);
}
