import assert from 'node:assert/strict';
import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';
import { Interrupted, LabError } from '../../../src/base/errors';
import { Random } from '../../../src/base/random';
import { cifar100Layout, cifar10Layout, readCifar, type CifarLayout } from '../../../src/data/cifar';
import { complaint, scratchFolder } from './support';

const shape = { height: 2, width: 2, channels: 3 };
/** Two planes of four pixels each, made so that a pixel's value tells its example, plane and place. */
const layout: CifarLayout = { train: ['c/a.bin', 'c/b.bin'], test: ['c/test.bin'], labelBytes: 1, most: 3 };

function record(label: number[], example: number): number[] {
  return [...label, ...[0, 1, 2].flatMap((plane) => [0, 1, 2, 3].map((place) => example * 20 + plane * 4 + place))];
}

function archive(members: Record<string, number[]>): Promise<Buffer> {
  const tar = pack();
  for (const [name, bytes] of Object.entries(members)) tar.entry({ name }, Buffer.from(bytes));
  tar.finalize();
  return buffer(tar as unknown as NodeJS.ReadableStream);
}

const sound = {
  'c/readme.html': [60, 61],
  'c/b.bin': [...record([2], 2)],
  'c/a.bin': [...record([0], 0), ...record([1], 1)],
  'c/test.bin': record([1], 5),
};

describe('CIFAR', () => {
  const scratch = scratchFolder();

  const read = (targz: Buffer, how = layout, signal?: AbortSignal) => {
    const file = path.join(scratch.path, 'cifar.tar.gz');
    writeFileSync(file, targz);
    return readCifar(file, how, shape, 3, signal);
  };

  it('reads the members in their order and interleaves the planes', async () => {
    const { train, test } = await read(gzipSync(await archive(sound)));
    assert.deepEqual(Array.from(train.labels), [0, 1, 2]);
    assert.deepEqual(Array.from(test.labels), [1]);
    const into = new Uint8Array(24);
    await train.pixels(Int32Array.of(2, 0), into);
    assert.deepEqual(Array.from(into.subarray(0, 12)), [40, 44, 48, 41, 45, 49, 42, 46, 50, 43, 47, 51]);
    assert.deepEqual(Array.from(into.subarray(12, 18)), [0, 4, 8, 1, 5, 9]);
  });

  it('takes the fine label where there are two', async () => {
    const fine = { train: ['c/a.bin'], test: ['c/test.bin'], labelBytes: 2, most: 3 };
    const { train } = await read(gzipSync(await archive({ 'c/a.bin': record([9, 2], 0), 'c/test.bin': record([0, 1], 1) })), fine);
    assert.deepEqual(Array.from(train.labels), [2]);
  });

  it('knows the real archives', () => {
    assert.equal(cifar10Layout.train.length, 5);
    assert.equal(cifar10Layout.train[4], 'cifar-10-batches-bin/data_batch_5.bin');
    assert.equal(cifar100Layout.labelBytes, 2);
  });

  it('names what is missing, cut off, too large or out of range', async () => {
    const without: Record<string, number[]> = { ...sound };
    delete without['c/b.bin'];
    assert.match(await complaint(read(gzipSync(await archive(without)))), /cifar\.tar\.gz: the archive has no c\/b\.bin/);
    assert.match(await complaint(read(gzipSync(await archive({ ...sound, 'c/b.bin': [1, 2, 3] })))), /\(c\/b\.bin\): the file is cut off: expected a multiple of 13 bytes, found 3/);
    assert.match(await complaint(read(gzipSync(await archive({ ...sound, 'c/b.bin': new Array<number>(52).fill(0) })))), /c\/b\.bin is larger than expected: 52 bytes, at most 39 expected/);
    assert.match(await complaint(read(gzipSync(await archive({ ...sound, 'c/b.bin': record([3], 0) })))), /\(c\/b\.bin\): label 3 of record 0 is out of range \(0 to 2\)/);
    assert.match(await complaint(read(gzipSync(await archive({ ...sound, 'c/other.bin': new Array<number>(100).fill(0) })))), /holds more than the files/);
    assert.match(await complaint(read(Buffer.from('no archive'))), /cifar\.tar\.gz: the archive is cut off or damaged/);
    assert.match(await complaint(readCifar('nowhere.tar.gz', layout, shape, 3)), /nowhere\.tar\.gz: there is no such file/);
  });

  it('says how much of a member is missing where the archive is cut off', async () => {
    const tar = await archive({ 'c/a.bin': sound['c/a.bin'], 'c/test.bin': sound['c/test.bin'] });
    assert.match(await complaint(read(gzipSync(tar.subarray(0, 512 + 10)))), /cut off or damaged in c\/a\.bin: expected 26 bytes, found 10/);
  });

  it('writes nothing outside, whatever names an archive holds', async () => {
    const before = readdirSync(path.dirname(scratch.path)).filter((name) => name.startsWith('escaped'));
    await read(gzipSync(await archive({ '../escaped.bin': [1], ...sound })));
    assert.deepEqual(readdirSync(scratch.path), ['cifar.tar.gz']);
    assert.deepEqual(readdirSync(path.dirname(scratch.path)).filter((name) => name.startsWith('escaped')), before);
  });

  it('stops when asked to', async () => {
    await assert.rejects(read(gzipSync(await archive(sound)), layout, AbortSignal.abort()), Interrupted);
  });

  it('loads a damaged archive right or names it, and never hangs', async () => {
    const random = new Random(1, 'cifar');
    const tar = await archive(sound);
    const gz = gzipSync(tar);
    let refused = 0;
    for (let round = 0; round < 150; round++) {
      const inTar = round % 2 === 0;
      const spoilt = Buffer.from(inTar ? tar : gz).subarray(0, random.uniform() < 0.5 ? undefined : random.integer(gz.length));
      for (let k = 0; k < 3 && spoilt.length > 0; k++) spoilt[random.integer(Math.min(spoilt.length, 1600))] = random.integer(256);
      try {
        const { train, test } = await read(inTar ? gzipSync(spoilt) : spoilt);
        for (const { labels } of [train, test]) assert.ok(labels.length > 0 && labels.every((label) => label < 3));
      } catch (error) {
        assert.ok(error instanceof LabError, String(error));
        refused++;
      }
    }
    assert.ok(refused > 75, `only ${String(refused)} refused`);
  });
});
