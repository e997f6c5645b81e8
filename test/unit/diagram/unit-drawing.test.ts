import assert from 'node:assert/strict';
import type { Box } from '../../../src/diagram/drawing';
import { unitFigure } from '../../../src/diagram/unit-drawing';
import { buildGraph } from '../../../src/resnet/build';
import { NAMED_ORDERS } from '../../../src/resnet/order';

const inside = (box: Box, outer: Box): boolean => box.x >= outer.x && box.y >= outer.y && box.x + box.width <= outer.x + outer.width && box.y + box.height <= outer.y + outer.height;
const apart = (a: Box, b: Box): boolean => a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;

describe('A unit by itself', () => {
  for (const [architecture, unit] of [['resnet20', 'layer1.1'], ['resnet20', 'layer2.0'], ['resnet18', 'layer2.0'], ['resnet50', 'layer1.1'], ['resnet50', 'layer2.0']] as const) {
    for (const { name: order } of NAMED_ORDERS) {
      const graph = buildGraph({ architecture, order });
      const own = graph.layers.filter((layer) => layer.unit === unit);

      it(`has every layer of ${unit} of ${architecture}, ${order}, once, in its frame, and what it reads above`, () => {
        const { drawing } = unitFigure(graph, unit);
        const [signal, frame, ...layers] = drawing.boxes;
        assert.ok(signal !== undefined && frame !== undefined);
        assert.deepEqual([signal.id, frame.id], ['x', unit]);
        assert.deepEqual(layers.map(({ id }) => id).toSorted(), own.map(({ name }) => name).toSorted());
        for (const box of layers) assert.ok(inside(box, frame), box.id);
        for (const [i, a] of layers.entries()) for (const b of layers.slice(i + 1)) assert.ok(apart(a, b), `${a.id}, ${b.id}`);
        assert.ok(signal.y + signal.height < frame.y);
        for (const box of drawing.boxes) assert.ok(box.x >= 0 && box.y >= 0 && box.x + box.width <= drawing.width && box.y + box.height <= drawing.height, box.id);
      });

      it(`is joined as ${unit} of ${architecture}, ${order}, is computed`, () => {
        const { drawing } = unitFigure(graph, unit);
        const name = (index: number): string => (graph.layers[index]?.unit === unit ? (graph.layers[index]?.name ?? '') : 'x');
        const expected = own.flatMap((layer) => layer.inputs.map((input) => `${name(input)} > ${layer.name}`));
        assert.deepEqual(drawing.edges.map(({ from, to }) => `${from} > ${to}`).toSorted(), expected.toSorted());
      });
    }
  }

  it('has the shapes and costs of the network', () => {
    const graph = buildGraph({ architecture: 'resnet50' });
    const { model } = unitFigure(graph, 'layer2.0');
    assert.deepEqual(model.graph.layers[0]?.output, { height: 56, width: 56, channels: 256 });
    const facts = model.parts.flatMap((part) => (part.kind === 'stage' ? part.groups.flatMap(({ units }) => units.flatMap(({ layers }) => layers)) : []));
    const conv2 = facts.find(({ layer }) => layer.name === 'layer2.0.conv2');
    assert.deepEqual([conv2?.parameters, conv2?.macs], [128 * 128 * 9, 128 * 128 * 9 * 28 * 28]);
  });

  it('is an error where there is no such unit', () => assert.throws(() => unitFigure(buildGraph({ architecture: 'resnet8' }), 'layer1.1'), /no unit layer1\.1/));
});
