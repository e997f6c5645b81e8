import { open } from 'node:fs/promises';
import { LabError } from '../base/errors';
import { t } from '../base/l10n';

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

/** The reference implementation's limit on the header. */
const MOST_HEADER = 100_000_000;

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
  const padded = Buffer.alloc(Math.ceil((8 + text.length) / 8) * 8, ' ');
  padded.writeBigUInt64LE(BigInt(padded.length - 8), 0);
  text.copy(padded, 8);
  return [padded, ...[...tensors.values()].map(({ data }) => new Uint8Array(data.buffer, data.byteOffset, data.byteLength))];
}

/** Reads a safetensors file of 32-bit floats. Every length and offset is checked before use. @throws LabError naming the file and what is wrong. */
export function decodeSafetensors(bytes: Uint8Array, file: string): TensorFile {
  const fail = (what: string): LabError => new LabError(t('not a safetensors file that can be read: {0}.', what), { kind: 'input', place: file });
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.length < 8) throw fail(t("it has {0} bytes, fewer than a header's length takes", view.length));
  const length = view.readBigUInt64LE(0);
  if (length > BigInt(Math.min(MOST_HEADER, view.length - 8))) throw fail(t('its header claims {0} bytes, the file has {1}', String(length), view.length));
  const start = 8 + Number(length);
  const { __metadata__, ...entries } = parseHeader(view.toString('utf8', 8, start), fail);
  const metadata = checkedMetadata(__metadata__, fail);
  const places = Object.entries(entries).map(([name, entry]) => ({ name, ...checkedEntry(name, entry, view.length - start, fail) }));
  checkCover(places, view.length - start, fail);
  const tensors = new Map<string, NamedTensor>();
  for (const { name, shape, from, to } of places) {
    const data = new Float32Array((to - from) / 4);
    new Uint8Array(data.buffer).set(view.subarray(start + from, start + to));
    tensors.set(name, { shape, data });
  }
  return { tensors, metadata };
}

/** The metadata of a safetensors file on the disk; reads its header alone. @throws LabError naming the file and what is wrong */
export async function readMetadata(path: string): Promise<Record<string, string>> {
  const fail = (what: string): LabError => new LabError(t('not a safetensors file that can be read: {0}.', what), { kind: 'input', place: path });
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const start = Buffer.alloc(8);
    if ((await file.read(start, 0, 8, 0)).bytesRead < 8) throw fail(t("it has {0} bytes, fewer than a header's length takes", size));
    const length = start.readBigUInt64LE(0);
    if (length > BigInt(Math.min(MOST_HEADER, size - 8))) throw fail(t('its header claims {0} bytes, the file has {1}', String(length), size));
    const text = Buffer.alloc(Number(length));
    await file.read(text, 0, text.length, 8);
    return checkedMetadata(parseHeader(text.toString('utf8'), fail)['__metadata__'], fail);
  } finally {
    await file.close();
  }
}

function checkedMetadata(metadata: unknown, fail: (what: string) => LabError): Record<string, string> {
  if (metadata === undefined) return {};
  if (!isRecord(metadata) || Object.values(metadata).some((value) => typeof value !== 'string')) throw fail(t('its metadata are not texts'));
  return metadata as Record<string, string>;
}

function parseHeader(text: string, fail: (what: string) => LabError): Record<string, unknown> {
  let header: unknown;
  try {
    header = JSON.parse(text);
  } catch {
    throw fail(t('its header is not JSON'));
  }
  if (!isRecord(header)) throw fail(t('its header is not an object'));
  return header;
}

/** Where a tensor lies in the data, in bytes. */
interface Place {
  readonly name: string;
  readonly shape: number[];
  readonly from: number;
  readonly to: number;
}

function checkedEntry(name: string, entry: unknown, available: number, fail: (what: string) => LabError): Omit<Place, 'name'> {
  if (!isRecord(entry)) throw fail(t('"{0}" is not described by an object', name));
  const { dtype, shape, data_offsets: offsets } = entry;
  if (dtype !== 'F32') throw fail(t('"{0}" is of type {1}; only F32 is read', name, String(dtype)));
  if (!isCounts(shape)) throw fail(t('"{0}" has no valid shape', name));
  if (!isCounts(offsets) || offsets.length !== 2) throw fail(t('"{0}" has no valid offsets', name));
  const [from = 0, to = 0] = offsets;
  const bytes = 4 * shape.reduce((a, b) => a * b, 1);
  if (from > to || to > available || to - from !== bytes) throw fail(t('"{0}" of shape [{1}] does not fit its offsets {2} to {3} in {4} bytes', name, shape.join(', '), from, to, available));
  return { shape, from, to };
}

/** The tensors lie side by side and fill the data, as the format asks: a damaged header cannot claim more memory than the file has. */
function checkCover(places: readonly Place[], available: number, fail: (what: string) => LabError): void {
  let end = 0;
  for (const { name, from, to } of [...places].sort((a, b) => a.from - b.from || a.to - b.to)) {
    if (from < end) throw fail(t('"{0}" overlaps another tensor', name));
    if (from > end) throw fail(t('bytes {0} to {1} of its data belong to no tensor', end, from));
    end = to;
  }
  if (end < available) throw fail(t('bytes {0} to {1} of its data belong to no tensor', end, available));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isCounts(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((n) => Number.isSafeInteger(n) && (n as number) >= 0);
}
