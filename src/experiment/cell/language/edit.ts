import { isCollection, isMap, isPair, isScalar, type Document, type Node, type Pair, type YAMLMap, type YAMLSeq } from 'yaml';
import type { Path } from '../yaml-source';
import { keyText } from './tolerant';

/** Replaces a stretch of a text; offsets in UTF-16 units. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** A pair of a mapping or an item of a list. */
export interface Entry {
  readonly item: Pair | Node;
  readonly parent: YAMLMap | YAMLSeq;
  readonly index: number;
  /** To the parent. */
  readonly path: Path;
}

/** The innermost entry that holds an offset. */
export function entryAt(document: Document, offset: number): Entry | undefined {
  const found: Entry[] = [];
  const walk = (parent: unknown, path: Path): void => {
    if (!isCollection(parent)) return;
    const index = (parent.items as (Pair | Node)[]).findLastIndex((item) => spanOf(item)[0] <= offset && offset <= spanOf(item)[1]);
    const item = parent.items[index] as Pair | Node | undefined;
    if (item === undefined) return;
    found.push({ item, parent, index, path });
    walk(isPair(item) ? item.value : item, [...path, isPair(item) ? keyText(item) : index]);
  };
  walk(document.contents, []);
  return found.at(-1);
}

/** From the first character of an entry to behind its last. */
export function spanOf(entry: Pair | Node): [start: number, end: number] {
  const first = (isPair(entry) ? entry.key : entry) as Node;
  const last = (isPair(entry) ? (entry.value ?? entry.key) : entry) as Node;
  return [first.range?.[0] ?? 0, last.range?.[1] ?? 0];
}

/** Takes an entry out, with its comma or its lines. */
export function removal({ item, parent, index }: Entry, text: string): Edit {
  const [start, end] = trimmedSpan(item, text);
  const items = parent.items as (Pair | Node)[];
  const before = items[index - 1];
  const after = items[index + 1];
  if (parent.flow !== true) return { ...lines(text, start, end), text: '' };
  if (after !== undefined) return { start, end: spanOf(after)[0], text: '' };
  return { start: before === undefined ? start : trimmedSpan(before, text)[1], end, text: '' };
}

/** Moves a pair into the mapping that stands at `key` beside it, or makes one in its place. Undefined where it has several lines. */
export function move(entry: Entry, key: string, text: string): Edit[] | undefined {
  const { item, parent } = entry;
  if (!isMap(parent)) return undefined;
  const [start, end] = trimmedSpan(item, text);
  const pair = text.slice(start, end);
  if (pair.includes('\n')) return undefined;
  const target = parent.items.find((other) => keyText(other) === key);
  if (target === undefined) return [{ start, end, text: `${key}: { ${pair} }` }];
  const insertion = insertionInto(target, pair, text);
  return insertion === undefined ? undefined : [insertion, removal(entry, text)];
}

function insertionInto({ key, value }: Pair, pair: string, text: string): Edit | undefined {
  if (isMap(value)) {
    const [first] = value.items;
    if (first === undefined) return { start: value.range?.[0] ?? 0, end: value.range?.[1] ?? 0, text: `{ ${pair} }` };
    const [at] = spanOf(first);
    const indent = ' '.repeat(at - (text.lastIndexOf('\n', at - 1) + 1));
    return { start: at, end: at, text: value.flow === true ? `${pair}, ` : `${pair}\n${indent}` };
  }
  if (value !== null && !(isScalar(value) && value.value === null)) return undefined;
  const colon = text.indexOf(':', (key as Node).range?.[1] ?? 0) + 1;
  return { start: colon, end: colon, text: ` { ${pair} }` };
}

/** Without the blank lines and comments that the parser counts to a block's end. */
function trimmedSpan(item: Pair | Node, text: string): [number, number] {
  const [start, end] = spanOf(item);
  return [start, start + text.slice(start, end).trimEnd().length];
}

/** The whole lines of a stretch of text; what stands before it on its line stays. */
function lines(text: string, start: number, end: number): Pick<Edit, 'start' | 'end'> {
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const lineEnd = text.indexOf('\n', end);
  const from = text.slice(lineStart, start).replace(/-\s*$/, '').trim() === '' ? lineStart : start;
  if (lineEnd >= 0) return { start: from, end: lineEnd + 1 };
  return { start: Math.max(0, from - (text[from - 2] === '\r' ? 2 : 1)), end: text.length };
}
