import assert from 'node:assert/strict';
import { copyFileSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { tmpdir } from 'node:os';
import { Interrupted, LabError } from '../../../src/base/errors';
import { readStateDict } from '../../../src/weights/read-state-dict';
import { complaintOf, Files, fixture } from './support';

/** What torch reads from each file: shapes, and values as 32-bit floats. */
const EXPECTED = JSON.parse(readFileSync(fixture('expected.json'), 'utf8')) as Record<string, Record<string, { shape: number[]; values: (number | string)[] }>>;

/** Torch's word for each type. */
const WORDS: Readonly<Record<string, string>> = {
  float64: 'DoubleStorage', float32: 'FloatStorage', float16: 'HalfStorage', bfloat16: 'BFloat16Storage', int64: 'LongStorage', int32: 'IntStorage', int16: 'ShortStorage', int8: 'CharStorage', uint8: 'ByteStorage', bool: 'BoolStorage',
};

describe('weights: files that PyTorch and safetensors wrote', () => {
  const files = new Files();

  for (const [name, tensors] of Object.entries(EXPECTED)) {
    it(`${name} is read as torch reads it`, async () => {
      const dict = await readStateDict(fixture(name));
      assert.deepEqual([dict.file, dict.format], [fixture(name), name.endsWith('.safetensors') ? 'safetensors' : 'pth']);
      assert.deepEqual([...dict.tensors.keys()].sort(), Object.keys(tensors).sort());
      for (const [key, { shape, values }] of Object.entries(tensors)) {
        const found = dict.tensors.get(key);
        assert.deepEqual(found?.shape, shape, key);
        const numbers = found?.values() ?? new Float32Array(0);
        // -0 and 0, and NaN, are told apart by deepEqual of strict assert.
        assert.deepEqual([...numbers], values.map((value) => (value === 'inf' ? Infinity : value === '-inf' ? -Infinity : value === 'nan' ? NaN : Number(value))), key);
        assert.notEqual(found?.values(), numbers, 'made anew');
      }
    });
  }

  it("keeps the file's own words for types", async () => {
    const pth = await readStateDict(fixture('numbers.pth'));
    assert.deepEqual(Object.fromEntries([...pth.tensors].map(([name, { type }]) => [name, type])), WORDS);
    const { tensors, metadata } = await readStateDict(fixture('numbers.safetensors'));
    assert.deepEqual([...tensors].map(([name, { type }]) => `${name} ${type}`).sort(), ['bfloat16 BF16', 'bool BOOL', 'float16 F16', 'float32 F32', 'float64 F64', 'int16 I16', 'int32 I32', 'int64 I64', 'int8 I8', 'uint16 U16', 'uint32 U32', 'uint8 U8']);
    assert.deepEqual(metadata, { format: 'pt' });
  });

  it('goes by the content, not by the name', async () => {
    const path = files.write(readFileSync(fixture('network.safetensors')), 'weights.bin');
    assert.equal((await readStateDict(path)).format, 'safetensors');
    const other = files.write(readFileSync(fixture('legacy.pth')), 'model.safetensors');
    assert.equal((await readStateDict(other)).format, 'pth');
  });

  it('answers with a full path', async () => {
    const path = join(tmpdir(), 'resnet-lab-relative.pth');
    copyFileSync(fixture('zip.pth'), path);
    assert.equal((await readStateDict(path)).file, resolve(path));
  });

  it('refuses a whole module, and says how to save its weights', async () => {
    const said = await complaintOf(fixture('module.pth'));
    assert.match(said, /it asks for torch\.nn\.modules\.container\.Sequential, which no list of weights needs; nothing was executed\. .*torch\.save\(model\.state_dict\(\), "weights\.pth"\)/);
    assert.match(await complaintOf(fixture('script.pth')), /it holds a TorchScript program\. .*torch\.save\(model\.state_dict/);
  });

  it('refuses a file that runs a command, by the name of what it asks for', async () => {
    for (const name of ['attack.pth', 'attack-legacy.pth']) assert.match(await complaintOf(fixture(name)), /it asks for (posix|nt)\.system, which no list of weights needs; nothing was executed/);
  });

  it('refuses a file that was cut off, at any length', async () => {
    for (const name of ['zip.pth', 'legacy.pth', 'network.safetensors']) {
      const whole = readFileSync(fixture(name));
      for (let length = 0; length < whole.length; length += name === 'zip.pth' ? 37 : 11) assert.ok((await files.complaint(whole.subarray(0, length))).length > 20);
    }
  });

  it('notices any bit that flipped in an archive with checksums', async () => {
    const whole = readFileSync(fixture('zip.pth'));
    const before = await readStateDict(fixture('zip.pth'));
    for (let at = 0; at < whole.length; at += 41) {
      const bytes = Buffer.from(whole);
      bytes[at] = (bytes[at] ?? 0) ^ (1 << (at % 8));
      const path = files.write(bytes);
      const dict = await readStateDict(path).catch((error: unknown) => {
        assert.ok(error instanceof LabError, String(error));
      });
      if (dict) for (const [name, tensor] of before.tensors) assert.deepEqual(dict.tensors.get(name)?.values(), tensor.values(), `byte ${at}`);
    }
  });

  it('says what other files are', async () => {
    assert.match(await files.complaint(Buffer.from('\x89HDF\r\n\x1a\n........', 'latin1')), /it is an HDF5 file; \.safetensors, and/);
    assert.match(await files.complaint(Buffer.from('version https://git-lfs.github.com/spec/v1\noid sha256:0\n')), /it is a placeholder of Git LFS\. .*git lfs pull/);
    assert.match(await files.complaint(Buffer.from('<!DOCTYPE html><title>404</title>')), /it is a web page/);
    assert.match(await files.complaint(Buffer.from('nothing in particular')), /of no format that is known here/);
    assert.match(await files.complaint(Buffer.alloc(0)), /of no format that is known here/);
    assert.match(await files.complaint(Buffer.from('PK\x05\x06'.padEnd(22, '\0'), 'latin1')), /a zip archive, but none that torch.save wrote/);
    const tar = Buffer.alloc(512);
    tar.write('ustar', 257);
    assert.match(await files.complaint(tar), /it is a tar archive/);
  });

  it('refuses what is no file', async () => {
    assert.match(await complaintOf(tmpdir()), /it is no file/);
    await assert.rejects(readStateDict(join(tmpdir(), 'resnet-lab-no-such.pth')), (error) => error instanceof LabError && /cannot be opened: .*ENOENT/.test(error.message));
  });

  it('stops when asked to', async () => {
    const stop = new AbortController();
    stop.abort();
    await assert.rejects(readStateDict(fixture('zip.pth'), { signal: stop.signal }), Interrupted);
  });
});
