import { ADD_SIZE, ARC, framed, GAP, moved, single, stacked, textWidth, type Block, type BoxContent } from './block';
import type { Box, Drawing } from './drawing';
import { isOnShortcut } from './fold';
import type { DiagramModel, LayerFacts, Part, UnitGroup } from './model';
import { routed } from './route';
import type { Layer } from '../resnet/graph';

const MARGIN = 16;
const COLUMN_GAP = 40;

/**
 * Lays a diagram out: a column for the stem, one for each stage and one for the head, each from top to bottom, the main path of each straight.
 * Time and number of boxes grow with the groups of units, not with the depth.
 * @param expanded ids of the stages and groups of units that are open; others in it are ignored
 */
export function layoutDiagram(model: DiagramModel, expanded: ReadonlySet<string>): Drawing {
  const boxes: Box[] = [];
  let x = MARGIN;
  let height = 0;
  for (const parts of columns(model.parts)) {
    const block = stacked(parts.map((part) => partBlock(part, expanded, parts)));
    boxes.push(...moved(block.boxes, x, MARGIN));
    x += block.width + COLUMN_GAP;
    height = Math.max(height, block.height);
  }
  return { width: x - COLUMN_GAP + MARGIN, height: height + 2 * MARGIN, boxes, edges: routed(model, boxes) };
}

/** The ids of everything that can be opened: stages, and their groups of units. */
export function expandableIds(model: DiagramModel): string[] {
  return model.parts.flatMap((part) => (part.kind === 'stage' ? [part.id, ...part.groups.map(({ id }) => id)] : []));
}

/** `56×56×64`; `1000` for what has no place in the image. */
export function shapeText({ kind, output }: Layer): string {
  const { height, width, channels } = output;
  return ['avgpool', 'fc', 'softmax'].includes(kind) ? `${channels}` : `${height}×${width}×${channels}`;
}

/** A stage by itself, layers between stages together. */
function columns(parts: readonly Part[]): Part[][] {
  const found: Part[][] = [];
  for (const part of parts) {
    const last = found[found.length - 1];
    if (part.kind === 'layer' && last?.[0]?.kind === 'layer') last.push(part);
    else found.push([part]);
  }
  return found;
}

function partBlock(part: Part, expanded: ReadonlySet<string>, column: readonly Part[]): Block {
  if (part.kind === 'stage') return stageBlock(part, expanded);
  const contents = column.flatMap((each) => (each.kind === 'layer' ? [layerContent([each.facts])] : []));
  return single(layerContent([part.facts]), commonWidth(contents));
}

function stageBlock({ id, groups }: Extract<Part, { kind: 'stage' }>, expanded: ReadonlySet<string>): Block {
  const open = expanded.has(id);
  const layers = groups.flatMap(({ units }) => units.flatMap((unit) => unit.layers));
  const times = groups.reduce((sum, { units }) => sum + units.length, 0);
  const content: BoxContent = { id, kind: 'stage', title: id, detail: unitDetail(groups[groups.length - 1]), times, layers: indices(layers), expandable: true, expanded: open };
  if (!open) return single(content, commonWidth([content]));
  const width = commonWidth(groups.map((group) => groupContent(group, id, false)));
  return framed(content, stacked(groups.map((group) => groupBlock(group, id, expanded.has(group.id), width))), { clear: false });
}

function groupBlock(group: UnitGroup, stage: string, open: boolean, width: number): Block {
  const content = groupContent(group, stage, open);
  if (open) return framed(content, unitBlock(group), { clear: true });
  const block = single(content, width);
  return group.units[0]?.shortcut === 'none' ? block : { ...block, width: block.width + ARC };
}

function groupContent(group: UnitGroup, stage: string, open: boolean): BoxContent {
  const layers = group.units.flatMap((unit) => unit.layers);
  return { id: group.id, kind: 'unit', title: group.id, detail: unitDetail(group), times: group.units.length, layers: indices(layers), expandable: true, expanded: open, within: stage };
}

/** The layers of the first unit, each standing for the same layer of all units of the group; the shortcut's at the right of the branch. */
function unitBlock(group: UnitGroup): Block {
  const same = (group.units[0]?.layers ?? []).map((_, i) => group.units.flatMap(({ layers }) => layers[i] ?? []));
  const contents = same.map((facts) => ({ aside: facts.some(({ layer }) => isOnShortcut(layer)), content: layerContent(facts, group.id) }));
  const branch = contents.filter(({ aside }) => !aside).map(({ content }) => content);
  const aside = contents.filter((each) => each.aside).map(({ content }) => content);
  const width = commonWidth(branch);
  const main = stacked(branch.map((content) => (content.kind === 'add' ? single(content, ADD_SIZE, ADD_SIZE) : single(content, width))));
  if (!branch.some(({ kind }) => kind === 'add')) return main;
  if (aside.length === 0) return { ...main, width: main.width + ARC };
  const asideWidth = commonWidth(aside);
  const side = stacked(aside.map((content) => single(content, asideWidth)));
  return { ...main, width: main.width + GAP + side.width, boxes: [...main.boxes, ...moved(side.boxes, main.width + GAP, asideTop(main.boxes, side.height))] };
}

/** Halfway between the start of the branch, after its pre-activation, and the addition. */
function asideTop(main: readonly Box[], height: number): number {
  const start = main.find(({ kind }) => kind === 'conv')?.y ?? 0;
  const end = main.find(({ kind }) => kind === 'add')?.y ?? start;
  return (start + end - GAP - height) / 2;
}

function layerContent(facts: readonly LayerFacts[], within?: string): BoxContent {
  const [first] = facts;
  if (first === undefined) throw new Error('a box without a layer');
  const { layer, detail } = first;
  const shape = shapeText(layer);
  const title = layer.kind === 'add' ? '+' : layer.name.slice(layer.unit === undefined ? 0 : layer.unit.length + 1);
  const content = { id: layer.name, kind: layer.kind, title, detail: detail === '' ? shape : `${detail} → ${shape}`, times: 1, layers: indices(facts), expandable: false, expanded: false };
  return within === undefined ? content : { ...content, within };
}

/** The kernels of the branch and the shape at its end: `1×1-3×3/2-1×1 → 28×28×512` (strides as in He 2015's figure 3). */
function unitDetail(group: UnitGroup | undefined): string {
  const layers = group?.units[0]?.layers ?? [];
  const kernels = layers.flatMap(({ layer }) => {
    if (layer.kind !== 'conv' || isOnShortcut(layer)) return [];
    const { kernel, stride } = layer.geometry;
    return [`${kernel}×${kernel}${stride > 1 ? `/${stride}` : ''}`];
  });
  const last = layers[layers.length - 1];
  return `${kernels.join('-')} → ${last === undefined ? '' : shapeText(last.layer)}`;
}

function commonWidth(contents: readonly BoxContent[]): number {
  return Math.max(...contents.filter(({ kind }) => kind !== 'add').map(({ title, detail, times }) => textWidth(title, detail, times)));
}

function indices(facts: readonly LayerFacts[]): number[] {
  return facts.map(({ index }) => index);
}
