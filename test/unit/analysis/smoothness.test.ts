import assert from 'node:assert/strict';
import { Smoothness } from '../../../src/analysis/smoothness';
import type { Backend } from '../../../src/backend/backend';
import { buildGraph } from '../../../src/resnet/build';
import type { NetworkOptions } from '../../../src/resnet/graph';
import { eachBackend } from '../../helpers/backends';
import { formulaBatch, formulaParameters } from '../../helpers/deterministic';
import { cases } from '../../reference/fixtures/smoothness.json';
import { near, tensorCount } from './subjects';

describe('analysis: smoothness along the gradient', () => {
  eachBackend((backendName, load) => {
    describe(backendName, function () {
      this.timeout(60_000);
      let backend: Backend;
      before(async () => {
        backend = await load();
      });

      for (const { options, labelSmoothing, batch, steps, ...expected } of cases) {
        it(`${options.architecture} ${options.order} ${options.shortcut}, label smoothing ${labelSmoothing}: losses and gradients as PyTorch's`, () => {
          const graph = buildGraph(options as NetworkOptions);
          const smoothness = new Smoothness(backend, graph, labelSmoothing);
          const point = smoothness.measure(formulaParameters(graph), formulaBatch(batch.step, batch.count, graph.options.input, graph.options.classes), steps);
          smoothness.dispose();
          near(point.loss, expected.loss, 'loss');
          near(point.beta, expected.beta, 'beta');
          steps.forEach((step, i) => {
            near(point.losses[i], expected.losses[i], `loss at ${step}`);
            near(point.gradientChanges[i], expected.gradientChanges[i], `change of the gradient at ${step}`);
            near(point.cosines[i], expected.cosines[i], `cosine at ${step}`);
          });
          assert.equal(point.losses.length, steps.length);
        });
      }

      it('starts anew from the weights it is given, changes none of them and leaves no tensor', () => {
        const graph = buildGraph({ architecture: 'resnet8', input: { height: 8, width: 8, channels: 3 }, classes: 10 });
        const batch = formulaBatch(0, 6, graph.options.input, 10);
        const weights = formulaParameters(graph);
        const tensors = tensorCount(backend);
        const smoothness = new Smoothness(backend, graph, 0);
        const first = smoothness.measure(weights, batch, [0.01, 0.1]);
        assert.deepEqual(weights, formulaParameters(graph));
        const other = smoothness.measure(new Map([...weights].map(([name, values]) => [name, values.map((value) => 1.1 * value)])), batch, [0.01]);
        assert.notEqual(other.loss, first.loss);
        assert.deepEqual(smoothness.measure(weights, batch, [0.01, 0.1]), first);
        smoothness.dispose();
        assert.equal(tensorCount(backend), tensors);
      });

      it('a step too far is null, and beta is that of the others', () => {
        const graph = buildGraph({ architecture: 'resnet8', order: 'no-bn', input: { height: 8, width: 8, channels: 3 }, classes: 10 });
        const batch = formulaBatch(0, 6, graph.options.input, 10);
        const smoothness = new Smoothness(backend, graph, 0);
        const weights = formulaParameters(graph);
        const far = smoothness.measure(weights, batch, [0.01, 1e38]);
        const close = smoothness.measure(weights, batch, [0.01]);
        smoothness.dispose();
        assert.deepEqual([far.losses[1], far.gradientChanges[1], far.cosines[1]], [null, null, null]);
        assert.equal(far.beta, close.beta);
      });
    });
  });
});
