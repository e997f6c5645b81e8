import assert from 'node:assert/strict';
import { Random } from '../../../src/base/random';
import { armCurve, armCurves, outputResolution, pageResolution, type SeedSeries } from '../../../src/experiment/report/report-curves';
import { TrialSeries } from '../../../src/experiment/trial/trial-series';

interface Made {
  readonly seed?: number;
  readonly finished?: boolean;
  readonly perEpoch?: number;
  /** Seconds a step; none where absent. */
  readonly pace?: number;
}

/** A trial with these losses by step. */
function trial(losses: readonly number[], { seed = 1, finished = true, perEpoch, pace }: Made = {}): SeedSeries {
  const series = new TrialSeries();
  losses.forEach((loss, i) => {
    series.addMetrics({ kind: 'step', loss: Number.isFinite(loss) ? loss : null, accuracy: 0.5, lr: 0.1, gradientNorm: 2 });
    if (perEpoch !== undefined && (i + 1) % perEpoch === 0) series.addMetrics({ kind: 'epoch', epoch: (i + 1) / perEpoch, testAccuracy: 0.9 });
    if (pace !== undefined) series.addTiming({ step: i + 1, seconds: pace * (i + 1) });
  });
  return { seed, finished, series };
}

const FINE = { points: 400, digits: 6, probes: 0 };
const raw = { ...FINE, smoothing: 0 };

describe('experiment: curves of an arm', () => {
  it('are by step and by epoch, those that have values; the learning rate is raw, the others smoothed', () => {
    const curves = armCurves([trial([3, 2, 1, 1], { perEpoch: 2 })], FINE);
    assert.deepEqual(Object.keys(curves), ['stepLoss', 'stepAccuracy', 'gradientNorm', 'learningRate', 'testAccuracy']);
    assert.deepEqual(Object.values(curves).map(({ smoothing }) => smoothing), [0.9, 0.9, 0.9, undefined, undefined]);
    assert.deepEqual([curves.stepLoss?.epochs, curves.testAccuracy?.epochs, curves.stepLoss?.seconds], [[0.5, 1, 1.5, 2], undefined, undefined]);
  });

  it('hide no spike of raw values, wherever it is', () => {
    const random = new Random(1, 'spikes');
    for (let round = 0; round < 20; round++) {
      const losses = Array.from({ length: 5000 }, () => 1 + 0.1 * random.uniform());
      const [up, down] = [Math.floor(random.uniform() * 5000), Math.floor(random.uniform() * 5000)];
      [losses[up], losses[down]] = [9, -9];
      const curve = armCurve([trial(losses)], 'stepLoss', { ...raw, points: 60 });
      assert.ok(curve !== undefined && curve.x.length <= 60 && curve.total === 5000);
      assert.ok(curve.mean.includes(-9) && (up === down || curve.mean.includes(9)));
      assert.deepEqual(curve.x, [...curve.x].sort((a, b) => a - b));
      assert.deepEqual([curve.x[0], curve.x.at(-1)], [1, 5000]);
      assert.deepEqual(curve.mean, curve.x.map((x) => Number(losses[x - 1]?.toPrecision(6))));
    }
  });

  it('can be had of a range, smoothed over what lies before it', () => {
    const losses = Array.from({ length: 1000 }, (_, i) => (i < 500 ? 4 : 1));
    const curve = armCurve([trial(losses)], 'stepLoss', { points: 10, digits: 7, smoothing: 0.9, from: 500, to: 504.5 });
    assert.deepEqual(curve?.x, [500, 501, 502, 503, 504]);
    assert.deepEqual(curve?.mean.map((value) => value?.toFixed(4)), [4, 1 + 3 * 0.9, 1 + 3 * 0.81, 1 + 3 * 0.729, 1 + 3 * 0.6561].map((value) => value.toFixed(4)));
    assert.equal(curve?.total, 1000);
    assert.deepEqual(armCurve([trial(losses)], 'stepLoss', { ...raw, from: 2000, to: 3000 })?.x, []);
  });

  it('are a mean over the trials that came so far; a trial that failed has no part in it', () => {
    const curve = armCurve([trial([1, 1, 1, 1]), trial([3, 3], { seed: 2 }), trial([100, 100, 100], { seed: 3, finished: false })], 'stepLoss', raw);
    assert.deepEqual([curve?.mean, curve?.n], [[2, 2, 1, 1], [2, 2, 1, 1]]);
    assert.deepEqual(curve?.seeds.map(({ seed, finished, y }) => [seed, finished, y.length]), [[1, true, 4], [2, true, 2], [3, false, 3]]);
    assert.deepEqual(curve?.low.slice(2), [null, null], 'one trial has no interval');
  });

  it('have gaps where a value is no number', () => {
    const curve = armCurve([trial([1, NaN, 3, Infinity])], 'stepLoss', raw);
    assert.deepEqual([curve?.mean, curve?.seeds[0]?.y], [[1, null, 3, null], [1, null, 3, null]]);
    assert.equal(armCurve([trial([NaN, NaN])], 'stepLoss', raw), undefined);
  });

  it('have their time as a mean over the trials that came so far, and it does not go back', () => {
    const curve = armCurve([trial([1, 1, 1, 1], { pace: 1 }), trial([1, 1], { seed: 2, pace: 3 })], 'stepLoss', raw);
    assert.deepEqual(curve?.seconds, [2, 4, 4, 4]);
  });

  it('are as fine as the size of an output allows', () => {
    assert.deepEqual(outputResolution(1, 1, 3), { points: 150, digits: 4, probes: 30_000 });
    const { points } = outputResolution(4, 24, 3);
    assert.ok(points >= 80 && points < 150, String(points));
    assert.equal(outputResolution(10, 200, 3).points, 50);
    assert.equal(pageResolution(1, 1, 3).points, 400);
    const page = pageResolution(10, 60, 30);
    assert.ok(page.points >= 100 && page.points < 150, String(page.points));
  });
});
