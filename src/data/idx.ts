import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { constants, gunzip } from 'node:zlib';
import { LabError, sentence } from '../base/errors';
import { t } from '../base/l10n';
import { fetchAnew, fileError } from './files';
import { imageSize, MemorySplit, type ImageShape, type Split } from './split';

const decompress = promisify(gunzip);
/** Far above any IDX file of a known data set (47 MB); a hostile one stops here. */
const contentLimit = 256 * 1024 * 1024;

/**
 * Reads a split in the IDX format of MNIST (gzip; big-endian header: magic 0x803 and count, rows, columns before uint8 images,
 * magic 0x801 and count before uint8 labels). Format: http://yann.lecun.com/exdb/mnist/.
 * @throws LabError naming the file and what is wrong with it
 */
export async function readIdxSplit(imagesFile: string, labelsFile: string, shape: ImageShape, classes: number): Promise<Split> {
  const images = await readIdx(imagesFile, 3);
  const labels = await readIdx(labelsFile, 1);
  const [count, height, width] = images.dimensions as [number, number, number];
  if (height !== shape.height || width !== shape.width) {
    throw new LabError(t('the images are {0}×{1}, expected {2}×{3}.', height, width, shape.height, shape.width), { place: imagesFile, mend: fetchAnew() });
  }
  if (labels.dimensions[0] !== count) {
    throw new LabError(t('{0} labels do not fit {1} images.', String(labels.dimensions[0]), count), { place: labelsFile, mend: fetchAnew() });
  }
  const wrong = labels.data.findIndex((label) => label >= classes);
  if (wrong >= 0) {
    throw new LabError(t('label {0} of example {1} is out of range (0 to {2}).', String(labels.data[wrong]), wrong, classes - 1), { place: labelsFile, mend: fetchAnew() });
  }
  return new MemorySplit(images.data, Int32Array.from(labels.data), imageSize(shape));
}

async function readIdx(file: string, rank: 1 | 3): Promise<{ dimensions: number[]; data: Uint8Array }> {
  const bytes = await readGzip(file);
  const header = 4 + 4 * rank;
  const magic = 0x800 + rank;
  const found = bytes.length < 4 ? magic : bytes.readUInt32BE(0);
  if (found !== magic) throw new LabError(t(rank === 3 ? 'this is no IDX file of images: expected the magic number {0}, found {1}.' : 'this is no IDX file of labels: expected the magic number {0}, found {1}.', hex(magic), hex(found)), { place: file, mend: fetchAnew() });
  if (bytes.length < header) throw new LabError(t('the file is cut off: expected a header of {0} bytes, found {1}.', header, bytes.length), { place: file, mend: fetchAnew() });
  const dimensions = Array.from({ length: rank }, (_, k) => bytes.readUInt32BE(4 + 4 * k));
  const expected = header + dimensions.reduce((product, size) => product * size, 1);
  if (bytes.length !== expected) {
    const wrong = t(bytes.length < expected ? 'the file is cut off: expected {0} bytes (decompressed), found {1}.' : 'the file is too long: expected {0} bytes (decompressed), found {1}.', expected, bytes.length);
    throw new LabError(wrong, { place: file, mend: fetchAnew() });
  }
  return { dimensions, data: bytes.subarray(header) };
}

/** The decompressed content, as far as it goes: a cut-off stream yields what there is, so that the caller can say how much is missing. */
async function readGzip(file: string): Promise<Buffer> {
  try {
    return await decompress(await readFile(file), { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: contentLimit });
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code?.startsWith('Z_') === true) throw new LabError(t('the file is no sound gzip file: {0}.', sentence(error)), { place: file, mend: fetchAnew(), cause: error });
    if (code === 'ERR_BUFFER_TOO_LARGE') throw new LabError(t('the file decompresses to more than any file of this data set.'), { place: file, mend: fetchAnew(), cause: error });
    if (code === 'ENOENT') throw new LabError(t('there is no such file.'), { place: file, cause: error });
    throw fileError(error, file);
  }
}

function hex(value: number): string {
  return `0x${value.toString(16).padStart(8, '0')}`;
}
