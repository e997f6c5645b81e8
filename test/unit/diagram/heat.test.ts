import assert from 'node:assert/strict';
import { diagramModel } from '../../../src/diagram/fold';
import { boxHeat } from '../../../src/diagram/heat';
import { layoutDiagram } from '../../../src/diagram/layout';
import { buildGraph } from '../../../src/resnet/build';
import { describe as description } from '../../../src/resnet/describe';

describe('boxHeat', () => {
  const graph = buildGraph({ architecture: 'resnet34' });
  const model = diagramModel(graph);
  const folded = layoutDiagram(model, new Set());
  const opened = layoutDiagram(model, new Set(['conv3_x', 'layer2.1–3']));

  it('counts are sums over the layers of a box, from 0 to the largest', () => {
    const heat = boxHeat(folded, model, 'parameters');
    // The folded boxes are the rows of the paper's table, which counts on its own.
    for (const { stage, parameters } of description(graph).stages) if (stage.endsWith('_x')) assert.equal(heat.get(stage)?.value, parameters, stage);
    assert.deepEqual(heat.get('conv5_x'), { value: 13_114_368, share: 1 });
    assert.deepEqual(heat.get('maxpool'), { value: 0, share: 0 });
    assert.equal(heat.get('conv3_x')?.share, (heat.get('conv3_x')?.value ?? NaN) / 13_114_368);
    const macs = boxHeat(folded, model, 'macs');
    assert.equal([...macs.values()].reduce((sum, { value }) => sum + value, 0), description(graph).macs);
    assert.equal(boxHeat(folded, model, 'activations').get('conv1')?.value, 4 * 112 * 112 * 64);
  });

  it('a layer of a folded group counts for all of its units; the scale is that of the boxes that are not opened', () => {
    const heat = boxHeat(opened, model, 'parameters');
    assert.equal(heat.get('layer2.1.conv1')?.value, 3 * 9 * 128 * 128);
    assert.equal(heat.get('layer2.1–3')?.value, 3 * (2 * 9 * 128 * 128 + 4 * 128));
    const alone = boxHeat({ ...opened, boxes: opened.boxes.filter(({ within }) => within === 'layer2.1–3') }, model, 'parameters');
    assert.equal(alone.get('layer2.1.conv2')?.share, 1);
  });

  it('by logarithm, zero is coldest', () => {
    const heat = boxHeat(folded, model, 'parameters', { logarithmic: true });
    assert.equal(heat.get('maxpool')?.share, 0);
    assert.deepEqual([heat.get('bn1')?.value, heat.get('bn1')?.share], [128, 0]);
    const expected = Math.log((heat.get('conv3_x')?.value ?? NaN) / 128) / Math.log(13_114_368 / 128);
    assert.ok(Math.abs((heat.get('conv3_x')?.share ?? NaN) - expected) < 1e-12);
  });

  it('other values are means over those layers that have one, over the smallest and the largest', () => {
    const heat = boxHeat(opened, model, { title: 'gradient', values: { conv1: -1, 'layer2.1.conv1': 1, 'layer2.2.conv1': 2, 'layer2.3.conv1': 6, 'layer2.3.conv2': 5, fc: 0 } });
    assert.deepEqual([...heat.keys()].sort(), ['conv1', 'conv3_x', 'fc', 'layer2.1.conv1', 'layer2.1.conv2', 'layer2.1–3']);
    assert.deepEqual(heat.get('layer2.1.conv1'), { value: 3, share: 4 / 6 });
    assert.deepEqual(heat.get('layer2.1.conv2'), { value: 5, share: 1 });
    assert.deepEqual(heat.get('conv1'), { value: -1, share: 0 });
    assert.equal(heat.get('layer2.1–3')?.value, 14 / 4);
  });

  it('a unit’s own value comes before those of its layers; names that every object has are no values', () => {
    const heat = boxHeat(opened, model, { title: 'lesion', values: { 'layer2.0': 0.5, 'layer2.1': 0.1, 'layer2.2': 0.3, 'layer2.0.conv1': 9 } });
    assert.deepEqual([...heat].map(([id, { value }]) => [id, value]), [['conv3_x', 0.3], ['layer2.0', 0.5], ['layer2.1–3', 0.2]]);
    assert.equal(boxHeat(opened, model, { title: 'nothing', values: {} }).size, 0);
  });

  it('a logarithmic heat of its own accord', () => {
    const heat = boxHeat(folded, model, { title: 'norm', logarithmic: true, values: { conv1: 0.01, fc: 1, 'layer1.0': 0.1, bn1: 0 } });
    assert.deepEqual(['conv1', 'conv2_x', 'fc', 'bn1'].map((id) => Number(heat.get(id)?.share.toFixed(12))), [0, 0.5, 1, 0]);
  });
});
