import { buildGraph } from '../resnet/build';
import type { Graph, NetworkOptions } from '../resnet/graph';
import type { Box, Drawing, Edge } from './drawing';
import { diagramModel } from './fold';
import { layoutDiagram } from './layout';
import type { DiagramModel, LayerFacts, Part, UnitGroup } from './model';

/** A network that stands beside others. */
export interface Arm {
  readonly label: string;
  readonly network: NetworkOptions;
}

/** A drawing, and the arms that it is the drawing of. */
export interface ArmDiagram {
  readonly kind: 'unit' | 'network';
  readonly labels: readonly string[];
  /** The architecture's title, and for a unit the tokens of its order. */
  readonly title: string;
  readonly tokens: string;
  readonly drawing: Drawing;
}

/** Id of the part that stands for what a unit reads. */
const SOURCE = 'source';
const MARGIN = 14;
/** Length of the arrows that lead into a unit and out of it. */
const LEAD = 16;

/** The diagrams of some arms, each drawing once: first the units as the papers draw them, then the whole networks with their stages open. */
export function armDiagrams(arms: readonly Arm[]): ArmDiagram[] {
  const models = arms.map(({ label, network }) => ({ label, model: diagramModel(buildGraph(network)) }));
  const units = models.flatMap(({ label, model }) => {
    const drawing = unitDrawing(model);
    return drawing === undefined ? [] : [diagram('unit', label, model.graph, drawing)];
  });
  const networks = models.map(({ label, model }) => diagram('network', label, model.graph, layoutDiagram(model, stagesOf(model))));
  return [...distinct(units), ...distinct(networks)];
}

/** One residual unit by itself, its layers one by one: one with an identity shortcut where there is one. Undefined for a network without units. */
export function unitDrawing({ graph, parts }: DiagramModel): Drawing | undefined {
  const stages = parts.filter((part) => part.kind === 'stage');
  const [stage, group] = stages.flatMap((each) => each.groups.map((own) => [each.id, own] as const)).find(([, { units }]) => isTypical(units)) ?? [stages[0]?.id ?? '', stages[0]?.groups[0]];
  if (group === undefined) return undefined;
  // What the unit reads stands before it while the lines are laid, so that its shortcut has a place to come from.
  const source = layersOf(parts).find(({ index }) => index === group.units[0]?.layers[0]?.layer.inputs[0]);
  const before: Part[] = source === undefined ? [] : [{ kind: 'layer', id: SOURCE, facts: source }];
  const { boxes, edges } = layoutDiagram({ graph, parts: [...before, { kind: 'stage', id: stage, groups: [group] }] }, new Set([stage, group.id]));
  const layers = boxes.filter(({ kind, within }) => kind !== 'stage' && kind !== 'unit' && within !== undefined).map(({ within: _, ...box }): Box => box);
  const own = edges.filter(({ from, kind }) => kind === 'shortcut' || layers.some(({ id }) => id === from));
  return tight(layers, [...leads(layers), ...own]);
}

function layersOf(parts: readonly Part[]): LayerFacts[] {
  return parts.flatMap((part) => (part.kind === 'layer' ? [part.facts] : part.groups.flatMap(({ units }) => units.flatMap(({ layers }) => layers))));
}

function isTypical(units: UnitGroup['units']): boolean {
  return units[0]?.shortcut === 'identity' || units[0]?.shortcut === 'none';
}

function stagesOf({ parts }: DiagramModel): Set<string> {
  return new Set(parts.filter(({ kind }) => kind === 'stage').map(({ id }) => id));
}

/** Arrows from above into the first layer of the branch, and out of the last. */
function leads(boxes: readonly Box[]): Edge[] {
  const first = boxes.reduce((a, b) => (b.y < a.y ? b : a));
  const last = boxes.reduce((a, b) => (b.y + b.height > a.y + a.height ? b : a));
  const line = (box: Box, from: number, to: number): Edge['points'] => [from, to].map((y) => ({ x: box.x + box.width / 2, y }));
  const end = last.y + last.height;
  return [
    { from: '', to: first.id, kind: 'path', points: line(first, first.y - LEAD, first.y) },
    { from: last.id, to: '', kind: 'path', points: line(last, end, end + LEAD) },
  ];
}

/** Moved so that a margin is left around what is there. */
function tight(boxes: readonly Box[], edges: readonly Edge[]): Drawing {
  const points = edges.flatMap((edge) => edge.points);
  const left = Math.min(...boxes.map(({ x }) => x), ...points.map(({ x }) => x)) - MARGIN;
  const top = Math.min(...boxes.map(({ y }) => y), ...points.map(({ y }) => y)) - MARGIN / 2;
  const right = Math.max(...boxes.map(({ x, width }) => x + width), ...points.map(({ x }) => x)) + MARGIN;
  const bottom = Math.max(...boxes.map(({ y, height }) => y + height), ...points.map(({ y }) => y)) + MARGIN / 2;
  return {
    width: right - left,
    height: bottom - top,
    boxes: boxes.map((box) => ({ ...box, x: box.x - left, y: box.y - top })),
    edges: edges.map((edge) => ({ ...edge, points: edge.points.map(({ x, y }) => ({ x: x - left, y: y - top })) })),
  };
}

function diagram(kind: ArmDiagram['kind'], label: string, { architecture, order }: Graph, drawing: Drawing): ArmDiagram {
  return { kind, labels: [label], title: architecture.title, tokens: order.text, drawing };
}

/** Arms with the same drawing together. */
function distinct(diagrams: readonly ArmDiagram[]): ArmDiagram[] {
  const found = new Map<string, ArmDiagram>();
  for (const each of diagrams) {
    const key = JSON.stringify([each.drawing.boxes, each.drawing.edges]);
    const known = found.get(key);
    found.set(key, known === undefined ? each : { ...known, labels: [...known.labels, ...each.labels] });
  }
  return [...found.values()];
}
