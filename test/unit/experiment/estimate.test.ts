import assert from 'node:assert/strict';
import { estimateTrials, type EstimateOptions } from '../../../src/experiment/estimate';
import { parseCell } from '../../../src/experiment/cell/parse';
import { planExperiment, type ExperimentPlan } from '../../../src/experiment/plan';
import { findTrials, type FoundTrial } from '../../../src/experiment/standing';
import { imagesOf, trialWork } from '../../../src/experiment/trial/trial-work';
import type { TrialConfig } from '../../../src/experiment/cell/trial-config';
import type { ListedRun } from '../../../src/runs/run-list';

const CELL = 'compare:\n  vary: { order: [original, plain] }\n  seeds: 3\n  train: { architecture: resnet8, dataset: shapes, epochs: 2, limit: 1000 }\n';

function planOf(text: string): ExperimentPlan {
  const cell = parseCell(text);
  return cell.kind === 'train' || cell.kind === 'compare' ? planExperiment(cell) : assert.fail(cell.kind);
}

function configOf(text: string): TrialConfig {
  return planOf(text).configs[0] ?? assert.fail();
}

/** A run that was finished at so many multiply-adds a second. */
function run(config: TrialConfig, pace: number, { backend = 'wasm', threads = 1, state = 'done' }: { backend?: string; threads?: number; state?: 'done' | 'failed' } = {}): ListedRun {
  const { architecture, order, dataset, seed } = config;
  const seconds = (trialWork(config) ?? 0) / pace;
  return { config, threads, summary: { id: '', folder: '', architecture, order, dataset, seed, backend, state, epoch: 1, epochs: 1, step: 1, steps: 1, seconds, created: '', updated: '', metrics: {} } };
}

const options = (listed: readonly ListedRun[], more: Partial<EstimateOptions> = {}): EstimateOptions => ({ listed, backend: 'wasm', memory: 1e12, jobs: 1, threads: 1, ...more });

describe('experiment: what a cell would take', () => {
  let plan: ExperimentPlan;
  let found: FoundTrial[];
  let work: number;
  beforeEach(async () => {
    plan = planOf(CELL);
    found = await findTrials(plan, (id) => `/nowhere/${id}`);
    work = plan.trials.reduce((sum, trial) => sum + trial.work, 0);
  });
  const seconds = (listed: readonly ListedRun[], more?: Partial<EstimateOptions>): number | undefined => estimateTrials('compare', plan, found, options(listed, more)).seconds;
  const near = (actual: number | undefined, expected: number): void => assert.ok(actual !== undefined && Math.abs(actual / expected - 1) < 1e-9, `${actual} is not ${expected}`);

  it('is not known where nothing comparable was trained', () => {
    const resnet8 = configOf('train: { architecture: resnet8, dataset: shapes }');
    assert.deepEqual(estimateTrials('compare', plan, found, options([])), { kind: 'compare', trials: 6, finished: 0, begun: 0 });
    assert.equal(seconds([run(resnet8, 1e9, { backend: 'tensorflow' }), run(resnet8, 1e9, { state: 'failed' })]), undefined);
  });

  it('is the work at the pace of runs of the same architecture, else of any', () => {
    const [resnet8, resnet20] = [configOf('train: { architecture: resnet8, dataset: fashion-mnist, limit: 500, batch: 64 }'), configOf('train: { architecture: resnet20, dataset: shapes }')];
    near(seconds([run(resnet20, 2e9)]), work / 2e9);
    near(seconds([run(resnet20, 2e9), run(resnet8, 5e9), run(resnet8, 1e9), run(resnet8, 4e9)]), work / 4e9); // the median
  });

  it('is less with more threads and more trials at a time, and never less than the longest', () => {
    const resnet8 = configOf('train: { architecture: resnet8, dataset: shapes }');
    near(seconds([run(resnet8, 4e9, { threads: 4 })]), work / 1e9);
    near(seconds([run(resnet8, 1e9)], { threads: 2 }), work / 2e9);
    near(seconds([run(resnet8, 1e9)], { jobs: 3 }), work / 3e9);
    near(seconds([run(resnet8, 1e9)], { jobs: 100 }), work / 6e9);
  });

  it('leaves out what is done, and counts the best of it', () => {
    const resnet8 = configOf('train: { architecture: resnet8, dataset: shapes }');
    const state = { version: 1, epoch: 2, epochs: 2, seconds: 1, updated: '' };
    const done = (trial: FoundTrial, testAccuracy: number): FoundTrial => ({ ...trial, state: { ...state, state: 'done', step: 16, steps: 16 }, standing: { ...trial.standing, state: 'done', metrics: { testAccuracy } } });
    const half = (trial: FoundTrial): FoundTrial => ({ ...trial, state: { ...state, state: 'interrupted', step: 8, steps: 16 } });
    found = found.map((trial, i) => (i < 2 ? done(trial, 0.8 + i / 100) : i === 2 ? half(trial) : trial));
    const estimate = estimateTrials('compare', plan, found, options([run(resnet8, 1e9)]));
    near(estimate.seconds, (3.5 / 6) * (work / 1e9));
    assert.deepEqual([estimate.trials, estimate.finished, estimate.begun, estimate.best], [6, 2, 1, { metric: 'test accuracy', text: '81.00 %' }]);
  });

  it('knows how many images an epoch has', () => {
    const all = { dataset: 'fashion-mnist', limit: 0, validation: 0.1, testLimit: 0 };
    assert.deepEqual(imagesOf(all), { trained: 54_000, evaluated: 16_000 });
    assert.deepEqual(imagesOf({ ...all, limit: 1000, testLimit: 50 }), { trained: 1000, evaluated: 150 });
    assert.deepEqual(imagesOf({ ...all, limit: 58_000 }), { trained: 54_200, evaluated: 15_800 });
    assert.equal(imagesOf({ ...all, dataset: 'folder:/pets' }), undefined);
  });
});
