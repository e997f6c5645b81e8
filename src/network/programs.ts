import type { HostTensor, Program, VariableSpec } from '../backend/backend';
import type { Graph } from '../resnet/graph';
import { forward } from './forward';
import { parameterSpecs } from './initialise';
import { backendShape, toBackend } from './layout';

/** A graph's tensors as variables of a backend. */
export function networkVariables(graph: Graph): VariableSpec[] {
  return parameterSpecs(graph).map((spec) => ({ name: spec.name, shape: backendShape(spec) }));
}

/** A graph's tensors as a backend takes them; `weights` in torch's layout. */
export function networkTensors(graph: Graph, weights: ReadonlyMap<string, Float32Array>): Map<string, HostTensor> {
  return new Map(parameterSpecs(graph).map((spec) => [spec.name, toBackend(spec, present(weights.get(spec.name)))]));
}

/** [batch, height, width, channels], the batch free. */
export function imageShape(graph: Graph): number[] {
  const { height, width, channels } = graph.options.input;
  return [-1, height, width, channels];
}

/** Images → logits, batch norm by its running statistics. */
export function logitsProgram(graph: Graph): Program {
  return {
    inputs: { images: { shape: imageShape(graph), type: 'float32' } },
    build: (operations, { images }) => ({ logits: forward(operations, graph, present(images), 'inference').logits }),
  };
}

/** Images and labels → mean loss (without label smoothing) and how many labels are the first, and among the first five. */
export function evaluationProgram(graph: Graph): Program {
  return {
    inputs: { images: { shape: imageShape(graph), type: 'float32' }, labels: { shape: [-1], type: 'int32' } },
    build: (operations, inputs) => {
      const labels = present(inputs['labels']);
      const { logits } = forward(operations, graph, present(inputs['images']), 'inference');
      const { loss } = operations.softmaxCrossEntropy(logits, labels, 0);
      return { loss, top1: operations.topCount(logits, labels, 1), top5: operations.topCount(logits, labels, Math.min(5, graph.options.classes)) };
    },
  };
}

export function present<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('a program was built without one of its inputs');
  return value;
}
