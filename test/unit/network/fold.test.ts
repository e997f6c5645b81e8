import assert from 'node:assert/strict';
import type { Backend } from '../../../src/backend/backend';
import { loadBackend } from '../../../src/backend/select';
import { foldBatchNorm } from '../../../src/network/fold';
import { parameterSpecs, type Weights } from '../../../src/network/initialise';
import { toBackend } from '../../../src/network/layout';
import { imageShape, logitsProgram, networkVariables, present } from '../../../src/network/programs';
import { buildGraph } from '../../../src/resnet/build';
import type { Graph } from '../../../src/resnet/graph';
import { NAMED_ORDERS } from '../../../src/resnet/order';
import { formulaImages, formulaParameters } from '../../helpers/deterministic';

const IMAGES = 2;

describe('network: batch norm folded into convs', function () {
  this.timeout(60_000);
  let backend: Backend;
  before(async () => {
    backend = await loadBackend({ name: 'wasm' }, 1);
  });

  const small = (order: string, shortcut: 'A' | 'B' | 'C'): Graph => buildGraph({ architecture: 'resnet14', order, shortcut, input: { height: 12, width: 12, channels: 3 } });

  function logits(graph: Graph, weights: Weights): Float32Array {
    const executable = backend.prepare(networkVariables(graph), { logits: logitsProgram(graph) });
    executable.write(new Map(parameterSpecs(graph).map((spec) => [spec.name, toBackend(spec, present(weights.get(spec.name)))])));
    const [, ...pixel] = imageShape(graph);
    const result = executable.run('logits', { images: { shape: [IMAGES, ...pixel], data: formulaImages('images', IMAGES, graph.options.input) } });
    executable.dispose();
    return present(result['logits']).data as Float32Array;
  }

  function assertSameLogits(graph: Graph): Graph {
    const weights = formulaParameters(graph);
    const folded = foldBatchNorm(graph, weights);
    const [before, after] = [logits(graph, weights), logits(folded.graph, folded.weights)];
    const norm = Math.hypot(...before);
    before.forEach((value, i) => assert.ok(Math.abs(value - (after[i] as number)) < 1e-5 * norm, `logit ${i}: ${value} before, ${after[i]} after (norm ${norm})`));
    return folded.graph;
  }

  /** How many batch norms follow something else than a conv of their own, whatever the shortcut: they must stay. */
  const STAYING: Record<string, number> = {
    original: 0,
    // One after each of six additions.
    'bn-after-add': 6,
    'relu-before-add': 0,
    'relu-only-preact': 0,
    // The first of each unit but the first, which only the stem's conv feeds, and the head's.
    'full-preact': 6,
    'no-last-relu': 0,
    // Two in each of six units.
    'conv-relu-bn': 12,
    'conv-relu-bn-relu': 6,
    'no-bn': 0,
    plain: 0,
  };

  for (const { name } of NAMED_ORDERS) {
    for (const shortcut of ['A', 'B', 'C'] as const) {
      it(`${name}, shortcut ${shortcut}: the same logits`, () => {
        const graph = assertSameLogits(small(name, shortcut));
        assert.equal(graph.layers.filter(({ kind }) => kind === 'bn').length, STAYING[name]);
      });
    }
  }

  it('two batch norms in a row go into one conv', () => {
    const graph = assertSameLogits(small('conv-bn-bn-relu-conv-bn-add-relu', 'B'));
    assert.equal(graph.layers.filter(({ kind }) => kind === 'bn').length, 0);
  });

  it('keeps names, and leaves the weights that it was given as they were', () => {
    const graph = small('original', 'B');
    const weights = formulaParameters(graph);
    const copies = new Map([...weights].map(([name, values]) => [name, Float32Array.from(values)]));
    const folded = foldBatchNorm(graph, weights);
    assert.deepEqual(weights, copies);
    assert.deepEqual(folded.graph.layers.map(({ name }) => name), graph.layers.filter(({ kind }) => kind !== 'bn').map(({ name }) => name));
    assert.deepEqual([...folded.weights.keys()].sort(), parameterSpecs(folded.graph).map(({ name }) => name).sort());
    for (const spec of parameterSpecs(folded.graph)) assert.equal(folded.weights.get(spec.name)?.length, spec.shape.reduce((a, b) => a * b, 1), spec.name);
    assert.equal(folded.weights.get('fc.weight'), weights.get('fc.weight'));
  });
});
