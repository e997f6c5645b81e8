import { align, leftovers } from './align';
import { isOnShortcut } from './fold';
import { shapeText } from './layout';
import type { DiagramModel, LayerFacts, Part, UnitFacts, UnitGroup } from './model';

/** A property in which a box differs from its counterpart; `units` and `shortcut` are of stages and units, `order` is that of a unit's layers. */
export interface Change {
  readonly what: 'shape' | 'kernel' | 'stride' | 'dilation' | 'groups' | 'bias' | 'parameters' | 'units' | 'shortcut' | 'order';
  /** On this side and on the other one. */
  readonly here: string;
  readonly there: string;
}

export interface Difference {
  /**
   * `moved`: a layer that stands elsewhere among the others. `changed`: it stands where its counterpart does, but something of it, or of what
   * is in it, differs. `only-here`: the other side has no such box.
   */
  readonly status: 'same' | 'moved' | 'changed' | 'only-here';
  readonly changes: readonly Change[];
  /** Id of the box on the other side. */
  readonly counterpart?: string;
}

/** Differences by the ids of boxes, on either side. */
export interface Differences {
  readonly left: ReadonlyMap<string, Difference>;
  readonly right: ReadonlyMap<string, Difference>;
}

/** What differs between two diagrams: parts are aligned by their kind and stage, units by their place in the stage, layers by their sequence. */
export function diffDiagrams(left: DiagramModel, right: DiagramModel): Differences {
  const both = new Both();
  const pairs = align(left.parts, right.parts, (a, b) => (sameKind(a, b) ? 1 + (a.id === b.id ? SLIGHTLY : 0) : 0));
  const moves = leftovers(left.parts, right.parts, pairs, (a, b) => a.kind === 'layer' && sameKind(a, b));
  for (const [i, j] of [...pairs, ...moves]) {
    const [a, b] = [left.parts[i], right.parts[j]];
    if (a?.kind === 'layer' && b?.kind === 'layer') both.layers(a.facts, b.facts, !pairs.some(([paired]) => paired === i));
    if (a?.kind === 'stage' && b?.kind === 'stage') diffStages(a, b, both);
  }
  for (const part of left.parts) alone(part, both.left);
  for (const part of right.parts) alone(part, both.right);
  return both;
}

/** What differs between two units, by the names of their layers: the branches are aligned, and what the shortcuts are made of. */
export function diffUnits(left: UnitFacts, right: UnitFacts): Differences {
  const both = new Both();
  diffLayers(left.layers.filter(onBranch), right.layers.filter(onBranch), both);
  diffLayers(left.layers.filter((each) => !onBranch(each)), right.layers.filter((each) => !onBranch(each)), both);
  for (const { layer } of left.layers) onlyHere(layer.name, both.left);
  for (const { layer } of right.layers) onlyHere(layer.name, both.right);
  return both;
}

/** So little that it decides only between pairings of equal length. */
const SLIGHTLY = 1 / 1024;
/** More than a unit's layers can come to by that, and still less than a layer. */
const SOMEWHAT = 1 / 32;

class Both implements Differences {
  readonly left = new Map<string, Difference>();
  readonly right = new Map<string, Difference>();

  layers(a: LayerFacts, b: LayerFacts, moved: boolean): void {
    this.pair(a.layer.name, b.layer.name, layerChanges(a, b), moved ? 'moved' : undefined);
  }

  pair(a: string, b: string, changes: readonly Change[], status: Difference['status'] = changes.length > 0 ? 'changed' : 'same'): void {
    this.left.set(a, { status, changes, counterpart: b });
    this.right.set(b, { status, changes: turned(changes), counterpart: a });
  }
}

function turned(changes: readonly Change[]): Change[] {
  return changes.map(({ what, here, there }) => ({ what, here: there, there: here }));
}

function sameKind(a: Part, b: Part): boolean {
  if (a.kind === 'layer') return b.kind === 'layer' && a.facts.layer.kind === b.facts.layer.kind;
  return b.kind === 'stage' && a.id === b.id;
}

function onBranch({ layer }: LayerFacts): boolean {
  return !isOnShortcut(layer);
}

function diffLayers(left: readonly LayerFacts[], right: readonly LayerFacts[], both: Both): void {
  const same = (a: LayerFacts, b: LayerFacts): boolean => a.layer.kind === b.layer.kind;
  const pairs = align(left, right, (a, b) => (same(a, b) ? 1 + (isSkeleton(a) ? SOMEWHAT : 0) + (a.detail === b.detail ? SLIGHTLY : 0) : 0));
  const moves = leftovers(left, right, pairs, same);
  for (const [i, j] of [...pairs, ...moves]) {
    const [a, b] = [left[i], right[j]];
    if (a !== undefined && b !== undefined) both.layers(a, b, moves.some(([moved]) => moved === i));
  }
}

/** Orders differ in where norms and activations stand among the convs and the addition, so these stay and those move. */
function isSkeleton({ layer }: LayerFacts): boolean {
  return layer.kind === 'conv' || layer.kind === 'add';
}

function diffStages(left: Extract<Part, { kind: 'stage' }>, right: Extract<Part, { kind: 'stage' }>, both: Both): void {
  const [here, there] = [unitCount(left.groups), unitCount(right.groups)];
  const units = changed('units', here, there);
  both.left.set(left.id, withInside(units, diffGroups(left.groups, right.groups, (a, b) => diffUnits(a, b).left, both.left), right.id));
  both.right.set(right.id, withInside(turned(units), diffGroups(right.groups, left.groups, (a, b) => diffUnits(b, a).right, both.right), left.id));
}

/**
 * Sets what differs of one side's groups and their layers: a group stands beside that group of the other side which holds the unit at the place of its first.
 * @returns whether anything does
 */
function diffGroups(here: readonly UnitGroup[], there: readonly UnitGroup[], inside: (here: UnitFacts, there: UnitFacts) => Differences['left'], into: Map<string, Difference>): boolean {
  const countsDiffer = unitCount(here) !== unitCount(there);
  let anything = false;
  let place = 0;
  for (const group of here) {
    const other = groupAt(there, place);
    const [unit, otherUnit] = [group.units[0], other?.units[0]];
    if (other === undefined || unit === undefined || otherUnit === undefined) continue;
    const layers = inside(unit, otherUnit);
    for (const [id, difference] of layers) into.set(id, difference);
    const differs = [...layers.values()].some(({ status }) => status !== 'same');
    const changes = [
      ...(countsDiffer && startOf(there, other) === place ? changed('units', group.units.length, other.units.length) : []),
      ...changed('shortcut', unit.shortcut, otherUnit.shortcut),
      ...changed('order', branchText(unit), branchText(otherUnit)),
    ];
    into.set(group.id, withInside(changes, differs, other.id));
    anything ||= differs || changes.length > 0;
    place += group.units.length;
  }
  return anything;
}

function withInside(changes: readonly Change[], insideDiffers: boolean, counterpart: string): Difference {
  return { status: insideDiffers || changes.length > 0 ? 'changed' : 'same', changes, counterpart };
}

function unitCount(groups: readonly UnitGroup[]): number {
  return groups.reduce((sum, { units }) => sum + units.length, 0);
}

function groupAt(groups: readonly UnitGroup[], place: number): UnitGroup | undefined {
  return groups.find((group) => place < startOf(groups, group) + group.units.length) ?? groups[groups.length - 1];
}

function startOf(groups: readonly UnitGroup[], group: UnitGroup): number {
  return unitCount(groups.slice(0, groups.indexOf(group)));
}

function branchText({ layers }: UnitFacts): string {
  return layers.filter(onBranch).map(({ layer }) => layer.kind).join('-');
}

function layerChanges(a: LayerFacts, b: LayerFacts): Change[] {
  const [left, right] = [geometry(a), geometry(b)];
  return [
    ...changed('shape', shapeText(a.layer), shapeText(b.layer)),
    ...changed('kernel', left.kernel, right.kernel),
    ...changed('stride', left.stride, right.stride),
    ...changed('dilation', left.dilation, right.dilation),
    ...changed('groups', left.groups, right.groups),
    ...changed('bias', left.bias, right.bias),
    ...changed('parameters', a.parameters, b.parameters),
  ];
}

function geometry({ layer }: LayerFacts): Partial<Record<Change['what'], string | number | boolean>> {
  switch (layer.kind) {
    case 'conv': {
      const { kernel, stride, dilation, groups } = layer.geometry;
      return { kernel: `${kernel}×${kernel}`, stride, dilation, groups, bias: layer.bias };
    }
    case 'maxpool':
      return { kernel: `${layer.geometry.kernel}×${layer.geometry.kernel}`, stride: layer.geometry.stride };
    case 'pad-shortcut':
      return { stride: layer.stride };
    default:
      return {};
  }
}

function changed(what: Change['what'], here: unknown, there: unknown): Change[] {
  return here === there ? [] : [{ what, here: String(here), there: String(there) }];
}

/** What has no counterpart: the part and everything in it. */
function alone(part: Part, into: Map<string, Difference>): void {
  onlyHere(part.id, into);
  if (part.kind === 'layer') return;
  for (const { id, units } of part.groups) {
    onlyHere(id, into);
    for (const { layer } of units[0]?.layers ?? []) onlyHere(layer.name, into);
  }
}

function onlyHere(id: string, into: Map<string, Difference>): void {
  if (!into.has(id)) into.set(id, { status: 'only-here', changes: [] });
}
