import assert from 'node:assert/strict';
import type { Backend, Program } from '../../../src/backend/backend';
import { backward } from '../../../src/network/backward';
import { forward } from '../../../src/network/forward';
import { parameterSpecs } from '../../../src/network/initialise';
import { toBackend } from '../../../src/network/layout';
import { imageShape, networkVariables, present } from '../../../src/network/programs';
import { buildGraph } from '../../../src/resnet/build';
import type { Graph, Layer, NetworkOptions, ParameterSpec } from '../../../src/resnet/graph';
import { NAMED_ORDERS } from '../../../src/resnet/order';
import { autodiff, distanceToKink, type AutodiffResult, type LabelledBatch } from '../../helpers/autodiff';
import { eachBackend } from '../../helpers/backends';
import { formulaBatch, formulaParameters } from '../../helpers/deterministic';

/** Of a parameter's gradient, relative to its norm: both sides compute in 32 bits. */
const TOLERANCE = 1e-4;
/** Batches in which a value of a relu or a max pooling is nearer to its kink are passed over: rounding moves values by up to a tenth of that. */
const CLEAR = 1e-5;

interface Case {
  readonly title: string;
  readonly graph: Graph;
  readonly batch: number;
  readonly smoothing: number;
}

const TINY = { architecture: 'resnet8', input: { height: 8, width: 8, channels: 3 }, classes: 4 } as const;
const CASES: readonly Case[] = [
  ...NAMED_ORDERS.map(({ name }) => tiny(name, { order: name, shortcut: 'A' })),
  tiny('original, shortcut B', { shortcut: 'B' }),
  tiny('original, shortcut C', { shortcut: 'C' }),
  tiny('full-preact, shortcut B', { order: 'full-preact', shortcut: 'B' }),
  tiny('original, grey images of odd and unequal sides', { input: { height: 7, width: 9, channels: 1 } }, 3),
  { ...tiny('original, label smoothing 0.1', {}), smoothing: 0.1 },
  { title: "resnet18's 7×7 stem, max pooling and first stage", graph: firstStage(buildGraph({ architecture: 'resnet18', input: { height: 20, width: 16, channels: 3 }, classes: 4 })), batch: 2, smoothing: 0 },
];

function tiny(title: string, options: Partial<NetworkOptions>, batch = 4): Case {
  return { title, graph: buildGraph({ ...TINY, ...options }), batch, smoothing: 0 };
}

/** A network's stem and first stage with a classifier of its own: JavaScript takes half a minute for the whole. */
function firstStage(graph: Graph): Graph {
  const layers = graph.layers.slice(0, graph.layers.findIndex(({ stage }) => stage === 'conv3_x'));
  const { channels } = (layers.at(-1) as Layer).output;
  const [pool, fc] = graph.layers.slice(-3) as [Layer, Layer];
  const weight = { ...(fc.parameters[0] as ParameterSpec), shape: [graph.options.classes, channels] };
  layers.push({ ...pool, inputs: [layers.length - 1], output: { height: 1, width: 1, channels } });
  layers.push({ ...fc, inputs: [layers.length - 1], parameters: [weight, fc.parameters[1] as ParameterSpec] });
  return { ...graph, layers };
}

/** All gradients of one training step as outputs, and the loss. */
function gradientsProgram(graph: Graph, smoothing: number): Program {
  return {
    inputs: { images: { shape: imageShape(graph), type: 'float32' }, labels: { shape: [-1], type: 'int32' } },
    build: (operations, inputs) => {
      const trace = forward(operations, graph, present(inputs['images']), 'training');
      const { loss, gradient } = operations.softmaxCrossEntropy(trace.logits, present(inputs['labels']), smoothing);
      return { loss, ...Object.fromEntries(backward(operations, graph, trace, gradient)) };
    },
  };
}

function ownGradients(backend: Backend, graph: Graph, { images, labels }: LabelledBatch, smoothing: number): AutodiffResult {
  const executable = backend.prepare(networkVariables(graph), { gradients: gradientsProgram(graph, smoothing) });
  const parameters = formulaParameters(graph);
  executable.write(new Map(parameterSpecs(graph).map((spec) => [spec.name, toBackend(spec, present(parameters.get(spec.name)))])));
  const [, ...pixel] = imageShape(graph);
  const { loss, ...gradients } = executable.run('gradients', { images: { shape: [labels.length, ...pixel], data: images }, labels: { shape: [labels.length], data: labels } });
  executable.dispose();
  return { loss: present(loss?.data[0]), gradients: new Map(Object.entries(gradients).map(([name, { data }]) => [name, Float32Array.from(data)])) };
}

/** The first of twenty batches in which no value is at a kink. */
async function clearBatch(graph: Graph, count: number): Promise<LabelledBatch> {
  for (let step = 0; step < 20; step++) {
    const batch = formulaBatch(step, count, graph.options.input, graph.options.classes);
    if ((await distanceToKink(graph, formulaParameters(graph), batch)) > CLEAR) return batch;
  }
  throw new Error('every batch has a value at a kink');
}

function norm(values: ArrayLike<number>): number {
  return Math.sqrt(Array.from(values).reduce((sum, value) => sum + value * value, 0));
}

function assertSame(actual: AutodiffResult, expected: AutodiffResult): void {
  assert.ok(Math.abs(actual.loss - expected.loss) < 1e-5 * expected.loss, `the loss is ${actual.loss}; autodiff has ${expected.loss}`);
  assert.deepEqual([...actual.gradients.keys()].sort(), [...expected.gradients.keys()].sort());
  for (const [name, wanted] of expected.gradients) {
    const found = present(actual.gradients.get(name));
    assert.equal(found.length, wanted.length, name);
    const error = norm(wanted.map((value, i) => value - (found[i] as number)));
    assert.ok(error <= TOLERANCE * norm(wanted), `the gradient of ${name} is off by ${error}; its norm is ${norm(wanted)}`);
  }
}

describe("network: every gradient against tfjs's automatic differentiation", function () {
  this.timeout(120_000);
  const batches = new Map<Case, LabelledBatch>();
  const expected = new Map<Case, AutodiffResult>();

  // All before any of our backends is loaded: tfjs has one backend at a time.
  before(async () => {
    for (const c of CASES) {
      const batch = await clearBatch(c.graph, c.batch);
      batches.set(c, batch);
      expected.set(c, await autodiff(c.graph, formulaParameters(c.graph), batch, c.smoothing));
    }
  });

  eachBackend((name, load) => {
    describe(name, () => {
      let backend: Backend;
      before(async () => {
        backend = await load();
      });
      for (const c of CASES) {
        it(c.title, () => assertSame(ownGradients(backend, c.graph, present(batches.get(c)), c.smoothing), present(expected.get(c))));
      }
    });
  });
});
