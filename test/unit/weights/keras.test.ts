import assert from 'node:assert/strict';
import { kerasLines, digestOf, dictOf, type Spread } from './foreign';
import { buildGraph } from '../../../src/resnet/build';
import { diagramModel } from '../../../src/diagram/fold';
import { describe as described } from '../../../src/resnet/describe';
import { totals } from '../../../src/resnet/count';
import { Classifier } from '../../../src/network/classifier';
import { recognise, recogniseNetwork } from '../../../src/weights/recognise/recognise';
import type { StateDict } from '../../../src/weights/state-dict';
import { eachBackend } from '../../helpers/backends';
import { formulaImages, formulaValues } from '../../helpers/deterministic';
import fixture from '../../reference/fixtures/foreign.json';

const UNITS: Readonly<Record<string, readonly number[]>> = { 50: [3, 4, 6, 3], 101: [3, 4, 23, 3], 152: [3, 8, 36, 3] };
/** Relative to the norm of the logits. */
const TOLERANCE = 1e-4;

function linesOf(name: string): ReturnType<typeof kerasLines> {
  const [, depth = '', second] = /^ResNet(\d+)(V2)?$/.exec(name) ?? [];
  return kerasLines(second === undefined ? 1 : 2, UNITS[depth] ?? []);
}

/** As the reference script spreads the values: a branch's end is small, most activations are positive. */
function spreadOf(name: string): Spread {
  const end = name.endsWith('V2') ? '_3_conv' : '_3_bn';
  return (path, shape) => {
    const [layer = '', role = ''] = path.split('/');
    const ends = layer.endsWith(end);
    const scale = ends ? 0.3 : 1;
    const [a = 1, b = 1, , d = 1] = shape;
    if (role === 'kernel') return [shape.length === 2 ? 1 / Math.sqrt(a) : scale * Math.sqrt(2 / (a * b * d)), 0];
    if (role === 'bias') return [0.05, 0];
    return [0.1, { gamma: scale, beta: ends ? 0 : 1, moving_mean: 0, moving_variance: 1 }[role] ?? NaN];
  };
}

/** With the size of its images, as a LayersModel has it. */
function kerasDict(name: string, height = 224, width = 224): StateDict {
  return dictOf(linesOf(name), { format: 'tfjs', spread: spreadOf(name), metadata: { input: JSON.stringify({ height, width }) } });
}

describe("weights: Keras' networks", () => {
  for (const { name, sha256 } of fixture.keras) {
    it(`${name} is recognised by Keras' own names and shapes`, () => {
      assert.equal(digestOf(linesOf(name)), sha256, 'the names of this test are not those of Keras');
      const { network, renamed } = recogniseNetwork(kerasDict(name));
      const second = name.endsWith('V2');
      const architecture = name.replace('V2', '').toLowerCase();
      assert.deepEqual(network, { architecture, ...(second && { order: 'full-preact' }), variant: second ? 'keras-v2' : 'keras' });
      assert.equal(renamed.scheme, second ? 'keras-v2' : 'keras');
    });
  }

  eachBackend((backendName, load) => {
    describe(backendName, function () {
      this.timeout(120_000);
      // One is enough for the slower backend: the second, which pads with zeros.
      const cases = fixture.kerasLogits.filter(({ name }) => backendName === 'tensorflow' || name.endsWith('V2'));
      for (const { name, height, width, first, norm, dot } of cases) {
        it(`${name} answers as in Keras, ${height}×${width}`, async () => {
          const { network, weights, preprocessing } = recognise(kerasDict(name, height, width));
          // What keras.applications' preprocess_input makes of a pixel of red 200, green 100 and blue 50.
          const pixel = [200, 100, 50].map((v, c) => (v / 255 - (preprocessing?.mean[c] ?? NaN)) / (preprocessing?.std[c] ?? NaN));
          const wanted = name.endsWith('V2') ? [200 / 127.5 - 1, 100 / 127.5 - 1, 50 / 127.5 - 1] : [200 - 123.68, 100 - 116.779, 50 - 103.939];
          wanted.forEach((v, c) => assert.ok(Math.abs((pixel[c] as number) - v) < 1e-4));
          assert.deepEqual(preprocessing?.crop, { height, width });
          assert.ok(preprocessing.resize >= Math.max(height, width));
          const graph = buildGraph(network);
          assert.deepEqual(graph.options.input, { height, width, channels: 3 });
          const classifier = new Classifier(await load(), graph, weights);
          const logits = classifier.logits(formulaImages('images', 1, graph.options.input));
          classifier.dispose();
          const close = (actual: number, expected: number, what: string): void => assert.ok(Math.abs(actual - expected) < TOLERANCE * norm, `${what}: ${actual}; Keras has ${expected} (norm ${norm})`);
          first.forEach((expected, i) => close(logits[i] as number, expected, `logit ${i}`));
          close(Math.hypot(...logits), norm, 'norm');
          const probe = formulaValues('probe', logits.length);
          close(logits.reduce((sum, logit, i) => sum + logit * (probe[i] as number), 0), dot, 'product with the probe');
        });
      }
    });
  });
});

describe("graphs as Keras builds them", () => {
  const first = buildGraph({ architecture: 'resnet50', variant: 'keras' });
  const second = buildGraph({ architecture: 'resnet50', order: 'full-preact', variant: 'keras-v2' });
  const strides = (graph: typeof first): string[] => graph.layers.flatMap((layer) => (layer.kind === 'conv' && layer.geometry.stride > 1 ? [layer.name] : []));

  it('the first ones stride in the first conv of a unit', () => {
    assert.deepEqual(strides(first), ['conv1', ...['layer2.0', 'layer3.0', 'layer4.0'].flatMap((unit) => [`${unit}.conv1`, `${unit}.downsample.0`])]);
    assert.equal(totals(first).parameters, totals(buildGraph({ architecture: 'resnet50' })).parameters);
  });

  it('the second ones stride in the last unit of a stage, past which every second pixel goes as it is', () => {
    assert.deepEqual(strides(second), ['conv1', 'layer1.2.conv2', 'layer2.3.conv2', 'layer3.5.conv2']);
    const thinned = second.layers.filter(({ kind }) => kind === 'pad-shortcut');
    assert.deepEqual(thinned.map(({ name }) => name), ['layer1.2.shortcut', 'layer2.3.shortcut', 'layer3.5.shortcut']);
    assert.deepEqual(thinned.map((layer) => layer.kind === 'pad-shortcut' && layer.added), [0, 0, 0]);
    // What enters a unit, not what its prefix makes of it.
    for (const { inputs } of thinned) assert.equal(second.layers[inputs[0] ?? -1]?.kind, 'add');
  });

  it('the second ones have biases where no bn follows, and pad the max pooling with zeros', () => {
    const biased = second.layers.flatMap((layer) => (layer.kind === 'conv' && layer.bias ? [layer.name] : []));
    assert.ok(biased.every((name) => /^conv1$|\.conv3$|\.downsample\.0$/.test(name)));
    assert.equal(biased.length, 1 + 16 + 4);
    // keras.applications counts 25,613,800 with the running statistics of its 49 norms (45,440 values).
    assert.equal(totals(second).parameters, 25_568_360);
    const details = described(second).layers.filter(({ name }) => name === 'maxpool' || name === 'layer1.2.shortcut').map(({ detail }) => detail);
    assert.deepEqual(details, ['3×3, stride 2, zero padding', 'stride 2']);
  });

  it('are drawn: the last unit of a stage stands apart', () => {
    const stages = diagramModel(second).parts.flatMap((part) => (part.kind === 'stage' ? [part.groups.map(({ id }) => id)] : []));
    assert.deepEqual(stages[1], ['layer2.0', 'layer2.1–2', 'layer2.3']);
    assert.deepEqual(described(second).stages.map(({ output }) => output.height), [112, 28, 14, 7, 7, 1, 1, 1]);
  });

  it('go with their own orders, shortcut and architectures only', () => {
    assert.throws(() => buildGraph({ architecture: 'resnet50', variant: 'keras-v2' }), /goes with the order full-preact, not with original/);
    assert.throws(() => buildGraph({ architecture: 'resnet18', variant: 'keras' }), /Keras has bottleneck networks of four stages only/);
    assert.throws(() => buildGraph({ architecture: 'resnet50', variant: 'keras', shortcut: 'C' }), /shortcut B/);
  });
});
