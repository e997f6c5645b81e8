import { isScalar } from 'yaml';
import { schemaAt } from '../expectation';
import { keyHelp, kindHelp, wordHelp } from './help';
import { cellSchema } from './schema-view';
import { scalarAt, tolerantDocument } from './tolerant';

export interface Hover {
  readonly markdown: string;
  /** What it speaks of, as offsets. */
  readonly start: number;
  readonly end: number;
}

/** What is known of the word at an offset: a key or kind, an architecture, an order, a data set; of other values, their key's help. */
export function hoverAt(text: string, offset: number): Hover | undefined {
  const document = tolerantDocument(text);
  const found = document === undefined ? undefined : scalarAt(document, offset);
  if (found === undefined || !isScalar(found.scalar)) return undefined;
  const word = String(found.scalar.value);
  const steps = found.role === 'key' ? [...found.path, word] : found.path;
  // An item of a list is told of by the list's key.
  const path = steps.slice(0, steps.findLastIndex((step) => typeof step === 'string') + 1);
  const key = path.at(-1);
  const own = found.role === 'value' ? wordHelp(word, typeof key === 'string' ? key : undefined) : undefined;
  const markdown = own ?? pathHelp(path);
  return markdown === undefined ? undefined : { markdown, start: found.range[0], end: found.range[1] };
}

function pathHelp(path: readonly (string | number)[]): string | undefined {
  const schema = schemaAt(cellSchema(), path);
  const key = path.at(-1);
  if (schema === undefined || typeof key !== 'string') return undefined;
  return path.length === 1 ? kindHelp(key, schema) : keyHelp(key, schema, schemaAt(cellSchema(), path.slice(0, -1)));
}
