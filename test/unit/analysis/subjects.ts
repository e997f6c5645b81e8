import type { Subject } from '../../../src/analysis/analysis';
import type { Backend } from '../../../src/backend/backend';
import { buildGraph } from '../../../src/resnet/build';
import type { NetworkOptions } from '../../../src/resnet/graph';
import { formulaBatch, formulaParameters } from '../../helpers/deterministic';

/** A network with formula weights and two batches of formula images, of unequal length: those of the fixtures. */
export function formulaSubject(backend: Backend, options: NetworkOptions): Subject {
  const graph = buildGraph(options);
  const { input, classes } = graph.options;
  return { backend, graph, weights: formulaParameters(graph), batches: [formulaBatch('eval', 24, input, classes), formulaBatch(0, 9, input, classes)], seed: 7 };
}

export const STAYING = new AbortController().signal;
