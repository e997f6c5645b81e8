import { isMap, isScalar, isSeq, type Node } from 'yaml';
import type { Path } from '../yaml-source';
import { keyText, openBrackets, plainValue, scalarAt, tolerantDocument, type Found } from './tolerant';

/** Where in a cell a cursor stands, be the cell complete or not. Offsets are UTF-16 units of the text. */
export interface Place {
  readonly role: 'key' | 'value';
  /** To the mapping that the key belongs to, or to the value. */
  readonly path: Path;
  /** The word around the cursor. */
  readonly start: number;
  readonly end: number;
  /** Its part before the cursor. */
  readonly typed: string;
  /** The other keys of the mapping, or the other items of the list. */
  readonly taken: readonly string[];
  /** Inside brackets. */
  readonly flow: boolean;
  /** Only indentation stands before the word. */
  readonly ownLine: boolean;
  /** A colon follows: the key is there already. */
  readonly colon: boolean;
  /** The whole cell as plain values. */
  readonly value: unknown;
}

/** Typed at the cursor before the text is read, so that there is always a word to find there; a private-use character that no cell needs. */
const MARK = '\uE000';
const WORD = /^[^\s:,[\]{}"'#]*/;

/** The place of a cursor; undefined within comments and where nothing can be made of the text. */
export function placeAt(text: string, offset: number): Place | undefined {
  return placeIn(text, offset) ?? placeIn(skeleton(text, offset), offset);
}

function placeIn(text: string, offset: number): Place | undefined {
  const open = openBrackets(text.slice(0, offset));
  if (open === undefined) return undefined;
  const end = offset + (WORD.exec(text.slice(offset))?.[0].length ?? 0);
  const marked = `${text.slice(0, offset)}${MARK}${text.slice(offset, end)}${ending(text, offset, end, open > 0)}${text.slice(end)}`;
  const document = tolerantDocument(marked);
  const found = document === undefined ? undefined : scalarAt(document, offset);
  if (document === undefined || found === undefined) return undefined;
  const start = found.range[0] + (/^["']/.test(text.slice(found.range[0], offset)) ? 1 : 0);
  const typed = text.slice(start, offset);
  // A quote that was left open, or a value without its comma, swallows lines that were meant as something else.
  if (typed.includes('\n')) return undefined;
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  return {
    role: found.role,
    path: found.path,
    start,
    end,
    typed,
    taken: takenBeside(found),
    flow: open > 0,
    ownLine: text.slice(lineStart, start).trim() === '',
    colon: /^["']?[ \t]*:/.test(text.slice(end)),
    value: JSON.parse(JSON.stringify(plainValue(document) ?? null).replaceAll(MARK, '')) as unknown,
  };
}

/** What must follow the word, so that what stands behind it stays something of its own. */
function ending(text: string, offset: number, end: number, flow: boolean): string {
  if (flow) return /^\s*([,\]}:]|$)/.test(text.slice(end)) ? '' : ',';
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  const alone = /^\s*[^\s:#"'[\]{}&*!|>%@`-]*$/.test(text.slice(lineStart, offset));
  return alone && /^[ \t]*(#.*)?(\r?\n|$)/.test(text.slice(end)) ? ':' : '';
}

function takenBeside({ scalar, role, parent }: Found): string[] {
  if (role === 'key' && isMap(parent)) return parent.items.filter(({ key }) => key !== scalar).map(keyText);
  if (isSeq(parent)) return parent.items.flatMap((item) => (item !== scalar && isScalar(item as Node) ? [String((item as typeof scalar).value)] : []));
  return [];
}

/** The text without the values of other lines, whatever is wrong with them: only keys and their indentation remain, at their offsets. */
function skeleton(text: string, offset: number): string {
  let at = 0;
  const lines = text.split('\n').map((line) => {
    const start = at;
    at += line.length + 1;
    if (start <= offset && offset <= start + line.length) return line.slice(0, offset - start).padEnd(line.length);
    const key = /^[ \t]*[\w-]+:/.exec(line)?.[0] ?? '';
    return key.padEnd(line.length);
  });
  return lines.join('\n');
}
