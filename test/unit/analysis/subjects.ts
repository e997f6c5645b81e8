import assert from 'node:assert/strict';
import type { Analysis, Subject } from '../../../src/analysis/analysis';
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

/** The bound for numbers from PyTorch, relative. */
export const TOLERANCE = 1e-4;

export function near(actual: number | null | undefined, expected: number | null | undefined, what: string, tolerance = TOLERANCE): void {
  assert.ok(Math.abs((actual ?? NaN) - (expected ?? NaN)) <= tolerance * Math.abs(expected ?? NaN), `${what}: ${actual}, expected ${expected}`);
}

/** The points of an analysis by name, those not known yet measured in turn. */
export async function measureAll<Point>({ measurements }: Analysis<Point>, known: ReadonlyMap<string, Point> = new Map()): Promise<Map<string, Point>> {
  const points = new Map(known);
  for (const { name, measure } of measurements) if (!points.has(name)) points.set(name, await measure(STAYING));
  return points;
}

/** Tensors alive in the backend. */
export function tensorCount(backend: Backend): number {
  const executable = backend.prepare([], {});
  const count = executable.tensorCount();
  executable.dispose();
  return count;
}
