import { isMap, isScalar, type Pair } from 'yaml';
import { spanOf } from './edit';
import { keyText, tolerantDocument } from './tolerant';

/** A key of a cell with the keys below it; offsets of the whole and of its name. */
export interface OutlineEntry {
  readonly name: string;
  /** Its value where that is one word or a short list. */
  readonly detail: string;
  readonly start: number;
  readonly end: number;
  readonly nameEnd: number;
  readonly children: readonly OutlineEntry[];
}

/** Deeper levels are no keys of the language. */
const MOST_LEVELS = 4;
const LONGEST_DETAIL = 60;

/** The kind of a cell, its keys, and theirs. */
export function outlineOf(text: string): OutlineEntry[] {
  return entriesOf(tolerantDocument(text)?.contents, text, 0);
}

function entriesOf(node: unknown, text: string, level: number): OutlineEntry[] {
  if (!isMap(node) || level === MOST_LEVELS) return [];
  return node.items.filter((pair) => isScalar(pair.key) && keyText(pair) !== '').map((pair) => entryOf(pair, text, level));
}

function entryOf(pair: Pair, text: string, level: number): OutlineEntry {
  const [start, last] = spanOf(pair);
  const end = start + text.slice(start, last).trimEnd().length;
  const nameEnd = isScalar(pair.key) ? (pair.key.range?.[1] ?? start) : start;
  const value = text.slice(nameEnd, end).replace(/^\s*:\s*/, '').replace(/\s+/g, ' ');
  const detail = isMap(pair.value) ? '' : value.length > LONGEST_DETAIL ? `${value.slice(0, LONGEST_DETAIL - 1)}…` : value;
  return { name: keyText(pair), detail, start, end: Math.max(end, nameEnd), nameEnd, children: entriesOf(pair.value, text, level + 1) };
}
