import assert from 'node:assert/strict';
import { LabError } from '../../../src/base/errors';
import { buildGraph } from '../../../src/resnet/build';
import { totals } from '../../../src/resnet/count';
import type { Graph, Layer, NetworkOptions } from '../../../src/resnet/graph';

type Conv = Extract<Layer, { kind: 'conv' }>;

function layerNamed(graph: Graph, name: string): Layer {
  const layer = graph.layers.find((l) => l.name === name);
  if (layer === undefined) throw new Error(`no layer ${name}`);
  return layer;
}

function convNamed(graph: Graph, name: string): Conv {
  const layer = layerNamed(graph, name);
  if (layer.kind !== 'conv') throw new Error(`${name} is no conv`);
  return layer;
}

/** Names of the batch norms whose γ starts at zero. */
function zeroed(options: Omit<NetworkOptions, 'zeroInitResidual'>): string[] {
  const specs = buildGraph({ ...options, zeroInitResidual: true }).layers.flatMap((layer) => layer.parameters);
  return specs.filter((spec) => spec.role === 'gamma' && spec.init.kind === 'constant' && spec.init.value === 0).map((spec) => spec.name);
}

function units(counts: readonly number[], suffix: string): string[] {
  return counts.flatMap((count, s) => Array.from({ length: count }, (_, i) => `layer${s + 1}.${i}.${suffix}`));
}

describe('zeroInitResidual', () => {
  it('zeroes the last γ of each branch: bn2 of basic units, bn3 of bottlenecks', () => {
    assert.deepEqual(zeroed({ architecture: 'resnet18' }), units([2, 2, 2, 2], 'bn2.weight'));
    assert.deepEqual(zeroed({ architecture: 'resnet50' }), units([3, 4, 6, 3], 'bn3.weight'));
  });
  it('looks for the last bn before the addition, whatever stands around it', () => {
    assert.deepEqual(zeroed({ architecture: 'resnet8', order: 'relu-before-add' }), units([1, 1, 1], 'bn2.weight'));
    assert.deepEqual(zeroed({ architecture: 'resnet8', order: 'bn-relu-conv-bn-relu-conv-bn-add-bn' }), units([1, 1, 1], 'bn3.weight'));
  });
  it('leaves every γ at one otherwise', () => {
    const specs = buildGraph({ architecture: 'resnet50' }).layers.flatMap((layer) => layer.parameters).filter((spec) => spec.role === 'gamma');
    assert.ok(specs.length > 0 && specs.every((spec) => spec.init.kind === 'constant' && spec.init.value === 1));
  });
  it('is refused where no bn ends the branch', () => {
    assert.throws(() => buildGraph({ architecture: 'resnet8', order: 'full-preact', zeroInitResidual: true }), /order "full-preact" has no bn between/);
  });
});

describe('replaceStrideWithDilation', () => {
  const graph = buildGraph({ architecture: 'resnet50', replaceStrideWithDilation: [false, true, true] });
  const geometry = (name: string): number[] => {
    const { stride, dilation, padding } = convNamed(graph, name).geometry;
    return [stride, dilation, padding];
  };

  it('dilates instead of striding; the first unit of a stage keeps the dilation before it', () => {
    assert.deepEqual(geometry('layer2.0.conv2'), [2, 1, 1]);
    assert.deepEqual(geometry('layer3.0.conv2'), [1, 1, 1]);
    assert.deepEqual(geometry('layer3.1.conv2'), [1, 2, 2]);
    assert.deepEqual(geometry('layer4.0.conv2'), [1, 2, 2]);
    assert.deepEqual(geometry('layer4.2.conv2'), [1, 4, 4]);
    assert.deepEqual(geometry('layer4.0.downsample.0'), [1, 1, 0]);
  });
  it('keeps the size of the map and the parameters', () => {
    assert.equal(layerNamed(graph, 'layer4.2.conv3').output.height, 28);
    assert.equal(totals(graph).parameters, totals(buildGraph({ architecture: 'resnet50' })).parameters);
  });
  it('is refused on basic units and CIFAR nets', () => {
    for (const architecture of ['resnet18', 'resnet20', 'resnet164']) {
      assert.throws(() => buildGraph({ architecture, replaceStrideWithDilation: [false, false, true] }), /cannot dilate/);
    }
  });
});

describe('groups and widthPerGroup', () => {
  it('make a ResNeXt and a Wide ResNet out of resnet50', () => {
    assert.equal(totals(buildGraph({ architecture: 'resnet50', groups: 32, widthPerGroup: 4 })).parameters, 25_028_904);
    assert.equal(totals(buildGraph({ architecture: 'resnet50', widthPerGroup: 128 })).parameters, 68_883_240);
  });
  it('shape the 3×3 conv', () => {
    const conv = convNamed(buildGraph({ architecture: 'resnext101_64x4d' }), 'layer1.0.conv2');
    assert.equal(conv.geometry.groups, 64);
    assert.deepEqual(conv.parameters[0]?.shape, [256, 4, 3, 3]);
  });
  it('are refused on basic units', () => {
    assert.throws(() => buildGraph({ architecture: 'resnet34', groups: 2 }), /takes? groups 1/);
    assert.throws(() => buildGraph({ architecture: 'resnet34', widthPerGroup: 128 }), /basic units/);
  });
});

describe('input size and classes', () => {
  it('change the fc layer and the maps, not the rest', () => {
    const graph = buildGraph({ architecture: 'resnet50', classes: 7, input: { height: 97, width: 160, channels: 3 } });
    assert.deepEqual(layerNamed(graph, 'fc').parameters.map((spec) => spec.shape), [[7, 2048], [7]]);
    // 97 → 49 → 25 → 13 → 7 → 4, 160 → 80 → 40 → 20 → 10 → 5: each stride rounds up, as torch's padding makes it.
    assert.deepEqual(layerNamed(graph, 'layer4.2.conv3').output, { height: 4, width: 5, channels: 2048 });
    assert.equal(totals(graph).parameters, 25_557_032 - 993 * 2049);
  });
  it('takes grey images', () => {
    const conv = convNamed(buildGraph({ architecture: 'resnet20', input: { height: 28, width: 28, channels: 1 } }), 'conv1');
    assert.deepEqual(conv.parameters[0]?.shape, [16, 1, 3, 3]);
  });
  it('works down to one pixel', () => {
    assert.deepEqual(layerNamed(buildGraph({ architecture: 'resnet18', input: { height: 1, width: 1, channels: 3 } }), 'layer4.1.conv2').output, { height: 1, width: 1, channels: 512 });
  });
  it('a pad shortcut rounds odd sizes up, as the strided conv beside it', () => {
    const graph = buildGraph({ architecture: 'resnet8', input: { height: 29, width: 31, channels: 3 } });
    assert.deepEqual(layerNamed(graph, 'layer2.0.shortcut').output, layerNamed(graph, 'layer2.0.conv2').output);
  });
});

describe('options that cannot be', () => {
  const input = { height: 32, width: 32, channels: 3 };
  const cases: readonly [string, NetworkOptions, RegExp][] = [
    ['no classes', { architecture: 'resnet20', classes: 0 }, /classes is 0; expected a whole number from 1/],
    ['a fraction of a class', { architecture: 'resnet20', classes: 2.5 }, /classes is 2\.5/],
    ['a huge number of classes', { architecture: 'resnet20', classes: 1e9 }, /classes is 1000000000/],
    ['a negative height', { architecture: 'resnet20', input: { ...input, height: -32 } }, /input height is -32/],
    ['a width that is no number', { architecture: 'resnet20', input: { ...input, width: Number.NaN } }, /input width is NaN/],
    ['too many channels', { architecture: 'resnet20', input: { ...input, channels: 1000 } }, /input channels is 1000/],
    ['no channels at all', { architecture: 'resnet164', widthPerGroup: 1 }, /widthPerGroup/],
    ['no groups', { architecture: 'resnet50', groups: 0 }, /groups is 0/],
    ['a negative width', { architecture: 'resnet50', widthPerGroup: -64 }, /widthPerGroup is -64/],
    ['four convs in a bottleneck', { architecture: 'resnet50', order: 'conv-conv-conv-conv-add' }, /has 4 convs; a bottleneck unit of resnet50 has three/],
  ];
  for (const [what, options, message] of cases) {
    it(what, () => {
      assert.throws(() => buildGraph(options), (error: unknown) => error instanceof LabError && error.kind === 'input' && message.test(error.message));
    });
  }
});
