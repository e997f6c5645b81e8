import assert from 'node:assert/strict';
import { GRID_NAMES, type GridName } from '../../../src/analysis/grids';
import { gridNames } from '../../../src/analysis/probes';
import type { Backend } from '../../../src/backend/backend';
import { buildGraph } from '../../../src/resnet/build';
import { Learner } from '../../../src/training/learner';
import { eachBackend } from '../../helpers/backends';
import { formulaBatch, formulaParameters } from '../../helpers/deterministic';
import { cases } from '../../reference/fixtures/probes.json';

const SGD = { name: 'sgd', momentum: 0.9, nesterov: true, weightDecay: 5e-4 } as const;
/** Of the largest value of a grid. */
const TOLERANCE = 1e-4;

describe('analysis: probes see what PyTorch\'s hooks see', () => {
  eachBackend((backendName, load) => {
    describe(backendName, function () {
      this.timeout(120_000);
      let backend: Backend;
      before(async () => {
        backend = await load();
      });
      for (const { architecture, order, batch, grids } of cases) {
        it(`${architecture} ${order}`, () => {
          const graph = buildGraph({ architecture, order });
          const learner = new Learner(backend, graph, SGD, 0, ['gradients', 'activations']);
          learner.setState(formulaParameters(graph));
          const seen = learner.train(formulaBatch(0, batch, graph.options.input, graph.options.classes), 0.01, 0, true).grids;
          learner.dispose();
          for (const name of GRID_NAMES) near(name, seen?.[name], grids[name], gridNames(graph, name));
        });
      }

      it('a probed step moves the weights as any other, and leaves no tensor', () => {
        const graph = buildGraph({ architecture: 'resnet8' });
        const images = formulaBatch(0, 8, graph.options.input, graph.options.classes);
        const [watched, plain] = [new Learner(backend, graph, SGD, 0, ['gradients', 'activations']), new Learner(backend, graph, SGD, 0)];
        for (const learner of [watched, plain]) learner.setState(formulaParameters(graph));
        const before = watched.tensorCount();
        for (let step = 0; step < 3; step++) assert.ok(Math.abs(watched.train(images, 0.01, step, true).loss - plain.train(images, 0.01, step).loss) < 1e-4);
        assert.equal(watched.tensorCount(), before);
        const [own, other] = [watched.state(), plain.state()];
        for (const [name, { data }] of own) data.forEach((value, i) => assert.ok(Math.abs(value - (other.get(name)?.data[i] as number)) < 1e-4, name));
        assert.equal(watched.train(images, 0.01, 3).grids, undefined);
        for (const learner of [watched, plain]) learner.dispose();
      });
    });
  });
});

function near(name: GridName, actual: readonly number[] | undefined, expected: readonly number[], places: readonly string[]): void {
  assert.equal(actual?.length, expected.length, `${name} has ${actual?.length} values; PyTorch has ${expected.length}`);
  assert.equal(places.length, expected.length, name);
  const largest = Math.max(...expected.map(Math.abs));
  // A share of values that are zero moves by one value where rounding puts it on the other side of a relu.
  expected.forEach((value, i) => assert.ok(Math.abs((actual?.[i] as number) - value) <= TOLERANCE * largest + 1e-12, `${name} of ${places[i]} is ${actual?.[i]}; PyTorch has ${value}`));
}
