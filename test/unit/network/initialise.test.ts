import assert from 'node:assert/strict';
import { initialWeights, parameterSpecs } from '../../../src/network/initialise';
import { buildGraph } from '../../../src/resnet/build';
import { NAMED_ORDERS } from '../../../src/resnet/order';

function moments(values: Float32Array): { mean: number; deviation: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { mean, deviation: Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length) };
}

describe('network: initial weights', () => {
  const graph = buildGraph({ architecture: 'resnet20' });

  it('the same seed gives the same weights, another seed others', () => {
    assert.deepEqual(initialWeights(graph, 3), initialWeights(graph, 3));
    const [one, other] = [initialWeights(graph, 3), initialWeights(graph, 4)];
    for (const { name, init } of parameterSpecs(graph)) {
      if (init.kind === 'constant') assert.deepEqual(one.get(name), other.get(name), name);
      else assert.notDeepEqual(one.get(name), other.get(name), name);
    }
  });

  it('every order starts a tensor of the same name and shape from the same values', () => {
    const original = initialWeights(graph, 1);
    for (const { name: order } of NAMED_ORDERS) {
      const weights = initialWeights(buildGraph({ architecture: 'resnet20', order }), 1);
      let shared = 0;
      for (const [name, values] of weights) {
        if (original.get(name)?.length !== values.length) continue;
        assert.deepEqual(values, original.get(name), `${order}: ${name}`);
        shared++;
      }
      assert.ok(shared >= 21, `${order} shares the convs and fc`);
    }
  });

  it('convs are normal with deviation √(2 / fan out), tensors of a net differ', () => {
    const weights = initialWeights(graph, 1);
    for (const { name, role, shape } of parameterSpecs(graph)) {
      if (role !== 'conv-weight') continue;
      const [out = 1, , height = 1, width = 1] = shape;
      const values = weights.get(name) ?? new Float32Array();
      const expected = Math.sqrt(2 / (out * height * width));
      const { mean, deviation } = moments(values);
      // Five standard errors; a normal's fourth moment is 3σ⁴, a uniform's 1.8σ⁴.
      assert.ok(Math.abs(mean) < (5 * expected) / Math.sqrt(values.length), `${name}: mean ${mean}`);
      assert.ok(Math.abs(deviation / expected - 1) < 5 / Math.sqrt(2 * values.length), `${name}: deviation ${deviation}; expected ${expected}`);
      const fourth = values.reduce((sum, value) => sum + (value / expected) ** 4, 0) / values.length;
      assert.ok(Math.abs(fourth - 3) < 5 * Math.sqrt(96 / values.length), `${name}: fourth moment ${fourth}`);
    }
    assert.notDeepEqual(weights.get('layer1.0.conv1.weight'), weights.get('layer1.0.conv2.weight'));
  });

  it('fc is uniform within ±1/√(fan in), weight and bias', () => {
    const weights = initialWeights(buildGraph({ architecture: 'resnet18' }), 1);
    const bound = 1 / Math.sqrt(512);
    for (const name of ['fc.weight', 'fc.bias']) {
      const values = weights.get(name) ?? new Float32Array();
      const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      assert.ok(largest <= Math.fround(bound) && largest > 0.97 * bound, `${name}: ${largest}`);
      const { mean, deviation } = moments(values);
      assert.ok(Math.abs(mean) < (5 * bound) / Math.sqrt(3 * values.length), `${name}: mean ${mean}`);
      assert.ok(Math.abs((deviation * Math.sqrt(3)) / bound - 1) < 5 / Math.sqrt(values.length), `${name}: deviation ${deviation}`);
    }
  });

  it('batch norm starts as the identity; zeroInitResidual makes γ of each branch’s last one zero, and nothing else', () => {
    const [usual, zero] = [initialWeights(graph, 1), initialWeights(buildGraph({ architecture: 'resnet20', zeroInitResidual: true }), 1)];
    for (const { name, role, shape } of parameterSpecs(graph)) {
      const values = usual.get(name);
      if (role === 'gamma' || role === 'running-variance') assert.deepEqual(values, new Float32Array(shape[0] ?? 0).fill(1), name);
      if (role === 'beta' || role === 'running-mean') assert.deepEqual(values, new Float32Array(shape[0] ?? 0), name);
      const last = /^layer\d\.\d\.bn2\.weight$/.test(name);
      assert.deepEqual(zero.get(name), last ? new Float32Array(shape[0] ?? 0) : values, name);
    }
  });
});
