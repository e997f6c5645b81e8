import { isPair, isScalar, isSeq, Lexer, parseDocument, visit, type Document, type Node, type Pair, type Scalar } from 'yaml';
import type { Path } from '../yaml-source';

/** As many as a cell may have; more brackets or dashes would exhaust the parser's stack. */
const MOST_LEVELS = 32;
const MOST_CHARACTERS = 65_536;
/** The lexer's sign that a line's indentation ended the brackets. */
const FLOW_ERROR_END = '\x18';

/** A text that is being typed, as far as it can be read: mistakes are passed over. Undefined where it is too long or too deep. */
export function tolerantDocument(text: string): Document | undefined {
  if (openBrackets(text) === undefined) return undefined;
  // A tab is no indentation in YAML, but it is clear what was meant; offsets stay.
  const spaced = text.replace(/^[ \t]+/gm, (indent) => indent.replaceAll('\t', ' '));
  return parseDocument(spaced, { prettyErrors: false, logLevel: 'silent', uniqueKeys: false });
}

/** Brackets that are open at the end of the text; undefined where it is too long or nests too deep. */
export function openBrackets(text: string): number | undefined {
  if (text.length > MOST_CHARACTERS) return undefined;
  let open = 0;
  let inLine = 0;
  for (const lexeme of new Lexer().lex(text)) {
    if (lexeme === '[' || lexeme === '{') open++;
    else if (lexeme === ']' || lexeme === '}') open = Math.max(0, open - 1);
    else if (lexeme === FLOW_ERROR_END) open = 0;
    else if (lexeme === '-' || lexeme === '?') inLine++;
    else if (lexeme === '\n' || lexeme === '\r\n') inLine = 0;
    if (open + inLine > MOST_LEVELS) return undefined;
  }
  return open;
}

type Ancestors = readonly (Document | Node | Pair)[];

/** A scalar of the text and where it belongs. */
export interface Found {
  readonly scalar: Scalar;
  readonly range: readonly [start: number, end: number];
  readonly role: 'key' | 'value';
  /** To the mapping that holds the key, or to the value. */
  readonly path: Path;
  /** The mapping or list that holds it; undefined for a text that is one scalar. */
  readonly parent: Node | undefined;
}

/** The scalar at an offset. */
export function scalarAt(document: Document, offset: number): Found | undefined {
  let found: Found | undefined;
  visit(document, {
    Scalar: (place, scalar, ancestors) => {
      const [start, end] = scalar.range ?? [0, 0];
      if (offset < start || offset > end || start === end) return undefined;
      const role = place === 'key' ? 'key' : 'value';
      found = { scalar, range: [start, end], role, path: pathTo(scalar, ancestors, role), parent: ancestors.findLast((node): node is Node => node !== document && !isPair(node)) as Node | undefined };
      // The end of one may be the start of the next: the later one is what is being typed.
      return offset < end ? visit.BREAK : undefined;
    },
  });
  return found;
}

function pathTo(scalar: Scalar, ancestors: Ancestors, role: Found['role']): Path {
  const path: (string | number)[] = [];
  for (const [i, node] of ancestors.entries()) {
    const last = i === ancestors.length - 1;
    if (isPair(node) && !(last && role === 'key')) path.push(keyText(node));
    if (isSeq(node)) path.push(node.items.indexOf(last ? scalar : ancestors[i + 1]));
  }
  return path;
}

/** The text of a pair's key; empty for keys that are no words. */
export function keyText({ key }: Pair): string {
  return isScalar(key) && typeof key.value === 'string' ? key.value : '';
}

/** The document as plain values, or null where aliases lead nowhere or multiply. */
export function plainValue(document: Document): unknown {
  try {
    return document.toJS({ maxAliasCount: MOST_LEVELS }) as unknown;
  } catch (error) {
    if (error instanceof ReferenceError) return null;
    throw error;
  }
}
