import assert from 'node:assert/strict';
import { filterNormalised, moved, randomDirection } from '../../../src/analysis/directions';
import { Evaluator } from '../../../src/analysis/evaluator';
import { LANDSCAPE_DEFAULTS, landscapeAnalysis, landscapeOf, type LandscapeSettings } from '../../../src/analysis/landscape';
import type { Backend } from '../../../src/backend/backend';
import { Interrupted } from '../../../src/base/errors';
import { parameterSpecs, type Weights } from '../../../src/network/initialise';
import { buildGraph } from '../../../src/resnet/build';
import type { Graph, NetworkOptions } from '../../../src/resnet/graph';
import { eachBackend } from '../../helpers/backends';
import { formulaParameters, formulaValues } from '../../helpers/deterministic';
import { cases } from '../../reference/fixtures/landscape.json';
import { formulaSubject, measureAll, near, STAYING, tensorCount } from './subjects';

const SMALL = { architecture: 'resnet8', input: { height: 8, width: 8, channels: 3 }, classes: 10 };
const SURFACE: LandscapeSettings = { dimensions: 2, points: 3, radius: 0.5 };

/** The fixtures' directions. */
function formulaDirection(graph: Graph, weights: Weights, index: number): Weights {
  const specs = parameterSpecs(graph).filter(({ shape }) => shape.length > 1);
  return new Map(specs.map(({ name, shape }) => {
    const weight = weights.get(name) ?? new Float32Array();
    return [name, filterNormalised(formulaValues(`direction/${index}/${name}`, weight.length), weight, shape[0] ?? 0)];
  }));
}

describe('analysis: landscape', () => {
  eachBackend((backendName, load) => {
    describe(backendName, function () {
      this.timeout(60_000);
      let backend: Backend;
      before(async () => {
        backend = await load();
      });

      for (const { options, direction: pinned, points } of cases) {
        it(`${options.architecture} ${options.order}: loss and error along filter-normalised directions as PyTorch`, async () => {
          const subject = formulaSubject(backend, options as NetworkOptions);
          const { graph, weights } = subject;
          const directions = [formulaDirection(graph, weights, 0), formulaDirection(graph, weights, 1)] as const;
          for (const { name, first, last } of pinned) {
            const values = directions[1].get(name) ?? new Float32Array();
            first.forEach((value, i) => near(values[i], value, `${name}[${i}]`));
            near(values.at(-1), last, `last of ${name}`);
          }
          const evaluator = new Evaluator(subject);
          for (const { by, loss, error } of points) {
            const steps = directions.map((direction, i) => ({ direction, by: by[i] ?? 0 }));
            const damage = await evaluator.measure({ graph, weights: moved(weights, steps) }, STAYING);
            near(damage.loss, loss, `loss at ${by.join()}`);
            near(damage.error, error, `error at ${by.join()}`, 1e-9);
          }
          evaluator.dispose();
        });
      }

      it('a surface is measured by rows, its middle is the network, and resuming gives the same numbers', async () => {
        const subject = formulaSubject(backend, SMALL);
        const tensors = tensorCount(backend);
        const analysis = landscapeAnalysis(subject, SURFACE);
        const points = await measureAll(analysis);
        analysis.dispose();
        const resumed = landscapeAnalysis(subject, SURFACE);
        assert.deepEqual(await measureAll(resumed, new Map([...points].slice(1))), new Map([...points].sort(([a], [b]) => Number(a === 'row/0') - Number(b === 'row/0'))));
        resumed.dispose();
        assert.equal(tensorCount(backend), tensors);

        const evaluator = new Evaluator(subject);
        const { graph, weights, seed } = subject;
        const [across, up] = [randomDirection(graph, weights, seed, 0), randomDirection(graph, weights, seed, 1)];
        const { surface } = landscapeOf('a', points, SURFACE);
        assert.deepEqual([surface?.x, surface?.y], [[-0.5, 0, 0.5], [-0.5, 0, 0.5]]);
        for (const [row, column] of [[1, 1], [0, 2], [2, 0], [0, 1]] as const) {
          const steps = [{ direction: across, by: surface?.x[column] ?? NaN }, { direction: up, by: surface?.y[row] ?? NaN }];
          assert.equal(surface?.loss[row]?.[column], (await evaluator.measure({ graph, weights: moved(weights, steps) }, STAYING)).loss);
        }
        assert.equal(surface?.loss[1]?.[1], (await evaluator.measure({ graph, weights }, STAYING)).loss);
        evaluator.dispose();
      });

      it('a line is the middle row of the surface with the same seed; what is missing is null', async () => {
        const subject = formulaSubject(backend, SMALL);
        const settings: LandscapeSettings = { ...SURFACE, dimensions: 1 };
        const line = landscapeAnalysis(subject, settings);
        const points = await measureAll(line);
        line.dispose();
        const surface = landscapeAnalysis(subject, SURFACE);
        const row = await surface.measurements[1]?.measure(STAYING);
        surface.dispose();
        assert.deepEqual(landscapeOf('a', points, settings).line, { x: [-0.5, 0, 0.5], loss: row?.loss, error: row?.error });
        points.delete('point/1');
        assert.deepEqual(landscapeOf('a', points, settings).line?.loss, [row?.loss[0], null, row?.loss[2]]);
        assert.deepEqual(landscapeOf('a', new Map(), SURFACE).surface?.loss, Array(3).fill([null, null, null]));
      });

      it('a loss that is not finite is null, and so is its error', async () => {
        const subject = formulaSubject(backend, { ...SMALL, order: 'no-bn' });
        const analysis = landscapeAnalysis(subject, { dimensions: 1, points: 3, radius: 1e12 });
        const points = await measureAll(analysis);
        analysis.dispose();
        assert.deepEqual(points.get('point/0'), { loss: [null], error: [null] });
        assert.equal(typeof points.get('point/1')?.loss[0], 'number');
      });

      it('stops within a row', async () => {
        const subject = formulaSubject(backend, SMALL);
        const controller = new AbortController();
        const analysis = landscapeAnalysis(subject, { ...SURFACE, points: 1001 });
        setTimeout(() => controller.abort(), 30);
        await assert.rejects(analysis.measurements[0]?.measure(controller.signal) ?? Promise.resolve(), Interrupted);
        analysis.dispose();
      });
    });
  });

  it('a random direction has the norm of each filter of convs and fc, and nothing else', () => {
    const graph = buildGraph({ architecture: 'resnet8', shortcut: 'B' });
    const weights = formulaParameters(graph);
    const direction = randomDirection(graph, weights, 3, 0);
    assert.deepEqual([...direction.keys()], parameterSpecs(graph).map(({ name }) => name).filter((name) => /(conv\d|downsample\.0|fc)\.weight$/.test(name)));
    for (const { name, shape } of parameterSpecs(graph)) {
      const [d, w] = [direction.get(name), weights.get(name) ?? new Float32Array()];
      if (d === undefined) continue;
      const size = w.length / (shape[0] ?? 1);
      for (let start = 0; start < w.length; start += size) near(Math.hypot(...d.subarray(start, start + size)), Math.hypot(...w.subarray(start, start + size)), `${name} from ${start}`, 1e-6);
    }
    const plain = buildGraph({ architecture: 'plain8' });
    assert.deepEqual(randomDirection(plain, formulaParameters(plain), 3, 0).get('layer1.0.conv1.weight'), direction.get('layer1.0.conv1.weight'));
    assert.notDeepEqual(randomDirection(graph, weights, 3, 1), direction);
    assert.notDeepEqual(randomDirection(graph, weights, 4, 0), direction);
  });

  it('a filter of zeros is not moved', () => {
    assert.deepEqual(filterNormalised(Float32Array.of(1, 2, 3, 4), Float32Array.of(0, 0, 6, 8), 2), Float32Array.of(0, 0, 6, 8));
  });

  it('has an odd number of points by default', () => {
    for (const { points } of Object.values(LANDSCAPE_DEFAULTS)) assert.equal(points % 2, 1);
  });
});
