import assert from 'node:assert/strict';
import type { TrialEvent } from '../../../src/experiment/trial/events';
import { ExperimentProgress, type TrialStatus } from '../../../src/experiment/progress';

const START = 1_000_000;
const PLAN = [
  { id: 'a', label: 'original', seed: 1, work: 10 },
  { id: 'b', label: 'plain', seed: 1, work: 30 },
];

/** 100 training images and 100 evaluated: training is three quarters of an epoch's work. */
function started(trial: string, resumedAt?: { epoch: number; step: number }): TrialEvent {
  return { event: 'started', trial, backend: 'wasm', threads: 1, data: '', epochs: 2, stepsPerEpoch: 10, images: 100, evaluated: 100, ...(resumedAt && { resumedAt }) };
}

function step(trial: string, epoch: number, at: number): TrialEvent {
  return { event: 'step', trial, epoch, step: at, loss: 0.7, accuracy: 0.8, lr: 0.1, gradientNorm: 1, imagesPerSecond: 50 };
}

function evaluation(trial: string, epoch: number, done: number): TrialEvent {
  return { event: 'evaluation', trial, epoch, done, total: 100 };
}

function epoch(trial: string, number: number): TrialEvent {
  return { event: 'epoch', trial, epoch: number, trainLoss: 1, trainAccuracy: 0.5, trainTop5: 1, testLoss: 1, testAccuracy: 0.6, testTop5: 1, seconds: 1, imagesPerSecond: 50 };
}

function finished(trial: string, state: 'done' | 'failed' | 'interrupted', reused = false): TrialEvent {
  return { event: 'finished', trial, reused, state, seconds: 3, ...(state === 'done' && { metrics: { testAccuracy: 0.9 } }) };
}

function after(...events: TrialEvent[]): ExperimentProgress {
  const progress = new ExperimentProgress(PLAN, START);
  for (const event of events) progress.apply(event);
  return progress;
}

function first(...events: TrialEvent[]): TrialStatus {
  return after(...events).list()[0] as TrialStatus;
}

function near(actual: number | undefined, expected: number): void {
  assert.ok(actual !== undefined && Math.abs(actual - expected) < 1e-12, `${actual}; expected ${expected}`);
}

describe('experiment: progress', () => {
  it('begins with all trials queued, in the order of the plan, and no guess of the time', () => {
    assert.deepEqual(after().list(), PLAN.map((trial) => ({ ...trial, state: 'queued', fraction: 0 })));
    assert.deepEqual(after().overall(START + 60_000), { fraction: 0, eta: undefined });
  });

  it("follows a trial through steps, evaluation and epochs by its work", () => {
    near(first(started('a')).fraction, 0);
    near(first(started('a'), step('a', 1, 4)).fraction, (0.75 * 0.4) / 2);
    near(first(started('a'), step('a', 1, 10)).fraction, 0.75 / 2);
    const evaluating = first(started('a'), step('a', 1, 9), evaluation('a', 1, 40));
    assert.equal(evaluating.state, 'evaluating');
    near(evaluating.fraction, (0.75 + 0.25 * 0.4) / 2);
    near(first(started('a'), epoch('a', 1)).fraction, 0.5);
    near(first(started('a'), epoch('a', 1), step('a', 2, 5)).fraction, (1 + 0.75 * 0.5) / 2);
    near(first(started('a'), epoch('a', 2)).fraction, 1);
  });

  it('never goes back over a whole trial', () => {
    const progress = new ExperimentProgress(PLAN, START);
    let last = 0;
    const all = [started('a')];
    for (const e of [1, 2]) {
      for (let s = 1; s <= 10; s++) all.push(step('a', e, s));
      for (let done = 0; done <= 100; done += 25) all.push(evaluation('a', e, done));
      all.push(epoch('a', e), { event: 'checkpoint', trial: 'a', epoch: e, step: 0 });
    }
    for (const event of [...all, finished('a', 'done')]) {
      progress.apply(event);
      const { fraction } = progress.overall(START);
      assert.ok(fraction >= last && fraction <= 0.25, `${event.event}: ${fraction} after ${last}`);
      last = fraction;
    }
    near(last, 0.25);
  });

  it('shows what a trial last said', () => {
    const { state, epoch: at, step: steps, loss, accuracy, imagesPerSecond, testAccuracy } = first(started('a'), epoch('a', 1), step('a', 2, 5));
    assert.deepEqual([state, at, steps, loss, accuracy, imagesPerSecond, testAccuracy], ['running', 2, 5, 0.7, 0.8, 50, 0.6]);
    assert.equal(first(started('a'), finished('a', 'done')).testAccuracy, 0.9);
  });

  it('weighs trials by their work', () => {
    near(after(started('a'), finished('a', 'done')).overall(START).fraction, 0.25);
    near(after(started('b'), finished('b', 'done')).overall(START).fraction, 0.75);
    near(after(started('a'), epoch('a', 1), started('b'), epoch('b', 1)).overall(START).fraction, 0.5);
  });

  it('tells the time that is left by the pace so far, and not within the first second', () => {
    const progress = after(started('b'), epoch('b', 1));
    assert.equal(progress.overall(START + 500).eta, undefined);
    near(progress.overall(START + 15_000).eta, 25);
    near(after(started('a'), epoch('a', 2), finished('a', 'done'), started('b'), epoch('b', 2), finished('b', 'done')).overall(START + 15_000).eta, 0);
  });

  it('what a resumed trial had done before counts as done, but not for the pace', () => {
    const resumed = after(started('b', { epoch: 2, step: 0 }));
    near(resumed.list()[1]?.fraction, 0.5);
    assert.equal(resumed.overall(START + 10_000).eta, undefined);
    resumed.apply(step('b', 2, 10));
    // A quarter and an eighth of 40 remain after 11.25 were done in 10 s: (40 − 26.25) / 11.25 · 10 s.
    near(resumed.overall(START + 10_000).eta, (10 * 13.75) / 11.25);
  });

  it('what earlier starts have done counts from the beginning, and not for the pace', () => {
    const progress = new ExperimentProgress(PLAN, START, new Map([['b', 0.5]]));
    assert.deepEqual(progress.overall(START + 10_000), { fraction: 15 / 40, eta: undefined });
    progress.apply({ event: 'starting', trial: 'a' });
    assert.deepEqual(progress.list().map(({ state, fraction }) => [state, fraction]), [['starting', 0], ['queued', 0.5]]);
    for (const event of [started('a'), epoch('a', 2), finished('a', 'done')]) progress.apply(event);
    const { fraction, eta } = progress.overall(START + 10_000);
    assert.equal(fraction, 25 / 40);
    assert.equal(eta, 15); // ten of work took 10 s, fifteen are left
  });

  it('a reused trial is done at once, and says nothing about the pace', () => {
    const progress = after(finished('a', 'done', true));
    assert.deepEqual(progress.list()[0], { ...PLAN[0], state: 'reused', fraction: 1, testAccuracy: 0.9 });
    near(progress.overall(START + 5000).fraction, 0.25);
    assert.equal(progress.overall(START + 5000).eta, undefined);
  });

  it('a failed trial leaves nothing to do; an interrupted one stays where it is', () => {
    const failed = after(started('a'), step('a', 1, 4), finished('a', 'failed'));
    assert.deepEqual([failed.list()[0]?.state, failed.overall(START).fraction], ['failed', 0.25]);
    // 40 − 10 at the pace of what it did before it failed.
    near(failed.overall(START + 3000).eta, (3 * 30) / (10 * 0.15));
    const interrupted = first(started('a'), epoch('a', 1), finished('a', 'interrupted'));
    assert.deepEqual([interrupted.state, interrupted.fraction], ['interrupted', 0.5]);
  });

  it('an event of a trial that is not planned changes nothing; an empty plan is done', () => {
    assert.deepEqual(after(started('z'), step('z', 1, 1)).list(), after().list());
    assert.equal(new ExperimentProgress([], START).overall(START).fraction, 1);
  });
});
