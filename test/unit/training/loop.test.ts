import assert from 'node:assert/strict';
import { Interrupted, LabError } from '../../../src/base/errors';
import { MemorySplit } from '../../../src/data/split';
import type { LabelledImages, Learner, StepResult } from '../../../src/training/learner';
import { startOfTraining, stepsPerEpoch, train, type EpochMetrics, type StepMetrics, type TrainingData, type TrainingHooks, type TrainingPlan, type TrainingProgress } from '../../../src/training/loop';

const SHAPE = { height: 4, width: 3, channels: 2 };
const PLAN: TrainingPlan = { epochs: 3, batch: 4, lr: 0.1, schedule: { name: 'cosine', final: 0 }, warmup: 1, augmentation: { crop: 1, flip: true, cutout: 2 }, seed: 5 };
/** 10 images in batches of 4. */
const STEPS = 3;

function split(size: number): MemorySplit {
  const stride = SHAPE.height * SHAPE.width * SHAPE.channels;
  const pixels = Uint8Array.from({ length: size * stride }, (_, i) => (i * 37) % 251);
  return new MemorySplit(pixels, Int32Array.from({ length: size }, (_, i) => i), stride);
}

function range(from: number, to: number): Int32Array {
  return Int32Array.from({ length: to - from }, (_, i) => from + i);
}

function data(validation: number): TrainingData {
  const normalisation = { mean: [0.5, 0.4], std: [0.3, 0.2] };
  return { shape: SHAPE, train: split(10 + validation), test: split(6), trainIndices: range(validation, validation + 10), validationIndices: range(0, validation), testIndices: range(0, 6), normalisation };
}

/** Notes what it is given; losses and hits as a test wants them. */
class FakeLearner {
  readonly log: string[] = [];
  loss: (step: number) => number = (step) => 1 / (step + 1);
  /** Hits among the images evaluated after each epoch, by the epoch. */
  hits: readonly number[] = [];
  private epochsDone = 0;

  train({ images, labels }: LabelledImages, lr: number, step: number): StepResult {
    this.log.push(JSON.stringify({ step, lr, labels: [...labels], images: [...images] }));
    return { loss: this.loss(step), top1: 1, top5: Math.min(labels.length, 3), gradientNorm: step };
  }

  evaluate({ labels }: LabelledImages): { loss: number; top1: number; top5: number } {
    this.log.push(`evaluate ${labels.join()}`);
    return { loss: labels.length, top1: (labels[0] ?? 0) === 0 ? (this.hits[this.epochsDone] ?? 0) : 0, top5: labels.length };
  }

  endOfEpoch(): void {
    this.epochsDone++;
  }

  get learner(): Learner {
    return this as unknown as Learner;
  }
}

interface Recorded {
  readonly hooks: TrainingHooks;
  readonly steps: StepMetrics[];
  readonly epochs: { readonly metrics: EpochMetrics; readonly best: boolean }[];
  readonly order: string[];
  readonly stop: AbortController;
}

function recorder(onStep: (metrics: StepMetrics) => void = () => undefined): Recorded {
  const stop = new AbortController();
  const recorded: Omit<Recorded, 'hooks'> = { steps: [], epochs: [], order: [], stop };
  return {
    ...recorded,
    hooks: {
      signal: stop.signal,
      onStep: (metrics) => {
        recorded.steps.push(metrics);
        recorded.order.push(`step ${metrics.epoch}.${metrics.step}`);
        onStep(metrics);
      },
      onEvaluation: (done, total) => recorded.order.push(`evaluation ${done}/${total}`),
      onEpoch: (metrics, best) => {
        recorded.epochs.push({ metrics, best });
        recorded.order.push(`epoch ${metrics.epoch}`);
      },
    },
  };
}

describe('training: the loop', () => {
  it('steps, then the evaluation of held-out and test images, then the epoch, in this order', async () => {
    const fake = new FakeLearner();
    const { hooks, order, steps } = recorder();
    await train(fake.learner, data(4), { ...PLAN, epochs: 2 }, startOfTraining(), hooks);
    const epoch = (n: number): string[] => [`step ${n}.1`, `step ${n}.2`, `step ${n}.3`, 'evaluation 4/10', 'evaluation 8/10', 'evaluation 10/10', `epoch ${n}`];
    assert.deepEqual(order, [...epoch(1), ...epoch(2)]);
    assert.deepEqual(fake.log.slice(3, 6), ['evaluate 0,1,2,3', 'evaluate 0,1,2,3', 'evaluate 4,5']);
    assert.deepEqual(steps.map(({ gradientNorm }) => gradientNorm), [0, 1, 2, 3, 4, 5], 'steps count on over the epochs');
  });

  it('each image once an epoch, in another order each epoch; a short last batch counts by its images', async () => {
    const fake = new FakeLearner();
    const { hooks, epochs } = recorder();
    await train(fake.learner, data(0), PLAN, startOfTraining(), hooks);
    const labels = fake.log.filter((line) => line.startsWith('{')).map((line) => (JSON.parse(line) as { labels: number[] }).labels);
    assert.deepEqual(labels.map(({ length }) => length), [4, 4, 2, 4, 4, 2, 4, 4, 2]);
    const orders = [0, 1, 2].map((epoch) => labels.slice(epoch * STEPS, (epoch + 1) * STEPS).flat());
    for (const order of orders) assert.deepEqual([...order].sort((a, b) => a - b), [...range(0, 10)]);
    assert.equal(new Set(orders.map(String)).size, 3);
    const first = epochs[0]?.metrics;
    assert.ok(Math.abs((first?.trainLoss ?? 0) - (4 * 1 + 4 / 2 + 2 / 3) / 10) < 1e-12);
    assert.equal(first?.trainAccuracy, 3 / 10);
    assert.equal(first?.trainTop5, 8 / 10);
    assert.equal(first?.testLoss, (4 * 4 + 2 * 2) / 6, 'a mean over images, not over batches');
  });

  it('goes on from any epoch and step with the very same batches, rates and metrics', async () => {
    const whole = new FakeLearner();
    const undisturbed = recorder();
    await train(whole.learner, data(4), PLAN, startOfTraining(), undisturbed.hooks);
    const everyStep = PLAN.epochs * STEPS;
    for (let stopAfter = 1; stopAfter < everyStep; stopAfter++) {
      const fake = new FakeLearner();
      const progress = startOfTraining();
      const first = recorder(() => void (first.steps.length === stopAfter && first.stop.abort()));
      await assert.rejects(train(fake.learner, data(4), PLAN, progress, first.hooks), Interrupted);
      assert.equal(first.steps.length, stopAfter, 'the batch at hand is the last');
      assert.equal(progress.epoch * STEPS + progress.step, stopAfter);
      const saved = JSON.parse(JSON.stringify(progress)) as TrainingProgress;
      const second = recorder();
      await train(fake.learner, data(4), PLAN, saved, second.hooks);
      assert.deepEqual(fake.log.filter((line) => line.startsWith('{')), whole.log.filter((line) => line.startsWith('{')), `stopped after step ${stopAfter}`);
      assert.deepEqual([...first.steps, ...second.steps], undisturbed.steps);
      assert.deepEqual([...first.epochs, ...second.epochs], undisturbed.epochs);
    }
  });

  it('stops during an evaluation too, and evaluates again from its start', async () => {
    const fake = new FakeLearner();
    const progress = startOfTraining();
    const { hooks, order, stop } = recorder();
    const stopping: TrainingHooks = { ...hooks, onEvaluation: () => stop.abort() };
    await assert.rejects(train(fake.learner, data(4), PLAN, progress, stopping), Interrupted);
    assert.deepEqual(progress, { epoch: 0, step: STEPS, sums: { ...progress.sums, images: 10 } });
    const again = recorder();
    await train(fake.learner, data(4), { ...PLAN, epochs: 1 }, progress, again.hooks);
    assert.deepEqual(again.order, ['evaluation 4/10', 'evaluation 8/10', 'evaluation 10/10', 'epoch 1']);
    assert.deepEqual(order, ['step 1.1', 'step 1.2', 'step 1.3']);
    assert.equal(again.epochs[0]?.metrics.trainAccuracy, 3 / 10);
  });

  it('a signal that is raised before the start lets one batch through at most', async () => {
    const fake = new FakeLearner();
    const { hooks, stop } = recorder();
    stop.abort();
    const progress = startOfTraining();
    await assert.rejects(train(fake.learner, data(0), PLAN, progress, hooks), Interrupted);
    assert.ok(fake.log.length <= 1);
    assert.equal(progress.step, fake.log.length);
  });

  for (const value of [NaN, Infinity]) {
    it(`a loss of ${value} ends the training with a sentence that names the step`, async () => {
      const fake = new FakeLearner();
      fake.loss = (step) => (step === 4 ? value : 1);
      const { hooks, steps } = recorder();
      const progress = startOfTraining();
      await assert.rejects(train(fake.learner, data(0), PLAN, progress, hooks), (error) => error instanceof LabError && /epoch 2, step 2/.test(error.message) && error.mend !== undefined);
      assert.equal(steps.length, 4);
      assert.deepEqual([progress.epoch, progress.step], [1, 1], 'the bad step does not count');
    });
  }

  it('the best epoch is the first with the highest held-out accuracy', async () => {
    const fake = new FakeLearner();
    fake.hits = [2, 1, 3, 3, 2];
    const progress = startOfTraining();
    const { hooks, epochs } = recorder();
    const counting: TrainingHooks = { ...hooks, onEpoch: async (metrics, best) => (await hooks.onEpoch(metrics, best), fake.endOfEpoch()) };
    await train(fake.learner, data(4), { ...PLAN, epochs: 5 }, progress, counting);
    assert.deepEqual(epochs.map(({ metrics }) => metrics.validationAccuracy), [0.5, 0.25, 0.75, 0.75, 0.5]);
    assert.deepEqual(epochs.map(({ best }) => best), [true, false, true, false, false]);
    assert.deepEqual([progress.best?.epoch, progress.last?.epoch], [3, 5]);
  });

  it('with nothing held out there is no validation, and the last epoch is the best', async () => {
    const { hooks, epochs } = recorder();
    await train(new FakeLearner().learner, data(0), PLAN, startOfTraining(), hooks);
    assert.deepEqual(epochs.map(({ best }) => best), [true, true, true]);
    for (const { metrics } of epochs) assert.ok(!Object.keys(metrics).some((key) => key.startsWith('validation')));
  });

  it('a finished training does nothing more', async () => {
    const fake = new FakeLearner();
    const { hooks, order } = recorder();
    await train(fake.learner, data(0), PLAN, { ...startOfTraining(), epoch: 3 }, hooks);
    assert.deepEqual([fake.log, order], [[], []]);
  });

  it('a last batch that is not full is a step', () => {
    assert.deepEqual([stepsPerEpoch(10, 4), stepsPerEpoch(8, 4), stepsPerEpoch(1, 4)], [3, 2, 1]);
  });
});
