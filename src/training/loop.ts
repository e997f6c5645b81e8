import { setImmediate as yieldToEvents } from 'node:timers/promises';
import { Interrupted, LabError } from '../base/errors';
import { t } from '../base/l10n';
import { evaluationBatches, trainingBatches, type Augmentation, type Normalisation } from '../data/batches';
import type { ImageShape, Split } from '../data/dataset';
import type { ProbeGrids } from '../analysis/probes';
import type { Learner, LabelledImages, BatchResult } from './learner';
import { learningRate, type ScheduleConfig } from './schedule';

/** What to train on and what to measure by: examples by their indices in a split. */
export interface TrainingData {
  readonly shape: ImageShape;
  readonly train: Split;
  readonly test: Split;
  readonly trainIndices: Int32Array;
  /** Held out from the training split; empty where nothing is held out. */
  readonly validationIndices: Int32Array;
  readonly testIndices: Int32Array;
  readonly normalisation: Normalisation;
}

export interface TrainingPlan {
  readonly epochs: number;
  readonly batch: number;
  readonly lr: number;
  readonly schedule: ScheduleConfig;
  /** Epochs of linear warm-up. */
  readonly warmup: number;
  readonly augmentation: Augmentation;
  readonly seed: number;
  /** Probes look at the first step, at every so many after it, and at the last; never where absent. */
  readonly probeEvery?: number;
}

/** One optimiser step. Epochs and steps count from 1 in what people read. */
export interface StepMetrics {
  readonly kind: 'step';
  readonly epoch: number;
  readonly step: number;
  readonly loss: number;
  readonly accuracy: number;
  readonly lr: number;
  readonly gradientNorm: number;
}

/** What probes saw in one step, counted over the whole training from 1: before its weights were moved. */
export interface ProbeMetrics {
  readonly epoch: number;
  readonly step: number;
  readonly grids: ProbeGrids;
}

/** Means over an epoch's training batches, and over the held-out and the test images after it. Accuracies are fractions. */
export interface EpochMetrics {
  readonly kind: 'epoch';
  readonly epoch: number;
  readonly trainLoss: number;
  readonly trainAccuracy: number;
  readonly trainTop5: number;
  readonly validationLoss?: number;
  readonly validationAccuracy?: number;
  readonly validationTop5?: number;
  readonly testLoss: number;
  readonly testAccuracy: number;
  readonly testTop5: number;
}

/** Sums over the images seen so far in an epoch. */
interface Sums {
  images: number;
  loss: number;
  top1: number;
  top5: number;
}

/** Where a training stands. With the learner's state, all that is needed to go on as if it had never stopped. */
export interface TrainingProgress {
  /** Epochs completed, with their evaluation. */
  epoch: number;
  /** Steps completed in the present epoch. */
  step: number;
  sums: Sums;
  last?: EpochMetrics;
  best?: EpochMetrics;
}

export interface TrainingHooks {
  /** After each step, `progress` already counting it. */
  onStep(metrics: StepMetrics): Promise<void> | void;
  /** After each epoch and its evaluation. `best`: the best so far by held-out accuracy (test accuracy where nothing is held out is not used: then the last is best). */
  onEpoch(metrics: EpochMetrics, best: boolean): Promise<void> | void;
  /** Before a probed step, with its batch. */
  beforeProbe?(batch: LabelledImages, lr: number): Promise<void> | void;
  /** After each probed step, before `onStep`. */
  onProbe?(metrics: ProbeMetrics): void;
  /** While an evaluation runs: images done of all. */
  onEvaluation?(done: number, total: number): void;
  readonly signal: AbortSignal;
}

export function startOfTraining(): TrainingProgress {
  return { epoch: 0, step: 0, sums: { images: 0, loss: 0, top1: 0, top5: 0 } };
}

/** Steps of one epoch; a last batch that is not full counts. */
export function stepsPerEpoch(images: number, batch: number): number {
  return Math.ceil(images / batch);
}

/**
 * Trains from `progress` to the end of the plan. When the signal is raised it finishes the batch and throws Interrupted, with `progress`
 * and the learner at the same step.
 * @throws Interrupted, or LabError where the loss is no longer finite
 */
export async function train(learner: Learner, data: TrainingData, plan: TrainingPlan, progress: TrainingProgress, hooks: TrainingHooks): Promise<void> {
  while (progress.epoch < plan.epochs) {
    await trainEpoch(learner, data, plan, progress, hooks);
    const metrics = await finishEpoch(learner, data, plan, progress, hooks);
    const best = isBest(metrics, progress.best);
    Object.assign(progress, { epoch: progress.epoch + 1, step: 0, sums: startOfTraining().sums, last: metrics }, best ? { best: metrics } : {});
    await hooks.onEpoch(metrics, best);
  }
}

async function trainEpoch(learner: Learner, data: TrainingData, plan: TrainingPlan, progress: TrainingProgress, hooks: TrainingHooks): Promise<void> {
  const steps = stepsPerEpoch(data.trainIndices.length, plan.batch);
  const { epoch, sums } = progress;
  const { train: split, shape, trainIndices: indices, normalisation } = data;
  const { batch: size, seed, augmentation } = plan;
  const batches = trainingBatches({ split, shape, indices, batch: size, seed, epoch, start: progress.step, augmentation, normalisation });
  for await (const batch of batches) {
    const step = epoch * steps + batch.index;
    const lr = learningRate(plan.schedule, plan.lr, plan.warmup, { stepsPerEpoch: steps, epochs: plan.epochs }, step);
    const probed = isProbed(plan.probeEvery, step, steps * plan.epochs);
    if (probed) await hooks.beforeProbe?.(batch, lr);
    const result = learner.train(batch, lr, step, probed);
    if (!Number.isFinite(result.loss)) throw diverged(epoch, batch.index);
    addTo(sums, result, batch.size);
    progress.step = batch.index + 1;
    if (result.grids !== undefined) hooks.onProbe?.({ epoch: epoch + 1, step: step + 1, grids: result.grids });
    await hooks.onStep({ kind: 'step', epoch: epoch + 1, step: progress.step, loss: result.loss, accuracy: result.top1 / batch.size, lr, gradientNorm: result.gradientNorm });
    await yieldToEvents();
    if (hooks.signal.aborted) throw new Interrupted();
  }
}

/** `step` counts from 0. */
function isProbed(every: number | undefined, step: number, steps: number): boolean {
  return every !== undefined && (step % every === 0 || step === steps - 1);
}

function diverged(epoch: number, index: number): LabError {
  return new LabError(t('the loss is no longer a finite number at epoch {0}, step {1}: the training diverged.', epoch + 1, index + 1), { mend: t('Lower lr, or warm it up.') });
}

async function finishEpoch(learner: Learner, data: TrainingData, plan: TrainingPlan, { epoch, sums }: TrainingProgress, hooks: TrainingHooks): Promise<EpochMetrics> {
  const { shape, normalisation, validationIndices, testIndices } = data;
  const total = validationIndices.length + testIndices.length;
  let done = 0;
  const measure = (split: Split, indices: Int32Array): Promise<Evaluation> =>
    evaluate(learner, { split, shape, indices, batch: plan.batch, normalisation, signal: hooks.signal }, (images) => hooks.onEvaluation?.((done += images), total));
  const validation = validationIndices.length === 0 ? undefined : await measure(data.train, validationIndices);
  const test = await measure(data.test, testIndices);
  return {
    kind: 'epoch',
    epoch: epoch + 1,
    trainLoss: sums.loss / sums.images,
    trainAccuracy: sums.top1 / sums.images,
    trainTop5: sums.top5 / sums.images,
    ...(validation && { validationLoss: validation.loss, validationAccuracy: validation.accuracy, validationTop5: validation.top5 }),
    testLoss: test.loss,
    testAccuracy: test.accuracy,
    testTop5: test.top5,
  };
}

/** Held-out accuracy decides; where nothing is held out there is nothing to choose by, and the last epoch is kept. */
function isBest(metrics: EpochMetrics, best: EpochMetrics | undefined): boolean {
  if (best?.validationAccuracy === undefined || metrics.validationAccuracy === undefined) return true;
  return metrics.validationAccuracy > best.validationAccuracy;
}

/** Means over all images evaluated; accuracies are fractions. */
export interface Evaluation {
  readonly images: number;
  readonly loss: number;
  readonly accuracy: number;
  readonly top5: number;
}

/** Evaluates a learner on some images. @throws Interrupted */
export async function evaluate(
  learner: { evaluate(batch: LabelledImages): BatchResult },
  source: Parameters<typeof evaluationBatches>[0],
  onBatch?: (images: number) => void,
): Promise<Evaluation> {
  const sums: Sums = { images: 0, loss: 0, top1: 0, top5: 0 };
  for await (const batch of evaluationBatches(source)) {
    addTo(sums, learner.evaluate(batch), batch.size);
    onBatch?.(batch.size);
    await yieldToEvents();
    if (source.signal?.aborted === true) throw new Interrupted();
  }
  return { images: sums.images, loss: sums.loss / sums.images, accuracy: sums.top1 / sums.images, top5: sums.top5 / sums.images };
}

function addTo(sums: Sums, result: BatchResult, images: number): void {
  sums.images += images;
  sums.loss += result.loss * images;
  sums.top1 += result.top1;
  sums.top5 += result.top5;
}
