import assert from 'node:assert/strict';
import { autocorrelation, circleThrough, derivativeAlong, shatteredAnalysis, shatteredOf } from '../../../src/analysis/shattered';
import type { Backend } from '../../../src/backend/backend';
import { Interrupted, LabError } from '../../../src/base/errors';
import type { NetworkOptions } from '../../../src/resnet/graph';
import { eachBackend } from '../../helpers/backends';
import { formulaImages, formulaValues } from '../../helpers/deterministic';
import { cases } from '../../reference/fixtures/shattered.json';
import { formulaSubject, measureAll, near, STAYING, tensorCount, TOLERANCE } from './subjects';

const SMALL = { architecture: 'resnet8', input: { height: 8, width: 8, channels: 3 }, classes: 10 };

/** Bound by the norm of all. */
function nearAll(actual: readonly number[], expected: readonly number[], what: string): void {
  assert.equal(actual.length, expected.length);
  const distance = Math.hypot(...expected.map((value, i) => value - (actual[i] ?? NaN)));
  assert.ok(distance <= TOLERANCE * Math.hypot(...expected), `${what}: ${actual.join()}; expected ${expected.join()}`);
}

describe('analysis: shattered gradients', () => {
  eachBackend((backendName, load) => {
    describe(backendName, function () {
      this.timeout(180_000);
      let backend: Backend;
      before(async () => {
        backend = await load();
      });

      for (const { options, images, points, derivative, autocorrelation: correlation } of cases) {
        it(`${options.architecture} ${options.order} ${options.shortcut}: the derivative along a circle as PyTorch's`, () => {
          const { graph, weights } = formulaSubject(backend, options as NetworkOptions);
          const pair = formulaImages(images, 2, graph.options.input);
          const own = derivativeAlong(backend, { graph, weights }, circleThrough(pair.subarray(0, pair.length / 2), pair.subarray(pair.length / 2), points), formulaValues('combination', graph.options.classes));
          nearAll(own, derivative, 'derivative');
          nearAll(autocorrelation(own), correlation, 'autocorrelation');
        });
      }

      it('gives the same numbers for the same seed, others for another, and leaves no tensor', async () => {
        const subject = formulaSubject(backend, SMALL);
        const tensors = tensorCount(backend);
        const measured = async (seed: number): Promise<readonly number[]> => {
          const analysis = shatteredAnalysis({ ...subject, seed }, { points: 16 });
          const { derivative, autocorrelation: correlation } = shatteredOf('a', await measureAll(analysis));
          analysis.dispose();
          assert.equal(correlation.length, 9);
          assert.equal(correlation[0], 1);
          return derivative;
        };
        const first = await measured(1);
        assert.equal(first.length, 16);
        assert.deepEqual(await measured(1), first);
        assert.notDeepEqual(await measured(2), first);
        assert.equal(tensorCount(backend), tensors);
      });

      it('says so where the gradient is no finite number', async () => {
        const subject = formulaSubject(backend, { ...SMALL, order: 'no-bn' });
        const weights = new Map(subject.weights).set('fc.weight', new Float32Array(640).fill(Infinity));
        const { measurements } = shatteredAnalysis({ ...subject, weights }, { points: 4 });
        await assert.rejects(measurements[0]?.measure(STAYING) ?? Promise.resolve(), LabError);
      });

      it('stops', async () => {
        const { measurements } = shatteredAnalysis(formulaSubject(backend, SMALL), { points: 4 });
        await assert.rejects(measurements[0]?.measure(AbortSignal.abort()) ?? Promise.resolve(), Interrupted);
      });
    });
  });

  it('a circle is closed, of one radius, and its tangents are the differences of its images', () => {
    const points = 1000;
    const [a, b] = [Float32Array.of(3, 0, 0), Float32Array.of(1, 2, 2)];
    const { images, tangents } = circleThrough(a, b, points);
    const at = (k: number): Float32Array => images.subarray(3 * (k % points), 3 * (k % points) + 3);
    assert.deepEqual(at(0), a);
    for (const k of [0, 1, 250, 600, 999]) {
      near(Math.hypot(...at(k)), 3, `radius at ${k}`, 1e-6);
      const arc = (2 * Math.PI * 3) / points;
      for (let i = 0; i < 3; i++) {
        const difference = ((at(k + 1)[i] ?? NaN) - (at(k + points - 1)[i] ?? NaN)) / (2 * arc);
        assert.ok(Math.abs(difference - (tangents[3 * k + i] ?? NaN)) < 1e-4, `tangent at ${k}`);
      }
    }
    near(at(250)[1], at(250)[2] ?? NaN, 'in the plane of both', 1e-6);
  });

  it('the autocorrelation of a wave is its cosine; values that do not vary have none', () => {
    const wave = Array.from({ length: 24 }, (_, i) => 5 + Math.sin((2 * Math.PI * i) / 24));
    autocorrelation(wave).forEach((value, lag) => assert.ok(Math.abs(value - Math.cos((2 * Math.PI * lag) / 24)) < 1e-12));
    assert.deepEqual(autocorrelation([2, 2, 2]), []);
    assert.deepEqual(shatteredOf('a', new Map()), { id: 'a', derivative: [], autocorrelation: [] });
  });
});
