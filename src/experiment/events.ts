import type { EpochMetrics, StepMetrics } from '../training/loop';
import type { RunState } from '../runs/run-folder';

/** One fact from a running trial. `trial` is its id. */
export type TrialEvent =
  | { readonly event: 'started'; readonly trial: string; readonly backend: string; readonly threads: number; readonly data: string; readonly resumedAt?: { epoch: number; step: number } }
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

/** What the scheduler asks a trial's process to do. */
export interface TrialJob {
  readonly id: string;
  readonly config: unknown;
  readonly folder: string;
  readonly backend: { readonly name: 'tensorflow'; readonly addon: string } | { readonly name: 'wasm' };
  readonly threads: number;
  readonly cache: string;
  readonly mirror?: string;
  /** Seconds between checkpoints within an epoch. */
  readonly checkpointSeconds: number;
}

/** Scheduler → trial. */
export type TrialRequest = { readonly type: 'start'; readonly job: TrialJob } | { readonly type: 'stop' };
