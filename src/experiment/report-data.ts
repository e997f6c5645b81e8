import type { NetworkOptions } from '../resnet/graph';
import type { Metric, MetricName } from './cell/metrics';
import type { AnalysisData } from './analysis-data';
import type { ReportProbes } from './probe-data';

/** What a view may use beside the data: how its numbers are written, and its table. */
export { METRICS, METRIC_NAMES, type MetricName } from './cell/metrics';
export { axisTitle, differenceText, duration, pText, shown, valueText } from './report/report-format';
export { resultTable, type ResultTable } from './report/report-table';

/** Version of the data; the page draws its own version only. */
export const REPORT_VERSION = 1;
/** p values (after Holm's correction) below are called significant. */
export const SIGNIFICANT = 0.05;

/** A report as plain data (JSON): everything that is drawn or written in it. Numbers are finite; what can't be known is absent, in curves null. */
export interface ReportData {
  readonly version: typeof REPORT_VERSION;
  readonly title: string;
  /** ISO time at which the report was made. */
  readonly created: string;
  /** Markdown that stands before the cell in its notebook. */
  readonly question?: string;
  /** Says how far the experiment is; absent once every trial has ended. */
  readonly unfinished?: string;
  readonly source: ReportSource;
  /** What was trained on what and how. */
  readonly setup?: ReportSetup;
  readonly environment: ReportEnvironment;
  readonly metric: Metric & { readonly name: MetricName };
  /** Label of the arm that the others are compared with; absent where nothing is compared. */
  readonly baseline?: string;
  readonly arms: readonly ReportArm[];
  /** Sentences on what the data say of each arm beside the baseline. */
  readonly conclusions: readonly string[];
  /** How the arms were compared; absent where nothing was. */
  readonly tested?: string;
  /** Sentences on what may not be concluded. */
  readonly caveats: readonly string[];
  /** Sentences on what went otherwise than planned. */
  readonly notes: readonly string[];
  readonly trials: readonly ReportTrial[];
  /** What was measured inside the networks, where the cell asked for it. */
  readonly probes?: ReportProbes;
  /** Analyses of these very networks; of a report's page only. */
  readonly analyses?: readonly AnalysisData[];
}

/** The set-up in words and as a table: what is the same for all trials, and what of it was varied. */
export interface ReportSetup {
  readonly sentences: readonly string[];
  readonly rows: readonly { readonly name: string; readonly value: string }[];
}

export interface ReportSource {
  /** The notebook or cell file, as the user named it. */
  readonly file?: string;
  /** The cell's number in the notebook, from 1. */
  readonly cell?: number;
  /** The cell's YAML. */
  readonly text: string;
}

/** What the trials ran on, each value once. */
export interface ReportEnvironment {
  readonly backends: readonly string[];
  /** Threads of one trial. */
  readonly threads: readonly number[];
  readonly versions: Readonly<Record<string, string>>;
  readonly datasets: readonly { readonly name: string; readonly description: string; readonly source: string }[];
  /** The machine that made the report. */
  readonly machine: { readonly processor: string; readonly cores: number; readonly memoryBytes: number; readonly system: string };
  /** Seconds spent training, all trials together. */
  readonly seconds: number;
}

/** One combination of the varied values, over its seeds. */
export interface ReportArm {
  readonly label: string;
  /** The tokens of the residual unit, such as `conv-bn-relu-conv-bn-add-relu`. */
  readonly tokens: string;
  /** Its network, for the diagram; absent where its input isn't known before the data are read. */
  readonly network?: NetworkOptions;
  /** Trainable parameters; absent where the number of classes isn't known before the data are read. */
  readonly parameters?: number;
  /** Trials asked for, and those of them that did not finish. */
  readonly planned: number;
  readonly failed: number;
  /** Values that the mean is made of. */
  readonly n: number;
  readonly mean?: number;
  readonly sd?: number;
  /** 95 % interval of the mean. */
  readonly low?: number;
  readonly high?: number;
  /** The metric of each finished trial. */
  readonly values: readonly { readonly seed: number; readonly value: number }[];
  /** Mean seconds of training of a finished trial. */
  readonly seconds?: number;
  /** Absent for the baseline. */
  readonly comparison?: ReportComparison;
  readonly curves: Readonly<Partial<Record<CurveName, Curve>>>;
}

/** An arm minus the baseline, over the seeds that both finished. */
export interface ReportComparison {
  readonly n: number;
  readonly difference?: number;
  readonly low?: number;
  readonly high?: number;
  readonly p?: number;
  /** After Holm's correction. */
  readonly adjustedP?: number;
}

/** Values of single training steps: loss and accuracy of the batch, the global norm of the gradient, the learning rate. */
export type StepCurveName = 'stepLoss' | 'stepAccuracy' | 'gradientNorm' | 'learningRate';
/** The rest are values after an epoch. */
export type CurveName = StepCurveName | MetricName;

export interface Curve {
  /** Steps or epochs, from 1. */
  readonly x: readonly number[];
  /** How many steps or epochs there were before some were left out. */
  readonly total: number;
  /** Epochs done at each x; only of curves by step. */
  readonly epochs?: readonly number[];
  /** Seconds of training at each x, mean over the seeds; absent where they were not recorded. */
  readonly seconds?: readonly (number | null)[];
  /** Over the seeds whose trials finished, with how many there are, and the mean's 95 % interval. */
  readonly mean: readonly (number | null)[];
  readonly low: readonly (number | null)[];
  readonly high: readonly (number | null)[];
  readonly n: readonly number[];
  readonly seeds: readonly SeedCurve[];
  /** Weight of the past in the exponential moving average; absent where nothing was smoothed. */
  readonly smoothing?: number;
}

/** One curve of an arm, by its label. */
export interface ArmCurve {
  readonly arm: string;
  readonly curve: Curve;
}

export interface SeedCurve {
  readonly seed: number;
  /** False for a trial that failed or was stopped: its curve ends early and is no part of the mean. */
  readonly finished: boolean;
  readonly y: readonly (number | null)[];
}

export interface ReportTrial {
  readonly id: string;
  readonly arm: string;
  readonly seed: number;
  readonly state: 'done' | 'failed' | 'interrupted';
  /** After the last epoch, where there is one. */
  readonly metrics: Readonly<Partial<Record<MetricName, number>>>;
  readonly seconds: number;
  readonly error?: string;
}
