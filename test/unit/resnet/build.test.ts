import assert from 'node:assert/strict';
import { buildGraph } from '../../../src/resnet/build';
import { ARCHITECTURE_NAMES } from '../../../src/resnet/catalogue';
import type { Graph, Layer, NetworkOptions } from '../../../src/resnet/graph';
import { NAMED_ORDERS } from '../../../src/resnet/order';

function index(graph: Graph, name: string): number {
  const found = graph.layers.findIndex((layer) => layer.name === name);
  if (found < 0) throw new Error(`no layer ${name}`);
  return found;
}

/** Names of what a layer reads. */
function reads(graph: Graph, name: string): string[] {
  return (graph.layers[index(graph, name)]?.inputs ?? []).map((i) => graph.layers[i]?.name ?? '');
}

function names(graph: Graph, where: (layer: Layer) => boolean): string[] {
  return graph.layers.filter(where).map((layer) => layer.name);
}

function assertSound(options: NetworkOptions): void {
  const graph = buildGraph(options);
  const title = JSON.stringify(options);
  assert.equal(new Set(graph.layers.map((layer) => layer.name)).size, graph.layers.length, `${title}: names are unique`);
  const read = new Set(graph.layers.flatMap((layer) => layer.inputs));
  graph.layers.forEach((layer, i) => {
    assert.ok(layer.inputs.every((from) => from < i), `${title}: ${layer.name} reads what came before`);
    assert.ok(i === graph.layers.length - 1 || read.has(i), `${title}: ${layer.name} is read`);
    if (layer.kind !== 'add') return;
    const [branch, shortcut] = layer.inputs.map((from) => graph.layers[from]?.output);
    assert.deepEqual(branch, shortcut, `${title}: both sides of ${layer.name} are of one shape`);
  });
}

describe('a graph', () => {
  it('is sound for every architecture', () => {
    for (const architecture of ARCHITECTURE_NAMES) assertSound({ architecture });
  });
  it('is sound for every order, shortcut and odd size, basic and bottleneck', () => {
    for (const { name: order } of NAMED_ORDERS) {
      for (const shortcut of ['A', 'B', 'C'] as const) {
        for (const architecture of ['resnet14', 'resnet18', 'resnet50']) assertSound({ architecture, order, shortcut, input: { height: 37, width: 50, channels: 3 } });
      }
    }
  });
});

describe('original order', () => {
  const graph = buildGraph({ architecture: 'resnet50' });
  it('is torchvision’s bottleneck, layer by layer', () => {
    assert.deepEqual(
      names(graph, (layer) => layer.unit === 'layer1.0').map((name) => name.replace('layer1.0.', '')),
      ['conv1', 'bn1', 'relu', 'conv2', 'bn2', 'relu_1', 'conv3', 'bn3', 'downsample.0', 'downsample.1', 'add', 'relu_2'],
    );
    assert.deepEqual(reads(graph, 'layer1.0.add'), ['layer1.0.bn3', 'layer1.0.downsample.1']);
    assert.deepEqual(reads(graph, 'layer1.0.downsample.0'), ['maxpool']);
    assert.deepEqual(reads(graph, 'layer1.1.add'), ['layer1.1.bn3', 'layer1.0.relu_2']);
  });
  it('begins and ends as the paper’s', () => {
    assert.deepEqual(names(graph, (layer) => layer.unit === undefined), ['input', 'conv1', 'bn1', 'relu', 'maxpool', 'avgpool', 'fc', 'softmax']);
  });
  it('strides on the 3×3 conv', () => {
    const strided = graph.layers.filter((layer) => layer.kind === 'conv' && layer.geometry.stride === 2).map((layer) => layer.name);
    assert.deepEqual(strided, ['conv1', ...[2, 3, 4].flatMap((s) => [`layer${s}.0.conv2`, `layer${s}.0.downsample.0`])]);
  });
});

describe('pre-activation', () => {
  const graph = buildGraph({ architecture: 'resnet14', order: 'full-preact', shortcut: 'B' });
  it('leaves the stem its conv, and ends with the prefix', () => {
    assert.deepEqual(names(graph, (layer) => layer.stage === 'conv1'), ['conv1']);
    assert.deepEqual(names(graph, (layer) => layer.name.startsWith('head.')), ['head.bn1', 'head.relu']);
    assert.deepEqual(reads(graph, 'avgpool'), ['head.relu']);
    assert.deepEqual(reads(graph, 'head.bn1'), ['layer3.1.add']);
  });
  it('feeds both paths of the first unit, and the projection, from the prefix', () => {
    assert.deepEqual(reads(graph, 'layer1.0.add'), ['layer1.0.conv2', 'layer1.0.relu']);
    assert.deepEqual(reads(graph, 'layer2.0.downsample.0'), ['layer2.0.relu']);
  });
  it('carries the raw sum past all other units', () => {
    assert.deepEqual(reads(graph, 'layer1.1.add'), ['layer1.1.conv2', 'layer1.0.add']);
    assert.deepEqual(reads(graph, 'layer2.1.add'), ['layer2.1.conv2', 'layer2.0.add']);
  });
  it('does not normalise the projection', () => {
    assert.deepEqual(names(graph, (layer) => layer.name.includes('downsample')), ['layer2.0.downsample.0', 'layer3.0.downsample.0']);
  });
});

describe('shortcuts', () => {
  const shortcuts = (shortcut: 'A' | 'B' | 'C', order = 'original'): string[] =>
    names(buildGraph({ architecture: 'resnet14', order, shortcut }), (layer) => layer.kind === 'pad-shortcut' || layer.name.endsWith('downsample.0'));

  it('A pads where the shape changes', () => assert.deepEqual(shortcuts('A'), ['layer2.0.shortcut', 'layer3.0.shortcut']));
  it('B projects there', () => assert.deepEqual(shortcuts('B'), ['layer2.0.downsample.0', 'layer3.0.downsample.0']));
  it('C projects everywhere', () => {
    assert.deepEqual(shortcuts('C'), [1, 2, 3].flatMap((s) => [`layer${s}.0.downsample.0`, `layer${s}.1.downsample.0`]));
  });
  it('plain has none', () => assert.deepEqual(shortcuts('C', 'plain'), []));
});

describe('without bn', () => {
  it('every conv has a bias that starts at zero, and nothing is normalised', () => {
    const graph = buildGraph({ architecture: 'resnet14', order: 'no-bn', shortcut: 'B' });
    assert.deepEqual(names(graph, (layer) => layer.kind === 'bn'), []);
    const convs = graph.layers.filter((layer) => layer.kind === 'conv');
    assert.ok(convs.every((layer) => layer.bias && layer.parameters[1]?.role === 'bias'));
    assert.deepEqual(convs[0]?.parameters[1], { name: 'conv1.bias', role: 'bias', shape: [16], init: { kind: 'constant', value: 0 }, trainable: true });
  });
});

describe('initialisation', () => {
  const specs = new Map(buildGraph({ architecture: 'resnext50_32x4d' }).layers.flatMap((layer) => layer.parameters).map((spec) => [spec.name, spec.init]));
  it('is torch’s: kaiming by fan out for convs, 1/√fan in for fc, ones and zeros for bn', () => {
    assert.deepEqual(specs.get('conv1.weight'), { kind: 'kaiming-normal', fanOut: 64 * 49 });
    assert.deepEqual(specs.get('fc.weight'), { kind: 'linear', fanIn: 2048 });
    assert.deepEqual(specs.get('fc.bias'), { kind: 'linear', fanIn: 2048 });
    assert.deepEqual(specs.get('bn1.bias'), { kind: 'constant', value: 0 });
    assert.deepEqual(specs.get('bn1.running_var'), { kind: 'constant', value: 1 });
  });
});
