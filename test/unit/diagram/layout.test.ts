import assert from 'node:assert/strict';
import type { Box, Drawing } from '../../../src/diagram/drawing';
import { diagramModel } from '../../../src/diagram/fold';
import { layoutDiagram } from '../../../src/diagram/layout';
import { buildGraph } from '../../../src/resnet/build';
import type { NetworkOptions } from '../../../src/resnet/graph';

function drawn(options: NetworkOptions, ...expanded: string[]): Drawing {
  return layoutDiagram(diagramModel(buildGraph(options)), new Set(expanded));
}

function box(drawing: Drawing, id: string): Box {
  const found = drawing.boxes.find((each) => each.id === id);
  assert.ok(found, id);
  return found;
}

describe('layoutDiagram', () => {
  it('folded: one box for each part, in the order of execution', () => {
    const drawing = drawn({ architecture: 'resnet152' });
    assert.deepEqual(
      drawing.boxes.map(({ title, times, detail }) => [title, times, detail]),
      [
        ['input', 1, '224×224×3'],
        ['conv1', 1, '7×7, 64, stride 2 → 112×112×64'],
        ['bn1', 1, '112×112×64'],
        ['relu', 1, '112×112×64'],
        ['maxpool', 1, '3×3, stride 2 → 56×56×64'],
        ['conv2_x', 3, '1×1-3×3-1×1 → 56×56×256'],
        ['conv3_x', 8, '1×1-3×3-1×1 → 28×28×512'],
        ['conv4_x', 36, '1×1-3×3-1×1 → 14×14×1024'],
        ['conv5_x', 3, '1×1-3×3-1×1 → 7×7×2048'],
        ['avgpool', 1, '2048'],
        ['fc', 1, '1000'],
        ['softmax', 1, '1000'],
      ],
    );
    assert.deepEqual(drawing.edges.map(({ from, to }) => `${from}-${to}`).slice(3, 6), ['relu-maxpool', 'maxpool-conv2_x', 'conv2_x-conv3_x']);
  });

  it('a stage opens to its groups, a group to the layers of one unit, each standing for those of all', () => {
    const drawing = drawn({ architecture: 'resnet34' }, 'conv3_x', 'layer2.1–3', 'layer3.1–5');
    const inside = (id: string): Box[] => drawing.boxes.filter(({ within }) => within === id);
    assert.deepEqual(inside('conv3_x').map(({ title, times, expanded, detail }) => [title, times, expanded, detail]), [
      ['layer2.0', 1, false, '3×3/2-3×3 → 28×28×128'],
      ['layer2.1–3', 3, true, '3×3-3×3 → 28×28×128'],
    ]);
    assert.deepEqual(inside('layer2.1–3').map(({ id, title, kind, layers }) => [id, title, kind, layers.length]), [
      ['layer2.1.conv1', 'conv1', 'conv', 3],
      ['layer2.1.bn1', 'bn1', 'bn', 3],
      ['layer2.1.relu', 'relu', 'relu', 3],
      ['layer2.1.conv2', 'conv2', 'conv', 3],
      ['layer2.1.bn2', 'bn2', 'bn', 3],
      ['layer2.1.add', '+', 'add', 3],
      ['layer2.1.relu_1', 'relu_1', 'relu', 3],
    ]);
    assert.ok(!drawing.boxes.some(({ id }) => id === 'layer3.1–5'), 'an open group in a folded stage is not drawn');
  });

  it('the main path of a column is straight; the shortcut runs at its right, through its projection', () => {
    const drawing = drawn({ architecture: 'resnet50' }, 'conv3_x', 'layer2.0');
    const centre = (id: string): number => box(drawing, id).x + box(drawing, id).width / 2;
    const branch = drawing.boxes.filter(({ id }) => /^layer2\.0\.(?!downsample)/.test(id));
    assert.equal(branch.length, 10);
    for (const { id } of [...branch, box(drawing, 'layer2.1–3')]) assert.equal(centre(id), centre('layer2.0.conv1'), id);
    assert.ok(centre('layer2.0.downsample.0') > box(drawing, 'layer2.0.conv1').x + box(drawing, 'layer2.0.conv1').width);
    assert.deepEqual(
      drawing.edges.filter(({ kind, from, to }) => kind === 'shortcut' && from !== to).map(({ from, to, shortcut }) => [from, to, shortcut]),
      [
        ['conv2_x', 'layer2.0.downsample.0', 'projection'],
        ['layer2.0.downsample.0', 'layer2.0.downsample.1', 'projection'],
        ['layer2.0.downsample.1', 'layer2.0.add', 'projection'],
      ],
    );
    const { width, height } = box(drawing, 'layer2.0.add');
    assert.equal(width, height);
  });

  it('a shortcut leaves before the branch, or after the pre-activation that it shares', () => {
    const start = (drawing: Drawing, add: string): number => drawing.edges.find(({ to, kind }) => to === add && kind === 'shortcut')?.points[0]?.y ?? NaN;
    const own = drawn({ architecture: 'resnet20', order: 'full-preact' }, 'conv2_x', 'layer1.0', 'layer1.1–2');
    assert.ok(start(own, 'layer1.0.add') > box(own, 'layer1.0.relu').y && start(own, 'layer1.0.add') < box(own, 'layer1.0.conv1').y);
    assert.ok(start(own, 'layer1.1.add') < box(own, 'layer1.1.bn1').y && start(own, 'layer1.1.add') > box(own, 'layer1.1–2').y);
  });

  it('is the same each time, and what is outside of an opened stage keeps its shape', () => {
    const options = { architecture: 'resnet101', order: 'no-bn' };
    assert.deepEqual(drawn(options, 'conv4_x'), drawn(options, 'conv4_x'));
    const size = (drawing: Drawing, id: string): number[] => [box(drawing, id).y, box(drawing, id).width, box(drawing, id).height];
    for (const id of ['conv1', 'conv2_x', 'conv5_x', 'fc']) assert.deepEqual(size(drawn(options, 'conv4_x'), id), size(drawn(options), id));
  });
});
