import { version } from '../../../package.json';
import type { Preprocessing } from '../../data/images/preprocessing';
import { BATCH_NORM, take } from '../../network/forward';
import { checkWeights, parameterSpecs, type Weights } from '../../network/initialise';
import type { Graph, NetworkOptions, ParameterSpec } from '../../resnet/graph';

/** What is exported: a network that can compute, and what one must know to use it. */
export interface ExportedModel {
  readonly graph: Graph;
  /** By torchvision's names, in torch's layout. */
  readonly weights: Weights;
  readonly name: string;
  readonly preprocessing: Preprocessing;
  /** Names of the classes, one for each logit. */
  readonly labels: readonly string[];
}

/** Who wrote the file, as the formats ask. */
export const PRODUCER = { name: 'ResNet Lab', version };

/** torch's `nn.BatchNorm2d` adds this to the variance. */
export const EPSILON = BATCH_NORM.epsilon;

/** A graph's tensors with their values. @throws Error where one is missing or has the wrong size */
export function tensorsOf({ graph, weights }: Pick<ExportedModel, 'graph' | 'weights'>): { spec: ParameterSpec; data: Float32Array }[] {
  checkWeights(graph, weights);
  return parameterSpecs(graph).map((spec) => ({ spec, data: take(weights, spec.name) }));
}

/** What every format carries beside the weights. By `options` the graph is built again. */
export function description({ graph, name, preprocessing, labels }: ExportedModel): { readonly options: NetworkOptions } & Record<string, unknown> {
  const options = { ...graph.options, architecture: graph.architecture.name, order: graph.order.name };
  return { name, architecture: graph.architecture.name, order: graph.order.name, options, preprocessing, labels };
}

/** The same for formats that carry texts only: what is no text becomes JSON. */
export function describedInTexts(model: ExportedModel): Record<string, string> {
  return Object.fromEntries(Object.entries(description(model)).map(([key, value]) => [key, typeof value === 'string' ? value : JSON.stringify(value)]));
}

/** The bytes of numbers as they lie in memory: little-endian on every machine that Node runs on. */
export function bytesOf(data: Float32Array | Int32Array | BigInt64Array): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}
