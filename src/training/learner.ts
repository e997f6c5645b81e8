import type { ProbeKind } from '../analysis/grids';
import { ProbePass, readProbe, type ProbeGrids } from '../analysis/probes';
import type { Backend, Executable, HostTensor, Program } from '../backend/backend';
import { backward } from '../network/backward';
import { forward } from '../network/forward';
import { parameterSpecs } from '../network/initialise';
import { toBackend, toTorch } from '../network/layout';
import { evaluationProgram, imageShape, logitsProgram, networkVariables, present } from '../network/programs';
import type { Graph, ParameterSpec } from '../resnet/graph';
import type { NamedTensor } from '../weights/safetensors';
import { applyUpdates, optimizerVariables, ratesAt, slotNames, type OptimizerConfig } from './optimizer';

/** A batch as the backend takes it: normalised NHWC pixels, and class indices. */
export interface LabelledImages {
  readonly images: Float32Array;
  readonly labels: Int32Array;
}

/** Sums over one batch. */
export interface BatchResult {
  /** Mean cross-entropy of the batch. */
  readonly loss: number;
  /** Examples whose label got the largest logit, and whose label is among the five largest. */
  readonly top1: number;
  readonly top5: number;
}

export interface StepResult extends BatchResult {
  /** Euclidean norm of all gradients together, before weight decay. */
  readonly gradientNorm: number;
  /** What the probes saw in this step, where it was probed. */
  readonly grids?: ProbeGrids;
}

/** A network with an optimiser on a backend: trains by batches, evaluates, and gives and takes its whole state. */
export class Learner {
  private readonly executable: Executable;
  private readonly specs: ReadonlyMap<string, ParameterSpec>;

  constructor(
    backend: Backend,
    private readonly graph: Graph,
    private readonly optimizer: OptimizerConfig,
    labelSmoothing: number,
    private readonly probes: readonly ProbeKind[] = [],
  ) {
    const variables = [...networkVariables(graph), ...optimizerVariables(graph, optimizer)];
    this.executable = backend.prepare(variables, {
      train: trainingProgram(graph, optimizer, labelSmoothing, []),
      // A program of its own, so that steps without probes pay nothing for them.
      ...(probes.length > 0 && { probed: trainingProgram(graph, optimizer, labelSmoothing, probes) }),
      evaluate: evaluationProgram(graph),
      logits: logitsProgram(graph),
    });
    this.specs = stateSpecs(graph, optimizer);
  }

  /** One optimiser step. `step` counts from 0 over the whole training (Adam's bias correction needs it). `probed`: with the learner's probes. */
  train(batch: LabelledImages, lr: number, step: number, probed = false): StepResult {
    const { lr: rate, stepSize, epsilon } = ratesAt(this.optimizer, lr, step);
    const watched = probed && this.probes.length > 0;
    const result = this.executable.run(watched ? 'probed' : 'train', { ...this.feeds(batch), lr: scalar(rate), stepSize: scalar(stepSize), epsilon: scalar(epsilon) });
    const grids = watched ? readProbe(this.graph, this.probes, result) : undefined;
    return { ...batchResult(result), gradientNorm: number(result['gradientNorm']), ...(grids && { grids }) };
  }

  /** Loss and hits of one batch, batch norm by its running statistics. */
  evaluate(batch: LabelledImages): BatchResult {
    return batchResult(this.executable.run('evaluate', this.feeds(batch)));
  }

  /** [N, classes], row by row. */
  logits(images: Float32Array): Float32Array {
    return this.executable.run('logits', { images: this.imageTensor(images) })['logits']?.data as Float32Array;
  }

  /** Weights, running statistics and optimiser tensors by name, in torch's layout. */
  state(): Map<string, NamedTensor> {
    const values = this.executable.read([...this.specs.keys()]);
    return new Map([...this.specs].map(([name, spec]) => [name, { shape: spec.shape, data: toTorch(spec, present(values.get(name)).data as Float32Array) }]));
  }

  /** Sets what is given; the rest of the optimiser's tensors start at zero. @throws Error on an unknown name or a wrong size. */
  setState(state: ReadonlyMap<string, Float32Array>): void {
    const values = new Map<string, HostTensor>();
    for (const [name, spec] of this.specs) {
      const data = state.get(name) ?? (name.startsWith('optimizer.') ? new Float32Array(size(spec)) : undefined);
      if (data === undefined) throw new Error(`no value for ${name}`);
      if (data.length !== size(spec)) throw new Error(`${name} has ${data.length} values; expected ${size(spec)}`);
      values.set(name, toBackend(spec, data));
    }
    this.executable.write(values);
  }

  /** Tensors alive in the backend. */
  tensorCount(): number {
    return this.executable.tensorCount();
  }

  dispose(): void {
    this.executable.dispose();
  }

  private feeds({ images, labels }: LabelledImages): Record<string, HostTensor> {
    return { images: this.imageTensor(images), labels: { shape: [labels.length], data: labels } };
  }

  private imageTensor(images: Float32Array): HostTensor {
    const [, ...pixel] = imageShape(this.graph);
    return { shape: [images.length / pixel.reduce((a, b) => a * b, 1), ...pixel], data: images };
  }
}

function trainingProgram(graph: Graph, optimizer: OptimizerConfig, labelSmoothing: number, probes: readonly ProbeKind[]): Program {
  const rate = { shape: [], type: 'float32' } as const;
  return {
    inputs: { images: { shape: imageShape(graph), type: 'float32' }, labels: { shape: [-1], type: 'int32' }, lr: rate, stepSize: rate, epsilon: rate },
    build: (operations, inputs) => {
      const labels = present(inputs['labels']);
      const pass = new ProbePass(operations, graph, probes);
      const trace = forward(operations, graph, present(inputs['images']), 'training', pass.seeOutput);
      const { loss, gradient } = operations.softmaxCrossEntropy(trace.logits, labels, labelSmoothing);
      const top1 = operations.topCount(trace.logits, labels, 1);
      const top5 = operations.topCount(trace.logits, labels, Math.min(5, graph.options.classes));
      const gradients = backward(operations, graph, trace, gradient, pass.seeGradient);
      const gradientNorm = operations.globalNorm([...gradients.values()]);
      const seen = pass.finish(gradients);
      applyUpdates(operations, optimizer, gradients, { lr: present(inputs['lr']), stepSize: present(inputs['stepSize']), epsilon: present(inputs['epsilon']) });
      return { loss, top1, top5, gradientNorm, ...seen };
    },
  };
}

/** Every tensor of the state by name; an optimiser's tensor has the layout of its parameter. */
function stateSpecs(graph: Graph, optimizer: OptimizerConfig): Map<string, ParameterSpec> {
  const specs = new Map<string, ParameterSpec>();
  for (const spec of parameterSpecs(graph)) {
    specs.set(spec.name, spec);
    if (spec.trainable) for (const slot of slotNames(spec.name, optimizer)) specs.set(slot, spec);
  }
  return specs;
}

function size(spec: ParameterSpec): number {
  return spec.shape.reduce((a, b) => a * b, 1);
}

function scalar(value: number): HostTensor {
  return { shape: [], data: Float32Array.of(value) };
}

function number(tensor: HostTensor | undefined): number {
  return present(tensor?.data[0]);
}

function batchResult(result: Record<string, HostTensor>): BatchResult {
  return { loss: number(result['loss']), top1: number(result['top1']), top5: number(result['top5']) };
}
