import { t } from '../base/l10n';
import type { LabError } from '../base/errors';
import { isNumberType, NUMBER_TYPES, type NumberTypeName } from './numbers';
import { MOST_DIMENSIONS, sizeOf } from './pth/strided';

/** Where a tensor lies in the data, in bytes. */
export interface Place {
  readonly name: string;
  readonly type: NumberTypeName;
  readonly shape: readonly number[];
  readonly from: number;
  readonly to: number;
}

export interface Header {
  readonly metadata: Record<string, string>;
  /** In the order of the header. */
  readonly places: readonly Place[];
}

type Fail = (what: string) => LabError;

/** Bytes of a header at most: that of ResNet-152 has 100,000. Parsed, a hostile one takes thirty times its size. */
const MOST_HEADER = 8 * 1024 ** 2;
const MOST_TENSORS = 100_000;
/** Bytes of a header's length, before it. */
export const LENGTH_BYTES = 8;

/** The length of the header, which the first eight bytes of a file claim. @throws what `fail` makes where it lies */
export function headerLength(start: Buffer, size: number, fail: Fail): number {
  if (start.length < LENGTH_BYTES) throw fail(t("it has {0} bytes, fewer than a header's length takes", size));
  const length = start.readBigUInt64LE(0);
  if (length > BigInt(Math.min(MOST_HEADER, size - LENGTH_BYTES))) throw fail(t('its header claims {0} bytes, the file has {1}', String(length), size));
  return Number(length);
}

/** Reads a header; `available` bytes of data follow it. Every shape and offset is checked. @throws what `fail` makes */
export function parseHeader(text: string, available: number, fail: Fail): Header {
  const { __metadata__, ...entries } = parseObject(text, fail);
  const metadata = checkedMetadata(__metadata__, fail);
  const named = Object.entries(entries);
  if (named.length > MOST_TENSORS) throw fail(t('it has more than {0} tensors', MOST_TENSORS));
  const places = named.map(([name, entry]) => checkedEntry(name, entry, available, fail));
  checkCover(places, available, fail);
  return { metadata, places };
}

/** The texts of a header alone. @throws what `fail` makes */
export function parseMetadata(text: string, fail: Fail): Record<string, string> {
  return checkedMetadata(parseObject(text, fail)['__metadata__'], fail);
}

function parseObject(text: string, fail: Fail): Record<string, unknown> {
  let header: unknown;
  try {
    header = JSON.parse(text);
  } catch {
    throw fail(t('its header is not JSON'));
  }
  if (!isRecord(header)) throw fail(t('its header is not an object'));
  const twice = repeatedKey(text);
  if (twice !== undefined) throw fail(t('its header has "{0}" twice', twice));
  return header;
}

/** A key that an object of a JSON text has twice: a parser takes the last of them, another reader may take the first. The text is valid. */
function repeatedKey(text: string): string | undefined {
  const open: (Set<string> | undefined)[] = []; // the keys of each open object; undefined for a list
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (char === '{') open.push(new Set());
    else if (char === '[') open.push(undefined);
    else if (char === '}' || char === ']') open.pop();
    else if (char === '"') {
      const start = at;
      for (at++; text[at] !== '"'; at++) if (text[at] === '\\') at++;
      const keys = open.at(-1);
      let next = at + 1;
      while (/\s/.test(text[next] ?? '')) next++;
      if (keys === undefined || text[next] !== ':') continue;
      const key = JSON.parse(text.slice(start, at + 1)) as string;
      if (keys.has(key)) return key;
      keys.add(key);
    }
  }
  return undefined;
}

function checkedMetadata(metadata: unknown, fail: Fail): Record<string, string> {
  if (metadata === undefined) return {};
  if (!isRecord(metadata) || Object.values(metadata).some((value) => typeof value !== 'string')) throw fail(t('its metadata are not texts'));
  return metadata as Record<string, string>;
}

function checkedEntry(name: string, entry: unknown, available: number, fail: Fail): Place {
  if (!isRecord(entry)) throw fail(t('"{0}" is not described by an object', name));
  const { dtype, shape, data_offsets: offsets } = entry;
  if (!isNumberType(dtype)) throw fail(t('"{0}" is of type {1}; those that are read are {2}', name, String(dtype), Object.keys(NUMBER_TYPES).join(', ')));
  if (!isCounts(shape) || shape.length > MOST_DIMENSIONS) throw fail(t('"{0}" has no valid shape', name));
  if (!isCounts(offsets) || offsets.length !== 2) throw fail(t('"{0}" has no valid offsets', name));
  const [from = 0, to = 0] = offsets;
  const bytes = NUMBER_TYPES[dtype].bytes * sizeOf(shape);
  if (from > to || to > available || to - from !== bytes) throw fail(t('"{0}" of shape [{1}] does not fit its offsets {2} to {3} in {4} bytes', name, shape.join(', '), from, to, available));
  return { name, type: dtype, shape, from, to };
}

/** The tensors lie side by side and fill the data, as the format asks: a damaged header cannot claim more memory than the file has. */
function checkCover(places: readonly Place[], available: number, fail: Fail): void {
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
