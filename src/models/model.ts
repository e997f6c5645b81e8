import type { Preprocessing } from '../data/images/preprocessing';
import type { Weights } from '../network/initialise';
import type { Graph, NetworkOptions } from '../resnet/graph';
import type { ModelReference } from './classification-data';

/** Where a model's class names come from. */
export type LabelSource =
  | { readonly kind: 'imagenet-1k' }
  | { readonly kind: 'names'; readonly names: readonly string[] };

/** A model without its weights: plain data. */
export interface ModelCard {
  readonly name: string;
  readonly reference: ModelReference;
  readonly network: NetworkOptions;
  readonly labels: LabelSource;
  readonly preprocessing: Preprocessing;
  /** Where it came from, in a sentence: the run's data set and accuracy, or the imported file and its format. */
  readonly origin: string;
  /** Bytes of its weights on the disk. */
  readonly bytes: number;
  /** ISO time. */
  readonly created: string;
}

/** A model that can compute. Weights by the graph's names, in torch's layout. */
export interface LoadedModel {
  readonly card: ModelCard;
  readonly graph: Graph;
  readonly weights: Weights;
}
