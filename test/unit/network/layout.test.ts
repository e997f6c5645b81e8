import assert from 'node:assert/strict';
import { parameterSpecs } from '../../../src/network/initialise';
import { toBackend, toTorch } from '../../../src/network/layout';
import { buildGraph } from '../../../src/resnet/build';
import type { ParameterSpec } from '../../../src/resnet/graph';
import { formulaParameters } from '../../helpers/deterministic';

function spec(role: ParameterSpec['role'], shape: number[]): ParameterSpec {
  return { name: 'x', role, shape, init: { kind: 'constant', value: 0 }, trainable: true };
}

function counted(count: number): Float32Array {
  return Float32Array.from({ length: count }, (_, i) => i);
}

describe('network: layouts of parameters', () => {
  it('a conv weight OIHW becomes HWIO', () => {
    const { shape, data } = toBackend(spec('conv-weight', [2, 3, 1, 2]), counted(12));
    assert.deepEqual(shape, [1, 2, 3, 2]);
    // Entry [h, w, i, o] is torch's [o, i, h, w], whose place is 6·o + 2·i + w.
    assert.deepEqual([...data], [0, 6, 2, 8, 4, 10, 1, 7, 3, 9, 5, 11]);
  });

  it('an fc weight [out, in] becomes [in, out]', () => {
    const { shape, data } = toBackend(spec('fc-weight', [2, 3]), counted(6));
    assert.deepEqual(shape, [3, 2]);
    assert.deepEqual([...data], [0, 3, 1, 4, 2, 5]);
  });

  it('a vector stays as it is', () => {
    for (const role of ['bias', 'gamma', 'beta', 'running-mean', 'running-variance'] as const) {
      assert.deepEqual(toBackend(spec(role, [4]), counted(4)), { shape: [4], data: counted(4) });
    }
  });

  it('there and back gives the same values, for every parameter of a net with groups and projections', () => {
    const graph = buildGraph({ architecture: 'resnet50', groups: 2, widthPerGroup: 8, classes: 3 });
    const parameters = formulaParameters(graph);
    for (const each of parameterSpecs(graph)) {
      const values = parameters.get(each.name) ?? new Float32Array();
      assert.deepEqual(toTorch(each, toBackend(each, values).data as Float32Array), values, each.name);
    }
  });
});
