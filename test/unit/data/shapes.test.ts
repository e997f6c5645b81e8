import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { DATASETS } from '../../../src/data/catalogue';
import { generateShapes } from '../../../src/data/shapes';
import { imageSize, type Split } from '../../../src/data/split';

const { shape, classes } = DATASETS.shapes;

async function allPixels(split: Split): Promise<Uint8Array> {
  const into = new Uint8Array(split.size * imageSize(shape));
  await split.pixels(Int32Array.from({ length: split.size }, (_, k) => k), into);
  return into;
}

describe('shapes', () => {
  it('generates the same images every time, and others for the test set', async () => {
    const first = await allPixels(generateShapes('train', 200, shape));
    assert.deepEqual(await allPixels(generateShapes('train', 200, shape)), first);
    assert.deepEqual((await allPixels(generateShapes('train', 300, shape))).subarray(0, first.length), first);
    assert.notDeepEqual(await allPixels(generateShapes('test', 200, shape)), first);
    assert.equal(createHash('sha256').update(first).digest('hex'), '0946551abe499d1affc37e312401d527b00ad715cf7f58dc842d3809ae67a9ec');
  });

  it('has as many images of every class', () => {
    const { labels } = generateShapes('train', 1000, shape);
    const counts = classes.map((_, label) => labels.filter((found) => found === label).length);
    assert.deepEqual(counts, classes.map(() => 100));
  });

  it('can be told apart better than by chance, but not by a simple rule', async () => {
    const accuracy = await nearestNeighbour(generateShapes('train', 3000, shape), generateShapes('test', 300, shape));
    assert.ok(accuracy > 0.12 && accuracy < 0.6, `nearest neighbour: ${String(accuracy)}`);
  });
});

/** Test accuracy of taking the label of the nearest training image. */
async function nearestNeighbour(train: Split, test: Split): Promise<number> {
  const [known, asked] = [await allPixels(train), await allPixels(test)];
  const stride = imageSize(shape);
  let right = 0;
  for (let a = 0; a < test.size; a++) {
    let least = Infinity;
    let label = -1;
    for (let k = 0; k < train.size; k++) {
      let distance = 0;
      for (let at = 0; at < stride && distance < least; at++) distance += ((asked[a * stride + at] as number) - (known[k * stride + at] as number)) ** 2;
      if (distance < least) [least, label] = [distance, train.labels[k] as number];
    }
    if (label === test.labels[a]) right++;
  }
  return right / test.size;
}
