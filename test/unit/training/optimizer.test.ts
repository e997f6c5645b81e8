import assert from 'node:assert/strict';
import { buildGraph } from '../../../src/resnet/build';
import { optimizerVariables, ratesAt, type OptimizerConfig } from '../../../src/training/optimizer';

const SGD: OptimizerConfig = { name: 'sgd', momentum: 0.9, nesterov: true, weightDecay: 5e-4 };
const ADAMW: OptimizerConfig = { name: 'adamw', beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.01 };

/** torch.optim.AdamW as its documentation writes it, for one parameter, in float64. */
function adamwByDefinition(gradients: readonly number[], lr: number, { beta1, beta2, epsilon, weightDecay }: Extract<OptimizerConfig, { name: 'adamw' }>): number {
  let [theta, m, v] = [1, 0, 0];
  gradients.forEach((gradient, i) => {
    theta -= lr * weightDecay * theta;
    m = beta1 * m + (1 - beta1) * gradient;
    v = beta2 * v + (1 - beta2) * gradient ** 2;
    theta -= (lr * (m / (1 - beta1 ** (i + 1)))) / (Math.sqrt(v / (1 - beta2 ** (i + 1))) + epsilon);
  });
  return theta;
}

describe('training: the optimiser', () => {
  it("SGD's rates are the learning rate at every step", () => {
    for (const step of [0, 1, 1000]) assert.deepEqual(ratesAt(SGD, 0.1, step), { lr: 0.1, stepSize: 0.1, epsilon: 0 });
  });

  it("AdamW's rates, put into its step, give what its definition gives", () => {
    const gradients = [0.3, -0.2, 1e-7, 5, 0, -0.01];
    // A large ε too, where it matters how it is scaled.
    for (const config of [ADAMW, { ...ADAMW, epsilon: 0.1 }]) {
      let [theta, m, v] = [1, 0, 0];
      gradients.forEach((gradient, step) => {
        const { lr, stepSize, epsilon } = ratesAt(config, 0.01, step);
        m = config.beta1 * m + (1 - config.beta1) * gradient;
        v = config.beta2 * v + (1 - config.beta2) * gradient ** 2;
        theta = theta - lr * config.weightDecay * theta - (stepSize * m) / (Math.sqrt(v) + epsilon);
      });
      const expected = adamwByDefinition(gradients, 0.01, config);
      assert.ok(Math.abs(theta - expected) < 1e-12, `${theta}; expected ${expected}`);
    }
  });

  it('has a tensor for each trainable parameter, of its shape: one with momentum, two with AdamW, none without momentum', () => {
    const graph = buildGraph({ architecture: 'resnet8' });
    const trainable = graph.layers.flatMap(({ parameters }) => parameters).filter((spec) => spec.trainable);
    assert.equal(optimizerVariables(graph, { ...SGD, momentum: 0, nesterov: false }).length, 0);
    const momentum = optimizerVariables(graph, SGD);
    assert.equal(momentum.length, trainable.length);
    assert.deepEqual(momentum.find(({ name }) => name === 'optimizer.momentum.layer2.0.conv1.weight')?.shape, [3, 3, 16, 32]);
    const adamw = optimizerVariables(graph, ADAMW).map(({ name }) => name);
    assert.equal(new Set(adamw).size, 2 * trainable.length);
    assert.ok(adamw.includes('optimizer.first.fc.bias') && adamw.includes('optimizer.second.fc.bias'));
    assert.ok(!adamw.some((name) => name.includes('running_')));
  });
});
