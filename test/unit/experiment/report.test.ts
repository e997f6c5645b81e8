import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildReport, resultTable } from '../../../src/experiment/report/report';
import type { ReportData } from '../../../src/experiment/report-data';
import type { TrialConfig } from '../../../src/experiment/cell/trial-config';
import { LAYER_ORDER, pretendComparison, pretendTraining } from '../views/fake-experiment';
import { jsonLines } from '../../helpers/json-lines';

const near = (actual: number | null | undefined, expected: number, tolerance = 1e-9): void => {
  assert.ok(typeof actual === 'number' && Math.abs(actual - expected) <= tolerance, `${String(actual)} is not ${expected}`);
};
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const plainSeedFour = ({ order, seed }: TrialConfig): { state: 'failed'; error: string } | undefined => (order === 'plain' && seed === 4 ? { state: 'failed', error: 'the training diverged.' } : undefined);

/** What would be read as a slip of the program. */
function assertClean(data: ReportData): void {
  const { head, rows } = resultTable(data);
  for (const cell of [...head, ...rows.flat(), ...data.conclusions, ...data.caveats, ...data.notes]) assert.doesNotMatch(cell, /NaN|undefined|null|Infinity|\[object/);
  for (const row of rows) assert.equal(row.length, head.length);
  assert.deepEqual(JSON.parse(JSON.stringify(data)), data, 'the data must be the same after a passage through JSON');
}

describe('report', () => {
  let runs = '';
  beforeEach(() => {
    runs = mkdtempSync(join(tmpdir(), 'resnet-lab-report-'));
  });
  afterEach(() => rmSync(runs, { recursive: true, force: true }));

  it('compares arms by the finished trials, paired by seed', async () => {
    const input = await pretendComparison(runs, LAYER_ORDER);
    const data = await buildReport(input);
    const accuracies = (order: string): number[] => input.results.filter(({ config }) => config.order === order).map(({ metrics }) => metrics?.['testAccuracy'] ?? NaN);
    assert.deepEqual(data.arms.map(({ label }) => label), ['original', 'full-preact', 'conv-relu-bn', 'plain']);
    for (const arm of data.arms) {
      const differences = accuracies(arm.label).map((value, i) => value - (accuracies('original')[i] ?? NaN));
      assert.equal(arm.n, 6);
      near(arm.mean, mean(accuracies(arm.label)));
      if (arm.label === 'original') assert.equal(arm.comparison, undefined);
      else near(arm.comparison?.difference, mean(differences));
    }
    const [, preact] = data.arms;
    assert.ok((preact?.comparison?.adjustedP ?? 0) >= (preact?.comparison?.p ?? 1));
    assert.equal(preact?.tokens, 'bn-relu-conv-bn-relu-conv-add');
    assert.equal(preact?.parameters, 75_002);
    assert.equal(data.conclusions.length, 3);
    assert.equal(data.trials.length, 24);
    assert.deepEqual(data.environment.backends, ['tensorflow']);
    assert.equal(data.environment.datasets[0]?.source, 'official download');
    assertClean(data);
  });

  it('states the result as a table', async () => {
    const { head, rows } = resultTable(await buildReport(await pretendComparison(runs, LAYER_ORDER, { broken: plainSeedFour })));
    assert.deepEqual(head, ['arm', 'test accuracy, %', 'n', 'difference to original, points', 'p (Holm)', 'time per trial']);
    assert.match(rows[0]?.join(' | ') ?? '', /^original \| \d\d\.\d\d ± 0\.\d\d \| 6 \| baseline \| – \| 9\.3 s$/);
    assert.match(rows[3]?.join(' | ') ?? '', /^plain \| \d\d\.\d\d ± \d\.\d\d \| 5 of 6 \| −\d\.\d\d \[−\d\.\d\d, −\d\.\d\d\] \| (< 0\.001|0\.\d+) \| 9\.\d s$/);
  });

  it('smooths over every step before it leaves points out', async () => {
    const input = await pretendComparison(runs, LAYER_ORDER, { stepsPerEpoch: 400 });
    const curve = (await buildReport(input)).arms[0]?.curves.stepLoss;
    assert.ok(curve !== undefined && curve.x.length <= 401);
    assert.equal(curve.total, 1200);
    assert.deepEqual([curve.x[0], curve.x.at(-1)], [1, 1200]);
    assert.equal(curve.smoothing, 0.9);
    const at = 100;
    const step = curve.x[at] ?? 0;
    const losses = await Promise.all(
      input.results.filter(({ config }) => config.order === 'original').map(async ({ folder }) => (await jsonLines(join(folder, 'metrics.jsonl'))).filter(({ kind }) => kind === 'step').map(({ loss }) => Number(loss))),
    );
    const expected = losses.map((series) => {
      const past = series.slice(0, step).reverse();
      const weights = past.map((_, age) => 0.9 ** age);
      return past.reduce((sum, loss, age) => sum + loss * (weights[age] ?? 0), 0) / weights.reduce((sum, weight) => sum + weight, 0);
    });
    near(curve.mean[at], mean(expected), 1e-5);
    expected.forEach((value, seed) => near(curve.seeds[seed]?.y[at], value, 1e-5));
    assert.ok((curve.low[at] ?? Infinity) < mean(expected) && mean(expected) < (curve.high[at] ?? -Infinity));
  });

  it('gives the curves by epoch', async () => {
    const input = await pretendComparison(runs, LAYER_ORDER);
    const { curves, mean: final } = (await buildReport(input)).arms[2] ?? {};
    assert.deepEqual(curves?.testAccuracy?.x, [1, 2, 3]);
    assert.deepEqual(curves?.testAccuracy?.n, [6, 6, 6]);
    near(curves?.testAccuracy?.mean[2], final ?? NaN, 1e-6);
    assert.equal(curves?.testAccuracy?.smoothing, undefined);
  });

  it('shows failed trials and leaves them out of the means', async () => {
    const data = await buildReport(await pretendComparison(runs, LAYER_ORDER, { broken: plainSeedFour }));
    const plain = data.arms[3];
    assert.deepEqual([plain?.n, plain?.planned, plain?.failed, plain?.comparison?.n], [5, 6, 1, 5]);
    assert.deepEqual(plain?.curves.testAccuracy?.n, [5, 5, 5]);
    const failed = plain?.curves.testAccuracy?.seeds.find(({ seed }) => seed === 4);
    assert.deepEqual([failed?.finished, failed?.y.length], [false, 1]);
    assert.deepEqual(data.notes, ['1 of 24 trials did not finish and is not in the means: plain, seed 4: failed (the training diverged).']);
    assert.equal(data.trials.filter(({ state, error }) => state === 'failed' && error === 'the training diverged.').length, 1);
    assertClean(data);
  });

  it('claims nothing from one seed', async () => {
    const data = await buildReport(await pretendComparison(runs, LAYER_ORDER.replace('seeds: 6', 'seeds: 1')));
    assert.match(resultTable(data).rows[1]?.join(' | ') ?? '', /^full-preact \| \d\d\.\d\d ± – \| 1 \| [+−]?\d\.\d\d \| – \| 9\.1 s$/);
    assert.match(data.conclusions[0] ?? '', /nothing can be concluded/);
    assert.equal(data.arms[1]?.low, undefined);
    assert.deepEqual(data.arms[1]?.curves.testAccuracy?.low, [null, null, null]);
    assertClean(data);
  });

  it('is written where no trial has finished', async () => {
    const data = await buildReport(await pretendComparison(runs, LAYER_ORDER.replace('seeds: 6', 'seeds: 2'), { broken: () => ({ state: 'interrupted' }) }));
    assert.deepEqual(resultTable(data).rows[1], ['full-preact', '–', '0 of 2', '–', '–', '–']);
    assert.deepEqual(data.arms[0]?.values, []);
    assert.match(data.notes[0] ?? '', /^8 of 8 trials did not finish .*original, seeds 1, 2: stopped/);
    assertClean(data);
  });

  it('is written where no trial has left a folder', async () => {
    const input = await pretendComparison(runs, LAYER_ORDER);
    rmSync(runs, { recursive: true });
    const data = await buildReport({ ...input, results: input.results.map(({ metrics: _, ...result }) => ({ ...result, state: 'failed' as const, seconds: 0 })) });
    assert.deepEqual(data.arms[0]?.curves, {});
    assert.deepEqual(data.environment.backends, []);
    assertClean(data);
  });

  it('tells of a single trial by its metrics', async () => {
    const data = await buildReport(await pretendTraining(runs, 'train: { architecture: resnet8, epochs: 5, seed: 3 }'));
    assert.equal(data.baseline, undefined);
    assert.deepEqual(data.conclusions, []);
    const { head, rows } = resultTable(data);
    assert.deepEqual(head, ['metric', 'after the last epoch']);
    assert.deepEqual(rows.map(([name]) => name).filter((name) => name?.startsWith('test') === true || name === 'time'), ['test accuracy, %', 'test top-5 accuracy, %', 'test loss', 'time']);
    assert.match(data.caveats.join(' '), /one trial with one seed/);
    assertClean(data);
  });

  it('says when the images are generated, once', async () => {
    const input = await pretendTraining(runs, 'train: { architecture: resnet8, dataset: shapes }');
    assert.match((await buildReport(input)).notes.join(' '), /generated data set "shapes"/);
    const notice = 'fashion-mnist cannot be had here. The generated data set "shapes" takes its place.';
    assert.deepEqual((await buildReport({ ...input, notices: [notice] })).notes, [notice]);
  });

  it('says when backends were mixed and when trials were reused', async () => {
    const input = await pretendComparison(runs, LAYER_ORDER, { backend: ({ seed }) => (seed === 1 ? 'wasm' : 'tensorflow') });
    const { notes } = await buildReport({ ...input, results: input.results.map((result, i) => ({ ...result, reused: i < 3 })) });
    assert.match(notes.join('\n'), /different backends \(wasm, tensorflow\)/);
    assert.match(notes.join('\n'), /3 of 24 trials had been finished by an earlier run/);
  });

  it('survives a damaged run folder and names it', async () => {
    const input = await pretendComparison(runs, LAYER_ORDER);
    const [first] = input.results;
    writeFileSync(join(first?.folder ?? '', 'metrics.jsonl'), 'not json\n');
    const data = await buildReport(input);
    assert.deepEqual(data.notes, [`The curves of trial ${first?.id ?? ''} are missing: its run folder is damaged.`]);
    assert.deepEqual(data.arms[0]?.curves.testAccuracy?.n, [5, 5, 5]);
    assert.equal(data.arms[0]?.n, 6);
  });

  it('compares losses as they are', async () => {
    const data = await buildReport(await pretendComparison(runs, `${LAYER_ORDER}  metric: testLoss\n  baseline: plain\n`));
    const { head, rows } = resultTable(data);
    assert.deepEqual(head.slice(1, 4), ['test loss', 'n', 'difference to plain']);
    assert.match(rows[0]?.slice(1, 4).join(' | ') ?? '', /^0\.\d{4} ± 0\.\d{4} \| 6 \| −0\.\d{4} \[−0\.\d{4}, −0\.\d{4}\]$/);
    assert.equal(rows[3]?.[3], 'baseline');
  });
});
