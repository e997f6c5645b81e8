import type { Backend, Executable, HostTensor, Program } from '../backend/backend';
import { backward } from '../network/backward';
import { forward } from '../network/forward';
import { parameterSpecs, type Weights } from '../network/initialise';
import { toBackend } from '../network/layout';
import { imageShape, networkVariables, present } from '../network/programs';
import type { Graph } from '../resnet/graph';
import type { LabelledImages } from '../training/learner';
import { finite } from './evaluator';

/** Along the gradient at some weights, one value for each size of step; null where it is not finite. */
export interface SmoothnessPoint {
  /** Where the gradient was taken. */
  readonly loss: number | null;
  readonly losses: readonly (number | null)[];
  /** ‖g(θ − ηg) − g(θ)‖: how little the gradient predicts itself. */
  readonly gradientChanges: readonly (number | null)[];
  /** Between g(θ − ηg) and g(θ). */
  readonly cosines: readonly (number | null)[];
  /** The largest change of the gradient over the distance moved: the "effective β-smoothness". */
  readonly beta: number | null;
}

type Tensors = ReadonlyMap<string, HostTensor>;

/**
 * Santurkar 2018 (arXiv 1805.11604), section 3.1: how the loss and its gradient change along the gradient, on the batch that it is of; batch norm
 * by the batch, without weight decay. A measurement costs a training step without its optimiser for the weights and for each size of step.
 * Holds the weights in the backend beside those that are trained, and while it measures what a training step keeps; on the host the weights, two
 * gradients and the moved weights. No weight or statistic of the training is touched.
 */
export class Smoothness {
  private readonly executable: Executable;

  constructor(
    backend: Backend,
    private readonly graph: Graph,
    labelSmoothing: number,
  ) {
    this.executable = backend.prepare(networkVariables(graph), { gradients: gradientsProgram(graph, labelSmoothing) });
  }

  /** `weights` by torchvision's names in torch's layout; `steps` are positive step sizes η. */
  measure(weights: Weights, batch: LabelledImages, steps: readonly number[]): SmoothnessPoint {
    const origin = new Map(parameterSpecs(this.graph).map((spec) => [spec.name, toBackend(spec, present(weights.get(spec.name)))]));
    this.executable.write(origin);
    const start = this.gradients(batch);
    const length = Math.sqrt(product(start.gradients, start.gradients));
    const along = steps.map((eta) => {
      this.executable.write(stepped(origin, start.gradients, eta));
      const { loss, gradients } = this.gradients(batch);
      return { loss, change: distance(gradients, start.gradients), moved: eta * length, cosine: product(gradients, start.gradients) / (Math.sqrt(product(gradients, gradients)) * length) };
    });
    return {
      loss: finite(start.loss),
      losses: along.map(({ loss }) => finite(loss)),
      gradientChanges: along.map(({ change }) => finite(change)),
      cosines: along.map(({ cosine }) => finite(cosine)),
      beta: finite(along.map(({ change, moved }) => change / moved).filter(Number.isFinite).reduce((a, b) => Math.max(a, b), -Infinity)),
    };
  }

  dispose(): void {
    this.executable.dispose();
  }

  private gradients({ images, labels }: LabelledImages): { loss: number; gradients: Tensors } {
    const [, ...pixel] = imageShape(this.graph);
    const { loss, ...gradients } = this.executable.run('gradients', { images: { shape: [labels.length, ...pixel], data: images }, labels: { shape: [labels.length], data: labels } });
    return { loss: present(loss?.data[0]), gradients: new Map(Object.entries(gradients)) };
  }
}

function gradientsProgram(graph: Graph, labelSmoothing: number): Program {
  return {
    inputs: { images: { shape: imageShape(graph), type: 'float32' }, labels: { shape: [-1], type: 'int32' } },
    build: (operations, { images, labels }) => {
      const trace = forward(operations, graph, present(images), 'training');
      const { loss, gradient } = operations.softmaxCrossEntropy(trace.logits, present(labels), labelSmoothing);
      return { loss, ...Object.fromEntries(backward(operations, graph, trace, gradient)) };
    },
  };
}

/** θ − ηg, for what has a gradient. */
function stepped(origin: Tensors, gradients: Tensors, eta: number): Map<string, HostTensor> {
  return new Map(
    [...gradients].map(([name, { shape, data: gradient }]) => {
      const start = values(origin, name);
      return [name, { shape, data: Float32Array.from(gradient, (value, i) => (start[i] as number) - eta * value) }];
    }),
  );
}

function product(a: Tensors, b: Tensors): number {
  return sumOver(a, b, (x, y) => x * y);
}

function distance(a: Tensors, b: Tensors): number {
  return Math.sqrt(sumOver(a, b, (x, y) => (x - y) ** 2));
}

function sumOver(a: Tensors, b: Tensors, term: (x: number, y: number) => number): number {
  let sum = 0;
  for (const name of a.keys()) {
    const [x, y] = [values(a, name), values(b, name)];
    for (let i = 0; i < x.length; i++) sum += term(x[i] as number, y[i] as number);
  }
  return sum;
}

function values(tensors: Tensors, name: string): HostTensor['data'] {
  return present(tensors.get(name)).data;
}
