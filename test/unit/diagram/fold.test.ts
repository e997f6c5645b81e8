import assert from 'node:assert/strict';
import { diagramModel } from '../../../src/diagram/fold';
import { buildGraph } from '../../../src/resnet/build';
import type { NetworkOptions } from '../../../src/resnet/graph';

/** Parts as `conv1`, or `conv3_x[layer2.0 projection; layer2.1–3 identity]`. */
function outline(options: NetworkOptions): string[] {
  return diagramModel(buildGraph(options)).parts.map((part) => (part.kind === 'layer' ? part.id : `${part.id}[${part.groups.map(({ id, units }) => `${id} ${units[0]?.shortcut}`).join('; ')}]`));
}

describe('diagramModel', () => {
  it('folds equal neighbours; the first unit of a stage that changes shape stays apart', () => {
    assert.deepEqual(outline({ architecture: 'resnet34' }), [
      ...['input', 'conv1', 'bn1', 'relu', 'maxpool'],
      'conv2_x[layer1.0–2 identity]',
      'conv3_x[layer2.0 projection; layer2.1–3 identity]',
      'conv4_x[layer3.0 projection; layer3.1–5 identity]',
      'conv5_x[layer4.0 projection; layer4.1–2 identity]',
      ...['avgpool', 'fc', 'softmax'],
    ]);
    assert.deepEqual(outline({ architecture: 'resnet152' }).slice(5, 8), ['conv2_x[layer1.0 projection; layer1.1–2 identity]', 'conv3_x[layer2.0 projection; layer2.1–7 identity]', 'conv4_x[layer3.0 projection; layer3.1–35 identity]']);
  });

  it('keeps apart a first unit whose shortcut leaves after its pre-activation', () => {
    assert.deepEqual(outline({ architecture: 'resnet20', order: 'full-preact' }), [
      ...['input', 'conv1'],
      'conv2_x[layer1.0 identity; layer1.1–2 identity]',
      'conv3_x[layer2.0 padding; layer2.1–2 identity]',
      'conv4_x[layer3.0 padding; layer3.1–2 identity]',
      ...['head.bn1', 'head.relu', 'avgpool', 'fc', 'softmax'],
    ]);
  });

  it('knows the shortcut of each option, and that plain units have none', () => {
    assert.deepEqual(outline({ architecture: 'resnet8', shortcut: 'C' }).slice(4, 7), ['conv2_x[layer1.0 projection]', 'conv3_x[layer2.0 projection]', 'conv4_x[layer3.0 projection]']);
    assert.deepEqual(outline({ architecture: 'resnet8' }).slice(4, 7), ['conv2_x[layer1.0 identity]', 'conv3_x[layer2.0 padding]', 'conv4_x[layer3.0 padding]']);
    assert.deepEqual(outline({ architecture: 'plain14' }).slice(4, 7), ['conv2_x[layer1.0–1 none]', 'conv3_x[layer2.0 none; layer2.1 none]', 'conv4_x[layer3.0 none; layer3.1 none]']);
  });

  it('states what a layer does and what its output takes in memory', () => {
    const { parts } = diagramModel(buildGraph({ architecture: 'resnet50' }));
    const conv1 = parts[1];
    assert.ok(conv1?.kind === 'layer');
    const { detail, parameters, macs, activationBytes, receptiveField, jump } = conv1.facts;
    assert.deepEqual({ detail, parameters, macs, activationBytes, receptiveField, jump }, { detail: '7×7, 64, stride 2', parameters: 9_408, macs: 118_013_952, activationBytes: 4 * 112 * 112 * 64, receptiveField: 7, jump: 2 });
  });
});
