import assert from 'node:assert/strict';
import { titleText } from '../../../src/diagram/block';
import type { Box, Drawing, Edge } from '../../../src/diagram/drawing';
import { diagramModel } from '../../../src/diagram/fold';
import { expandableIds, layoutDiagram } from '../../../src/diagram/layout';
import type { DiagramModel, LayerFacts } from '../../../src/diagram/model';
import { buildGraph } from '../../../src/resnet/build';
import { ARCHITECTURES, type Architecture } from '../../../src/resnet/catalogue';
import { totals } from '../../../src/resnet/count';
import type { Graph, NetworkOptions } from '../../../src/resnet/graph';
import { NAMED_ORDERS } from '../../../src/resnet/order';

/** The layers of a model in the order in which it names them. */
function layersOf({ parts }: DiagramModel): LayerFacts[] {
  return parts.flatMap((part) => (part.kind === 'layer' ? [part.facts] : part.groups.flatMap(({ units }) => units.flatMap(({ layers }) => layers))));
}

function stagesOf({ parts }: DiagramModel): string[] {
  return parts.flatMap(({ kind, id }) => (kind === 'stage' ? [id] : []));
}

/** Each layer's innermost box, and that no layer has two. */
function shown(drawing: Drawing): Map<number, Box> {
  const boxes = new Map<number, Box>();
  for (const box of drawing.boxes) {
    if (box.expanded) continue;
    for (const layer of box.layers) {
      assert.equal(boxes.get(layer), undefined, `layer ${layer} in two boxes`);
      boxes.set(layer, box);
    }
  }
  return boxes;
}

function checkModel(graph: Graph, model: DiagramModel, architecture: Architecture): void {
  const layers = layersOf(model);
  assert.deepEqual(layers.map(({ index }) => index), graph.layers.map((_, i) => i));
  for (const { index, layer } of layers) assert.equal(layer, graph.layers[index]);
  const sum = (key: 'parameters' | 'macs'): number => layers.reduce((all, each) => all + each[key], 0);
  assert.deepEqual({ parameters: sum('parameters'), macs: sum('macs') }, totals(graph));
  const stages = model.parts.flatMap((part) => (part.kind === 'stage' ? [part.groups] : []));
  assert.deepEqual(stages.map((groups) => groups.reduce((all, { units }) => all + units.length, 0)), architecture.units);
  for (const groups of stages) assert.ok(groups.length <= 2, 'more than a first unit and its followers');
}

function checkBoxes(graph: Graph, drawing: Drawing): void {
  const boxes = new Map(drawing.boxes.map((box) => [box.id, box]));
  assert.equal(boxes.size, drawing.boxes.length, 'ids are unique');
  assert.deepEqual([...shown(drawing).keys()].sort((a, b) => a - b), graph.layers.map((_, i) => i));
  for (const box of drawing.boxes) {
    const outer = box.within === undefined ? { x: 0, y: 0, width: drawing.width, height: drawing.height } : boxes.get(box.within);
    assert.ok(outer !== undefined && box.x >= outer.x && box.y >= outer.y && box.x + box.width <= outer.x + outer.width && box.y + box.height <= outer.y + outer.height, `${box.id} lies in what it is within`);
    for (const other of drawing.boxes) {
      if (other === box || other.within !== box.within) continue;
      assert.ok(box.x + box.width <= other.x || other.x + other.width <= box.x || box.y + box.height <= other.y || other.y + other.height <= box.y, `${box.id} and ${other.id} overlap`);
    }
    const { height, width, channels } = graph.layers[box.layers[box.layers.length - 1] ?? -1]?.output ?? { height: 0, width: 0, channels: 0 };
    assert.ok(box.detail.endsWith(height === 1 && width === 1 && box.within === undefined ? `${channels}` : `${height}×${width}×${channels}`), `${box.id}: ${box.detail}`);
  }
}

/** Edges are along axes, stay in the drawing, and cross no box and no title of an open one. */
function checkRoutes(drawing: Drawing): void {
  for (const edge of drawing.edges) {
    edge.points.forEach((point, i) => {
      assert.ok(point.x >= 0 && point.y >= 0 && point.x <= drawing.width && point.y <= drawing.height, `${edge.from} → ${edge.to} leaves the drawing`);
      const last = edge.points[i - 1];
      if (last === undefined) return;
      assert.ok(Math.abs(point.x - last.x) < 0.5 || Math.abs(point.y - last.y) < 0.5, `${edge.from} → ${edge.to} is aslant`);
      for (const box of drawing.boxes) assert.ok(!crosses(last, point, box.expanded ? titlePlace(box) : box), `${edge.from} → ${edge.to} crosses ${box.id}`);
    });
  }
}

/** Where the title of an open box stands: 12 px bold, at least 6.5 px a character. */
function titlePlace({ x, y, title, times }: Box): Place {
  return { x: x + 8, y: y + 5, width: 6.5 * titleText(title, times).length, height: 14 };
}

type Place = Pick<Box, 'x' | 'y' | 'width' | 'height'>;

function crosses(a: Edge['points'][number], b: Edge['points'][number], { x, y, width, height }: Place): boolean {
  const hair = 0.25;
  return Math.max(a.x, b.x) > x + hair && Math.min(a.x, b.x) < x + width - hair && Math.max(a.y, b.y) > y + hair && Math.min(a.y, b.y) < y + height - hair;
}

/** The edges between innermost boxes are the graph's, each once; those into units after the first of a group are the group's own. */
function checkEdges(graph: Graph, model: DiagramModel, drawing: Drawing): void {
  const box = shown(drawing);
  const repeated = new Set(model.parts.flatMap((part) => (part.kind === 'stage' ? part.groups.flatMap(({ units }) => units.slice(1).flatMap(({ layers }) => layers.map(({ index }) => index))) : [])));
  const expected = new Set<string>();
  graph.layers.forEach((layer, index) => {
    if (repeated.has(index)) return;
    for (const input of layer.inputs) {
      const [from, to] = [box.get(input)?.id, box.get(index)?.id];
      if (from !== to) expected.add(`${from} → ${to}`);
    }
  });
  const drawn = drawing.edges.filter(({ from, to }) => from !== to).map(({ from, to }) => `${from} → ${to}`);
  assert.deepEqual([...drawn].sort(), [...expected].sort());
}

/** How many additions of the graph the drawing's shortcuts stand for, by the box at their end. */
function shortcutEnds(drawing: Drawing, isEnd: (box: Box, edge: Edge) => boolean, count: (box: Box) => number): number {
  const boxes = new Map(drawing.boxes.map((box) => [box.id, box]));
  return drawing.edges.reduce((sum, edge) => {
    const box = boxes.get(edge.to);
    return sum + (edge.kind === 'shortcut' && box !== undefined && isEnd(box, edge) ? count(box) : 0);
  }, 0);
}

function check(options: NetworkOptions): void {
  const graph = buildGraph(options);
  const model = diagramModel(graph);
  checkModel(graph, model, graph.architecture);
  const adds = graph.layers.filter(({ kind }) => kind === 'add').length;
  assert.equal(adds, graph.order.hasAdd ? graph.architecture.units.reduce((a, b) => a + b) : 0);

  const folded = layoutDiagram(model, new Set());
  const stages = layoutDiagram(model, new Set(stagesOf(model)));
  const whole = layoutDiagram(model, new Set(expandableIds(model)));
  for (const drawing of [folded, stages, whole]) {
    checkBoxes(graph, drawing);
    checkRoutes(drawing);
    checkEdges(graph, model, drawing);
  }
  assert.ok(folded.width <= 1200 && folded.height <= 800, `${folded.width}×${folded.height}`);
  assert.equal(shortcutEnds(stages, (_, { from, to }) => from === to, ({ times }) => times), adds);
  assert.equal(shortcutEnds(whole, ({ kind }) => kind === 'add', ({ layers }) => layers.length), adds);
  assert.equal(whole.boxes.filter(({ kind }) => kind === 'add').reduce((sum, { layers }) => sum + layers.length, 0), adds);
}

describe('diagrams of every architecture in every order', function () {
  this.timeout(60_000);
  for (const { name } of ARCHITECTURES) {
    it(name, () => {
      for (const order of NAMED_ORDERS) check({ architecture: name, order: order.name });
    });
  }

  it('and with options, and orders without a name', () => {
    check({ architecture: 'resnet50', replaceStrideWithDilation: [false, true, true], zeroInitResidual: true });
    check({ architecture: 'resnet50', groups: 2, widthPerGroup: 32, input: { height: 97, width: 131, channels: 1 } });
    for (const shortcut of ['A', 'B', 'C'] as const) check({ architecture: 'resnet20', shortcut });
    for (const order of ['conv-conv-bn-add', 'relu-bn-conv-conv-add-bn', 'conv-bn-relu-conv-bn-relu-conv-add', 'conv-conv-conv-conv-add-bn-relu']) check({ architecture: 'resnet20', shortcut: 'B', order });
  });
});
