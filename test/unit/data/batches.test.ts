import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { Interrupted, LabError } from '../../../src/base/errors';
import { evaluationBatches, measureNormalisation, splitValidation, trainingBatches, type Batch, type TrainingSource } from '../../../src/data/batches';
import { imageSize, MemorySplit, type ImageShape, type Split } from '../../../src/data/split';

const shape: ImageShape = { height: 4, width: 5, channels: 2 };
const stride = imageSize(shape);
const size = 23;
/** No pixel is black, so that padding can be told from image. */
const data = Uint8Array.from({ length: size * stride }, (_, k) => 1 + ((k * 37) % 255));
const split = new MemorySplit(data, Int32Array.from({ length: size }, (_, k) => k % 3), stride);
/** Leaves a pixel's value as it is (black is -1), so that what became of it can be read off. */
const plain = { mean: [1 / 255, 1 / 255], std: [1 / 255, 1 / 255] };
const none = { crop: 0, flip: false, cutout: 0 };
const everything = { crop: 2, flip: true, cutout: 3 };
const indices = Int32Array.from({ length: size }, (_, k) => k);

function training(changes: Partial<TrainingSource> = {}): AsyncGenerator<Batch> {
  return trainingBatches({ split, shape, indices, batch: 4, seed: 7, epoch: 0, augmentation: none, normalisation: plain, ...changes });
}

async function collect(batches: AsyncGenerator<Batch>): Promise<Batch[]> {
  const all: Batch[] = [];
  for await (const batch of batches) all.push(batch);
  return all;
}

/** The example that an unchanged image of a batch is, by its first pixel values. */
function exampleOf(images: Float32Array, k: number): number {
  const image = images.subarray(k * stride, (k + 1) * stride);
  return indices.findIndex((example) => image.every((value, at) => Math.round(value) + 1 === data[example * stride + at]));
}

describe('batches', () => {
  it('hands out every example once an epoch, shuffled, with its label', async () => {
    const batches = await collect(training());
    assert.deepEqual(batches.map((batch) => batch.size), [4, 4, 4, 4, 4, 3]);
    assert.deepEqual(batches.map((batch) => batch.index), [0, 1, 2, 3, 4, 5]);
    const seen = batches.flatMap(({ images, size: count }) => Array.from({ length: count }, (_, k) => exampleOf(images, k)));
    assert.deepEqual([...seen].sort((a, b) => a - b), Array.from(indices));
    assert.notDeepEqual(seen, Array.from(indices));
    assert.deepEqual(batches.flatMap(({ labels }) => Array.from(labels)), seen.map((example) => example % 3));
  });

  it('leaves out a last batch that is not full where asked to', async () => {
    assert.deepEqual((await collect(training({ dropLast: true }))).map((batch) => batch.size), [4, 4, 4, 4, 4]);
  });

  it('gives the same batches for the same seed and epoch, others otherwise, whatever the prefetch', async () => {
    const augmentation = everything;
    const first = await collect(training({ augmentation }));
    assert.deepEqual(await collect(training({ augmentation, prefetch: 0 })), first);
    assert.deepEqual(await collect(training({ augmentation, prefetch: 9 })), first);
    assert.notDeepEqual(await collect(training({ augmentation, epoch: 1 })), first);
    assert.notDeepEqual(await collect(training({ augmentation, seed: 8 })), first);
  });

  it('goes on in the middle of an epoch with the very batches that an uninterrupted one has', async () => {
    const whole = await collect(training({ augmentation: everything, epoch: 3 }));
    assert.deepEqual(await collect(training({ augmentation: everything, epoch: 3, start: 4 })), whole.slice(4));
    assert.deepEqual(await collect(training({ start: 6 })), []);
  });

  it('evaluates in order, unchanged, the last batch short', async () => {
    const batches = await collect(evaluationBatches({ split, shape, indices: Int32Array.of(3, 1, 2), batch: 2, normalisation: plain }));
    assert.deepEqual(batches.map((batch) => batch.size), [2, 1]);
    const [first, second] = batches as [Batch, Batch];
    assert.deepEqual([exampleOf(first.images, 0), exampleOf(first.images, 1), exampleOf(second.images, 0)], [3, 1, 2]);
  });

  it('normalises per channel', async () => {
    const normalisation = { mean: [0.25, 0.5], std: [0.5, 0.125] };
    const [batch] = await collect(evaluationBatches({ split, shape, indices: Int32Array.of(0), batch: 1, normalisation }));
    const expected = Array.from(data.subarray(0, stride), (pixel, k) => Math.fround((pixel / 255 - (normalisation.mean[k % 2] as number)) / (normalisation.std[k % 2] as number)));
    assert.deepEqual(Array.from((batch as Batch).images), expected);
  });

  it('crops: a window of the image on black, anywhere within the padding', async () => {
    const shifts = new Set<string>();
    for (let epoch = 0; epoch < 40; epoch++) {
      for (const { images, size: count } of await collect(training({ epoch, augmentation: { ...none, crop: 2 } }))) {
        for (let k = 0; k < count; k++) shifts.add(shiftOf(images.subarray(k * stride, (k + 1) * stride)));
      }
    }
    assert.ok(!shifts.has('none'));
    assert.equal(shifts.size, 25);
  });

  it('flips half of the images, left to right', async () => {
    let flipped = 0;
    let total = 0;
    for (let epoch = 0; epoch < 40; epoch++) {
      for (const { images, size: count } of await collect(training({ epoch, augmentation: { ...none, flip: true } }))) {
        for (let k = 0; k < count; k++, total++) {
          const image = images.slice(k * stride, (k + 1) * stride);
          if (exampleOf(image, 0) >= 0) continue;
          flipped++;
          assert.ok(exampleOf(mirror(image), 0) >= 0);
        }
      }
    }
    assert.ok(Math.abs(flipped / total - 0.5) < 0.06, `${String(flipped)} of ${String(total)}`);
  });

  it('cuts a square out, to the mean, its centre anywhere', async () => {
    const centres = new Set<string>();
    for (let epoch = 0; epoch < 40; epoch++) {
      for (const { images, size: count } of await collect(training({ epoch, augmentation: { ...none, cutout: 3 }, normalisation: { mean: [2, 2], std: [1, 1] } }))) {
        for (let k = 0; k < count; k++) centres.add(hole(images.subarray(k * stride, (k + 1) * stride)));
      }
    }
    const expected = new Set<string>();
    for (let y = 0; y < 4; y++) for (let x = 0; x < 5; x++) expected.add([Math.max(0, y - 1), Math.min(4, y + 2), Math.max(0, x - 1), Math.min(5, x + 2)].join(' '));
    assert.deepEqual(centres, expected);
  });

  it('prefetches as many batches as asked, not more', async () => {
    let begun = 0;
    const slow: Split = { size, labels: split.labels, pixels: async (chosen, into) => { begun++; await sleep(1); return split.pixels(chosen, into); } };
    const batches = training({ split: slow, prefetch: 2 });
    assert.equal(begun, 0);
    await batches.next();
    assert.equal(begun, 3);
    await batches.next();
    assert.equal(begun, 4);
    await batches.return(undefined);
  });

  it('passes a failure on in its turn and stops when asked to', async () => {
    const failing: Split = { size, labels: split.labels, pixels: (chosen, into) => (chosen.includes(5) ? Promise.reject(new LabError('torn')) : split.pixels(chosen, into)) };
    await assert.rejects(collect(training({ split: failing })), /torn/);
    const stop = new AbortController();
    const batches = training({ signal: stop.signal });
    await batches.next();
    stop.abort();
    await assert.rejects(batches.next(), Interrupted);
  });
});

/** "down right" of a cropped image, or "none". */
function shiftOf(image: Float32Array): string {
  for (let down = -2; down <= 2; down++) {
    for (let right = -2; right <= 2; right++) {
      const matches = (example: number): boolean =>
        image.every((value, at) => {
          const [y, x, channel] = [Math.floor(at / 10) + down, Math.floor((at % 10) / 2) + right, at % 2];
          const inside = y >= 0 && y < 4 && x >= 0 && x < 5;
          return Math.round(value) + 1 === (inside ? data[example * stride + (y * 5 + x) * 2 + channel] : 0);
        });
      if (indices.some(matches)) return `${String(down)} ${String(right)}`;
    }
  }
  return 'none';
}

function mirror(image: Float32Array): Float32Array {
  return image.map((_, at) => image[Math.floor(at / 10) * 10 + (4 - Math.floor((at % 10) / 2)) * 2 + (at % 2)] as number);
}

/** "top bottom left right" of the zeros, which must fill that rectangle. */
function hole(image: Float32Array): string {
  const zeros = Array.from(image.keys()).filter((at) => image[at] === 0);
  const ys = zeros.map((at) => Math.floor(at / 10));
  const xs = zeros.map((at) => Math.floor((at % 10) / 2));
  const box = [Math.min(...ys), Math.max(...ys) + 1, Math.min(...xs), Math.max(...xs) + 1] as [number, number, number, number];
  assert.equal(zeros.length, (box[1] - box[0]) * (box[3] - box[2]) * 2);
  return box.join(' ');
}

describe('normalisation', () => {
  it('measures mean and deviation per channel', async () => {
    const { mean, std } = await measureNormalisation(split, shape);
    for (const channel of [0, 1]) {
      const values = Array.from(data).filter((_, k) => k % 2 === channel).map((pixel) => pixel / 255);
      const average = values.reduce((a, b) => a + b) / values.length;
      const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - average) ** 2, 0) / values.length);
      assert.ok(Math.abs((mean[channel] as number) - average) < 1e-12);
      assert.ok(Math.abs((std[channel] as number) - deviation) < 1e-12);
    }
  });

  it('takes 10,000 evenly spaced images of a larger split', async () => {
    const many = 25_000;
    const asked: number[] = [];
    const large: Split = {
      size: many,
      labels: new Int32Array(many),
      pixels: (chosen, into) => {
        asked.push(...chosen);
        into.fill(51);
        return Promise.resolve();
      },
    };
    const { mean, std } = await measureNormalisation(large, { height: 1, width: 1, channels: 1 });
    assert.equal(new Set(asked).size, 10_000);
    assert.deepEqual([asked[0], asked[1], asked[2], asked.at(-1)], [0, 2, 5, 24_997]);
    assert.deepEqual([mean[0], std[0]], [0.2, 1]);
  });
});

describe('validation split', () => {
  it('divides all examples, shuffled by the seed; a limit shortens the training part alone', () => {
    const { train, validation } = splitValidation(1000, 0.1, 3);
    assert.equal(validation.length, 100);
    assert.deepEqual([...train, ...validation].sort((a, b) => a - b), Array.from({ length: 1000 }, (_, k) => k));
    assert.deepEqual(splitValidation(1000, 0.1, 3), { train, validation });
    const all = Int32Array.of(...validation, ...train);
    assert.deepEqual(splitValidation(1000, 0.1, 3, 50), { train: all.slice(5, 55), validation: all.slice(0, 5) });
    assert.deepEqual(splitValidation(1000, 0.1, 3, 950), { train: all.slice(95), validation: all.slice(0, 95) });
    assert.notDeepEqual(splitValidation(1000, 0.1, 4).train, train);
    assert.equal(splitValidation(10, 0, 1).validation.length, 0);
  });

  it('refuses what leaves nothing to train on', () => {
    for (const [fraction, limit] of [[1, undefined], [-0.1, undefined], [NaN, undefined], [0.1, 0], [0.1, 1.5], [0.99, undefined]] as const) {
      assert.throws(() => splitValidation(10, fraction, 1, limit), LabError);
    }
  });
});
