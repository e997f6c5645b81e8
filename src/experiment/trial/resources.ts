import { availableParallelism } from 'node:os';
import { totals } from '../../resnet/count';
import type { Graph } from '../../resnet/graph';

/** What a process takes before it trains: Node, the backend's library, the data set. Measured with Fashion-MNIST, rounded up. */
const PROCESS_BYTES = 700e6;
/** Values kept for each activation: itself, its gradient, and the kernels' working memory. */
const COPIES = 3;

/** Bytes that training a graph takes at a batch size, roughly: enough to decide how many fit. */
export function trainingBytes(graph: Graph, batch: number): number {
  const activations = graph.layers.reduce((sum, { output }) => sum + output.height * output.width * output.channels, 0);
  return PROCESS_BYTES + 4 * (COPIES * activations * batch + COPIES * totals(graph).parameters);
}

/** Bytes that measuring a trained network takes, images by `batch`: its weights, fresh copies of them, and a few of its largest activations. */
export function evaluationBytes(graph: Graph, batch: number): number {
  const largest = Math.max(...graph.layers.map(({ output }) => output.height * output.width * output.channels));
  return PROCESS_BYTES + 4 * (COPIES * largest * batch + COPIES * totals(graph).parameters);
}

export interface Share {
  readonly jobs: number;
  readonly threads: number;
}

/** Trials at a time and threads of each, so that they fill the cores without fighting over them and fit the memory. */
export function share(trials: number, bytesEach: number, memory: number, asked: { jobs?: number | undefined; threads?: number | undefined }, cores = availableParallelism()): Share {
  const fitting = Math.max(1, Math.floor((0.8 * memory) / bytesEach));
  const jobs = asked.jobs ?? Math.max(1, Math.min(trials, fitting, Math.floor(cores / (asked.threads ?? 1))));
  return { jobs, threads: asked.threads ?? Math.max(1, Math.floor(cores / jobs)) };
}
