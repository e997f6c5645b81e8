import assert from 'node:assert/strict';
import type { Backend } from '../../../src/backend/backend';
import { loadBackend } from '../../../src/backend/select';
import { Classifier } from '../../../src/network/classifier';
import { buildGraph } from '../../../src/resnet/build';
import type { NetworkOptions } from '../../../src/resnet/graph';
import { formulaImages, formulaParameters } from '../../helpers/deterministic';
import { infer } from '../../helpers/infer';
import { needsOwnAddon } from '../../helpers/own-addon';

const BATCHES = [1, 3, 8];
const RUNS = 30;
/** A small one, and one whose max pool has images of odd and of even sizes. */
const NETWORKS: readonly NetworkOptions[] = [{ architecture: 'resnet20' }, { architecture: 'resnet18', input: { height: 61, width: 47, channels: 3 } }];

describe('the layer pool', function () {
  this.timeout(150_000);
  let wasm: Backend;

  before(async function () {
    needsOwnAddon(this);
    wasm = await loadBackend({ name: 'wasm' }, 1);
  });

  for (const network of NETWORKS) {
    describe(`with ${network.architecture}`, () => {
      let expected: Float32Array[];

      before(() => {
        const graph = buildGraph(network);
        const classifier = new Classifier(wasm, graph, formulaParameters(graph));
        expected = BATCHES.map((batch) => classifier.logits(formulaImages('images', batch, graph.options.input)));
        classifier.dispose();
      });

      for (const threads of [1, 2, 3, 8]) {
        it(`computes the same with ${threads} thread${threads === 1 ? '' : 's, of which it has all but the one that asks'}, run after run`, () => {
          const { pool, logits, spread } = infer({ network, threads, runs: RUNS, batches: BATCHES });
          assert.equal(pool, threads - 1);
          assert.equal(spread, 0);
          logits.forEach((batch, b) => {
            const norm = Math.hypot(...batch);
            batch.forEach((logit, i) => assert.ok(Math.abs(logit - (expected[b]?.[i] ?? NaN)) < 1e-4 * norm, `batch of ${BATCHES[b]}, logit ${i}: ${logit}, expected ${expected[b]?.[i]}`));
          });
        });
      }
    });
  }
});
