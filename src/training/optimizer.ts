import type { Operations, Value } from '../backend/operations';
import type { VariableSpec } from '../backend/backend';
import type { Graph } from '../resnet/graph';
import { parameterSpecs } from '../network/initialise';
import { backendShape } from '../network/layout';

/** torch.optim.SGD (dampening 0) or torch.optim.AdamW; weight decay reaches every trainable parameter, as torch's default. */
export type OptimizerConfig =
  | { readonly name: 'sgd'; readonly momentum: number; readonly nesterov: boolean; readonly weightDecay: number }
  | { readonly name: 'adamw'; readonly beta1: number; readonly beta2: number; readonly epsilon: number; readonly weightDecay: number };

/** The scalars of one step, fed to the training program. */
export interface StepRates {
  readonly lr: number;
  readonly stepSize: number;
  readonly epsilon: number;
}

/** The optimiser's own tensors, as variables. */
export function optimizerVariables(graph: Graph, config: OptimizerConfig): VariableSpec[] {
  const trainable = parameterSpecs(graph).filter((spec) => spec.trainable);
  return trainable.flatMap((spec) => slotNames(spec.name, config).map((name) => ({ name, shape: backendShape(spec) })));
}

/** Names of the optimiser's tensors for one parameter. */
export function slotNames(parameter: string, config: OptimizerConfig): string[] {
  if (config.name === 'adamw') return [`optimizer.first.${parameter}`, `optimizer.second.${parameter}`];
  return config.momentum === 0 ? [] : [`optimizer.momentum.${parameter}`];
}

/** Updates every parameter by its gradient, within a program. */
export function applyUpdates<V extends Value>(operations: Operations<V>, config: OptimizerConfig, gradients: ReadonlyMap<string, V>, rates: { lr: V; stepSize: V; epsilon: V }): void {
  for (const [name, gradient] of gradients) {
    const [first, second] = slotNames(name, config);
    if (config.name === 'sgd') operations.sgd(name, first, gradient, rates.lr, config);
    else operations.adamw(name, { first: first as string, second: second as string }, gradient, rates, config);
    operations.release(gradient);
  }
}

/** What to feed at step `step` (from 0) with learning rate `lr`: Adam's bias correction belongs to the step, not to the graph. */
export function ratesAt(config: OptimizerConfig, lr: number, step: number): StepRates {
  if (config.name === 'sgd') return { lr, stepSize: lr, epsilon: 0 };
  const correction = Math.sqrt(1 - config.beta2 ** (step + 1));
  return { lr, stepSize: (lr * correction) / (1 - config.beta1 ** (step + 1)), epsilon: config.epsilon * correction };
}
