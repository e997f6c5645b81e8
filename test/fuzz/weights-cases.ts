import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Random } from '../../src/base/random';
import { unreadable } from '../../src/weights/complaint';
import { WeightFile } from '../../src/weights/file';
import { ZipArchive } from '../../src/weights/pth/zip-archive';
import { zipOf } from '../unit/weights/support';

const FOLDER = fileURLToPath(new URL('../reference/fixtures/weights/', import.meta.url));

/** A sound file that PyTorch or safetensors wrote. */
export interface Seed {
  readonly name: string;
  readonly bytes: Buffer;
  /** Members of an archive, so that it can be packed anew with right checksums around a pickle that is wrong. */
  readonly members: readonly { readonly name: string; readonly data: Buffer }[];
}

export interface Case {
  readonly seed: Seed;
  readonly bytes: Buffer;
  /** True where checksums must have noticed any change of a tensor. */
  readonly held: boolean;
}

export async function seeds(): Promise<Seed[]> {
  const names = readdirSync(FOLDER).filter((name) => !name.endsWith('.json')).sort();
  return Promise.all(names.map(async (name) => ({ name, bytes: Buffer.from(readFileSync(FOLDER + name)), members: await membersOf(FOLDER + name) })));
}

async function membersOf(path: string): Promise<Seed['members']> {
  if (readFileSync(path).toString('latin1', 0, 2) !== 'PK') return [];
  const fail = unreadable(path);
  return WeightFile.use(path, fail, async (file) => {
    const archive = await ZipArchive.open(file, fail);
    return Promise.all(archive.names.map(async (name) => ({ name, data: Buffer.from(await archive.read(name)) })));
  });
}

/** The case of this number: always the same. */
export function caseOf(number: number, all: readonly Seed[]): Case {
  const random = new Random(number, 'weights');
  const pick = <T>(list: readonly T[]): T => list[random.integer(list.length)] as T;
  const seed = pick(all);
  const repacked = seed.members.length > 0 && random.uniform() < 0.6;
  const change = (bytes: Buffer): Buffer => {
    let changed: Buffer = Buffer.from(bytes);
    for (let times = 1 + random.integer(3); times > 0; times--) changed = pick(CHANGES)(changed, random, pick(all).bytes);
    return changed;
  };
  if (!repacked) return { seed, bytes: change(seed.bytes), held: seed.members.length > 0 && seed.name !== 'no-checksum.pth' };
  // Mostly the pickle, where it matters; sometimes whatever member comes.
  const target = random.uniform() < 0.8 ? seed.members.find(({ name }) => name.endsWith('data.pkl')) : pick(seed.members);
  const deflated = random.uniform() < 0.3;
  return { seed, bytes: zipOf(seed.members.map((member) => ({ name: member.name, data: member === target ? change(member.data) : member.data, deflated }))), held: false };
}

type Change = (bytes: Buffer, random: Random, other: Buffer) => Buffer;

/** Numbers at the edges of what lengths, offsets and counts can be. */
const EDGES = [0n, 1n, 2n, 7n, 0x7fn, 0xffn, 0x7fffn, 0xffffn, 0x7fff_ffffn, 0x8000_0000n, 0xffff_ffffn, 0x1_0000_0000n, 2n ** 53n - 1n, 2n ** 53n, 2n ** 63n - 1n, 2n ** 63n, 2n ** 64n - 1n];
/** All instructions of pickles, those that are refused as well. */
const INSTRUCTIONS = Buffer.from('(.012FIJKLMNPQRSTUVXabcdeghijlopqrstu}]G)\x80\x81\x82\x83\x84\x85\x86\x87\x88\x89\x8a\x8b\x8c\x8d\x8e\x8f\x90\x91\x92\x93\x94\x95\x96\x97\x98BC', 'latin1');
const SIGNATURES = ['PK\x03\x04', 'PK\x01\x02', 'PK\x05\x06', 'PK\x06\x06', 'PK\x06\x07'];

const CHANGES: readonly Change[] = [
  function flipBits(bytes, random) {
    for (let times = 1 + random.integer(8); times > 0 && bytes.length > 0; times--) {
      const at = random.integer(bytes.length);
      bytes[at] = (bytes[at] ?? 0) ^ (1 << random.integer(8));
    }
    return bytes;
  },
  function setByte(bytes, random) {
    if (bytes.length > 0) bytes[random.integer(bytes.length)] = random.integer(256);
    return bytes;
  },
  function setInstruction(bytes, random) {
    if (bytes.length > 0) bytes[random.integer(bytes.length)] = INSTRUCTIONS[random.integer(INSTRUCTIONS.length)] ?? 0;
    return bytes;
  },
  function truncate(bytes, random) {
    return bytes.subarray(0, random.integer(bytes.length + 1));
  },
  function drop(bytes, random) {
    const from = random.integer(bytes.length + 1);
    return Buffer.concat([bytes.subarray(0, from), bytes.subarray(from + 1 + random.integer(40))]);
  },
  function repeat(bytes, random) {
    const from = random.integer(bytes.length + 1);
    const part = bytes.subarray(from, from + 1 + random.integer(200));
    return Buffer.concat([bytes.subarray(0, from), ...Array<Buffer>(1 + random.integer(50)).fill(part), bytes.subarray(from)]);
  },
  function splice(bytes, random, other) {
    const from = random.integer(other.length + 1);
    return Buffer.concat([bytes.subarray(0, random.integer(bytes.length + 1)), other.subarray(from)]);
  },
  function overwrite(bytes, random, other) {
    if (bytes.length > 0) other.copy(bytes, random.integer(bytes.length), random.integer(other.length), random.integer(other.length));
    return bytes;
  },
  function setNumber(bytes, random) {
    return withNumber(bytes, random.integer(bytes.length + 1), random);
  },
  function setStart(bytes, random) {
    return withNumber(bytes, random.integer(24), random);
  },
  function setFieldOfArchive(bytes, random) {
    const signature = SIGNATURES[random.integer(SIGNATURES.length)] ?? '';
    const places: number[] = [];
    for (let at = bytes.indexOf(signature, 0, 'latin1'); at >= 0; at = bytes.indexOf(signature, at + 1, 'latin1')) places.push(at);
    return places.length === 0 ? bytes : withNumber(bytes, (places[random.integer(places.length)] ?? 0) + 4 + random.integer(44), random);
  },
  function setCount(bytes, random) {
    // A pickle's short number (K, one byte) becomes a long one: offsets, sizes, strides and counts.
    const places = [...bytes.keys()].filter((at) => bytes[at] === 0x4b);
    const at = places[random.integer(Math.max(1, places.length))];
    if (at === undefined) return bytes;
    const long = Buffer.from('\x8a\x08........', 'latin1');
    long.writeBigUInt64LE(EDGES[random.integer(EDGES.length)] ?? 0n, 2);
    return Buffer.concat([bytes.subarray(0, at), long, bytes.subarray(at + 2)]);
  },
  function setDigits(bytes, random) {
    // Numbers in the header of safetensors: one becomes another, of another length.
    const text = bytes.toString('latin1');
    const numbers = [...text.matchAll(/\d+/g)];
    const found = numbers[random.integer(Math.max(1, numbers.length))];
    if (found === undefined) return bytes;
    return Buffer.from(`${text.slice(0, found.index)}${String(EDGES[random.integer(EDGES.length)])}${text.slice(found.index + found[0].length)}`, 'latin1');
  },
];

/** Writes one of the edges in 1, 2, 4 or 8 bytes, as many as there is room for. */
function withNumber(bytes: Buffer, at: number, random: Random): Buffer {
  const number = Buffer.alloc(8);
  number.writeBigUInt64LE(EDGES[random.integer(EDGES.length)] ?? 0n);
  number.copy(bytes, Math.min(at, bytes.length), 0, 2 ** random.integer(4));
  return bytes;
}
