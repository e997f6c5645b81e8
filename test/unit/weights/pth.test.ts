import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { bytesOf, Files, op, pickled, torchZip, zipOf, type Member } from './support';

function floats(...values: number[]): Buffer {
  return Buffer.from(Float32Array.from(values).buffer);
}

/** A state dict of one tensor, the first two of three floats in storage "0". */
const ONE = pickled(op.dict(op.text('weight'), op.tensor(op.storage('FloatStorage', '0', 3), 0, [2], [1])));
const DATA = floats(1, 2, 3);

/** A state dict of one tensor with this layout in a storage of 24 numbers. */
function laidOut(offset: number, shape: readonly number[], stride: readonly number[]): Buffer {
  return pickled(op.dict(op.text('weight'), op.tensor(op.storage('FloatStorage', '0', 24), offset, shape, stride)));
}

const LONG = Buffer.alloc(8);

/** A legacy file: magic, protocol, system, pickle, keys, and what follows. */
function legacy(pickle: Uint8Array, keys: readonly string[], ...storages: readonly Uint8Array[]): Buffer {
  const magic = Buffer.from('8a0a6cfc9c46f9206aa85019', 'hex');
  return bytesOf(pickled(magic), pickled('M\xe9\x03'), pickled(op.dict(op.text('little_endian'), '\x88')), pickle, pickled('](', ...keys.map(op.text), 'e'), ...storages);
}

function counted(data: Uint8Array, count = data.length / 4): Buffer {
  LONG.writeBigInt64LE(BigInt(count));
  return bytesOf(LONG, data);
}

describe('weights: .pth files', () => {
  const files = new Files();
  const says = async (bytes: Uint8Array, message: RegExp): Promise<void> => assert.match(await files.complaint(bytes), message);
  const values = async (bytes: Uint8Array): Promise<number[]> => [...((await files.read(bytes)).tensors.get('weight')?.values() ?? [])];

  it('reads one that is made by hand, with any folder, compressed or not', async () => {
    assert.deepEqual(await values(torchZip(ONE, { 0: DATA })), [1, 2]);
    assert.deepEqual(await values(zipOf([{ name: 'x y/data.pkl', data: ONE, deflated: true }, { name: 'x y/data/0', data: DATA, deflated: true }, { name: 'x y/byteorder', data: Buffer.from('little') }])), [1, 2]);
    assert.deepEqual(await values(legacy(ONE, ['0'], counted(DATA))), [1, 2]);
  });

  it('writes nothing anywhere', async () => {
    const path = files.write(torchZip(ONE, { 0: DATA }, [{ name: 'archive/code/x.py', data: Buffer.from('x') }]));
    const before = readdirSync(dirname(path));
    await files.read(torchZip(ONE, { 0: DATA }, [{ name: 'archive/code/x.py', data: Buffer.from('x') }]));
    assert.deepEqual(readdirSync(dirname(path)), before);
  });

  describe('a checkpoint around the weights', () => {
    const tensor = (k: number): Buffer => op.tensor(op.storage('FloatStorage', '0', 3), k, [1], [1]);
    const dict = (k: number, name = 'weight'): Buffer => op.dict(op.text(name), tensor(k));
    const found = async (pickle: Buffer): Promise<unknown[]> => [...(await files.read(torchZip(pickled(pickle), { 0: DATA }))).tensors].flatMap(([name, stored]) => [name, ...stored.values()]);

    it('goes before tensors beside it, state_dict first', async () => {
      assert.deepEqual(await found(op.dict(op.text('best'), tensor(0), op.text('model'), dict(1))), ['weight', 2]);
      assert.deepEqual(await found(op.dict(op.text('state_dict_ema'), dict(0), op.text('net'), dict(0), op.text('model'), dict(1), op.text('state_dict'), dict(2))), ['weight', 3]);
      assert.deepEqual(await found(op.dict(op.text('model'), dict(0), op.text('model_state_dict'), dict(1))), ['weight', 2]);
      assert.deepEqual(await found(op.dict(op.text('model'), tensor(0), op.text('net'), dict(2))), ['weight', 3]);
    });

    it('is no checkpoint where a tensor is only called so', async () => {
      assert.deepEqual(await found(op.dict(op.text('model'), tensor(1))), ['model', 2]);
      assert.deepEqual(await found(op.dict(op.text('state_dict'), op.dict(op.text('x'), 'K\x01'), op.text('weight'), tensor(1))), ['weight', 2]);
    });

    it('loses the prefixes that all names have', async () => {
      const two = (a: string, b: string): Buffer => op.dict(op.text(a), tensor(0), op.text(b), tensor(1));
      assert.deepEqual(await found(two('module.a', 'module.b')), ['a', 1, 'b', 2]);
      assert.deepEqual(await found(two('_orig_mod.module.a', '_orig_mod.module.b')), ['a', 1, 'b', 2]);
      assert.deepEqual(await found(two('model.a', 'model.b')), ['a', 1, 'b', 2]);
      assert.deepEqual(await found(two('module.a', 'b')), ['module.a', 1, 'b', 2]);
      assert.deepEqual(await found(two('module.', 'module.b')), ['module.', 1, 'module.b', 2]);
    });

    it('without weights is refused with the names that it has', async () => {
      await says(torchZip(pickled(op.dict(op.text('epoch'), 'K\x01', op.text('arch'), op.text('x')))), /it holds no dict of tensors; what it has is called epoch, arch\. Save the weights alone/);
      await says(torchZip(pickled('}')), /what it has is called –/);
      for (const root of ['N', 'K\x01', ']', ')', op.text('x')]) await says(torchZip(pickled(root)), /it holds no dict of tensors\. Save/);
      await says(torchZip(pickled(tensor(0)), { 0: DATA }), /it holds no dict of tensors/);
    });
  });

  describe('a layout', () => {
    const storage = floats(...Array.from({ length: 24 }, (_, k) => k));
    const at = (offset: number, shape: readonly number[], stride: readonly number[]): Promise<number[]> => values(torchZip(laidOut(offset, shape, stride), { 0: storage }));
    const leaves = (offset: number, shape: readonly number[], stride: readonly number[]): Promise<void> => says(torchZip(laidOut(offset, shape, stride), { 0: storage }), /a tensor of shape \[.*\] leaves its storage of 24 numbers/);

    it('is followed up to the last number', async () => {
      assert.deepEqual(await at(0, [2, 2], [1, 10]), [0, 10, 1, 11]);
      assert.deepEqual(await at(23, [], []), [23]);
      assert.deepEqual(await at(23, [1, 1], [100, 2 ** 40]), [23]);
      assert.deepEqual(await at(1, [2, 3], [0, 11]), [1, 12, 23, 1, 12, 23]);
      assert.deepEqual(await at(24, [0, 5], [5, 1]), []);
    });

    it('is refused beyond it, whatever its numbers', async () => {
      await leaves(0, [25], [1]);
      await leaves(1, [24], [1]);
      await leaves(24, [], []);
      await leaves(25, [0], [1]);
      await leaves(0, [2], [24]);
      await leaves(0, [2, 2], [23, 1]);
      await leaves(2 ** 52, [1], [1]);
      await leaves(0, [2 ** 52, 2 ** 52, 2 ** 52], [2 ** 52, 2 ** 52, 1]);
      await leaves(0, [3], [2 ** 53 - 1]);
      await leaves(1, [2, 2], [2 ** 53 - 1, 2 ** 53 - 1]);
    });

    it('cannot be negative, of another length than the shape, or of too many dimensions', async () => {
      const nonsense = /what its pickle says of a tensor makes no sense/;
      for (const [offset, shape, stride] of [[-1, [1], [1]], [0, [-1], [1]], [0, [1], [-1]], [0, [1], []], [0, [], [1]], [0, Array(65).fill(1), Array(65).fill(1)]] as [number, number[], number[]][]) {
        await says(torchZip(laidOut(offset, shape, stride), { 0: storage }), nonsense);
      }
    });

    it('cannot ask for memory without end', async () => {
      await says(torchZip(laidOut(0, [2 ** 30], [0]), { 0: storage }), /it asks for more than 64 MiB of memory/);
      await says(torchZip(laidOut(0, [2 ** 52, 2 ** 52], [0, 0]), { 0: storage }), /it asks for more than 64 MiB of memory/);
      const many = Array.from({ length: 20 }, (_, k) => [op.text(`w${k}`), op.tensor(op.storage('FloatStorage', '0', 24), 0, [1024, 1024], [0, 0])]).flat();
      await says(torchZip(pickled(op.dict(...many)), { 0: storage }), /it asks for more than 64 MiB of memory/);
    });
  });

  describe('what a pickle says of tensors and storages', () => {
    const refuse = (pickle: Uint8Array, what: RegExp): Promise<void> => says(torchZip(pickled(op.dict(op.text('weight'), pickle)), { 0: DATA }), what);
    const rebuild = op.name('torch._utils', '_rebuild_tensor_v2');

    it('must make sense', async () => {
      const storage = /of a storage makes no sense/;
      for (const id of ['N', ')', op.text('0'), op.tuple(op.text('module'), op.name('torch', 'FloatStorage'), op.text('0'), op.text('cpu'), op.number(3)), op.tuple(op.text('storage'), op.text('FloatStorage'), op.text('0'), op.text('cpu'), op.number(3)), op.tuple(op.text('storage'), op.name('torch', 'Size'), op.text('0'), op.text('cpu'), op.number(3)), op.tuple(op.text('storage'), op.name('torch', 'FloatStorage'), 'K\x01', op.text('cpu'), op.number(3)), op.tuple(op.text('storage'), op.name('torch', 'FloatStorage'), op.text('0'), op.text('cpu'), op.number(-3)), op.tuple(op.text('storage'), op.name('torch', 'FloatStorage'), op.text('0'))]) await refuse(bytesOf(id, 'Q'), storage);
      await refuse(bytesOf(op.storage('FloatStorage', '0', 3), op.storage('FloatStorage', '0', 4)), storage);
      await refuse(bytesOf(op.storage('FloatStorage', '0', 3), op.storage('HalfStorage', '0', 3)), storage);
      const tensor = /of a tensor makes no sense/;
      for (const args of [')', op.tuple('N', 'N', 'N', 'N'), op.tuple(op.storage('FloatStorage', '0', 3), op.text('0'), ')', ')'), op.tuple(op.storage('FloatStorage', '0', 3), 'K\x00', ']', ']'), op.tuple(op.storage('FloatStorage', '0', 3), 'K\x00', 'G\0\0\0\0\0\0\0\0\x85', 'N\x85')]) await refuse(bytesOf(rebuild, args, 'R'), tensor);
      await refuse(bytesOf(op.name('torch._utils', '_rebuild_parameter'), op.tuple('N', '\x88', 'N'), 'R'), tensor);
      await refuse(bytesOf(op.name('torch', 'FloatStorage'), ')R'), tensor);
      for (const args of ['K\x01\x85', op.tuple('](K\x01e'), op.tuple('](Ne')]) await refuse(bytesOf(op.name('collections', 'OrderedDict'), args, 'R'), tensor);
    });

    it('may be an ordered dict of pairs, as Python 2 wrote it', async () => {
      const pairs = bytesOf('](', op.tuple(op.text('weight'), op.tensor(op.storage('FloatStorage', '0', 3), 1, [2], [1])), '](', op.text('note'), 'K\x01ee');
      assert.deepEqual(await values(torchZip(pickled(op.name('collections', 'OrderedDict'), op.tuple(pairs), 'R'), { 0: DATA })), [2, 3]);
    });

    it('cannot copy one list again and again', async () => {
      const list = bytesOf('](', ...Array.from({ length: 50_000 }, () => op.tuple('N', 'N')), 'eq\x01');
      const copies = bytesOf(op.name('collections', 'OrderedDict'), 'q\x020', 'h\x02h\x01\x85R0'.repeat(1000));
      const began = Date.now();
      await says(torchZip(pickled(list, copies, '}')), /more than 1000000 instructions/);
      assert.ok(Date.now() - began < 5000);
    });

    it('may name no function, wherever it stands', async () => {
      for (const [module, name] of [['os', 'system'], ['builtins', 'eval'], ['torch', 'load'], ['torch.storage', '_load_from_bytes'], ['torch.nn.modules.linear', 'Linear'], ['__main__', 'Net']] as const) {
        await says(torchZip(pickled('K\x01', op.name(module, name), '0', ONE.subarray(2, -1)), { 0: DATA }), new RegExp(`it asks for ${module}\\.${name}, which no list of weights needs; nothing was executed`));
      }
    });
  });

  describe('an archive', () => {
    const members = (...more: readonly Member[]): Buffer => torchZip(ONE, { 0: DATA }, more);

    it('with path tricks is refused', async () => {
      for (const name of ['../evil', 'a/../../evil', '/etc/passwd', 'C:/evil', 'a\\..\\evil', 'archive\\data.pkl']) await says(members({ name, data: DATA }), /its archive is damaged: .*(relative|absolute|invalid)/);
      const up = pickled(op.dict(op.text('weight'), op.tensor(op.storage('FloatStorage', '../../0', 3), 0, [2], [1])));
      await says(torchZip(up, { 0: DATA }), /storage \.\.\/\.\.\/0 has 0 bytes/);
    });

    it('with a member twice is refused', async () => {
      await says(members({ name: 'archive/data/0', data: DATA }), /its archive has archive\/data\/0 twice/);
      await says(members({ name: 'other/data.pkl', data: ONE }), /it has 2 files data\.pkl/);
    });

    it('without a pickle is refused', async () => {
      await says(zipOf([{ name: 'data.pkl', data: ONE }]), /none that torch\.save wrote: it has 0 files data\.pkl/);
      await says(zipOf([{ name: 'a/b/data.pkl', data: ONE }]), /it has 0 files data\.pkl/);
    });

    it('with links, encryption or another compression is refused', async () => {
      const only = (change: Partial<Member>): Buffer => zipOf([{ name: 'archive/data.pkl', data: ONE, ...change }, { name: 'archive/data/0', data: DATA }]);
      await says(only({ mode: 0o120777 }), /archive\/data\.pkl in its archive is encrypted, a link, or compressed/);
      await says(only({ method: 12 }), /encrypted, a link, or compressed/);
      await says(only({ flags: 0x801, method: 8 }), /encrypted, a link, or compressed/);
    });

    it('that lies about sizes and checksums is refused', async () => {
      const with0 = (zero: Partial<Member>): Buffer => zipOf([{ name: 'archive/data.pkl', data: ONE }, { name: 'archive/data/0', data: DATA, ...zero }]);
      await says(with0({ size: 8 }), /its archive is damaged: compressed\/uncompressed size mismatch/);
      await says(with0({ checksum: 5 }), /archive\/data\/0 in its archive is damaged: its checksum is wrong/);
      await says(with0({ data: floats(1, 2) }), /storage 0 has 8 bytes; its pickle speaks of 12/);
      await says(with0({ data: floats(1, 2, 3, 4) }), /storage 0 has 16 bytes; its pickle speaks of 12/);
      await says(with0({ data: floats(1, 2, 3, 4), deflated: true, size: 12 }), /its archive is damaged: Cannot create a Buffer larger than 12 bytes/);
      await says(with0({ data: floats(1, 2), deflated: true, size: 12 }), /archive\/data\/0 in its archive has another size than it says/);
      await says(with0({ data: Buffer.from('no deflate here'), method: 8, size: 12 }), /its archive is damaged: /);
      assert.deepEqual(await values(with0({ checksum: 0 })), [1, 2]);
    });

    it('that unpacks to more than its size allows is refused before it is unpacked', async () => {
      const count = 40 * 1024 ** 2;
      const bomb = pickled(op.dict(op.text('weight'), op.tensor(op.storage('FloatStorage', '0', count), 0, [1], [1])));
      const zeros = Buffer.alloc(4 * 1024 ** 2);
      await says(zipOf([{ name: 'archive/data.pkl', data: bomb }, { name: 'archive/data/0', data: zeros, deflated: true, size: 4 * count }]), /it asks for more than 64 MiB of memory/);
      await says(zipOf([{ name: 'archive/data.pkl', data: zeros, deflated: true, size: 2 ** 31 }]), /its pickle has 2147483648 bytes/);
    });

    it('of a big-endian machine is refused', async () => {
      for (const order of ['big', '', 'little '.repeat(5)]) await says(members({ name: 'archive/byteorder', data: Buffer.from(order) }), /it was written on a big-endian machine/);
    });
  });

  describe('the legacy format', () => {
    it('reads storages that are parts of others, as torch before 0.4 wrote them', async () => {
      const view = op.storage('FloatStorage', '0', 3, op.tuple(op.text('part'), op.number(1), op.number(2)));
      const rebuilt = bytesOf(op.name('torch._utils', '_rebuild_tensor'), op.tuple(view, op.number(1), op.tuple(op.number(1)), op.tuple(op.number(1))), 'R');
      assert.deepEqual(await values(legacy(pickled(op.dict(op.text('weight'), rebuilt)), ['0'], counted(DATA))), [3]);
      const beyond = op.storage('FloatStorage', '0', 3, op.tuple(op.text('part'), op.number(2), op.number(2)));
      await says(legacy(pickled(beyond), ['0'], counted(DATA)), /of a storage makes no sense/);
      await says(legacy(pickled(op.dict(op.text('weight'), op.tensor(view, 2, [1], [1]))), ['0'], counted(DATA)), /leaves its storage of 2 numbers/);
    });

    it('is refused where it is of another kind', async () => {
      await says(pickled('K\x01'), /a pickle, but none that torch\.save wrote/);
      await says(pickled('cos\nsystem\n'), /it asks for os\.system/);
      const magic = pickled(Buffer.from('8a0a6cfc9c46f9206aa85019', 'hex'));
      await says(bytesOf(magic, pickled('M\xea\x03')), /torch's legacy format 1002; only 1001 is read/);
      await says(bytesOf(magic, pickled('M\xe9\x03'), pickled(op.dict(op.text('little_endian'), '\x89'))), /big-endian/);
    });

    it('is refused where its storages are not what the pickle says', async () => {
      await says(legacy(ONE, ['0'], counted(DATA.subarray(4))), /storage 0 has 2 numbers; its pickle speaks of 3/);
      await says(legacy(ONE, ['0'], counted(DATA, -3)), /storage 0 has -3 numbers/);
      await says(legacy(ONE, ['1'], counted(DATA)), /storage 1 has 3 numbers; its pickle speaks of 0/);
      await says(legacy(ONE, [], counted(DATA)), /it has no storage 0/);
      await says(legacy(ONE, ['0'], counted(DATA).subarray(0, 15)), /it ends at byte \d+, before what it speaks of/);
      await says(legacy(ONE, ['0']), /it ends at byte \d+, before what it speaks of/);
      const huge = pickled(op.dict(op.text('weight'), op.tensor(op.storage('FloatStorage', '0', 2 ** 50), 0, [2 ** 50], [1])));
      await says(legacy(huge, ['0'], counted(DATA, 2 ** 50)), /it asks for more than 64 MiB of memory/);
    });
  });
});
