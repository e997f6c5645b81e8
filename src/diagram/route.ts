import { ARC, ENTRY, GAP } from './block';
import type { Box, Edge } from './drawing';
import { isOnShortcut } from './fold';
import type { DiagramModel, LayerFacts, ShortcutKind, UnitFacts } from './model';

type Point = Edge['points'][number];

/**
 * The edges between the boxes that can be seen: each input of a layer once, those inside one box left out. A folded unit has its shortcut as
 * an arc from itself to itself; in an open one it leaves the main path where its input does and meets the addition from the right.
 */
export function routed(model: DiagramModel, boxes: readonly Box[]): Edge[] {
  const seen = new Seen(model, boxes);
  return model.parts.flatMap((part) => {
    if (part.kind === 'layer') return seen.path([part.facts]);
    return part.groups.flatMap(({ id, units }) => {
      const unit = units[0];
      if (unit === undefined) return [];
      const box = seen.box(id);
      if (box?.expanded === true) return [...seen.path(unit.layers.filter(({ layer }) => !isOnShortcut(layer))), ...seen.shortcut(unit)];
      return [...seen.path(unit.layers.slice(0, 1)), ...(box === undefined || unit.shortcut === 'none' ? [] : [arc(box, unit.shortcut)])];
    });
  });
}

class Seen {
  private readonly boxes: ReadonlyMap<string, Box>;
  /** The innermost box that shows a layer. */
  private readonly shown = new Map<number, Box>();

  constructor(
    private readonly model: DiagramModel,
    boxes: readonly Box[],
  ) {
    this.boxes = new Map(boxes.map((box) => [box.id, box]));
    for (const box of boxes) if (!box.expanded) for (const layer of box.layers) this.shown.set(layer, box);
  }

  box(id: string): Box | undefined {
    return this.boxes.get(id);
  }

  /** Edges of the main path into some layers: from the first of their inputs, as an addition's second is its shortcut. */
  path(layers: readonly LayerFacts[]): Edge[] {
    return layers.flatMap(({ index, layer }) => {
      const to = this.shown.get(index);
      const from = this.shown.get(layer.inputs[0] ?? -1);
      return from === undefined || to === undefined || from === to ? [] : [{ from: from.id, to: to.id, kind: 'path' as const, points: this.line(from, to) }];
    });
  }

  /** The edges of an open unit's shortcut, through its projection or padding if there is one. */
  shortcut({ layers, shortcut }: UnitFacts): Edge[] {
    const first = this.shown.get(layers[0]?.index ?? -1);
    if (first === undefined) return [];
    return layers.flatMap(({ index, layer }) => {
      const source = isOnShortcut(layer) ? layer.inputs[0] : layer.kind === 'add' ? layer.inputs[1] : undefined;
      const to = this.shown.get(index);
      const from = this.shown.get(source ?? -1);
      if (from === undefined || to === undefined) return [];
      const aside = isOnShortcut(this.model.graph.layers[source ?? -1] ?? layer) && from.within === to.within;
      return [{ from: from.id, to: to.id, kind: 'shortcut' as const, shortcut, points: aside ? asideLine(from, to) : this.turnOff(from, to, first) }];
    });
  }

  /** From the main path, between the source (or the unit's entry) and what follows, to the right and down. */
  private turnOff(from: Box, to: Box, first: Box): Point[] {
    const x = centre(first);
    const y = from.within === to.within ? bottom(from) + GAP / 2 : first.y - ENTRY;
    if (to.kind !== 'add') return [{ x, y }, { x: centre(to), y }, { x: centre(to), y: to.y }];
    const out = first.x + first.width + ARC;
    return [{ x, y }, { x: out, y }, { x: out, y: middle(to) }, { x: to.x + to.width, y: middle(to) }];
  }

  /** Straight down within a column; to the next column through the gap between them. */
  private line(from: Box, to: Box): Point[] {
    const x = centre(from);
    if (Math.abs(x - centre(to)) < 0.5) return [{ x, y: bottom(from) }, { x, y: to.y }];
    const outer = this.outermost(to);
    const gap = (right(this.outermost(from)) + outer.x) / 2;
    const leaving: Point[] = from.within === undefined ? [{ x: right(from), y: middle(from) }] : [{ x, y: bottom(from) }, { x, y: bottom(from) + GAP / 2 }];
    const entering: Point[] = to.kind === 'unit' || to.within === undefined ? [{ x: to.x, y: middle(to) }] : [{ x: centre(to), y: to.y - ENTRY }, { x: centre(to), y: to.y }];
    const start = leaving[leaving.length - 1]?.y ?? 0;
    const end = entering[0]?.y ?? 0;
    return start === end ? [...leaving, ...entering] : [...leaving, { x: gap, y: start }, { x: gap, y: end }, ...entering];
  }

  private outermost(box: Box): Box {
    const outer = box.within === undefined ? undefined : this.boxes.get(box.within);
    return outer === undefined ? box : this.outermost(outer);
  }
}

function arc(box: Box, shortcut: ShortcutKind): Edge {
  const x = right(box);
  const [top, end] = [box.y + box.height / 5, box.y + (box.height * 4) / 5];
  return { from: box.id, to: box.id, kind: 'shortcut', shortcut, points: [{ x, y: top }, { x: x + ARC, y: top }, { x: x + ARC, y: end }, { x, y: end }] };
}

/** From a box beside the branch to the next one, or to the addition. */
function asideLine(from: Box, to: Box): Point[] {
  const x = centre(from);
  if (to.kind !== 'add') return [{ x, y: bottom(from) }, { x, y: to.y }];
  return [{ x, y: bottom(from) }, { x, y: middle(to) }, { x: right(to), y: middle(to) }];
}

const centre = (box: Box): number => box.x + box.width / 2;
const middle = (box: Box): number => box.y + box.height / 2;
const right = (box: Box): number => box.x + box.width;
const bottom = (box: Box): number => box.y + box.height;
