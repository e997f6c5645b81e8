import assert from 'node:assert/strict';
import { buildGraph } from '../../../src/resnet/build';
import { ARCHITECTURE_NAMES } from '../../../src/resnet/catalogue';
import { describe as description } from '../../../src/resnet/describe';

describe('describe', () => {
  const resnet50 = description(buildGraph({ architecture: 'resnet50' }));

  it('prints the paper’s table of resnet50', () => {
    assert.deepEqual(
      resnet50.stages.map(({ stage, output, layers }) => [stage, `${output.height}×${output.width}×${output.channels}`, layers]),
      [
        ['conv1', '112×112×64', '7×7, 64, stride 2'],
        ['conv2_x', '56×56×256', '3×3 max pool, stride 2; [1×1, 64; 3×3, 64; 1×1, 256] × 3'],
        ['conv3_x', '28×28×512', '[1×1, 128; 3×3, 128; 1×1, 512] × 4'],
        ['conv4_x', '14×14×1024', '[1×1, 256; 3×3, 256; 1×1, 1024] × 6'],
        ['conv5_x', '7×7×2048', '[1×1, 512; 3×3, 512; 1×1, 2048] × 3'],
        ['average pool', '1×1×2048', 'global average'],
        ['fc', '1×1×1000', '1000-d fc'],
        ['softmax', '1×1×1000', 'softmax'],
      ],
    );
    assert.deepEqual(resnet50.stages.map(({ parameters }) => parameters), [9_536, 215_808, 1_219_584, 7_098_368, 14_964_736, 0, 2_049_000, 0]);
  });

  it('states the whole', () => {
    const { architecture, order, tokens, input, classes, parameters } = resnet50;
    assert.deepEqual(
      { architecture, order, tokens, input, classes, parameters },
      { architecture: 'resnet50', order: 'original', tokens: 'conv-bn-relu-conv-bn-add-relu', input: [3, 224, 224], classes: 1000, parameters: 25_557_032 },
    );
  });

  it('lists layers by torchvision’s names with shapes, parameters and MACs', () => {
    const row = (name: string): unknown => resnet50.layers.find((layer) => layer.name === name);
    assert.deepEqual(row('conv1'), { name: 'conv1', kind: 'conv', detail: '7×7, 64, stride 2', output: [64, 112, 112], parameters: 9_408, macs: 118_013_952 });
    assert.deepEqual(row('layer3.0.downsample.1'), { name: 'layer3.0.downsample.1', kind: 'bn', detail: '', output: [1024, 14, 14], parameters: 2_048, macs: 0 });
    assert.deepEqual(row('fc'), { name: 'fc', kind: 'fc', detail: '', output: [1000], parameters: 2_049_000, macs: 2_048_000 });
    assert.equal(row('input'), undefined);
  });

  it('tells groups, dilation, bias and pad shortcuts', () => {
    const detail = (options: Parameters<typeof buildGraph>[0], name: string): string | undefined => description(buildGraph(options)).layers.find((layer) => layer.name === name)?.detail;
    assert.equal(detail({ architecture: 'resnext50_32x4d' }, 'layer2.0.conv2'), '3×3, 256, stride 2, groups 32');
    assert.equal(detail({ architecture: 'resnet50', replaceStrideWithDilation: [false, false, true] }, 'layer4.1.conv2'), '3×3, 512, dilation 2');
    assert.equal(detail({ architecture: 'resnet8', order: 'no-bn' }, 'conv1'), '3×3, 16, bias');
    assert.equal(detail({ architecture: 'resnet8' }, 'layer2.0.shortcut'), 'stride 2, zero channels');
  });

  it('has rows that sum to the whole, for every architecture', () => {
    for (const architecture of ARCHITECTURE_NAMES) {
      const whole = description(buildGraph({ architecture }));
      for (const rows of [whole.layers, whole.stages]) {
        assert.equal(rows.reduce((sum, row) => sum + row.parameters, 0), whole.parameters, architecture);
        assert.equal(rows.reduce((sum, row) => sum + row.macs, 0), whole.macs, architecture);
      }
    }
  });

  it('gives a CIFAR net its own table', () => {
    const { stages } = description(buildGraph({ architecture: 'resnet20' }));
    assert.deepEqual(stages.map(({ stage, layers }) => [stage, layers]), [
      ['conv1', '3×3, 16'],
      ['conv2_x', '[3×3, 16; 3×3, 16] × 3'],
      ['conv3_x', '[3×3, 32; 3×3, 32] × 3'],
      ['conv4_x', '[3×3, 64; 3×3, 64] × 3'],
      ['average pool', 'global average'],
      ['fc', '10-d fc'],
      ['softmax', 'softmax'],
    ]);
  });
});
