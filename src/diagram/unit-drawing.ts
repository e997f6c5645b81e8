import { GAP, moved, ROW_HEIGHT, textWidth } from './block';
import type { Box, Drawing } from './drawing';
import { diagramModel } from './fold';
import { layoutDiagram, shapeText } from './layout';
import type { DiagramModel, Part } from './model';
import { routed } from './route';
import type { Graph, Layer } from '../resnet/graph';

const MARGIN = 12;
/** What the unit reads, as in the papers' figures. */
const SIGNAL = 'x';

/** One residual unit by itself, as in the papers' figures: the signal that it reads, its branch from top to bottom, its shortcut at the right. */
export interface UnitFigure {
  /** Of the unit and the signal alone. */
  readonly model: DiagramModel;
  readonly drawing: Drawing;
}

/** @param name of the unit: `layer1.1` @throws Error where the graph has no such unit */
export function unitFigure(graph: Graph, name: string): UnitFigure {
  const model = diagramModel({ ...graph, layers: unitLayers(graph, name) });
  const stages = model.parts.filter((part): part is Extract<Part, { kind: 'stage' }> => part.kind === 'stage');
  const open = new Set(stages.flatMap(({ id, groups }) => [id, ...groups.map((group) => group.id)]));
  const inside = layoutDiagram({ graph: model.graph, parts: stages }, open).boxes.filter(({ kind }) => kind !== 'stage').map((box) => (box.kind === 'unit' ? apart(box) : box));
  const boxes = placed([signalBox(model.graph.layers[0], inside), ...inside]);
  const width = Math.max(...boxes.map((box) => box.x + box.width)) + MARGIN;
  const height = Math.max(...boxes.map((box) => box.y + box.height)) + MARGIN;
  return { model, drawing: { width, height, boxes, edges: routed(model, boxes) } };
}

/** The layers of a unit behind a layer that stands for everything before it. */
function unitLayers(graph: Graph, name: string): Layer[] {
  const places = graph.layers.flatMap((layer, i) => (layer.unit === name ? [i] : []));
  const before = graph.layers[graph.layers[places[0] ?? -1]?.inputs[0] ?? -1];
  if (before === undefined) throw new Error(`no unit ${name}`);
  const signal: Layer = { kind: 'input', name: SIGNAL, inputs: [], output: before.output, stage: 'input', parameters: [] };
  const unit = places.flatMap((place) => graph.layers[place] ?? []);
  return [signal, ...unit.map((layer) => ({ ...layer, inputs: layer.inputs.map((input) => places.indexOf(input) + 1) }))];
}

/** The unit stands by itself: nothing lies around it, and it can't be folded. */
function apart({ within: _stage, ...box }: Box): Box {
  return { ...box, expandable: false };
}

function signalBox(signal: Layer | undefined, inside: readonly Box[]): Box {
  const frame = inside.find(({ kind }) => kind === 'unit');
  const first = inside.find(({ kind }) => kind !== 'unit');
  if (signal === undefined || frame === undefined || first === undefined) throw new Error('a unit without layers');
  const detail = shapeText(signal);
  const width = Math.max(textWidth(SIGNAL, detail), 72);
  return { id: SIGNAL, kind: 'input', title: SIGNAL, detail, times: 1, layers: [0], expandable: false, expanded: false, x: first.x + first.width / 2 - width / 2, y: frame.y - GAP - ROW_HEIGHT, width, height: ROW_HEIGHT };
}

function placed(boxes: readonly Box[]): Box[] {
  const left = Math.min(...boxes.map(({ x }) => x));
  const top = Math.min(...boxes.map(({ y }) => y));
  return moved(boxes, MARGIN - left, MARGIN - top);
}
