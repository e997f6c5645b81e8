import type { ProbeGrids } from '../../analysis/probes';
import { Smoothness, type SmoothnessPoint } from '../../analysis/smoothness';
import { Interrupted, sentence } from '../../base/errors';
import { t } from '../../base/l10n';
import { loadBackend } from '../../backend/select';
import type { Backend } from '../../backend/backend';
import { initialWeights } from '../../network/initialise';
import { readTrialRecord, RunFolder, type RunState } from '../../runs/run-folder';
import { Learner, type LabelledImages } from '../../training/learner';
import { startOfTraining, stepsPerEpoch, train, type EpochMetrics, type ProbeMetrics, type StepMetrics, type TrainingProgress } from '../../training/loop';
import type { TensorFile } from '../../weights/safetensors';
import type { TrialEvent, TrialJob, TrialOutcome } from './events';
import type { TrialConfig } from '../cell/trial-config';
import { openTrialData, trialGraph, type TrialData } from './trial-data';
import type { SMOOTHNESS_KEYS } from './trial-series';

/** Step events are for people and progress bars: at most one in so many milliseconds. */
const EVENT_INTERVAL = 100;
/** Sizes of step along the gradient, in learning rates (Santurkar 2018, section 3.1). */
const STEP_SIZES = [0.5, 1, 2, 3, 4];
/** Milliseconds between two lines that say how long the steps took. */
const TIMING_INTERVAL = 1000;
/** A process whose parent died writes a last checkpoint: as long as it may take for it, a run that goes on waits for it. */
const PREDECESSOR = 15_000;

/** Runs one trial to its end, from its last checkpoint where it has one, and says how it ended. Writes the run folder alone. */
export async function runTrial(job: TrialJob, emit: (event: TrialEvent) => void, signal: AbortSignal): Promise<TrialOutcome> {
  const onWait = (holder: string): void => emit({ event: 'notice', trial: job.id, message: t('{0} still has this run open: waiting for its checkpoint.', holder) });
  const folder = await RunFolder.open(job.folder, { wait: PREDECESSOR, onWait, signal, probes: job.config.probes !== undefined });
  const trial = new Trial(job, folder, emit, signal);
  try {
    return await trial.run();
  } finally {
    await folder.close();
  }
}

class Trial {
  private progress: TrainingProgress = startOfTraining();
  private learner: Learner | undefined;
  private smoothness: Smoothness | undefined;
  /** What was seen along the gradient before the step that is under way. */
  private along: ReturnType<typeof smoothnessRecord> | undefined;
  private steps = 0;
  private notices: readonly string[] = [];
  /** Seconds of earlier starts, and when this one began to train. */
  private earlier = 0;
  private began = 0;
  private lastCheckpoint = 0;
  private lastEvent = { at: 0, images: 0 };
  private lastTiming = 0;
  /** Time spent in training steps this epoch, and the images that they took. */
  private pace = { milliseconds: 0, images: 0, from: 0 };

  constructor(
    private readonly job: TrialJob,
    private readonly folder: RunFolder,
    private readonly emit: (event: TrialEvent) => void,
    private readonly signal: AbortSignal,
  ) {}

  private get config(): TrialConfig {
    return this.job.config;
  }

  async run(): Promise<TrialOutcome> {
    try {
      await this.prepare();
      await this.train();
      return await this.end('done');
    } catch (error) {
      if (error instanceof Interrupted || this.signal.aborted) return this.end('interrupted');
      return this.end('failed', sentence(error));
    } finally {
      this.learner?.dispose();
      this.smoothness?.dispose();
    }
  }

  private async prepare(): Promise<void> {
    const { job, config } = this;
    const trialData = await openTrialData(config, { cache: job.cache, signal: this.signal, ...(job.mirror !== undefined && { mirror: job.mirror }) });
    this.trialData = trialData;
    const { dataset, data } = trialData;
    this.notices = dataset.notices;
    this.steps = stepsPerEpoch(data.trainIndices.length, config.batch);
    const backend = await loadBackend(job.backend, job.threads);
    const graph = trialGraph(config, dataset);
    this.learner = new Learner(backend, graph, config.optimizer, config.labelSmoothing, config.probes);
    if (config.probes?.includes('smoothness') === true) this.smoothness = new Smoothness(backend, graph, config.labelSmoothing);
    const checkpoint = await this.folder.loadCheckpoint('last');
    if (checkpoint === undefined) {
      this.folder.truncateMetrics(0, 0);
      this.learner.setState(initialWeights(graph, config.seed));
    } else this.restore(this.learner, checkpoint);
    await this.record(backend, trialData);
    for (const message of dataset.notices) this.emit({ event: 'notice', trial: job.id, message });
    this.began = this.lastCheckpoint = this.lastTiming = performance.now();
    await this.writeState('running');
    const resumedAt = checkpoint === undefined ? undefined : { epoch: this.progress.epoch + 1, step: this.progress.step };
    const size = { epochs: config.epochs, stepsPerEpoch: this.steps, images: data.trainIndices.length, evaluated: data.validationIndices.length + data.testIndices.length };
    this.emit({ event: 'started', trial: job.id, backend: backend.name, threads: job.threads, data: dataset.source, ...size, ...(resumedAt && { resumedAt }) });
  }

  private trialData: TrialData | undefined;

  /** `trial.json` is written once: a resumed run keeps the record of its first start. */
  private async record(backend: Backend, { dataset, data }: TrialData): Promise<void> {
    if ((await readTrialRecord(this.folder.path)) !== undefined) return;
    const versions = { node: process.versions.node, ...backend.versions };
    const images = { ...dataset.shape, classes: [...dataset.classes], ...data.normalisation };
    await this.folder.writeTrial({ id: this.job.id, config: this.config, created: new Date().toISOString(), backend: backend.name, threads: this.job.threads, versions, data: dataset.source, images });
  }

  private async train(): Promise<void> {
    const { learner, trialData, config } = this;
    if (learner === undefined || trialData === undefined) throw new Error('not prepared');
    this.pace.from = performance.now();
    await train(learner, trialData.data, config, this.progress, {
      signal: this.signal,
      beforeProbe: (batch, lr) => this.lookAlong(batch, lr),
      onProbe: (seen) => this.onProbe(seen),
      onStep: (metrics) => this.onStep(metrics),
      onEpoch: (metrics, best) => this.onEpoch(metrics, best),
      onEvaluation: (done, total) => this.throttled(() => this.emit({ event: 'evaluation', trial: this.job.id, epoch: this.progress.epoch + 1, done, total })),
    });
  }

  /** Along the gradient of the step that comes next. */
  private lookAlong(batch: LabelledImages, lr: number): void {
    const weights = new Map([...(this.learner?.state() ?? [])].map(([name, { data }]) => [name, data]));
    const point = this.smoothness?.measure(weights, batch, STEP_SIZES.map((factor) => factor * lr));
    this.along = point && smoothnessRecord(point);
  }

  private onProbe({ epoch, step, grids }: ProbeMetrics): void {
    this.folder.appendProbe({ epoch, step, ...tidyGrids(grids), ...(this.along && { smoothness: this.along }) });
  }

  private async onStep(metrics: StepMetrics): Promise<void> {
    this.folder.appendMetrics(rounded(metrics));
    const now = performance.now();
    const images = this.progress.sums.images - this.pace.images;
    this.pace = { milliseconds: this.pace.milliseconds + now - this.pace.from, images: this.progress.sums.images, from: now };
    this.lastEvent.images += images;
    this.writePace(now);
    this.throttled((milliseconds) => {
      const { kind, ...rest } = metrics;
      this.emit({ event: 'step', trial: this.job.id, ...rest, imagesPerSecond: (1000 * this.lastEvent.images) / milliseconds });
      this.lastEvent.images = 0;
    });
    if (now - this.lastCheckpoint > 1000 * this.job.checkpointSeconds) await this.checkpoint();
  }

  /** How many seconds it took up to this step, now and then: what draws curves over time. */
  private writePace(now: number): void {
    if (now - this.lastTiming < TIMING_INTERVAL) return;
    this.lastTiming = now;
    this.folder.appendTiming({ step: this.stepsDone(), seconds: tidy(this.seconds()) });
  }

  /** Of all epochs together. */
  private stepsDone(): number {
    return this.progress.epoch * this.steps + this.progress.step;
  }

  private async onEpoch(metrics: EpochMetrics, best: boolean): Promise<void> {
    this.folder.appendMetrics(rounded(metrics));
    const imagesPerSecond = (1000 * this.pace.images) / this.pace.milliseconds;
    this.folder.appendTiming({ epoch: metrics.epoch, step: this.stepsDone(), seconds: tidy(this.seconds()), imagesPerSecond: tidy(imagesPerSecond), residentBytes: process.memoryUsage.rss(), at: new Date().toISOString() });
    if (best) await this.folder.saveCheckpoint('best', this.content(false));
    await this.checkpoint();
    const { kind, ...rest } = metrics;
    this.emit({ event: 'epoch', trial: this.job.id, ...rest, seconds: this.seconds(), imagesPerSecond });
    this.pace = { milliseconds: 0, images: 0, from: performance.now() };
  }

  private throttled(send: (milliseconds: number) => void): void {
    const now = performance.now();
    if (now - this.lastEvent.at < EVENT_INTERVAL) return;
    send(now - (this.lastEvent.at === 0 ? this.began : this.lastEvent.at));
    this.lastEvent.at = now;
  }

  private async checkpoint(): Promise<void> {
    await this.folder.saveCheckpoint('last', this.content(true));
    await this.writeState('running');
    this.emit({ event: 'checkpoint', trial: this.job.id, epoch: this.progress.epoch, step: this.progress.step });
    this.lastCheckpoint = this.pace.from = performance.now();
  }

  /**
   * Weights, running statistics and optimiser as tensors, progress as text. The generators need nothing more: each is made of the seed, the
   * epoch and the batch.
   */
  private content(resumable: boolean): TensorFile {
    const tensors = this.learner?.state() ?? new Map();
    if (!resumable) for (const name of [...tensors.keys()]) if (name.startsWith('optimizer.')) tensors.delete(name);
    const metadata: Record<string, string> = { format: 'resnet-lab checkpoint 1', trial: this.job.id, config: JSON.stringify(this.config), progress: JSON.stringify(this.progress) };
    if (resumable) Object.assign(metadata, { metricsBytes: String(this.folder.metricsBytes), probesBytes: String(this.folder.probesBytes), seconds: String(this.seconds()) });
    return { tensors, metadata };
  }

  private restore(learner: Learner, { tensors, metadata }: TensorFile): void {
    learner.setState(new Map([...tensors].map(([name, { data }]) => [name, data])));
    this.progress = JSON.parse(metadata['progress'] ?? '') as TrainingProgress;
    this.earlier = Number(metadata['seconds'] ?? 0);
    this.folder.truncateMetrics(Number(metadata['metricsBytes'] ?? 0), Number(metadata['probesBytes'] ?? 0));
  }

  private async end(state: TrialOutcome['state'], error?: string): Promise<TrialOutcome> {
    if (state === 'interrupted' && this.began > 0) await this.checkpoint();
    const seconds = tidy(this.seconds()); // the same in the file and in the result: reused, the trial reads as it did at first
    await this.writeState(state, error, seconds);
    const metrics = this.metrics();
    return { state, seconds, ...(metrics && { metrics }), ...(error !== undefined && { error }) };
  }

  private async writeState(state: RunState['state'], error?: string, seconds = tidy(this.seconds())): Promise<void> {
    const metrics = this.metrics();
    await this.folder.writeState({
      state,
      epoch: this.progress.epoch,
      epochs: this.config.epochs,
      step: this.stepsDone(),
      steps: this.config.epochs * this.steps,
      seconds,
      ...(error !== undefined && { error }),
      ...(this.notices.length > 0 && { notices: [...this.notices] }),
      ...(metrics && { metrics }),
    });
  }

  private metrics(): Record<string, number> | undefined {
    const { last } = this.progress;
    if (last === undefined) return undefined;
    const { kind, ...numbers } = last;
    return numbers;
  }

  private seconds(): number {
    return this.earlier + (this.began === 0 ? 0 : (performance.now() - this.began) / 1000);
  }
}

/** The ends of the ranges over the sizes of step, as `SMOOTHNESS_KEYS` names them. */
function smoothnessRecord({ losses, gradientChanges, beta }: SmoothnessPoint): Record<(typeof SMOOTHNESS_KEYS)[number], number | null> {
  const [ofLoss, ofGradient] = [losses, gradientChanges].map((values) => values.flatMap((value) => value ?? [])) as [number[], number[]];
  const end = (values: readonly number[], choose: (...values: number[]) => number): number | null => (values.length === 0 ? null : tidyNumber(choose(...values)));
  return { lossLow: end(ofLoss, Math.min), lossHigh: end(ofLoss, Math.max), gradientLow: end(ofGradient, Math.min), gradientHigh: end(ofGradient, Math.max), beta: beta === null ? null : tidyNumber(beta) };
}

function tidyNumber(value: number): number {
  return Number(value.toPrecision(6));
}

/** Lists of numbers with as many digits as a chart can show, and more. */
function tidyGrids(grids: ProbeGrids): Record<string, (number | null)[]> {
  return Object.fromEntries(Object.entries(grids).map(([name, values]) => [name, values.map((value) => (Number.isFinite(value) ? tidyNumber(value) : null))]));
}

/** Seven significant digits: what a 32-bit float has. */
function rounded<T extends object>(metrics: T): T {
  return Object.fromEntries(Object.entries(metrics).map(([key, value]) => [key, typeof value === 'number' ? Number(value.toPrecision(7)) : value])) as T;
}

function tidy(value: number): number {
  return Number(value.toFixed(3));
}
