import { diffDiagrams, type Change, type Difference } from '../../diagram/diff';
import type { UnitGroup } from '../../diagram/model';
import type { DiagramWords } from '../text/diagram-words';
import { element } from '../ui/dom';
import { short } from './amounts';
import type { Mark } from './canvas';
import type { Pane } from './pane';

/** What differs between two networks, in words and as marks of their boxes. */
export interface Comparison {
  readonly summary: HTMLElement;
  marks(pane: Pane): ReadonlyMap<string, Mark>;
  /** What is to be expanded at first, in either network, so that a difference can be seen. */
  readonly opening: readonly (readonly string[])[];
}

/** In this order changes are told: the large ones first. */
const TELLING: readonly Change['what'][] = ['units', 'order', 'shortcut', 'kernel', 'stride', 'dilation', 'groups', 'bias', 'shape', 'parameters'];

type Differences = ReadonlyMap<string, Difference>;

export function comparison(left: Pane, right: Pane, words: DiagramWords): Comparison {
  const { left: here, right: there } = diffDiagrams(left.inventory.model, right.inventory.model);
  const marks = new Map([
    [left, marksOf(here, right, words)],
    [right, marksOf(there, left, words)],
  ]);
  const lines = [...sentences(left, right, here, there, words), ...totals(left, right, words)];
  const heading = element('b', {}, words.diff.heading(left.network.label, right.network.label));
  const summary = element('section', { class: 'differences', 'aria-label': words.diff.legend }, heading, element('ul', {}, ...lines.map((line) => element('li', {}, line))));
  const [first, second] = [opening(left, here), opening(right, there)];
  const counterpart = (id: string | undefined, differences: Differences): string | undefined => (id === undefined ? undefined : differences.get(id)?.counterpart);
  const both = [first ?? counterpart(second, there), second ?? counterpart(first, here)];
  return { summary, marks: (pane) => marks.get(pane) ?? new Map(), opening: both.map((id) => (id === undefined ? [] : [id])) };
}

function marksOf(differences: Differences, other: Pane, words: DiagramWords): Map<string, Mark> {
  const marks = new Map<string, Mark>();
  for (const [id, { status, changes, counterpart }] of differences) {
    if (status === 'same') continue;
    const kind = status === 'only-here' ? 'only' : status;
    const where = status === 'moved' && counterpart !== undefined ? words.diff.counterpart(counterpart, other.network.label) : '';
    const parts = [where, ...changes.map((change) => words.diff.change(words.diff.properties[change.what], valueText(change, change.here, words), valueText(change, change.there, words)))].filter((part) => part !== '');
    marks.set(id, { kind, text: [words.diff[kind], ...parts].join(', ') });
  }
  return marks;
}

function valueText({ what }: Change, value: string, words: DiagramWords): string {
  if (what === 'shortcut' && value in words.shortcuts) return words.shortcuts[value as keyof typeof words.shortcuts];
  if (what === 'bias') return value === 'true' ? words.diff.yes : words.diff.no;
  return what === 'parameters' ? short(Number(value)) : value;
}

/** Differences counted over the network: what is the same in many units is said once. */
function sentences(left: Pane, right: Pane, here: Differences, there: Differences, words: DiagramWords): string[] {
  const [first, second] = [tally(left, here, words), tally(right, there, words)];
  const list = (counts: ReadonlyMap<string, number>): string => [...counts].map(([name, count]) => words.diff.counted(name, count)).join(', ');
  const { diff } = words;
  return [
    ...TELLING.flatMap((what) => [...(first.changes.get(what) ?? [])].map(([change, count]) => diff.counted(change, count))),
    ...(first.moved.size > 0 ? [diff.movedSentence(list(first.moved))] : []),
    ...(first.only.size > 0 ? [diff.onlySentence(left.network.label, list(first.only))] : []),
    ...(second.only.size > 0 ? [diff.onlySentence(right.network.label, list(second.only))] : []),
  ];
}

interface Tally {
  readonly changes: Map<Change['what'], Map<string, number>>;
  readonly moved: Map<string, number>;
  readonly only: Map<string, number>;
}

function tally(pane: Pane, differences: Differences, words: DiagramWords): Tally {
  const found: Tally = { changes: new Map(), moved: new Map(), only: new Map() };
  const count = (into: Map<string, number>, key: string, by: number): unknown => into.set(key, (into.get(key) ?? 0) + by);
  const note = (id: string, name: string, by: number): void => {
    const difference = differences.get(id);
    if (difference?.status === 'moved') count(found.moved, movedName(name, difference.counterpart), by);
    if (difference?.status === 'only-here') count(found.only, name, by);
    // A layer that stands elsewhere has other shapes there: nothing that need be said.
    if (difference?.status !== 'changed') return;
    for (const change of difference.changes) {
      const text = words.diff.sentence(words.diff.properties[change.what], change.what === 'units' || !isGroup(id) ? name : '', valueText(change, change.here, words), valueText(change, change.there, words));
      const texts = found.changes.get(change.what) ?? new Map<string, number>();
      found.changes.set(change.what, texts);
      count(texts, text, change.what === 'units' ? 1 : by);
    }
  };
  const isGroup = (id: string): boolean => pane.inventory.group(id) !== undefined;
  for (const part of pane.inventory.model.parts) {
    note(part.id, part.id, 1);
    if (part.kind === 'layer') continue;
    for (const group of part.groups) {
      if (differences.get(group.id)?.changes.some(({ what }) => what !== 'units') === true) note(group.id, group.id, group.units.length);
      for (const { layer } of group.units[0]?.layers ?? []) note(layer.name, localName(group, layer.name), group.units.length);
    }
  }
  return found;
}

/** `bn2 → bn1`, or its name alone where it keeps it. */
function movedName(name: string, counterpart = name): string {
  const other = /^layer\d+\.\d+\./u.test(counterpart) ? counterpart.split('.').slice(2).join('.') : counterpart;
  return other === name ? name : `${name} → ${other}`;
}

function localName(group: UnitGroup, name: string): string {
  return name.slice((group.units[0]?.name.length ?? 0) + 1);
}

function totals(left: Pane, right: Pane, { diff, details }: DiagramWords): string[] {
  const line = (name: string, before: number, after: number): string => {
    if (before === after) return diff.equal(name, short(before));
    const percent = (100 * (after - before)) / before;
    const sign = percent > 0 ? '+' : '−';
    return diff.total(name, short(before), short(after), `${sign}${Math.abs(percent) < 0.01 ? '<0.01' : Math.abs(percent).toFixed(2)}`);
  };
  const [a, b] = [left.inventory.total, right.inventory.total];
  return [line(details.parameters, a.parameters, b.parameters), line(details.macs, a.macs, b.macs)];
}

/** The first group of units whose layers differ. */
function opening({ inventory }: Pane, differences: Differences): string | undefined {
  const groups = inventory.model.parts.flatMap((part) => (part.kind === 'stage' ? part.groups : []));
  return groups.find(({ units }) => units[0]?.layers.some(({ layer }) => (differences.get(layer.name)?.status ?? 'same') !== 'same') === true)?.id;
}
