import { isCollection, isPair, parseDocument, visit, YAMLMap, YAMLSeq, type Document, type Node, type Pair } from 'yaml';
import { CellError } from '../cell';
import { YamlSource } from '../yaml-source';
import { inline } from './help';
import { keyText } from './tolerant';

const LINE_WIDTH = 120;
const INDENT = 2;

/**
 * The text laid out afresh: two spaces a level, comments kept, brackets too where they fit on a line.
 * Undefined where it holds nothing or is no valid YAML: nothing is touched then.
 */
export function formatCell(text: string): string | undefined {
  if (!isReadable(text)) return undefined;
  const document = parseDocument(text, { prettyErrors: false, logLevel: 'silent' });
  if (document.contents === null) return undefined;
  const before = JSON.stringify(document.toJS());
  const formatted = layOut(document, text);
  // The layout must not change what the cell says.
  if (JSON.stringify(parseDocument(formatted).toJS()) !== before) return undefined;
  const whole = text.endsWith('\n') ? formatted : formatted.trimEnd();
  return text.includes('\r\n') ? whole.replaceAll('\n', '\r\n') : whole;
}

function isReadable(text: string): boolean {
  try {
    return new YamlSource(text, undefined).problems.length === 0;
  } catch (error) {
    if (error instanceof CellError) return false;
    throw error;
  }
}

function layOut(document: Document, text: string): string {
  const collection = (node: YAMLMap | YAMLSeq, ancestors: readonly (Document | Node | Pair)[]): void => {
    if (node.flow === true && !fitsOnLine(node, ancestors, text)) node.flow = false;
    padded(node);
  };
  visit(document, {
    Map: (_, node, ancestors) => collection(node, ancestors),
    Seq: (_, node, ancestors) => collection(node, ancestors),
  });
  return document.toString({ indent: INDENT, lineWidth: 0 });
}

/** False where a comment within the brackets needs an end of line, too. */
function fitsOnLine(node: YAMLMap | YAMLSeq, ancestors: readonly (Document | Node | Pair)[], text: string): boolean {
  const [start, end] = node.range ?? [0, 0];
  if (/\s#/.test(text.slice(start, end))) return false;
  const parent = ancestors.at(-1);
  const key = isPair(parent) ? keyText(parent).length + ': '.length : 0;
  const indent = INDENT * (ancestors.filter(isCollection).length - 1);
  return indent + key + inline(node).length <= LINE_WIDTH;
}

/** Braces are padded, brackets aren't: `{ order: [original, plain] }`. */
function padded(node: YAMLMap | YAMLSeq): void {
  const [prototype, flowCollectionPadding] = node instanceof YAMLMap ? [YAMLMap.prototype, ' '] : [YAMLSeq.prototype, ''];
  node.toString = (context, ...rest) => prototype.toString.call(node, context === undefined ? context : { ...context, flowCollectionPadding }, ...rest);
}
