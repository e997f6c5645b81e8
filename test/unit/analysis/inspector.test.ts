import assert from 'node:assert/strict';
import { gradCamMap } from '../../../src/analysis/grad-cam';
import { firstFilters, Inspector, type LayerOutput } from '../../../src/analysis/inspector';
import { layerChoices } from '../../../src/analysis/layer-choices';
import type { Backend } from '../../../src/backend/backend';
import { buildGraph } from '../../../src/resnet/build';
import type { Graph, NetworkOptions } from '../../../src/resnet/graph';
import { eachBackend } from '../../helpers/backends';
import { formulaImages, formulaParameters, formulaValues } from '../../helpers/deterministic';
import { cases } from '../../reference/fixtures/grad-cam.json';

/** Relative to a map's largest value, which is 1. */
const TOLERANCE = 1e-4;
/** Relative to the norm of all values of a layer. */
const FEATURE_TOLERANCE = 1e-5;

describe('analysis: looking into a network', () => {
  it('weighs channels by the mean of their gradients, keeps what speaks for the class, and divides by the largest', () => {
    // Two pixels, two channels: α = (1, -2); sums 1·2 - 2·1 = 0 and 1·6 - 2·1 = 4.
    const map = gradCamMap(Float32Array.of(2, 1, 6, 1), Float32Array.of(0, -4, 2, 0), 2);
    assert.deepEqual([...map], [0, 1]);
    // α = (-1, 0): nothing speaks for the class.
    assert.deepEqual([...gradCamMap(Float32Array.of(2, 1, 6, 1), Float32Array.of(-1, 0, -1, 0), 2)], [0, 0]);
  });

  eachBackend((name, load) => {
    describe(name, function () {
      this.timeout(120_000);
      let backend: Backend;
      before(async () => {
        backend = await load();
      });

      for (const { options, size, top, maps, features } of cases) {
        const { architecture, ...rest } = options;
        it(`looks where PyTorch does, and its layers give the same: ${architecture} ${Object.values(rest).map(String).join(' ')}`, () => {
          const graph = sized(options, size);
          const inspector = new Inspector(backend, graph, formulaParameters(graph));
          const image = formulaImages('images', 1, graph.options.input);
          for (const { layer, index, height, width, map } of maps) {
            const seen = inspector.gradCam(image, { layer, index });
            assert.deepEqual([seen.layer, seen.index, seen.height, seen.width], [layer, index, height, width]);
            map.forEach((value, i) => assert.ok(Math.abs(value - (seen.map[i] as number)) < TOLERANCE, `${layer}, class ${index}, pixel ${i}: ${seen.map[i]}; PyTorch has ${value}`));
          }
          assert.equal(inspector.gradCam(image).index, top);
          for (const { layer, ...expected } of features) assertFeatures(inspector.featureMaps(image, layer), layer, expected);
          inspector.dispose();
        });
      }

      it('leaves no tensor behind, and looks at the last layer before the average pool unless told otherwise', () => {
        const graph = sized({ architecture: 'resnet8', order: 'full-preact' }, 32);
        const inspector = new Inspector(backend, graph, formulaParameters(graph));
        const image = formulaImages('images', 1, graph.options.input);
        assert.equal(inspector.gradCam(image).layer, 'head.relu');
        inspector.gradCam(image, { layer: 'layer1.0.conv1' });
        const before = inspector.tensorCount();
        for (const layer of ['layer1.0.conv1', 'layer2.0.add', 'conv1']) inspector.gradCam(image, { layer, index: 1 });
        assert.equal(inspector.tensorCount(), before);
        inspector.dispose();
      });

      it('tells a layer and a class that do not exist', () => {
        const graph = sized({ architecture: 'resnet8' }, 16);
        const inspector = new Inspector(backend, graph, formulaParameters(graph));
        const image = formulaImages('images', 1, graph.options.input);
        assert.throws(() => inspector.gradCam(image, { layer: 'layer1.0.conv9' }), { kind: 'input', message: /there is no layer "layer1\.0\.conv9"/, mend: /Did you mean "layer1\.0\.conv/ });
        assert.throws(() => inspector.gradCam(image, { index: 10 }), { kind: 'input', message: /there is no class 10; the classes are 0 to 9/ });
        inspector.dispose();
      });
    });
  });
  it('every layer whose output is an image can be chosen', () => {
    const graph = buildGraph({ architecture: 'resnet18' });
    const choices = layerChoices(graph);
    assert.deepEqual(choices.slice(0, 5).map(({ name }) => name), ['conv1', 'bn1', 'relu', 'maxpool', 'layer1.0.conv1']);
    assert.deepEqual(choices.at(-1), { name: 'layer4.1.relu_1', stage: 'conv5_x', height: 7, width: 7, channels: 512 });
    assert.equal(new Set(choices.map(({ name }) => name)).size, choices.length);
  });

  it("the first conv's filters are its weights in torch's order", () => {
    const graph = buildGraph({ architecture: 'resnet20' });
    const weights = formulaParameters(graph);
    const { values, ...filters } = firstFilters(graph, weights);
    assert.deepEqual(filters, { layer: 'conv1', filters: 16, channels: 3, kernel: 3 });
    assert.deepEqual(values, [...(weights.get('conv1.weight') ?? [])]);
  });
});

function assertFeatures({ values, ...maps }: LayerOutput, layer: string, { channels, first, norm, dot }: { channels: number; first: number[]; norm: number; dot: number }): void {
  assert.deepEqual([maps.layer, maps.channels, maps.height * maps.width * maps.channels], [layer, channels, values.length]);
  const close = (actual: number, expected: number, what: string): void => assert.ok(Math.abs(actual - expected) < FEATURE_TOLERANCE * norm, `${layer}, ${what}: ${actual}; PyTorch has ${expected} (norm ${norm})`);
  first.forEach((expected, i) => close(values[i] as number, expected, `value ${i}`));
  close(Math.sqrt(values.reduce((sum, value) => sum + value * value, 0)), norm, 'norm');
  const probe = formulaValues('probe', values.length);
  close(values.reduce((sum, value, i) => sum + value * (probe[i] as number), 0), dot, 'product with the probe');
}

function sized(options: object, size: number): Graph {
  return buildGraph({ ...(options as NetworkOptions), input: { height: size, width: size, channels: 3 } });
}
