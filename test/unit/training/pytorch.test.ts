import assert from 'node:assert/strict';
import type { Backend } from '../../../src/backend/backend';
import { buildGraph } from '../../../src/resnet/build';
import type { NetworkOptions } from '../../../src/resnet/graph';
import { Learner } from '../../../src/training/learner';
import type { OptimizerConfig } from '../../../src/training/optimizer';
import { eachBackend } from '../../helpers/backends';
import { formulaBatch, formulaParameters } from '../../helpers/deterministic';
import { cases } from '../../reference/fixtures/training.json';

/** Of losses; the fixtures say how far 32-bit rounding alone takes PyTorch from its own 64-bit run (`lossDrift`, at most 2e-4). */
const LOSS_TOLERANCE = 1e-3;
/** Of batch norm's running statistics after the first step, relative to their norm. */
const STATISTICS_TOLERANCE = 1e-5;
/**
 * Of the gradients' norm at the first step: a value within rounding of zero may fall on the other side of a relu, and takes its share of the
 * gradient with it (the backends differ among themselves by as much). Gradients are compared exactly with autodiff in network/autodiff.test.ts.
 */
const GRADIENT_TOLERANCE = 1e-3;

type Case = (typeof cases)[number];

function optimizer(training: Case['training']): OptimizerConfig {
  const { optimizer: name, weightDecay, momentum, nesterov } = training as Case['training'] & { momentum?: number; nesterov?: boolean };
  if (name === 'adamw') return { name, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay };
  return { name: 'sgd', momentum: momentum ?? 0, nesterov: nesterov ?? false, weightDecay };
}

function relative(actual: number, expected: number): number {
  return Math.abs(actual - expected) / Math.abs(expected);
}

describe('training: losses, gradients and running statistics step by step as PyTorch', () => {
  eachBackend((backendName, load) => {
    describe(backendName, function () {
      this.timeout(600_000);
      let backend: Backend;
      before(async () => {
        backend = await load();
      });
      for (const { options, training, float32, float64 } of cases) {
        const { order = 'original' } = options as { order?: string };
        const { replaceStrideWithDilation: dilated } = options as { replaceStrideWithDilation?: boolean[] };
        it(`${options.architecture} ${order}${dilated === undefined ? '' : ' dilated'}, ${optimizerTitle(training)}, ${training.steps} steps`, () => {
          const graph = buildGraph(options as NetworkOptions);
          const learner = new Learner(backend, graph, optimizer(training), training.labelSmoothing);
          learner.setState(formulaParameters(graph));
          for (let step = 0; step < training.steps; step++) {
            const { loss, gradientNorm } = learner.train(formulaBatch(step, training.batch, graph.options.input, graph.options.classes), training.lr, step);
            assertNear(loss, float32.losses[step] as number, LOSS_TOLERANCE, `step ${step}: loss`);
            if (step > 0) continue;
            assertNear(gradientNorm, float64.gradientNorms[0] as number, GRADIENT_TOLERANCE, 'gradient norm');
            checkStatistics(learner, float64.firstStatistics);
          }
          learner.dispose();
        });
      }
    });
  });
});

function optimizerTitle(training: Case['training']): string {
  const { nesterov } = training as { nesterov?: boolean };
  return [training.optimizer, nesterov === true ? 'nesterov' : '', `decay ${training.weightDecay}`, training.labelSmoothing > 0 ? `smoothing ${training.labelSmoothing}` : ''].filter(Boolean).join(' ');
}

function checkStatistics(learner: Learner, expected: Case['float64']['firstStatistics']): void {
  const state = learner.state();
  for (const { name, norm, first } of expected) {
    const values = state.get(name)?.data ?? new Float32Array();
    assertNear(Math.hypot(...values), norm, STATISTICS_TOLERANCE, `norm of ${name}`);
    first.forEach((value, i) => assert.ok(Math.abs((values[i] as number) - value) < STATISTICS_TOLERANCE * norm, `${name}[${i}]: ${values[i]}; PyTorch has ${value}`));
  }
}

function assertNear(actual: number, expected: number, tolerance: number, what: string): void {
  assert.ok(relative(actual, expected) < tolerance, `${what} is ${actual}; PyTorch has ${expected} (tolerance ${tolerance})`);
}
