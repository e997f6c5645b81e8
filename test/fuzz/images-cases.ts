import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { crc32 } from 'node:zlib';
import { Random } from '../../src/base/random';

const FOLDER = fileURLToPath(new URL('../reference/fixtures/images/', import.meta.url));
/** Larger ones take longer and reach no further. */
const LARGEST_SEED = 60_000;

/** A sound image file. */
export interface Seed {
  readonly name: string;
  readonly bytes: Buffer;
}

export function seeds(): Seed[] {
  const all = readdirSync(FOLDER).sort().map((name) => ({ name, bytes: readFileSync(FOLDER + name) }));
  return all.filter(({ bytes }) => bytes.length <= LARGEST_SEED);
}

/** The case of this number: always the same. */
export function caseOf(number: number, all: readonly Seed[]): Seed {
  const random = new Random(number, 'images');
  const pick = <T>(list: readonly T[]): T => list[random.integer(list.length)] as T;
  const seed = pick(all);
  let bytes: Buffer = Buffer.from(seed.bytes);
  for (let times = 1 + random.integer(3); times > 0; times--) bytes = pick(CHANGES)(bytes, random, pick(all).bytes);
  // Without right checksums nothing behind a PNG's first chunk would be reached.
  if (random.uniform() < 0.8) bytes = withChecksums(bytes);
  return { name: seed.name, bytes };
}

type Change = (bytes: Buffer, random: Random, other: Buffer) => Buffer;

/** Numbers at the edges of what lengths, offsets and sizes can be. */
const EDGES = [0, 1, 2, 3, 127, 128, 255, 256, 4096, 8191, 8192, 16_384, 32_767, 32_768, 65_535, 65_536, 2 ** 24, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1];
/** Headers lie here: most of what decides sizes and ways of coding. */
const HEAD = 400;

const CHANGES: readonly Change[] = [
  function bits(bytes, random) {
    for (let times = 1 + random.integer(8); times > 0; times--) flip(bytes, random.integer(bytes.length), random);
    return bytes;
  },
  function headBits(bytes, random) {
    for (let times = 1 + random.integer(4); times > 0; times--) flip(bytes, random.integer(Math.min(HEAD, bytes.length)), random);
    return bytes;
  },
  function edge(bytes, random) {
    const size = [1, 2, 4][random.integer(3)] as number;
    const at = random.integer(random.uniform() < 0.8 ? Math.min(HEAD, bytes.length) : bytes.length);
    if (at + size > bytes.length) return bytes;
    const value = (EDGES[random.integer(EDGES.length)] as number) % 2 ** (8 * size);
    if (random.uniform() < 0.5) bytes.writeUIntBE(value, at, size);
    else bytes.writeUIntLE(value, at, size);
    return bytes;
  },
  /** The directory of a TIFF, and the boxes of an AVIF, can be anywhere; their numbers are even. */
  function field(bytes, random) {
    const at = 2 * random.integer(Math.floor(bytes.length / 2));
    if (at + 2 <= bytes.length) bytes.writeUInt16LE(random.integer(65_536), at);
    return bytes;
  },
  /** Another size, often a large one, where the format has it. */
  function size(bytes, random) {
    for (const at of placesOfSizes(bytes)) {
      const value = random.uniform() < 0.3 ? (EDGES[random.integer(EDGES.length)] as number) : 1 + random.integer(9000);
      if (at.offset + at.size <= bytes.length && random.uniform() < 0.7) at.write.call(bytes, value % 2 ** (8 * at.size), at.offset, at.size);
    }
    return bytes;
  },
  function cutOff(bytes, random) {
    return bytes.subarray(0, 1 + random.integer(bytes.length));
  },
  function hole(bytes, random) {
    const at = random.integer(bytes.length);
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(Math.min(bytes.length, at + 1 + random.integer(64)))]);
  },
  function again(bytes, random) {
    const at = random.integer(bytes.length);
    const part = bytes.subarray(at, at + 1 + random.integer(2000));
    return Buffer.concat([bytes.subarray(0, at), part, part, bytes.subarray(at)]);
  },
  function splice(bytes, random, other) {
    const at = random.integer(bytes.length);
    return Buffer.concat([bytes.subarray(0, at), other.subarray(random.integer(other.length))]);
  },
  function transplant(bytes, random, other) {
    const from = random.integer(other.length);
    const part = other.subarray(from, from + 1 + random.integer(200));
    part.copy(bytes, random.integer(bytes.length));
    return bytes;
  },
  function run(bytes, random) {
    const at = random.integer(bytes.length);
    return bytes.fill(random.uniform() < 0.5 ? 0 : 255, at, Math.min(bytes.length, at + 1 + random.integer(64)));
  },
];

interface Place {
  readonly offset: number;
  readonly size: number;
  readonly write: Buffer['writeUIntBE'];
}

/** Where a file says its width and height, be it once or several times. */
function placesOfSizes(bytes: Buffer): Place[] {
  const { writeUIntBE: big, writeUIntLE: little } = Buffer.prototype;
  const places = (offsets: number[], size: number, write: Place['write']): Place[] => offsets.map((offset) => ({ offset, size, write }));
  const after = (mark: string, offsets: number[], size: number, write: Place['write']): Place[] => {
    const at = bytes.indexOf(mark, 0, 'latin1');
    return at < 0 ? [] : places(offsets.map((offset) => at + offset), size, write);
  };
  const kind = bytes.toString('latin1', 0, 4);
  if (kind === '\x89PNG') return places([16, 20], 4, big);
  if (kind === 'GIF8') return [...places([6, 8], 2, little), ...after(',', [5, 7], 2, little)];
  if (kind.startsWith('BM')) return places([18, 22], 4, little);
  if (kind.startsWith('\xff\xd8')) return [...after('\xff\xc0', [5, 7], 2, big), ...after('\xff\xc2', [5, 7], 2, big)];
  if (kind === 'RIFF') return [...after('VP8X', [12, 15], 3, little), ...after('\x9d\x01\x2a', [3, 5], 2, little), ...after('VP8L', [9, 10], 2, little)];
  if (kind === 'II*\0') return ['\0\x01', '\x01\x01', '\x16\x01', '\x42\x01', '\x43\x01'].flatMap((tag) => [...after(`${tag}\x03\0`, [8], 2, little), ...after(`${tag}\x04\0`, [8], 4, little)]);
  return after('ispe', [8, 12], 4, big);
}

function flip(bytes: Buffer, at: number, random: Random): void {
  bytes[at] = (bytes[at] as number) ^ (1 << random.integer(8));
}

/** A PNG whose chunks have the checksums of what they hold now, as far as they can be followed. */
function withChecksums(bytes: Buffer): Buffer {
  if (bytes.toString('latin1', 1, 4) !== 'PNG') return bytes;
  for (let at = 8; at + 12 <= bytes.length; ) {
    const end = at + 8 + bytes.readUInt32BE(at);
    if (end + 4 > bytes.length) break;
    bytes.writeUInt32BE(crc32(bytes.subarray(at + 4, end)), end);
    at = end + 4;
  }
  return bytes;
}
