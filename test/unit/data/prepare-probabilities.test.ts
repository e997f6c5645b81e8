import assert from 'node:assert/strict';
import { decodeImage } from '../../../src/data/images/decode';
import { prepareRaster } from '../../../src/data/images/prepare';
import { PREPROCESSINGS } from '../../../src/data/images/preprocessing';
import { Classifier } from '../../../src/network/classifier';
import { buildGraph } from '../../../src/resnet/build';
import { eachBackend } from '../../helpers/backends';
import { formulaParameters } from '../../helpers/deterministic';
import { fileOf, oddImages, type OddImage } from '../../helpers/odd-images';
import { bias, classes, sharpness } from '../../reference/fixtures/images.json';

const batch = 8;
const pixels = 224 * 224 * 3;

/** The reference's ResNet-18: weights by formula, its last layer scaled and shifted. */
function referenceNetwork(): { graph: ReturnType<typeof buildGraph>; weights: Map<string, Float32Array> } {
  const graph = buildGraph({ architecture: 'resnet18', classes, input: { height: 224, width: 224, channels: 3 } });
  const weights = formulaParameters(graph);
  weights.set('fc.weight', (weights.get('fc.weight') as Float32Array).map((value) => value * sharpness));
  return { graph, weights: weights.set('fc.bias', Float32Array.from(bias)) };
}

function softmax(logits: Float32Array): number[] {
  const largest = Math.max(...logits);
  const powers = Array.from(logits, (logit) => Math.exp(logit - largest));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / sum);
}

/** Compares the five most likely classes, and the first of all. */
function compare({ name }: OddImage, preset: string, probabilities: number[], expected: OddImage['v1']): void {
  assert.equal(probabilities.indexOf(Math.max(...probabilities)), expected[0]?.[0], `${name}, ${preset}: the first class`);
  for (const [index, probability] of expected) {
    const off = Math.abs((probabilities[index] as number) - probability);
    // AVIF: clipped colours are not found again exactly, which this network, sharper than trained ones, magnifies; measured 1.3e-3.
    assert.ok(off < (name.endsWith('.avif') ? 2e-3 : 1e-3), `${name}, ${preset}: probability of class ${index} off by ${off}`);
  }
}

describe('from file to probabilities, against Pillow, torchvision and PyTorch', () => {
  eachBackend((backendName, load) => {
    if (backendName !== 'tensorflow') return; // the inputs are the same to the bit; logits on WASM have tests of their own
    it(`${oddImages.length} odd images, V1 and V2`, async function () {
      this.timeout(300_000);
      const { graph, weights } = referenceNetwork();
      const classifier = new Classifier(await load(), graph, weights);
      for (let from = 0; from < oddImages.length; from += batch) {
        const some = oddImages.slice(from, from + batch);
        const rasters = await Promise.all(some.map((image) => decodeImage(fileOf(image))));
        for (const preset of ['v1', 'v2'] as const) {
          const inputs = new Float32Array(some.length * pixels);
          rasters.forEach((raster, k) => inputs.set(prepareRaster(raster, PREPROCESSINGS[preset]).pixels, k * pixels));
          const logits = classifier.logits(inputs);
          some.forEach((image, k) => compare(image, preset, softmax(logits.subarray(k * classes, (k + 1) * classes)), image[preset]));
        }
      }
      classifier.dispose();
    });
  });

  it('compares what differs: many classes come first, with probabilities low and high', () => {
    const first = oddImages.map(({ v1 }) => v1[0] as [number, number]);
    assert.ok(new Set(first.map(([index]) => index)).size > 20);
    assert.ok(first.filter(([, probability]) => probability < 0.9 && probability > 0.1).length > 90);
  });
});
