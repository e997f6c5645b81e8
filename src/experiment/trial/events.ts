import type { EpochMetrics, StepMetrics } from '../../training/loop';
import type { BackendChoice } from '../../backend/select';
import type { RunState } from '../../runs/run-folder';
import type { AnalysedNetwork } from '../analysis-data';
import type { StudySettings } from '../study/studies';
import type { TrialConfig } from '../cell/trial-config';

/** One fact from a running trial. `trial` is its id. */
export type TrialEvent =
  /** Its process is being started. */
  | { readonly event: 'starting'; readonly trial: string }
  | { readonly event: 'started'; readonly trial: string; readonly backend: string; readonly threads: number; readonly data: string; readonly epochs: number; readonly stepsPerEpoch: number; /** Images trained on and evaluated in an epoch. */ readonly images: number; readonly evaluated: number; readonly resumedAt?: { epoch: number; step: number } }
  | ({ readonly event: 'step'; readonly trial: string; readonly imagesPerSecond: number } & Omit<StepMetrics, 'kind'>)
  /** An evaluation under way: images done of all. */
  | { readonly event: 'evaluation'; readonly trial: string; readonly epoch: number; readonly done: number; readonly total: number }
  | ({ readonly event: 'epoch'; readonly trial: string; readonly seconds: number; readonly imagesPerSecond: number } & Omit<EpochMetrics, 'kind'>)
  | { readonly event: 'checkpoint'; readonly trial: string; readonly epoch: number; readonly step: number }
  | { readonly event: 'notice'; readonly trial: string; readonly message: string }
  | ({ readonly event: 'finished'; readonly trial: string; readonly reused: boolean } & TrialOutcome);

/** How a trial ended. */
export interface TrialOutcome {
  readonly state: Exclude<RunState['state'], 'running'>;
  /** Of the last epoch: testAccuracy, testLoss, … */
  readonly metrics?: Readonly<Record<string, number>>;
  /** Seconds spent training, over all starts. */
  readonly seconds: number;
  readonly error?: string;
}

/** What a process computes with, and where it finds its data. */
export interface ProcessSetup {
  readonly backend: BackendChoice;
  readonly threads: number;
  readonly cache: string;
  readonly mirror?: string;
}

/** What the scheduler asks a trial's process to do. */
export interface TrialJob extends ProcessSetup {
  readonly id: string;
  readonly config: TrialConfig;
  readonly folder: string;
  /** Seconds between checkpoints within an epoch. */
  readonly checkpointSeconds: number;
}

/** What an `evaluate` cell asks a process to do. */
export interface EvaluationJob extends ProcessSetup {
  readonly folder: string;
  readonly checkpoint: 'best' | 'last';
  /** Other images than the run's own. */
  readonly dataset?: string;
  readonly split: 'test' | 'validation';
  readonly batch: number;
}

export interface EvaluationResult {
  readonly run: string;
  readonly checkpoint: 'best' | 'last';
  readonly dataset: string;
  readonly split: 'test' | 'validation';
  readonly backend: string;
  readonly images: number;
  /** Fractions of the images. */
  readonly accuracy: number;
  readonly top5: number;
  readonly loss: number;
  readonly classes: readonly { readonly name: string; readonly images: number; readonly accuracy: number }[];
  /** Images by true class (rows) and predicted class (columns). */
  readonly confusion: readonly (readonly number[])[];
}

/** From a process that evaluates. */
export type EvaluationEvent =
  | { readonly event: 'evaluation'; readonly done: number; readonly total: number }
  | { readonly event: 'evaluated'; readonly result: EvaluationResult }
  | { readonly event: 'evaluation-failed'; readonly error: string };

/** What a study cell asks a process to do: to measure one network. */
export interface StudyJob extends ProcessSetup {
  readonly config: TrialConfig;
  /** The run folder; not read where the weights are fresh. */
  readonly folder: string;
  readonly weights: AnalysedNetwork['weights'];
  readonly settings: StudySettings;
  /** The file of its measurements. */
  readonly path: string;
}

/** From a process that measures; `done` is the part of the network's measurements that exist. */
export type StudyEvent =
  | { readonly event: 'study-begun'; readonly done: number }
  | { readonly event: 'point'; readonly name: string; readonly value: unknown; readonly done: number }
  | { readonly event: 'studied' }
  | { readonly event: 'study-failed'; readonly error: string };

/** Parent → process. */
export type TrialRequest = { readonly type: 'start'; readonly job: TrialJob } | { readonly type: 'study'; readonly job: StudyJob } | { readonly type: 'evaluate'; readonly job: EvaluationJob } | { readonly type: 'stop' };
