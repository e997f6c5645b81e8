import type { AnalysisResult } from '../analysis/results';
import type { NetworkOptions } from '../resnet/graph';
import type { ExperimentState } from './experiment-data';
import type { ReportSource } from './report-data';

export type * from '../analysis/results';

/** Version of the data; views draw their own version and older ones. */
export const ANALYSIS_VERSION = 1;

/** The mime type under which a notebook stores it. */
export const ANALYSIS_MIME = 'application/vnd.resnet-lab.analysis+json';

/** The output of a `landscape`, `lesion` or `shattered` cell at one moment, whole and compact. Plain JSON. */
export interface AnalysisData {
  readonly version: typeof ANALYSIS_VERSION;
  readonly state: ExperimentState;
  /** A sentence where there is something to say: what is being prepared, what went wrong and how to mend it. */
  readonly message?: string;
  readonly title: string;
  readonly source: ReportSource;
  readonly progress: { readonly fraction: number; readonly seconds: number; readonly eta?: number };
  /** The networks that are looked into, in the order of the cell. */
  readonly networks: readonly AnalysedNetwork[];
  /** What is known so far. */
  readonly result: AnalysisResult;
  /**
   * By the number n of values: how far the 95 % interval of their mean reaches to either side, in standard errors (Student's t); null below
   * two. Views draw bands over seeds with it; where it is absent, they show the range of the seeds.
   */
  readonly reach?: readonly (number | null)[];
  /** Sentences on what went otherwise than planned. */
  readonly notes: readonly string[];
}

export interface AnalysedNetwork {
  /** The trial's id. */
  readonly id: string;
  /** The arm. */
  readonly label: string;
  readonly seed: number;
  readonly network: NetworkOptions;
  /** Fresh weights, those after the last epoch, or those of the best epoch. */
  readonly weights: 'start' | 'last' | 'best';
  readonly done: boolean;
}
