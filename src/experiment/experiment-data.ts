import type { ReportData } from './report-data';

/** Version of the data; views draw their own version and older ones. */
export const EXPERIMENT_VERSION = 1;

/** The mime type under which a notebook stores it. */
export const EXPERIMENT_MIME = 'application/vnd.resnet-lab.experiment+json';

/**
 * `crashed`: the engine's process died; `stopped`: the user stopped it, or the window was closed. Both can go on, as can `failed` where a
 * trial failed.
 */
export type ExperimentState = 'running' | 'stopping' | 'done' | 'stopped' | 'failed' | 'crashed';

/** The output of a `train` or `compare` cell at one moment, whole and compact: what a notebook stores and what every view draws. Plain JSON. */
export interface ExperimentData {
  readonly version: typeof EXPERIMENT_VERSION;
  readonly state: ExperimentState;
  /** A sentence where there is something to say: what is being prepared, what went wrong and how to mend it. */
  readonly message?: string;
  readonly progress: ExperimentProgressData;
  /** In the order of the plan. */
  readonly trials: readonly TrialStatus[];
  /** Curves so far; the statistics only once every trial has ended, so that nobody reads a verdict off an unfinished comparison. */
  readonly report: ReportData;
}

/** A trial that is to run, and its share of the whole work in any unit. */
export interface PlannedTrial {
  readonly id: string;
  readonly label: string;
  readonly seed: number;
  readonly work: number;
}

export interface TrialStatus extends PlannedTrial {
  readonly state: 'queued' | 'starting' | 'running' | 'evaluating' | 'done' | 'reused' | 'failed' | 'interrupted';
  /** Part of the trial's work that is done, 0 to 1. */
  readonly fraction: number;
  readonly epoch?: number;
  readonly epochs?: number;
  readonly step?: number;
  readonly steps?: number;
  readonly loss?: number;
  readonly accuracy?: number;
  readonly imagesPerSecond?: number;
  readonly testAccuracy?: number;
}

export interface ExperimentProgressData {
  /** Part of the work that is done, 0 to 1. */
  readonly fraction: number;
  /** Since the cell was run. */
  readonly seconds: number;
  /** Seconds that the rest will take; absent while there is no pace yet. */
  readonly eta?: number;
  /** Of all running trials together. */
  readonly imagesPerSecond?: number;
}
