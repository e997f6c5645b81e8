import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { buildGraph } from '../../../src/resnet/build';
import { ARCHITECTURE_NAMES } from '../../../src/resnet/catalogue';
import { totals } from '../../../src/resnet/count';
import type { NetworkOptions } from '../../../src/resnet/graph';
import fixture from '../../reference/fixtures/names.json';

/** `name:shape` of every parameter and running statistic, sorted, as the reference lists a state dict. */
function stateLines(options: NetworkOptions): string[] {
  const specs = buildGraph(options).layers.flatMap((layer) => layer.parameters);
  return specs.map((spec) => `${spec.name}:${spec.shape.join('x')}`).sort();
}

describe('parameters are named and shaped as in PyTorch', () => {
  it('spelled out for a pre-activated network', () => {
    assert.deepEqual(stateLines(fixture.spelled.options as NetworkOptions), fixture.spelled.state);
  });

  for (const { options, tensors, parameters, sha256 } of fixture.networks) {
    it(Object.values(options).join(' '), () => {
      const lines = stateLines(options as NetworkOptions);
      assert.equal(lines.length, tensors);
      assert.equal(totals(buildGraph(options as NetworkOptions)).parameters, parameters);
      assert.equal(createHash('sha256').update(lines.join('\n')).digest('hex'), sha256);
    });
  }

  it('covers the whole catalogue', () => {
    const covered = new Set(fixture.networks.map(({ options }) => options.architecture));
    assert.deepEqual(ARCHITECTURE_NAMES.filter((name) => !covered.has(name)), []);
  });
});
