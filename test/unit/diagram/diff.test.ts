import assert from 'node:assert/strict';
import { align } from '../../../src/diagram/align';
import { diffDiagrams, type Difference } from '../../../src/diagram/diff';
import { diagramModel } from '../../../src/diagram/fold';
import { expandableIds, layoutDiagram } from '../../../src/diagram/layout';
import { buildGraph } from '../../../src/resnet/build';
import type { NetworkOptions } from '../../../src/resnet/graph';
import { NAMED_ORDERS } from '../../../src/resnet/order';

function diff(left: NetworkOptions, right: NetworkOptions): ReturnType<typeof diffDiagrams> {
  return diffDiagrams(diagramModel(buildGraph(left)), diagramModel(buildGraph(right)));
}

function ids(side: ReadonlyMap<string, Difference>, status: Difference['status']): string[] {
  return [...side].filter(([, each]) => each.status === status).map(([id]) => id);
}

function changes(side: ReadonlyMap<string, Difference>, id: string): string[] {
  return (side.get(id)?.changes ?? []).map(({ what, here, there }) => `${what} ${here} → ${there}`);
}

describe('diffDiagrams', () => {
  it('original and full-preact: norms and activations move, convs and additions stay', () => {
    const { left, right } = diff({ architecture: 'resnet20' }, { architecture: 'resnet20', order: 'full-preact' });
    const of = (found: string[]): string[] => found.filter((id) => /^layer2|^[a-z]/.test(id) && !/^layer[13]/.test(id)).sort();
    assert.deepEqual(of(ids(left, 'moved')), ['bn1', 'layer2.0.bn2', 'layer2.0.relu_1', 'layer2.1.bn2', 'layer2.1.relu_1', 'relu']);
    assert.deepEqual(of(ids(right, 'moved')), ['head.bn1', 'head.relu', 'layer2.0.bn1', 'layer2.0.relu', 'layer2.1.bn1', 'layer2.1.relu']);
    assert.equal(left.get('layer2.1.bn2')?.counterpart, 'layer2.1.bn1');
    assert.equal(left.get('layer2.1.bn1')?.counterpart, 'layer2.1.bn2');
    assert.deepEqual([...ids(left, 'only-here'), ...ids(right, 'only-here')], []);
    for (const id of ['layer2.1.conv1', 'layer2.1.conv2', 'layer2.1.add', 'conv1', 'fc']) assert.equal(left.get(id)?.status, 'same', id);
    assert.deepEqual(changes(left, 'layer2.1–2'), ['order conv-bn-relu-conv-bn-add-relu → bn-relu-conv-bn-relu-conv-add']);
    assert.deepEqual([right.get('layer1.0')?.counterpart, right.get('layer1.1–2')?.counterpart], ['layer1.0–2', 'layer1.0–2']);
  });

  it('resnet18 and resnet34: only the numbers of units', () => {
    const { left, right } = diff({ architecture: 'resnet18' }, { architecture: 'resnet34' });
    assert.deepEqual(ids(left, 'changed').sort(), ['conv2_x', 'conv3_x', 'conv4_x', 'conv5_x', 'layer1.0–1', 'layer2.1', 'layer3.1', 'layer4.1']);
    assert.deepEqual([changes(left, 'conv4_x'), changes(right, 'conv4_x')], [['units 2 → 6'], ['units 6 → 2']]);
    assert.deepEqual(changes(right, 'layer3.1–5'), ['units 5 → 1']);
    assert.equal(right.get('layer3.1.conv1')?.status, 'same');
  });

  it('resnet50 and resnext50: groups and width', () => {
    const { left } = diff({ architecture: 'resnet50' }, { architecture: 'resnext50_32x4d' });
    assert.deepEqual(changes(left, 'layer1.1.conv2'), ['shape 56×56×64 → 56×56×128', 'groups 1 → 32', 'parameters 36864 → 4608']);
    assert.deepEqual(changes(left, 'layer1.1.conv3'), ['parameters 16384 → 32768']);
    assert.equal(left.get('layer1.1.add')?.status, 'same');
    assert.equal(left.get('layer1.0.downsample.0')?.status, 'same');
    assert.deepEqual([...ids(left, 'moved'), ...ids(left, 'only-here')], []);
  });

  it('resnet20 and plain20: additions and shortcuts on one side only', () => {
    const { left, right } = diff({ architecture: 'resnet20' }, { architecture: 'plain20' });
    assert.deepEqual(ids(left, 'only-here').sort(), ['layer1.0.add', 'layer2.0.add', 'layer2.0.shortcut', 'layer2.1.add', 'layer3.0.add', 'layer3.0.shortcut', 'layer3.1.add']);
    assert.deepEqual([...ids(right, 'only-here'), ...ids(left, 'moved'), ...ids(right, 'moved')], []);
    assert.deepEqual(changes(left, 'layer2.0')[0], 'shortcut padding → none');
    assert.ok(ids(left, 'changed').every((id) => (left.get(id)?.changes ?? []).every(({ what }) => what === 'shortcut' || what === 'order')));
  });

  it('a padded and a projected shortcut have nothing in common', () => {
    const { left, right } = diff({ architecture: 'resnet20' }, { architecture: 'resnet20', shortcut: 'B' });
    assert.deepEqual(ids(left, 'only-here'), ['layer2.0.shortcut', 'layer3.0.shortcut']);
    assert.deepEqual(ids(right, 'only-here'), ['layer2.0.downsample.0', 'layer2.0.downsample.1', 'layer3.0.downsample.0', 'layer3.0.downsample.1']);
  });

  it('a stage that the other network lacks is only here, with all that is in it', () => {
    const { left } = diff({ architecture: 'resnet18' }, { architecture: 'resnet20' });
    for (const id of ['maxpool', 'conv5_x', 'layer4.0', 'layer4.1', 'layer4.0.downsample.0', 'layer4.1.conv2']) assert.equal(left.get(id)?.status, 'only-here', id);
    assert.deepEqual(changes(left, 'conv1'), ['shape 112×112×64 → 32×32×16', 'kernel 7×7 → 3×3', 'stride 2 → 1', 'parameters 9408 → 432']);
  });

  it('says something of every box of either side; nothing differs from itself; the sides turn with the arguments', () => {
    const models = ['resnet18', 'resnet50', 'resnet20', 'plain20'].flatMap((architecture) => NAMED_ORDERS.map(({ name }) => diagramModel(buildGraph({ architecture, order: name }))));
    models.forEach((model, i) => {
      const itself = diffDiagrams(model, model).left;
      assert.deepEqual([...itself.values()].filter(({ status }) => status !== 'same'), []);
      const other = models[(i * 7 + 5) % models.length] ?? model;
      const { left, right } = diffDiagrams(model, other);
      const boxes = (of: typeof model): string[] => layoutDiagram(of, new Set(expandableIds(of))).boxes.map(({ id }) => id).sort();
      assert.deepEqual([...left.keys()].sort(), boxes(model));
      assert.deepEqual([...right.keys()].sort(), boxes(other));
      const status = (side: ReadonlyMap<string, Difference>): string[] => [...side].map(([id, each]) => `${id} ${each.status}`).sort();
      const back = diffDiagrams(other, model);
      assert.deepEqual([ids(left, 'only-here').length, ids(right, 'only-here').length], [ids(back.right, 'only-here').length, ids(back.left, 'only-here').length]);
      assert.deepEqual(status(left).filter((each) => !each.startsWith('layer')), status(back.right).filter((each) => !each.startsWith('layer')));
    });
  });
});

describe('align', () => {
  const letters = (left: string, right: string): string => align([...left], [...right], (a, b) => (a === b ? 1 : 0)).map(([i]) => left[i]).join('');

  it('finds a longest common subsequence', () => {
    assert.equal(letters('cbrcbar', 'brcbrca').length, 5);
    assert.equal(letters('abc', 'xyz'), '');
    assert.equal(letters('', 'abc'), '');
    assert.equal(letters('xaybzc', 'abc'), 'abc');
  });

  it('chooses the likelier among equally long ones', () => {
    assert.deepEqual(align(['c1', 'c2'], ['c2'], (a, b) => (a === b ? 1.01 : 1)), [[1, 0]]);
    assert.deepEqual(align(['c2'], ['c1', 'c2'], (a, b) => (a === b ? 1.01 : 1)), [[0, 1]]);
  });
});
