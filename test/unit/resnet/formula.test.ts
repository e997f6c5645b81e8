import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { buildGraph } from '../../../src/resnet/build';
import type { NetworkOptions } from '../../../src/resnet/graph';
import { formulaImages, formulaLabels, formulaParameters, formulaValues } from '../../helpers/deterministic';
import fixture from '../../reference/fixtures/formula.json';

function sha256(tensors: readonly Float32Array[]): string {
  const hash = createHash('sha256');
  for (const tensor of tensors) hash.update(new Uint8Array(tensor.buffer, tensor.byteOffset, tensor.byteLength));
  return hash.digest('hex');
}

describe('weights and inputs by formula are bit for bit those of the PyTorch reference', () => {
  for (const { name, count, std, mean, first, last, sha256: digest } of fixture.values) {
    it(`${count} values of ${name}`, () => {
      const values = formulaValues(name, count, std, mean);
      assert.deepEqual(Array.from(values.subarray(0, first.length)), first);
      assert.equal(values[count - 1], last);
      assert.equal(sha256([values]), digest);
    });
  }

  it('labels', () => {
    const { name, classes, first } = fixture.labels;
    assert.deepEqual(Array.from(formulaLabels(name, first.length, classes)), first);
  });

  it('a pixel of an image', () => {
    const { name, shape, pixel } = fixture.images;
    const [count = 0, height = 0, width = 0, channels = 0] = shape;
    const images = formulaImages(name, count, { height, width, channels });
    assert.equal(images[((pixel.image * height + pixel.row) * width + pixel.column) * channels + pixel.channel], pixel.value);
  });

  for (const { options, sha256: digest } of fixture.weights) {
    it(`all weights of ${JSON.stringify(options)}`, () => {
      const parameters = formulaParameters(buildGraph(options as NetworkOptions));
      const tensors = [...parameters.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, tensor]) => tensor);
      assert.equal(sha256(tensors), digest);
    });
  }
});
