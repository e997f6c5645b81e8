import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { crc32, deflateRawSync } from 'node:zlib';
import { LabError, sentence } from '../../../src/base/errors';
import { readStateDict } from '../../../src/weights/read-state-dict';
import type { StateDict } from '../../../src/weights/state-dict';

/** A file that PyTorch or safetensors wrote (test/reference/weight_files.py). */
export function fixture(name: string): string {
  return fileURLToPath(new URL(`../../reference/fixtures/weights/${name}`, import.meta.url));
}

/** Reads and refuses files of given bytes, in a folder that is removed at the end of the test file. */
export class Files {
  private folder = '';

  constructor() {
    before(() => {
      this.folder = mkdtempSync(join(tmpdir(), 'resnet-lab-weights-'));
    });
    after(() => rmSync(this.folder, { recursive: true }));
  }

  write(bytes: Uint8Array, name = 'file.pth'): string {
    const path = join(this.folder, name);
    writeFileSync(path, bytes);
    return path;
  }

  read(bytes: Uint8Array): Promise<StateDict> {
    return readStateDict(this.write(bytes));
  }

  /** The whole sentence of the LabError that reading the file must throw; it names the file. */
  complaint(bytes: Uint8Array): Promise<string> {
    return complaintOf(this.write(bytes));
  }
}

export async function complaintOf(path: string): Promise<string> {
  try {
    await readStateDict(path);
  } catch (error) {
    if (error instanceof LabError && error.kind === 'input' && error.place === path) return sentence(error).slice(path.length + 2);
    throw error;
  }
  throw new Error('it was read');
}

/** A member of an archive, and what its headers say otherwise. */
export interface Member {
  readonly name: string;
  readonly data: Uint8Array;
  readonly deflated?: boolean;
  readonly size?: number;
  readonly checksum?: number;
  readonly flags?: number;
  readonly method?: number;
  /** Upper half of the external attributes: Unix' mode. */
  readonly mode?: number;
}

/** A zip archive by the format's description (APPNOTE.TXT 4.3): local headers with data, central directory, its end. */
export function zipOf(members: readonly Member[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, data, deflated = false, mode = 0, ...lie } of members) {
    const packed = deflated ? deflateRawSync(data) : Buffer.from(data);
    const text = Buffer.from(name);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(lie.flags ?? 0x800, 2);
    common.writeUInt16LE(lie.method ?? (deflated ? 8 : 0), 4);
    common.writeUInt32LE(lie.checksum ?? crc32(data), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(lie.size ?? data.length, 18);
    common.writeUInt16LE(text.length, 22);
    const rest = Buffer.alloc(14);
    rest.writeUInt16LE(mode, 8);
    rest.writeUInt32LE(offset, 10);
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), common, text, packed]);
    parts.push(local);
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x03', 'latin1'), common, rest, text]));
    offset += local.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(members.length, 8);
  end.writeUInt16LE(members.length, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, central, end]);
}

/** Bytes from texts (latin1), numbers (one byte each) and bytes. */
export function bytesOf(...parts: readonly (string | number | Uint8Array)[]): Buffer {
  return Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : typeof part === 'number' ? Buffer.of(part) : part)));
}

/** A pickle's instruction for a number, a text, a name, and a tuple of what other instructions make. */
export const op = {
  number(value: number): Buffer {
    const bytes = Buffer.alloc(10);
    bytes[0] = 0x8a;
    bytes[1] = 8;
    bytes.writeBigInt64LE(BigInt(value), 2);
    return bytes;
  },
  text(value: string): Buffer {
    const text = Buffer.from(value);
    const length = Buffer.alloc(4);
    length.writeUInt32LE(text.length);
    return bytesOf('X', length, text);
  },
  name: (module: string, name: string): Buffer => bytesOf(`c${module}\n${name}\n`),
  tuple: (...items: readonly (Uint8Array | string)[]): Buffer => bytesOf('(', ...items, 't'),
  storage: (type: string, key: string, count: number, ...view: readonly (Uint8Array | string)[]): Buffer =>
    bytesOf(op.tuple(op.text('storage'), op.name('torch', type), op.text(key), op.text('cpu'), op.number(count), ...view), 'Q'),
  tensor: (storage: Uint8Array, offset: number, shape: readonly number[], stride: readonly number[]): Buffer =>
    bytesOf(op.name('torch._utils', '_rebuild_tensor_v2'), op.tuple(storage, op.number(offset), op.tuple(...shape.map(op.number)), op.tuple(...stride.map(op.number)), '\x89', 'N'), 'R'),
  /** A dict of one entry or more, keys and values in turn. */
  dict: (...items: readonly (Uint8Array | string)[]): Buffer => bytesOf('}(', ...items, 'u'),
};

/** A pickle of protocol 2. */
export function pickled(...parts: readonly (string | Uint8Array)[]): Buffer {
  return bytesOf(0x80, 2, ...parts, '.');
}

/** A file in torch's zip format: a pickle, storages by key, and whatever else. */
export function torchZip(pickle: Uint8Array, storages: Readonly<Record<string, Uint8Array>> = {}, more: readonly Member[] = []): Buffer {
  return zipOf([{ name: 'archive/data.pkl', data: pickle }, ...Object.entries(storages).map(([key, data]) => ({ name: `archive/data/${key}`, data })), ...more]);
}
