import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TrialEvent, TrialOutcome } from '../../../src/experiment/trial/events';
import type { ExperimentData } from '../../../src/experiment/experiment-data';
import { LiveExperiment } from '../../../src/experiment/live-experiment';
import { parseCell } from '../../../src/experiment/cell/parse';
import { planExperiment, type ExperimentPlan } from '../../../src/experiment/plan';
import { buildReport } from '../../../src/experiment/report/report';
import { resolutionOf } from '../../../src/experiment/live-experiment';
import { SeriesStore } from '../../../src/experiment/trial/series-store';
import { storedExperiment } from '../../../src/experiment/stored';
import { LAYER_ORDER, pretendComparison } from '../views/fake-experiment';

const STEPS = 71;

function cellOf(text: string): Parameters<typeof planExperiment>[0] {
  const cell = parseCell(text);
  return cell.kind === 'train' || cell.kind === 'compare' ? cell : assert.fail(cell.kind);
}

describe('experiment: while its trials run', () => {
  let runs: string;
  let plan: ExperimentPlan;
  beforeEach(() => {
    runs = mkdtempSync(join(tmpdir(), 'live-'));
    plan = planExperiment(cellOf(LAYER_ORDER));
  });
  afterEach(() => rmSync(runs, { recursive: true, force: true }));

  function begin(): Promise<LiveExperiment> {
    return LiveExperiment.begin({ title: 'lab', source: { text: LAYER_ORDER }, plan, runs, store: new SeriesStore(), began: Date.now() });
  }

  function started(trial: string): TrialEvent {
    return { event: 'started', trial, backend: 'tensorflow', threads: 1, data: '', epochs: 3, stepsPerEpoch: STEPS, images: 9000, evaluated: 11_000 };
  }

  function finished(trial: string, outcome: Partial<TrialOutcome> = {}): TrialEvent {
    return { event: 'finished', trial, reused: false, state: 'done', seconds: 9, metrics: { testAccuracy: 0.9 }, ...outcome };
  }

  const totals = (data: ExperimentData): (number | undefined)[] => data.report.arms.map(({ curves }) => curves.stepLoss?.total);

  /** Leaves the first lines of a trial's metrics only, as if it were under way. */
  function cut(folder: string, lines: number): string[] {
    const path = join(folder, 'metrics.jsonl');
    const all = readFileSync(path, 'utf8').split('\n').slice(0, -1);
    writeFileSync(path, all.slice(0, lines).map((line) => `${line}\n`).join(''));
    return all;
  }

  it('shows what came so far, and no verdict', async () => {
    const { results } = await pretendComparison(runs, LAYER_ORDER);
    const [first, second] = results;
    if (first === undefined || second === undefined) return assert.fail();
    for (const { folder } of results.slice(2)) rmSync(folder, { recursive: true });
    const lines = cut(second.folder, 5);
    for (const { folder } of [first, second]) rmSync(join(folder, 'state.json'));
    const live = await begin();
    assert.deepEqual(totals(await live.data('running')), [undefined, undefined, undefined, undefined]);
    live.apply(started(first.id));
    live.apply(finished(first.id, { seconds: first.seconds, ...(first.metrics && { metrics: first.metrics }) }));
    live.apply(started(second.id));
    live.apply({ event: 'step', trial: second.id, epoch: 1, step: 5, loss: 2, accuracy: 0.3, lr: 0.1, gradientNorm: 1, imagesPerSecond: 300 });
    const data = await live.data('running');
    assert.deepEqual([data.state, totals(data), data.report.arms.map(({ n }) => n)], ['running', [3 * STEPS, 5, undefined, undefined], [1, 0, 0, 0]]);
    assert.deepEqual(data.report.arms[1]?.curves.stepLoss?.n, [1, 1, 1, 1, 1], 'a trial under way is part of the mean');
    assert.deepEqual([data.progress.imagesPerSecond, data.report.environment.backends, data.report.trials.map(({ id }) => id)], [300, ['tensorflow'], [first.id]]);
    assert.deepEqual([data.report.conclusions, data.report.arms.filter(({ comparison }) => comparison !== undefined)], [[], []]);
    appendFileSync(join(second.folder, 'metrics.jsonl'), `${lines[5] ?? ''}\n`);
    live.apply({ event: 'step', trial: second.id, epoch: 1, step: 6, loss: 2, accuracy: 0.3, lr: 0.1, gradientNorm: 1, imagesPerSecond: 300 });
    assert.equal(totals(await live.data('running'))[1], 6);
    assert.deepEqual(JSON.parse(JSON.stringify(data)), data, 'plain JSON');
  });

  it('ends with the report of its run folders', async () => {
    const { results } = await pretendComparison(runs, LAYER_ORDER);
    const live = await begin();
    for (const { id, metrics, seconds } of results) live.apply(finished(id, { seconds, ...(metrics && { metrics }) }));
    const { state, report, progress } = await live.end();
    const { comparison } = plan;
    const { created: _, ...expected } = await buildReport({ title: 'lab', source: { text: LAYER_ORDER }, results, ...(comparison && { comparison }) }, resolutionOf(plan));
    const { created: __, ...actual } = report;
    assert.deepEqual([state, progress.fraction, actual], ['done', 1, expected]);
    assert.equal(report.conclusions.length, 3);
  });

  it('stays below 150 kB with four arms of six seeds and many steps', async () => {
    const { results } = await pretendComparison(runs, LAYER_ORDER, { stepsPerEpoch: 1000 });
    const live = await begin();
    for (const { id, metrics, seconds } of results) live.apply(finished(id, { seconds, ...(metrics && { metrics }) }));
    for (const { folder } of results) for (let step = 1; step <= 30; step++) appendFileSync(join(folder, 'timing.jsonl'), `${JSON.stringify({ step: 100 * step, seconds: 1.234 * step })}\n`);
    const text = JSON.stringify(await live.end());
    assert.ok(text.length > 60_000 && text.length < 150_000, `${text.length} bytes`);
  });

  it('stopped, it keeps the curves, and its statistics wait', async () => {
    const { results } = await pretendComparison(runs, LAYER_ORDER, { broken: ({ seed }) => (seed === 6 ? { state: 'interrupted' } : undefined) });
    const live = await begin();
    for (const { id, state, metrics, seconds } of results) live.apply(finished(id, { state, seconds, ...(metrics && { metrics }) }));
    const { state, report } = await live.end();
    assert.deepEqual([state, report.conclusions, report.arms.map(({ n, failed }) => [n, failed])], ['stopped', [], Array(4).fill([5, 1])]);
    assert.deepEqual(report.arms[0]?.curves.testAccuracy?.n, [6, 5, 5]);
    const stored = await storedExperiment({ cell: cellOf(LAYER_ORDER), text: LAYER_ORDER, name: 'lab.resnb#1', runs }, new SeriesStore());
    assert.deepEqual([stored?.state, stored?.trials.map((trial) => trial.state).filter((own) => own === 'interrupted').length], ['stopped', 4]);
  });

  it('says why it failed, and what a trial waits for before it starts', async () => {
    const live = await begin();
    const [first, ...others] = plan.trials.map(({ id }) => id);
    if (first === undefined) return assert.fail();
    live.apply({ event: 'starting', trial: first });
    live.apply({ event: 'notice', trial: first, message: 'Somebody has it.' });
    const waiting = await live.data('running');
    assert.deepEqual([waiting.message, waiting.trials[0]?.state], ['Somebody has it.', 'starting']);
    live.apply(started(first));
    assert.equal((await live.data('running')).message, undefined);
    live.apply(finished(first, { state: 'failed', error: 'it diverged.' }));
    for (const id of others) live.apply(finished(id));
    const { state, message } = await live.end();
    assert.deepEqual([state, message], ['failed', 'it diverged.']);
  });

  it('counts what earlier starts have done', async () => {
    const { results } = await pretendComparison(runs, LAYER_ORDER);
    for (const { folder } of results) {
      const path = join(folder, 'state.json');
      writeFileSync(path, JSON.stringify({ ...(JSON.parse(readFileSync(path, 'utf8')) as object), state: 'interrupted', step: 53, steps: 213 }));
    }
    const data = await (await begin()).data('running');
    assert.ok(Math.abs(data.progress.fraction - 53 / 213) < 1e-9);
    assert.equal(data.progress.eta, undefined, 'they say nothing of the pace');
    assert.deepEqual(totals(data), Array(4).fill(3 * STEPS));
  });
});
