import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { foldBatchNorm } from '../../../src/network/fold';
import { buildGraph } from '../../../src/resnet/build';
import type { NetworkOptions } from '../../../src/resnet/graph';
import { exportModel } from '../../../src/weights/export/export-model';
import { exportable, temporaryFolder } from '../../helpers/exported';
import { Message } from '../../helpers/onnx';

/** The numbers of `onnx.proto3`'s fields. */
const MODEL = { irVersion: 1, graph: 7, opsets: 8, metadata: 14 };
const GRAPH = { nodes: 1, initializers: 5, inputs: 11, outputs: 12 };
const NODE = { inputs: 1, outputs: 2, name: 3, operator: 4 };
const TENSOR = { dims: 1, type: 2, name: 8, raw: 9 };

describe('weights: a model exported as ONNX', () => {
  const folder = temporaryFolder();
  const written = async (options: NetworkOptions & { side: number }, fold = false): Promise<{ model: ReturnType<typeof exportable>; proto: Message; graph: Message }> => {
    const model = exportable(options);
    const path = join(folder, 'model.onnx');
    assert.deepEqual(await exportModel(model, 'onnx', path, { fold }), [path]);
    const proto = new Message(readFileSync(path));
    return { model, proto, graph: new Message(proto.bytes(MODEL.graph)[0] ?? new Uint8Array()) };
  };

  it('is of operator set 17, for images of any number', async () => {
    const { proto, graph } = await written({ architecture: 'resnet8', side: 32 });
    assert.deepEqual(proto.numbers(MODEL.irVersion), [8]);
    assert.deepEqual(proto.messages(MODEL.opsets).map((opset) => [opset.text(1), opset.numbers(2)]), [['', [17]]]);
    const shape = (value: Message): (string | number | undefined)[] => {
      const dimensions = value.messages(2).flatMap((type) => type.messages(1)).flatMap((tensor) => tensor.messages(2)).flatMap((of) => of.messages(1));
      return dimensions.map((dimension) => dimension.numbers(1)[0] ?? dimension.text(2));
    };
    const values = (field: number): unknown[] => graph.messages(field).map((value) => [value.text(1), shape(value)]);
    assert.deepEqual(values(GRAPH.inputs), [['images', ['N', 3, 32, 32]]]);
    assert.deepEqual(values(GRAPH.outputs), [['logits', ['N', 10]], ['probabilities', ['N', 10]]]);
  });

  for (const { fold = false, ...options } of [
    { architecture: 'resnet8', side: 32, shortcut: 'A' },
    { architecture: 'resnet8', side: 32, shortcut: 'A', fold: true },
    { architecture: 'resnet8', side: 32, order: 'full-preact', shortcut: 'B', fold: true },
    { architecture: 'resnet8', side: 32, order: 'no-bn', shortcut: 'B' },
  ] as const) {
    it(`has a node for each layer, every tensor, and nothing that is read before it is made: ${JSON.stringify({ ...options, fold })}`, async () => {
      const { model, graph } = await written(options, fold);
      const expected = fold ? foldBatchNorm(model.graph, model.weights) : model;
      const nodes = graph.messages(GRAPH.nodes);
      const names = nodes.map((node) => node.text(NODE.name));
      const layers = expected.graph.layers.slice(1).map((layer) => layer.name);
      assert.deepEqual(names.filter((name) => layers.includes(name)), layers);
      assert.deepEqual(names.filter((name) => !layers.includes(name) && !name.endsWith('.shortcut.slice')), ['flatten']);

      const initializers = graph.messages(GRAPH.initializers);
      const known = new Set(['images', ...initializers.map((tensor) => tensor.text(TENSOR.name))]);
      for (const node of nodes) {
        for (const input of node.texts(NODE.inputs)) assert.ok(known.has(input), `${node.text(NODE.name)} reads ${input}`);
        for (const output of node.texts(NODE.outputs)) known.add(output);
      }
      assert.ok(known.has('logits') && known.has('probabilities'));

      const floats = initializers.filter((tensor) => tensor.numbers(TENSOR.type)[0] === 1);
      const specs = expected.graph.layers.flatMap((layer) => layer.parameters);
      assert.deepEqual(floats.map((tensor) => [tensor.text(TENSOR.name), tensor.numbers(TENSOR.dims)]), specs.map(({ name, shape }) => [name, shape]));
      for (const tensor of floats) {
        const values = expected.weights.get(tensor.text(TENSOR.name)) ?? new Float32Array();
        const raw = Buffer.from(tensor.bytes(TENSOR.raw)[0] ?? []);
        assert.deepEqual(Float32Array.from({ length: raw.length / 4 }, (_, i) => raw.readFloatLE(4 * i)), values);
      }
    });
  }

  it('carries what one must know to use it, by which the network is built again', async () => {
    const { model, proto } = await written({ architecture: 'resnet8', side: 32, order: 'conv-relu-bn-conv-bn-relu-add', shortcut: 'C' });
    const metadata = Object.fromEntries(proto.messages(MODEL.metadata).map((entry) => [entry.text(1), entry.text(2)]));
    const { options = '', preprocessing = '', labels = '', name } = metadata;
    assert.deepEqual({ preprocessing: JSON.parse(preprocessing) as unknown, labels: JSON.parse(labels) as unknown, name }, { preprocessing: model.preprocessing, labels: model.labels, name: model.name });
    assert.deepEqual(buildGraph(JSON.parse(options) as NetworkOptions), model.graph);
  });
});
