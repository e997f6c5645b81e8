import assert from 'node:assert/strict';
import { loadBackend } from '../../src/backend/select';
import { Classifier } from '../../src/network/classifier';
import type { Weights } from '../../src/network/initialise';
import type { Graph } from '../../src/resnet/graph';
import { formulaImages } from '../helpers/deterministic';

/** Images of a case; the scripts make the same. */
export const COUNT = 2;

/** Our logits of those images. */
export async function ourLogits({ graph, weights }: { graph: Graph; weights: Weights }): Promise<Float32Array> {
  const classifier = new Classifier(await loadBackend({ name: 'wasm' }, 1), graph, weights);
  try {
    return classifier.logits(formulaImages('images', COUNT, graph.options.input));
  } finally {
    classifier.dispose();
  }
}

/** Value by value, within the tolerance. */
export function assertClose(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void {
  assert.equal(actual.length, expected.length);
  for (let i = 0; i < expected.length; i++) {
    const [a = NaN, b = NaN] = [actual[i], expected[i]];
    assert.ok(Math.abs(a - b) <= tolerance, `value ${String(i)}: ${String(a)}; expected ${String(b)} ± ${String(tolerance)}`);
  }
}
