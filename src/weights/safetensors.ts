import { LabError } from '../base/errors';
import { t } from '../base/l10n';
import { stopIfAborted } from '../data/interruption';
import { WeightFile } from './file';
import { MemoryBudget } from './memory';
import { NUMBER_TYPES } from './numbers';
import { headerLength, LENGTH_BYTES, parseHeader, parseMetadata } from './safetensors-header';
import type { StoredTensor } from './state-dict';
import { sizeOf } from './pth/strided';

/** A tensor of a safetensors file: 32-bit floats (or, written only, 64-bit integers), row-major. */
export interface NamedTensor<Data = Float32Array> {
  readonly shape: readonly number[];
  readonly data: Data;
}

/** What can be written. */
export interface WritableTensors {
  readonly tensors: ReadonlyMap<string, NamedTensor<Float32Array | BigInt64Array>>;
  readonly metadata: Readonly<Record<string, string>>;
}

export interface TensorFile {
  readonly tensors: Map<string, NamedTensor>;
  readonly metadata: Record<string, string>;
}

/** The bytes of a safetensors file: header length (u64 LE), JSON header, data; as two chunks or more, so that nothing is copied. */
export function encodeSafetensors({ tensors, metadata }: WritableTensors): Uint8Array[] {
  const header: Record<string, unknown> = { __metadata__: metadata };
  let offset = 0;
  for (const [name, { shape, data }] of tensors) {
    header[name] = { dtype: data instanceof Float32Array ? 'F32' : 'I64', shape, data_offsets: [offset, offset + data.byteLength] };
    offset += data.byteLength;
  }
  const text = Buffer.from(JSON.stringify(header));
  // The data starts at a multiple of eight bytes; the header is padded with spaces.
  const padded = Buffer.alloc(Math.ceil((LENGTH_BYTES + text.length) / 8) * 8, ' ');
  padded.writeBigUInt64LE(BigInt(padded.length - LENGTH_BYTES), 0);
  text.copy(padded, LENGTH_BYTES);
  return [padded, ...[...tensors.values()].map(({ data }) => new Uint8Array(data.buffer, data.byteOffset, data.byteLength))];
}

/** Reads a safetensors file that is in memory; numbers of any type become 32-bit floats. Every length and offset is checked before use. @throws LabError naming the file and what is wrong. */
export function decodeSafetensors(bytes: Uint8Array, file: string): TensorFile {
  const fail = complaint(file);
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = LENGTH_BYTES + headerLength(view.subarray(0, LENGTH_BYTES), view.length, fail);
  const { metadata, places } = parseHeader(view.toString('utf8', LENGTH_BYTES, start), view.length - start, fail);
  const tensors = new Map<string, NamedTensor>();
  for (const { name, type, shape, from, to } of places) {
    const { bytes: unit, floats } = NUMBER_TYPES[type];
    const at = bytes.byteOffset + start + from;
    // A tensor may lie at any byte; numbers are read at multiples of their size.
    const data = at % unit === 0 ? floats(bytes.buffer, at, sizeOf(shape)) : floats(new Uint8Array(view.subarray(start + from, start + to)).buffer, 0, sizeOf(shape));
    tensors.set(name, { shape, data });
  }
  return { tensors, metadata };
}

/** The tensors of a safetensors file on the disk, by their names, and its texts. @throws LabError naming the file and what is wrong; Interrupted */
export async function readSafetensors(path: string, signal?: AbortSignal): Promise<{ tensors: Map<string, StoredTensor>; metadata: Record<string, string> }> {
  const fail = complaint(path);
  return WeightFile.use(path, fail, async (file) => {
    const { text, start } = await readHeader(file, fail);
    const { metadata, places } = parseHeader(text, file.size - start, fail);
    const budget = new MemoryBudget(file.size, fail);
    const tensors = new Map<string, StoredTensor>();
    for (const { name, type, shape, from, to } of places) {
      stopIfAborted(signal);
      const count = sizeOf(shape);
      budget.spend(to - from + 4 * count);
      const { buffer } = await file.read(start + from, to - from);
      tensors.set(name, { shape, type, values: () => NUMBER_TYPES[type].floats(buffer, 0, count) });
    }
    return { tensors, metadata };
  });
}

/** The metadata of a safetensors file on the disk; reads its header alone. @throws LabError naming the file and what is wrong */
export async function readMetadata(path: string): Promise<Record<string, string>> {
  const fail = complaint(path);
  return WeightFile.use(path, fail, async (file) => parseMetadata((await readHeader(file, fail)).text, fail));
}

/** A file's header, and where its data start. */
async function readHeader(file: WeightFile, fail: (what: string) => LabError): Promise<{ text: string; start: number }> {
  const first = await file.read(0, Math.min(LENGTH_BYTES, file.size));
  const length = headerLength(Buffer.from(first.buffer), file.size, fail);
  const text = Buffer.from((await file.read(LENGTH_BYTES, length)).buffer).toString('utf8');
  return { text, start: LENGTH_BYTES + length };
}

function complaint(file: string): (what: string) => LabError {
  return (what) => new LabError(t('not a safetensors file that can be read: {0}.', what), { kind: 'input', place: file });
}
