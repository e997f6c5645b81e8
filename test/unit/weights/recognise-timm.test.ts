import assert from 'node:assert/strict';
import { Classifier } from '../../../src/network/classifier';
import { buildGraph } from '../../../src/resnet/build';
import { recognise, recogniseNetwork } from '../../../src/weights/recognise/recognise';
import { eachBackend } from '../../helpers/backends';
import { formulaImages, formulaValues } from '../../helpers/deterministic';
import fixture from '../../reference/fixtures/foreign.json';
import names from '../../reference/fixtures/names.json';
import { dictOf, digestOf, timmV2Lines, torchLines, type Line, type Spread } from './foreign';

const V2: Readonly<Record<string, readonly number[]>> = { resnetv2_50: [3, 4, 6, 3], resnetv2_101: [3, 4, 23, 3], resnetv2_152: [3, 8, 36, 3] };
/** Relative to the norm of the logits. */
const TOLERANCE = 1e-4;

/** As the reference script spreads the values, by timm's names. */
const spread: Spread = (name, shape) => {
  const [out = 1, , height = 1, width = 1] = shape;
  if (shape.length === 4) return [(name.endsWith('.conv3.weight') ? 0.3 : 1) * Math.sqrt(2 / (out * height * width)), 0];
  if (name === 'head.fc.bias') return [0.05, 0];
  return [0.1, { weight: 1, bias: 1, running_mean: 0, running_var: 1 }[name.slice(name.lastIndexOf('.') + 1)] ?? NaN];
};

function parsed(line: string): Line {
  const [name = '', shape = ''] = line.split(':');
  return [name, shape === '' ? [] : shape.split('x').map(Number)];
}

/** What an error says of each network of timm that is not one of ours. */
const REFUSED: Readonly<Record<keyof typeof fixture.timmOthers, RegExp>> = {
  resnet50d: /its stem is deep, several convs instead of one \("conv1\.0/,
  resnet50c: /its stem is deep/,
  resnet50_gn: /no running means \("bn1\.bias"\): group norm/,
  seresnet50: /squeeze-and-excitation \("layer1\.0\.se\./,
  ecaresnet26t: /its stem is deep/,
  res2net50_26w_4s: /split their channels \("layer1\.0\.convs\.0/,
  resnest50d: /its stem is deep/,
  resnetv2_18: /first shortcut/,
  resnetv2_50d: /its stem is deep, several convs instead of one \("stem\.conv1/,
  resnetv2_50d_gn: /its stem is deep/,
  resnetv2_50d_evos: /something other than batch norm \("norm\.v"\)/,
  resnetv2_50x1_bit: /no running means \(".*norm.*\.bias"\): group norm/,
};

describe("weights: timm's networks", () => {
  for (const { name, sha256 } of fixture.timm.filter((entry) => V2[entry.name] === undefined)) {
    it(`${name} has torchvision's names`, () => {
      const torchvision = names.networks.find((network) => network.sha256 === sha256);
      assert.deepEqual(torchvision?.options, { architecture: name });
      assert.deepEqual(recogniseNetwork(dictOf(torchLines({ architecture: name }))).network, { architecture: name });
    });
  }

  for (const { name, sha256 } of fixture.timm.filter((entry) => V2[entry.name] !== undefined)) {
    it(`${name} is recognised by timm's own names and shapes`, () => {
      const lines = timmV2Lines(V2[name] ?? []);
      assert.equal(digestOf(lines), sha256, 'the names of this test are not those of timm');
      const { network, renamed } = recogniseNetwork(dictOf(lines));
      assert.deepEqual(network, { architecture: name.replace('v2_', ''), order: 'full-preact' });
      assert.equal(renamed.scheme, 'timm-v2');
    });
  }

  for (const [name, lines] of Object.entries(fixture.timmOthers)) {
    it(`${name} is refused by what it has`, () => {
      assert.throws(() => recogniseNetwork(dictOf(lines.map(parsed))), REFUSED[name as keyof typeof fixture.timmOthers]);
    });
  }

  it('what is missing is named as timm names it', () => {
    const lines = timmV2Lines([3, 4, 6, 3]).filter(([name]) => name !== 'stages.2.blocks.5.norm3.running_var' && name !== 'norm.weight');
    assert.throws(() => recogniseNetwork(dictOf(lines)), /missing: stages\.2\.blocks\.5\.norm3\.running_var \[256\], norm\.weight \[2048\]\n/);
  });

  eachBackend((backendName, load) => {
    // What differs here is names alone: one backend shows it.
    if (backendName !== 'wasm') return;
    for (const { name, height, width, first, norm, dot } of fixture.timmLogits) {
      it(`${name} answers as in timm, ${height}×${width}`, async function () {
        this.timeout(120_000);
        const { network, weights } = recognise(dictOf(timmV2Lines(V2[name] ?? []), { spread }));
        const graph = buildGraph({ ...network, input: { height, width, channels: 3 } });
        const classifier = new Classifier(await load(), graph, weights);
        const logits = classifier.logits(formulaImages('images', 1, graph.options.input));
        classifier.dispose();
        const close = (actual: number, expected: number, what: string): void => assert.ok(Math.abs(actual - expected) < TOLERANCE * norm, `${what}: ${actual}; timm has ${expected} (norm ${norm})`);
        first.forEach((expected, i) => close(logits[i] as number, expected, `logit ${i}`));
        close(Math.hypot(...logits), norm, 'norm');
        const probe = formulaValues('probe', logits.length);
        close(logits.reduce((sum, logit, i) => sum + logit * (probe[i] as number), 0), dot, 'product with the probe');
      });
    }
  });
});
