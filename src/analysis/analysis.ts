import type { Backend } from '../backend/backend';
import type { Weights } from '../network/initialise';
import type { Graph } from '../resnet/graph';
import type { LabelledImages } from '../training/learner';

/** A network under study and the images that it is measured on. */
export interface Subject {
  readonly backend: Backend;
  readonly graph: Graph;
  /** By torchvision's names in torch's layout, batch norm's running statistics included. */
  readonly weights: Weights;
  /** Normalised images with labels, in batches. */
  readonly batches: readonly LabelledImages[];
  /** Makes the analysis' own choices (directions, draws) repeatable; the same for all arms with the same seed. */
  readonly seed: number;
}

/** One measurement of an analysis: its name is unique in it and stays the same, so that what was measured is not measured again. */
export interface Measurement<Result> {
  readonly name: string;
  /** What it costs, in any unit that is the same for all. */
  readonly work: number;
  /** JSON, numbers finite or null. */
  measure(signal: AbortSignal): Promise<Result>;
}

/** A study of one network in steps that can be stopped between any two. @throws Interrupted from `measure` when the signal is raised */
export interface Analysis<Result> {
  readonly measurements: readonly Measurement<Result>[];
  dispose(): void;
}
