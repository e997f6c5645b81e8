import assert from 'node:assert/strict';
import { LabError } from '../../../src/base/errors';
import { unreadable } from '../../../src/weights/complaint';
import { Inert, Tuple, unpickle, type Call } from '../../../src/weights/pth/pickle';
import { bytesOf, op, pickled } from './support';

const fail = unreadable('x.pth');
const NAMES = new Map<string, Call>([
  ['known.make', (args) => ({ made: args })],
  ['known.inert', () => new Inert('known.inert')],
]);

function read(bytes: Uint8Array, start = 0): { value: unknown; end: number } {
  return unpickle(bytes, start, { names: NAMES, fail, persistent: (id) => ({ id }) });
}

function value(...parts: readonly (string | number | Uint8Array)[]): unknown {
  return read(pickled(bytesOf(...parts))).value;
}

function refused(bytes: Uint8Array, message: RegExp): void {
  assert.throws(() => read(bytes), (error) => error instanceof LabError && error.kind === 'input' && error.place === 'x.pth' && message.test(error.message));
}

function u32(n: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(n);
  return bytes;
}

function u64(n: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(n);
  return bytes;
}

describe('weights: pickles', () => {
  it('reads numbers and constants', () => {
    assert.deepEqual(value('(N\x88\x89K\xffM\x01\x02J\xfe\xff\xff\xffG\x3f\xf8\0\0\0\0\0\0l'), [null, true, false, 255, 513, -2, 1.5]);
    assert.deepEqual(value('(\x8a\0\x8a\x01\xff\x8a\x02\xff\0l'), [0, -1, 255]);
    assert.equal(value('\x8a\x07\xff\xff\xff\xff\xff\xff\x1f'), Number.MAX_SAFE_INTEGER);
    assert.equal(value('\x8a\x09\0\0\0\0\0\0\0\0\x01'), 2n ** 64n);
    assert.equal(value('\x8a\x09\0\0\0\0\0\0\0\0\xff'), -(2n ** 64n));
  });

  it('reads texts and bytes', () => {
    assert.deepEqual(value('(', op.text('ä한'), '\x8c\x02\xc3\xa4', '\x8d', u64(1n), 'x', 'U\x01\xe4', 'T', u32(1), 'y', 'l'), ['ä한', 'ä', 'x', 'ä', 'y']);
    assert.deepEqual(value('(C\x02\x01\x02B', u32(1), '\x03\x8e', u64(1n), '\x04\x96', u64(0n), 'l'), [Buffer.of(1, 2), Buffer.of(3), Buffer.of(4), Buffer.of()]);
  });

  it('reads tuples, lists, dicts and sets', () => {
    assert.deepEqual(value('()K\x01\x85K\x01K\x02\x86K\x01K\x02K\x03\x87(K\x01K\x02K\x03K\x04tl'), [[], [1], [1, 2], [1, 2, 3], [1, 2, 3, 4]].map((items) => new Tuple(items)));
    assert.deepEqual(value(']K\x01a(K\x02K\x03e'), [1, 2, 3]);
    assert.deepEqual(value('}K\x01K\x02s(K\x03K\x04K\x05K\x06u'), new Map([[1, 2], [3, 4], [5, 6]]));
    assert.deepEqual(value('(K\x01K\x02d'), new Map([[1, 2]]));
    assert.deepEqual(value('\x8f(K\x01K\x01K\x02\x90'), new Set([1, 2]));
    assert.deepEqual(value('(K\x01\x91'), new Set([1]));
  });

  it('a key like an object’s own property is a key', () => {
    const map = value(op.dict(op.text('__proto__'), 'K\x01', op.text('constructor'), 'K\x02'));
    assert.deepEqual(map, new Map([['__proto__', 1], ['constructor', 2]]));
    assert.equal(({} as Record<string, unknown>)['1'], undefined);
  });

  it('remembers and recalls values, by either count', () => {
    assert.deepEqual(value('(K\x07q\x05h\x05r\x05\x01\0\0j\x05\x01\0\0l'), [7, 7, 7]);
    assert.deepEqual(value('(K\x08\x94K\x09\x94h\0h\x01l'), [8, 9, 8, 9]);
    const [list, again] = value('(]q\0h\0l') as [unknown[], unknown[]];
    assert.equal(list, again);
  });

  it('steps over frames, and drops what is dropped', () => {
    assert.equal(value('\x95', u64(3n), 'K\x01K\x020'), 1);
    assert.equal(value('K\x01(K\x02K\x031'), 1);
  });

  it('makes things of names in the list alone, and passes attributes over', () => {
    assert.deepEqual(value('cknown\nmake\nK\x01\x85R'), { made: [1] });
    assert.deepEqual(value(op.text('known'), op.text('make'), '\x93K\x01\x85\x81'), { made: [1] });
    assert.deepEqual(value('cknown\nmake\n)R}K\x01K\x02sb'), { made: [] });
    assert.deepEqual(value('cknown\ninert\n)R(K\x01e(K\x01K\x02u'), new Inert('known.inert'));
    assert.deepEqual(value('K\x05Q'), { id: 5 });
  });

  it('refuses any other name by itself, before anything is made of it', () => {
    for (const [module, name] of [['os', 'system'], ['posix', 'system'], ['builtins', 'eval'], ['__builtin__', 'eval'], ['__main__', 'Net'], ['subprocess', 'Popen'], ['known', 'make.__globals__'], ['constructor', 'constructor'], ['', '']] as const) {
      const message = new RegExp(`it asks for ${module.replace('.', '\\.')}\\.${name.replace('.', '\\.')}, which no list of weights needs; nothing was executed`);
      refused(pickled(op.name(module, name)), message);
      refused(pickled(op.text(module), op.text(name), '\x93'), message);
    }
    refused(pickled(op.name('evil\r\u001b[2J', 'x'.repeat(500))), /it asks for evil\?\?\[2J\.x{100,120}…, which/);
  });

  it('refuses instructions that torch does not write: instances by name, extensions, buffers, texts of protocol 0', () => {
    for (const code of ['ios\nsystem\n', 'o', '\x82\x01', '\x83\x01\0', '\x84\x01\0\0\0', '\x92', '\x97', '\x98', 'I1\n', "S'x'\n", 'Vx\n', 'Pid\n', 'p0\n', 'g0\n', 'F1\n', 'L1L\n', '2', '\xff', '\0']) {
      refused(pickled(code), /its pickle has the instruction 0x[0-9a-f]+ at byte 2, which torch does not write/);
    }
  });

  it('refuses other protocols', () => {
    for (const version of [0, 1, 6, 255]) refused(bytesOf(0x80, version, 'N.'), new RegExp(`its pickle has protocol ${version}; 2 to 5 are read`));
  });

  it('refuses what ends too early, or takes what is not there', () => {
    const whole = pickled(op.dict(op.text('a'), op.tuple(op.number(5), 'cknown\nmake\n)R', 'K\x05Q')));
    assert.ok(read(whole).value instanceof Map);
    for (let length = 0; length < whole.length; length++) refused(whole.subarray(0, length), /its pickle is damaged at byte \d+/);
    for (const code of ['', '0', '1', 'a', 'e', 's', 'u', 't', 'l', 'd', '\x85', 'K\x01\x86', 'R', 'K\x01K\x01R', 'cknown\nmake\nK\x01R', 'N)R', 'b', 'Q', 'q\0', 'h\0', 'j\0\0\0\0', '\x94', '\x93', 'K\x01K\x02\x93', 'K\x01(0', 'NK\x01a', '}K\x01a', ']K\x01K\x02s', '(K\x01d', '}(K\x01u', 'N(K\x01\x90', 'X\xff\0\0\0x', '\x8a\x09\x01']) {
      refused(pickled(code), /its pickle is damaged at byte \d+/);
    }
  });

  it('refuses texts, nesting and work beyond its limits, in time', () => {
    refused(pickled('X', u32(2 ** 32 - 1)), /its pickle has a text of 4294967295 bytes/);
    refused(pickled('\x8d', u64(2n ** 64n - 1n)), /its pickle has a text of 1844\d+ bytes/);
    refused(pickled('\x8b', u32(5)), /instruction 0x8b/);
    refused(pickled('('.repeat(1001)), /its pickle is nested deeper than 1000/);
    refused(pickled('N'.repeat(1_000_001)), /its pickle has more than 1000000 instructions/);
    // Each tuple holds the one before twice: 2^3000 leaves, were it spelled out.
    assert.ok(value(')', 'q\0h\0\x86'.repeat(3000)) instanceof Tuple);
    assert.ok(value(']q\0h\0a') instanceof Array, 'a list may hold itself');
    assert.ok(value('N', '\x85'.repeat(200_000)) instanceof Tuple, 'a tower of tuples');
  });

  it('reads one pickle after the other', () => {
    const bytes = bytesOf('xx', pickled('K\x01'), pickled('K\x02'), 'rest');
    const first = read(bytes, 2);
    assert.deepEqual([first, read(bytes, first.end)], [{ value: 1, end: 7 }, { value: 2, end: 12 }]);
  });
});
