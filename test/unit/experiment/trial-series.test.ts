import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SeriesStore } from '../../../src/experiment/trial/series-store';
import { TrialSeries } from '../../../src/experiment/trial/trial-series';

const near = (actual: readonly (number | undefined)[], expected: readonly number[]): void => {
  assert.deepEqual(actual.map((value) => Number(value?.toFixed(9))), expected.map((value) => Number(value.toFixed(9))));
};

function seriesOf(losses: readonly (number | null)[]): TrialSeries {
  const series = new TrialSeries();
  for (const loss of losses) series.addMetrics({ kind: 'step', loss });
  return series;
}

describe('experiment: the numbers of a trial', () => {
  it('are smoothed without a pull towards zero; gaps stay gaps', () => {
    near(seriesOf([2, 2, 2]).smoothed('stepLoss', 0.9), [2, 2, 2]);
    near(seriesOf([1, null, 3]).smoothed('stepLoss', 0.5), [1, NaN, 7 / 3]);
  });

  it('are smoothed as far as they go, and on from there, as in one go', () => {
    const losses = Array.from({ length: 50 }, (_, i) => Math.sin(i) + 2);
    const grown = seriesOf(losses.slice(0, 20));
    grown.smoothed('stepLoss', 0.9);
    for (const loss of losses.slice(20)) grown.addMetrics({ kind: 'step', loss });
    assert.deepEqual(grown.smoothed('stepLoss', 0.9), seriesOf(losses).smoothed('stepLoss', 0.9));
    assert.deepEqual(grown.smoothed('stepLoss', 0), losses);
    grown.clearMetrics();
    assert.deepEqual(grown.smoothed('stepLoss', 0.9), []);
  });

  it('know the steps of an epoch once one is over', () => {
    const series = seriesOf([3, 2, 1]);
    assert.equal(series.stepsPerEpoch, undefined);
    series.addMetrics({ kind: 'epoch', epoch: 1, testAccuracy: 0.5 });
    series.addMetrics({ kind: 'step', loss: 1 });
    series.addMetrics({ kind: 'epoch', epoch: 2, testAccuracy: 0.6 });
    assert.equal(series.stepsPerEpoch, 3);
    assert.deepEqual([series.raw('testAccuracy'), series.length('stepLoss')], [[0.5, 0.6], 4]);
  });

  it('have their seconds between the lines that say so, from none at the start, and on at the last pace', () => {
    const series = new TrialSeries();
    assert.equal(series.secondsAtStep(1), undefined);
    for (const line of [{ step: 10, seconds: 2 }, { epoch: 1, step: 20, seconds: 6, at: '' }, { step: 30, seconds: 7 }]) series.addTiming(line);
    near([5, 10, 15, 20, 25, 30, 35].map((step) => series.secondsAtStep(step)), [1, 2, 4, 6, 6.5, 7, 7.5]);
    assert.deepEqual([series.secondsAtEpoch(1), series.secondsAtEpoch(2)], [6, undefined]);
  });

  it('take the seconds of a later start where it computed steps again', () => {
    const series = new TrialSeries();
    for (const line of [{ step: 10, seconds: 2 }, { epoch: 1, step: 20, seconds: 4 }, { step: 30, seconds: 6 }, { step: 15, seconds: 5 }, { epoch: 1, step: 20, seconds: 7 }]) series.addTiming(line);
    near([10, 15, 20, 30].map((step) => series.secondsAtStep(step)), [2, 5, 7, 11]);
    assert.equal(series.secondsAtEpoch(1), 7);
  });
});

describe('experiment: run folders that are followed', () => {
  let folder: string;
  let store: SeriesStore;
  const metrics = (): string => join(folder, 'metrics.jsonl');
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'series-'));
    store = new SeriesStore();
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const step = (loss: number): string => `${JSON.stringify({ kind: 'step', loss })}\n`;

  it('grow, and go back where a trial goes on from an earlier checkpoint', async () => {
    assert.deepEqual((await store.refresh(folder)).raw('stepLoss'), []);
    writeFileSync(metrics(), step(3) + step(2) + step(1).slice(0, 5));
    assert.deepEqual((await store.refresh(folder)).raw('stepLoss'), [3, 2]);
    truncateSync(metrics(), step(3).length);
    appendFileSync(metrics(), step(2.5) + step(1.5));
    assert.deepEqual((await store.refresh(folder)).raw('stepLoss'), [3, 2.5, 1.5]);
  });

  it('refreshed twice at the same time are read once', async () => {
    writeFileSync(metrics(), step(3));
    const [a, b] = await Promise.all([store.refresh(folder), store.refresh(folder)]);
    assert.deepEqual([a.raw('stepLoss'), b.raw('stepLoss')], [[3], [3]]);
  });

  it('with a damaged line are named, and read anew once it is mended', async () => {
    writeFileSync(metrics(), `${step(3)}not json\n`);
    await assert.rejects(store.refresh(folder), /damaged/);
    writeFileSync(metrics(), step(3) + step(2));
    assert.deepEqual((await store.refresh(folder)).raw('stepLoss'), [3, 2]);
  });
});
