import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LabError } from '../../../src/base/errors';
import { Random } from '../../../src/base/random';
import { decodeSafetensors, encodeSafetensors, readMetadata, type TensorFile } from '../../../src/weights/safetensors';

const FILE = 'net.safetensors';

function encoded(content: TensorFile): Buffer {
  return Buffer.concat(encodeSafetensors(content));
}

/** A file by the format's description: u64 length, header, data. */
function handMade(header: unknown, data: Uint8Array = new Uint8Array(0), length?: bigint): Buffer {
  const text = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  const start = Buffer.alloc(8);
  start.writeBigUInt64LE(length ?? BigInt(text.length));
  return Buffer.concat([start, text, data]);
}

function floats(...values: number[]): Buffer {
  const bytes = Buffer.alloc(4 * values.length);
  values.forEach((value, i) => bytes.writeFloatLE(value, 4 * i));
  return bytes;
}

function refused(bytes: Uint8Array, message: RegExp): void {
  assert.throws(() => decodeSafetensors(bytes, FILE), (error) => error instanceof LabError && error.kind === 'input' && error.place === FILE && message.test(error.message));
}

const CONTENT: TensorFile = {
  tensors: new Map([
    ['conv1.weight', { shape: [2, 1, 3, 3], data: Float32Array.from({ length: 18 }, (_, i) => Math.sin(i)) }],
    ['scalar', { shape: [], data: Float32Array.of(-0) }],
    ['empty', { shape: [0, 4], data: new Float32Array(0) }],
    ['special', { shape: [5], data: Float32Array.of(NaN, Infinity, -Infinity, 1e-45, 3.4e38) }],
    ['ünïcode "quoted"\n', { shape: [1], data: Float32Array.of(1) }],
  ]),
  metadata: { format: 'pt', note: 'ä "b" \n' },
};

describe('weights: safetensors', () => {
  it('gives back what was written, to the bit', () => {
    const { tensors, metadata } = decodeSafetensors(encoded(CONTENT), FILE);
    assert.deepEqual(metadata, CONTENT.metadata);
    assert.deepEqual([...tensors.keys()], [...CONTENT.tensors.keys()]);
    for (const [name, { shape, data }] of CONTENT.tensors) {
      const found = tensors.get(name);
      assert.deepEqual(found?.shape, shape);
      assert.deepEqual(Buffer.from(found?.data.buffer ?? new ArrayBuffer(0)), Buffer.from(data.buffer), name);
    }
  });

  it('writes what the format describes: a header padded so that the data are aligned to 8 bytes, tensors side by side to the end', () => {
    for (let extra = 0; extra < 9; extra++) {
      const bytes = encoded({ ...CONTENT, metadata: { pad: 'x'.repeat(extra) } });
      const length = Number(bytes.readBigUInt64LE(0));
      assert.equal((8 + length) % 8, 0);
      const text = bytes.toString('utf8', 8, 8 + length);
      assert.match(text, /^\{/);
      const { __metadata__, ...entries } = JSON.parse(text) as Record<string, { dtype: string; shape: number[]; data_offsets: [number, number] }>;
      assert.deepEqual(__metadata__, { pad: 'x'.repeat(extra) });
      let end = 0;
      for (const { dtype, shape, data_offsets: [from, to] } of Object.values(entries)) {
        assert.deepEqual([dtype, from, to - from], ['F32', end, 4 * shape.reduce((a, b) => a * b, 1)]);
        end = to;
      }
      assert.equal(8 + length + end, bytes.length);
    }
  });

  it("writes only a tensor's own part of a larger buffer", () => {
    const data = Float32Array.of(1, 2, 3, 4).subarray(1, 3);
    const { tensors } = decodeSafetensors(encoded({ tensors: new Map([['x', { shape: [2], data }]]), metadata: {} }), FILE);
    assert.deepEqual(tensors.get('x')?.data, Float32Array.of(2, 3));
  });

  it('reads a file made by hand: any order, unaligned, without metadata, from within a larger buffer', () => {
    const header = { b: { dtype: 'F32', shape: [2], data_offsets: [4, 12] }, a: { dtype: 'F32', shape: [1, 1], data_offsets: [0, 4] } };
    const bytes = handMade(`${JSON.stringify(header)} `, floats(1.5, -2, 3));
    const inside = Buffer.concat([Buffer.alloc(3), bytes]).subarray(3);
    const { tensors, metadata } = decodeSafetensors(inside, FILE);
    assert.deepEqual(metadata, {});
    assert.deepEqual([tensors.get('a'), tensors.get('b')], [{ shape: [1, 1], data: Float32Array.of(1.5) }, { shape: [2], data: Float32Array.of(-2, 3) }]);
  });

  it('refuses a file that was cut off, at any length', () => {
    const whole = encoded(CONTENT);
    for (let length = 0; length < whole.length; length++) refused(whole.subarray(0, length), /not a safetensors file that can be read: /);
  });

  it('refuses a header length that lies, and allocates nothing for it', () => {
    for (const length of [1n << 63n, (1n << 64n) - 1n, 100n, BigInt(Number.MAX_SAFE_INTEGER)]) refused(handMade('{}', new Uint8Array(0), length), /its header claims \d+ bytes, the file has 10/);
    refused(handMade('{}', new Uint8Array(0), 1n), /not JSON/);
    refused(handMade('{}', new Uint8Array(0), 0n), /not JSON/);
  });

  it('refuses a header that is not an object of JSON', () => {
    for (const header of ['', 'nonsense', '{"a":NaN}', '{"a":{}', '\0\0', '\u00ff']) refused(handMade(header), /its header is not JSON/);
    for (const header of ['[]', 'null', '3', '"x"']) refused(handMade(header), /its header is not an object/);
    refused(Buffer.concat([handMade('{"').subarray(0, 8), Buffer.of(0x7b, 0xff)]), /not JSON/);
  });

  it('converts numbers of other types, wherever they lie', () => {
    const header = { flag: { dtype: 'BOOL', shape: [1], data_offsets: [0, 1] }, half: { dtype: 'F16', shape: [2], data_offsets: [1, 5] }, brain: { dtype: 'BF16', shape: [1], data_offsets: [5, 7] }, count: { dtype: 'I64', shape: [], data_offsets: [7, 15] } };
    const { tensors } = decodeSafetensors(handMade(header, Buffer.of(7, 0x00, 0x3c, 0x01, 0x80, 0xc0, 0x3f, 0xfe, 255, 255, 255, 255, 255, 255, 255)), FILE);
    assert.deepEqual([...tensors].map(([name, { data }]) => [name, ...data]), [['flag', 1], ['half', 1, -(2 ** -24)], ['brain', 1.5], ['count', -2]]);
  });

  it('refuses unknown types, and metadata that are no texts', () => {
    refused(handMade({ x: { dtype: 'F8_E5M2', shape: [1], data_offsets: [0, 1] } }, new Uint8Array(1)), /"x" is of type F8_E5M2; those that are read are F64, F32, F16, BF16/);
    for (const dtype of [null, undefined, 3, 'f32', 'constructor']) refused(handMade({ x: { dtype, shape: [1], data_offsets: [0, 4] } }, floats(1)), /those that are read are/);
    refused(handMade({ x: { dtype: 'F64', shape: [1], data_offsets: [0, 4] } }, floats(1)), /does not fit its offsets/);
    for (const metadata of [[], 'x', 3, null, { a: 1 }]) refused(handMade({ __metadata__: metadata }), /metadata/);
    for (const entry of [null, 3, 'x', []]) refused(handMade({ x: entry }), /"x" is not described by an object/);
  });

  it('refuses a key that stands twice, wherever and however it is written', () => {
    const entry = '{"dtype":"F32","shape":[1],"data_offsets":[0,4]}';
    refused(handMade(`{"a":${entry},"a":${entry}}`, floats(1)), /its header has "a" twice/);
    refused(handMade(`{"a":${entry} , "\\u0061" \t:\n${entry}}`, floats(1)), /its header has "a" twice/);
    refused(handMade(`{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"shape":[1]}}`, floats(1)), /its header has "shape" twice/);
    refused(handMade(`{"__metadata__":{},"__metadata__":{"a":"b"}}`), /its header has "__metadata__" twice/);
    refused(handMade(`{"__metadata__":{"\\"":"x","\\"":"y"}}`), /its header has """ twice/);
    // The same word as a key and as a value, in lists, or in two objects, is none.
    const { metadata } = decodeSafetensors(handMade(`{"__metadata__":{"a":"a","b":"\\"a\\":","dtype":"a"},"a":${entry}}`, floats(1)), FILE);
    assert.deepEqual(metadata, { a: 'a', b: '"a":', dtype: 'a' });
  });

  it('refuses shapes and offsets that do not go together or leave the file', () => {
    const tensor = (shape: unknown, offsets: unknown): Buffer => handMade({ x: { dtype: 'F32', shape, data_offsets: offsets } }, floats(1, 2));
    for (const shape of [[-2], [1.5], ['2'], [null], 2, null, { length: 1 }, [Number.MAX_SAFE_INTEGER + 1], [1e300]]) refused(tensor(shape, [0, 8]), /no valid shape/);
    for (const offsets of [[0], [0, 8, 8], [-4, 4], [0.5, 8.5], ['0', '8'], null, 8, [0, 1e300]]) refused(tensor([2], offsets), /no valid offsets/);
    for (const [shape, offsets] of [[[2], [4, 12]], [[2], [8, 0]], [[2], [0, 4]], [[1], [0, 8]], [[], [0, 8]], [[0], [0, 4]], [[2], [1000, 1008]]]) refused(tensor(shape, offsets), /does not fit its offsets/);
    // No product of sizes may wrap around, or be taken for what fits.
    refused(tensor([2 ** 31, 2 ** 31, 2 ** 31], [0, 8]), /does not fit/);
    refused(tensor([2 ** 52, 2 ** 52, 2 ** 52, 0], [0, 8]), /does not fit/);
    refused(tensor([2 ** 50], [0, 2 ** 52]), /does not fit/);
  });

  it('refuses tensors that overlap, and data that belong to none', () => {
    const entry = (from: number, to: number): object => ({ dtype: 'F32', shape: [(to - from) / 4], data_offsets: [from, to] });
    refused(handMade({ a: entry(0, 8), b: entry(4, 12) }, floats(1, 2, 3)), /overlap/);
    refused(handMade({ a: entry(0, 12), b: entry(0, 12) }, floats(1, 2, 3)), /overlap/);
    refused(handMade({ a: entry(0, 4) }, floats(1, 2)), /belong to no tensor/);
    refused(handMade({ a: entry(0, 4), b: entry(8, 12) }, floats(1, 2, 3)), /belong to no tensor/);
  });

  it('a name like an object’s own property is a name', () => {
    const text = '{"__proto__":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"constructor":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}';
    const { tensors } = decodeSafetensors(handMade(text, floats(1, 2)), FILE);
    assert.deepEqual([...tensors].map(([name, { data }]) => [name, data[0]]), [['__proto__', 1], ['constructor', 2]]);
  });

  it('2,000 damaged files: each is read or refused with a sentence', () => {
    const whole = encoded(CONTENT);
    const random = new Random(1, 'damage');
    const header = 8 + Number(whole.readBigUInt64LE(0));
    let read = 0;
    for (let i = 0; i < 2000; i++) {
      const bytes = Buffer.from(whole);
      // Mostly the header, where it matters.
      for (let hits = 1 + random.integer(3); hits > 0; hits--) bytes[random.integer(random.uniform() < 0.9 ? header : bytes.length)] = random.integer(256);
      try {
        const { tensors } = decodeSafetensors(bytes, FILE);
        for (const { shape, data } of tensors.values()) assert.equal(data.length, shape.reduce((a, b) => a * b, 1));
        read++;
      } catch (error) {
        assert.ok(error instanceof LabError, String(error));
      }
    }
    assert.ok(read > 0 && read < 2000, `${read} could be read`);
  });

  it('gives its metadata without reading its tensors, and refuses a header that lies', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'safetensors-'));
    const path = join(folder, FILE);
    const says = async (bytes: Uint8Array, message: RegExp): Promise<void> => {
      writeFileSync(path, bytes);
      await assert.rejects(readMetadata(path), (error) => error instanceof LabError && error.place === path && message.test(error.message));
    };
    writeFileSync(path, encoded(CONTENT));
    assert.deepEqual(await readMetadata(path), CONTENT.metadata);
    writeFileSync(path, handMade({}));
    assert.deepEqual(await readMetadata(path), {});
    await says(Buffer.alloc(3), /it has 3 bytes/);
    await says(handMade({}, floats(), 2n ** 60n), /its header claims/);
    await says(handMade('{'), /not JSON/);
    await says(handMade({ __metadata__: { a: 1 } }), /its metadata are not texts/);
    rmSync(folder, { recursive: true });
  });
});
