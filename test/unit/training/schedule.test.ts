import assert from 'node:assert/strict';
import { learningRate, type ScheduleConfig } from '../../../src/training/schedule';
import { peak, schedules, steps } from '../../reference/fixtures/schedules.json';

interface Settings {
  readonly warmup?: number;
  readonly startFactor?: number;
  readonly totalIters?: number;
  readonly milestones?: readonly number[];
  readonly gamma?: number;
  readonly etaMin?: number;
  readonly pctStart?: number;
  readonly divFactor?: number;
  readonly finalDivFactor?: number;
}

/** torch's schedulers in our words. Epochs are of one step here unless a test says otherwise. */
function ours(name: string, settings: Settings): { schedule: ScheduleConfig; warmup: number } {
  const { warmup = 0, milestones = [], gamma = 1, etaMin = 0, pctStart = 0, divFactor = 1, finalDivFactor = 1 } = settings;
  switch (name.replace('LinearLR, ', '')) {
    case 'OneCycleLR':
      return { schedule: { name: 'onecycle', pctStart, divFactor, finalDivFactor }, warmup };
    case 'CosineAnnealingLR':
      return { schedule: { name: 'cosine', final: etaMin }, warmup };
    case 'MultiStepLR':
      return { schedule: { name: 'step', milestones, gamma }, warmup };
    case 'LinearLR': {
      // From 1/W over W − 1 further steps: a warm-up of W steps.
      const { startFactor = 1, totalIters = 0 } = settings;
      assert.equal(1 / startFactor, totalIters + 1);
      return { schedule: { name: 'constant' }, warmup: totalIters + 1 };
    }
    default:
      throw new Error(`no schedule of ours is torch's ${name}`);
  }
}

describe("training: learning rates are those of torch's schedulers", () => {
  for (const { name, settings, rates } of schedules) {
    it(`${name} ${JSON.stringify(settings)}`, () => {
      const { schedule, warmup } = ours(name, settings as Settings);
      assert.equal(rates.length, steps);
      rates.forEach((expected, step) => {
        const rate = learningRate(schedule, peak, warmup, { stepsPerEpoch: 1, epochs: steps }, step);
        assert.ok(Math.abs(rate - expected) < 1e-12, `step ${step}: ${rate}; torch has ${expected}`);
      });
    });
  }

  it('epochs of several steps: milestones fall on the start of their epoch, warm-up counts whole or part epochs', () => {
    const length = { stepsPerEpoch: 4, epochs: 3 };
    const step: ScheduleConfig = { name: 'step', milestones: [1, 2], gamma: 0.1 };
    const rates = (schedule: ScheduleConfig, warmup: number): number[] => Array.from({ length: 12 }, (_, i) => Number(learningRate(schedule, 1, warmup, length, i).toFixed(12)));
    assert.deepEqual(rates(step, 0), [1, 1, 1, 1, 0.1, 0.1, 0.1, 0.1, 0.01, 0.01, 0.01, 0.01]);
    assert.deepEqual(rates(step, 1), [0.25, 0.5, 0.75, 1, 0.1, 0.1, 0.1, 0.1, 0.01, 0.01, 0.01, 0.01]);
    assert.deepEqual(rates({ name: 'constant' }, 0.5), [0.5, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]);
  });

  it('the schedule by steps does not depend on how they fall into epochs', () => {
    for (const schedule of [{ name: 'cosine', final: 0.01 }, { name: 'onecycle', pctStart: 0.3, divFactor: 25, finalDivFactor: 1e4 }] as const) {
      for (let step = 0; step < 30; step++) {
        assert.equal(learningRate(schedule, 0.1, 1, { stepsPerEpoch: 5, epochs: 6 }, step), learningRate(schedule, 0.1, 5, { stepsPerEpoch: 1, epochs: 30 }, step));
      }
    }
  });

  it('every rate is finite and none negative for trainings of one step and warm-ups of all of them', () => {
    const all: ScheduleConfig[] = [{ name: 'constant' }, { name: 'step', milestones: [0], gamma: 0.5 }, { name: 'cosine', final: 0 }, { name: 'onecycle', pctStart: 0, divFactor: 25, finalDivFactor: 1e4 }, { name: 'onecycle', pctStart: 1, divFactor: 25, finalDivFactor: 1e4 }];
    for (const schedule of all) {
      for (const [epochs, warmup] of [[1, 0], [2, 0], [2, 1], [3, 3], [1, 1]] as const) {
        for (let step = 0; step < epochs; step++) {
          const rate = learningRate(schedule, 0.1, warmup, { stepsPerEpoch: 1, epochs }, step);
          assert.ok(Number.isFinite(rate) && rate >= 0 && rate <= 0.1 + 1e-12, `${JSON.stringify(schedule)}, ${epochs} epochs, warm-up ${warmup}, step ${step}: ${rate}`);
        }
      }
    }
  });
});
