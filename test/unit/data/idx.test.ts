import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { LabError } from '../../../src/base/errors';
import { Random } from '../../../src/base/random';
import { readIdxSplit } from '../../../src/data/idx';
import { complaint, scratchFolder } from './support';

const shape = { height: 3, width: 2, channels: 1 };
const count = 5;

function idx(magic: number, dimensions: number[], bytes: number[]): Buffer {
  const header = Buffer.alloc(4 + 4 * dimensions.length);
  header.writeUInt32BE(magic, 0);
  dimensions.forEach((size, k) => header.writeUInt32BE(size, 4 + 4 * k));
  return Buffer.concat([header, Buffer.from(bytes)]);
}

const pixels = Array.from({ length: count * 6 }, (_, k) => (k * 7) % 256);
const images = idx(0x803, [count, 3, 2], pixels);
const labels = idx(0x801, [count], [0, 1, 2, 1, 0]);

describe('IDX', () => {
  const scratch = scratchFolder();

  /** Reads the two files with the given (compressed) content. */
  const read = (imagesGz: Buffer, labelsGz: Buffer) => {
    const [imagesFile, labelsFile] = [path.join(scratch.path, 'images.gz'), path.join(scratch.path, 'labels.gz')];
    writeFileSync(imagesFile, imagesGz);
    writeFileSync(labelsFile, labelsGz);
    return readIdxSplit(imagesFile, labelsFile, shape, 3);
  };

  it('reads images and labels', async () => {
    const split = await read(gzipSync(images), gzipSync(labels));
    assert.equal(split.size, count);
    assert.deepEqual(Array.from(split.labels), [0, 1, 2, 1, 0]);
    const into = new Uint8Array(12);
    await split.pixels(Int32Array.of(4, 1), into);
    assert.deepEqual(Array.from(into), [...pixels.slice(24, 30), ...pixels.slice(6, 12)]);
  });

  it('says how much of a cut-off file is missing', async () => {
    assert.match(await complaint(read(gzipSync(images.subarray(0, 40)), gzipSync(labels))), /images\.gz: the file is cut off: expected 46 bytes \(decompressed\), found 40/);
    assert.match(await complaint(read(gzipSync(images), gzipSync(labels.subarray(0, 6)))), /labels\.gz: the file is cut off: expected a header of 8 bytes, found 6/);
  });

  it('says how much is missing where the gzip stream itself is cut off', async () => {
    const stored = gzipSync(images, { level: 0 });
    assert.match(await complaint(read(stored.subarray(0, 40), gzipSync(labels))), /images\.gz: the file is cut off: expected 46 bytes \(decompressed\), found 25/);
  });

  it('names a wrong magic number, wrong dimensions, counts that differ and surplus bytes', async () => {
    assert.match(await complaint(read(gzipSync(labels), gzipSync(labels))), /images\.gz: this is no IDX file of images: expected the magic number 0x00000803, found 0x00000801/);
    assert.match(await complaint(read(gzipSync(idx(0x803, [5, 2, 3], pixels)), gzipSync(labels))), /the images are 2×3, expected 3×2/);
    assert.match(await complaint(read(gzipSync(images), gzipSync(idx(0x801, [4], [0, 1, 2, 1])))), /labels\.gz: 4 labels do not fit 5 images/);
    assert.match(await complaint(read(gzipSync(Buffer.concat([images, Buffer.of(1)])), gzipSync(labels))), /too long: expected 46 bytes \(decompressed\), found 47/);
  });

  it('names a label out of range, a file that is no gzip and one that is missing', async () => {
    assert.match(await complaint(read(gzipSync(images), gzipSync(idx(0x801, [5], [0, 1, 2, 9, 0])))), /labels\.gz: label 9 of example 3 is out of range \(0 to 2\)/);
    assert.match(await complaint(read(images, gzipSync(labels))), /images\.gz: the file is no sound gzip file/);
    const spoilt = gzipSync(images);
    spoilt.writeUInt8(spoilt.readUInt8(spoilt.length - 6) ^ 1, spoilt.length - 6); // in the checksum
    assert.match(await complaint(read(spoilt, gzipSync(labels))), /images\.gz: the file is no sound gzip file: incorrect data check/);
    assert.match(await complaint(readIdxSplit('nowhere/images.gz', 'nowhere/labels.gz', shape, 3)), /nowhere\/images\.gz: there is no such file/);
  });

  it('loads a damaged file right or names it, never wrong and never otherwise', async () => {
    const random = new Random(1, 'idx');
    let refused = 0;
    for (let round = 0; round < 150; round++) {
      const spoilt = damage(round % 2 === 0 ? gzipSync(images) : images, random);
      try {
        const split = await read(round % 2 === 0 ? spoilt : gzipSync(spoilt), gzipSync(labels));
        assert.equal(split.size, count);
      } catch (error) {
        assert.ok(error instanceof LabError, String(error));
        refused++;
      }
    }
    assert.ok(refused > 75, `only ${String(refused)} refused`);
  });
});

/** Cuts the bytes off or changes up to three of them. */
function damage(bytes: Buffer, random: Random): Buffer {
  if (random.uniform() < 0.5) return bytes.subarray(0, random.integer(bytes.length));
  const spoilt = Buffer.from(bytes);
  for (let k = 0; k <= random.integer(3); k++) spoilt[random.integer(spoilt.length)] = random.integer(256);
  return spoilt;
}
