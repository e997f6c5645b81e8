import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Backend } from '../../../src/backend/backend';
import { Classifier } from '../../../src/network/classifier';
import { buildGraph } from '../../../src/resnet/build';
import { eachBackend } from '../../helpers/backends';
import { formulaImages, formulaParameters } from '../../helpers/deterministic';

/** That the logits are right is in logits.test.ts. */
describe('network: a classifier', () => {
  const graph = buildGraph({ architecture: 'resnet8', order: 'bn-after-add', input: { height: 16, width: 16, channels: 3 } });
  const images = (count: number): Float32Array => formulaImages('images', count, graph.options.input);

  eachBackend((name, load) => {
    describe(name, function () {
      this.timeout(60_000);
      let backend: Backend;
      before(async () => {
        backend = await load();
      });

      it('answers for each image as for that image alone', () => {
        const classifier = new Classifier(backend, graph, formulaParameters(graph));
        const alone = classifier.logits(images(1));
        const together = classifier.logits(images(3));
        assert.equal(together.length, 3 * graph.options.classes);
        const norm = Math.hypot(...alone);
        alone.forEach((logit, i) => assert.ok(Math.abs(logit - (together[i] as number)) < 1e-5 * norm, `logit ${i}: ${logit} alone, ${together[i]} with others`));
        classifier.dispose();
      });

      it('keeps its weights and nothing else between runs, and nothing once it is disposed of', () => {
        const first = new Classifier(backend, graph, formulaParameters(graph));
        const count = (classifier: Classifier): number => {
          classifier.logits(images(2));
          return classifier.tensorCount();
        };
        const one = count(first);
        for (let i = 0; i < 20; i++) assert.equal(count(first), one);
        const second = new Classifier(backend, graph, formulaParameters(graph));
        count(second);
        second.dispose();
        assert.equal(count(first), one);
        first.dispose();
      });

      it('leaves no file behind', () => {
        const folder = mkdtempSync(join(tmpdir(), 'resnet-lab-test-'));
        const variables = ['TMPDIR', 'TEMP', 'TMP'];
        const before = variables.map((variable) => process.env[variable]);
        for (const variable of variables) process.env[variable] = folder;
        try {
          const classifier = new Classifier(backend, graph, formulaParameters(graph));
          assert.deepEqual(readdirSync(folder), []);
          classifier.dispose();
        } finally {
          variables.forEach((variable, i) => {
            const value = before[i];
            if (value === undefined) Reflect.deleteProperty(process.env, variable);
            else process.env[variable] = value;
          });
          rmSync(folder, { recursive: true });
        }
      });

      it('names a tensor that is missing or has the wrong size', () => {
        const missing = formulaParameters(graph);
        missing.delete('layer1.0.bn1.running_var');
        assert.throws(() => new Classifier(backend, graph, missing), /layer1\.0\.bn1\.running_var has no values; expected 16/);
        const short = formulaParameters(graph).set('fc.bias', new Float32Array(3));
        assert.throws(() => new Classifier(backend, graph, short), /fc\.bias has 3 values; expected 10/);
      });
    });
  });
});
