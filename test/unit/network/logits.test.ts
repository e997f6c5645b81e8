import assert from 'node:assert/strict';
import type { Backend } from '../../../src/backend/backend';
import { Classifier } from '../../../src/network/classifier';
import { buildGraph } from '../../../src/resnet/build';
import type { NetworkOptions } from '../../../src/resnet/graph';
import { eachBackend } from '../../helpers/backends';
import { formulaImages, formulaParameters, formulaValues } from '../../helpers/deterministic';
import { cases } from '../../reference/fixtures/logits.json';

/** The bound: relative to the norm of the logits. */
const TOLERANCE = 1e-4;

describe('network: logits equal those of torchvision and PyTorch with the same weights', () => {
  eachBackend((name, load) => {
    describe(name, function () {
      this.timeout(600_000);
      let backend: Backend;
      before(async () => {
        backend = await load();
      });
      for (const { options, images: shape, first, norm, dot } of cases) {
        const [count = 1, height = 1, width = 1, channels = 1] = shape;
        const { architecture, ...rest } = options;
        const { input, ...shown } = rest as Record<string, unknown>;
        it(`${architecture} ${Object.values(shown).map(String).join(' ')} ${count}×${height}×${width}`, () => {
          const graph = buildGraph({ ...(options as unknown as NetworkOptions), input: { height, width, channels } });
          const classifier = new Classifier(backend, graph, formulaParameters(graph));
          const logits = classifier.logits(formulaImages('images', count, graph.options.input));
          classifier.dispose();
          const probe = formulaValues('probe', logits.length);
          const close = (actual: number, expected: number, what: string): void => assert.ok(Math.abs(actual - expected) < TOLERANCE * norm, `${what}: ${actual}; PyTorch has ${expected} (norm ${norm})`);
          first.forEach((expected, i) => close(logits[i] as number, expected, `logit ${i}`));
          close(Math.hypot(...logits), norm, 'norm');
          close(logits.reduce((sum, logit, i) => sum + logit * (probe[i] as number), 0), dot, 'product with the probe');
        });
      }
    });
  });
});
