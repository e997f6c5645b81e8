import { isScalar } from 'yaml';
import { ARCHITECTURE_NAMES } from '../../../resnet/catalogue';
import { schemaAt } from '../expectation';
import { keyHelp, kindHelp, orderOf, wordHelp } from './help';
import { cellSchema } from './schema-view';
import { plainValue, scalarAt, tolerantDocument } from './tolerant';

export interface Hover {
  readonly markdown: string;
  /** What it speaks of, as offsets. */
  readonly start: number;
  readonly end: number;
  /** The network that it names, of an architecture or an order: its diagram can be shown. */
  readonly network?: NamedNetwork;
}

/** An architecture with an order; without one, with its own. */
export interface NamedNetwork {
  readonly architecture: string;
  readonly order?: string;
}

/** Where a cell names none. */
const ARCHITECTURE = 'resnet20';

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
  if (markdown === undefined || document === undefined) return undefined;
  const network = own === undefined ? undefined : networkAt(plainValue(document), path, word);
  return { markdown, start: found.range[0], end: found.range[1], ...(network && { network }) };
}

/** The network that a word belongs to: an architecture with the order beside it, or an order with the architecture beside it. */
function networkAt(value: unknown, path: readonly (string | number)[], word: string): NamedNetwork | undefined {
  const { architecture, order } = keysBeside(value, path.slice(0, -1));
  if (path.at(-1) === 'order') return { architecture: isArchitecture(architecture) ? architecture : ARCHITECTURE, order: word };
  if (!isArchitecture(word)) return undefined;
  return { architecture: word, ...(typeof order === 'string' && orderOf(order) !== undefined && { order }) };
}

/** The keys of the network that a mapping is about: under `vary` those of `train`, under `against` those of the first network where it has none of its own. */
function keysBeside(value: unknown, holder: readonly (string | number)[]): { architecture?: unknown; order?: unknown } {
  const at = (path: readonly (string | number)[]): object => (path.reduce<unknown>((within, step) => (within as Record<string | number, unknown> | null | undefined)?.[step], value) ?? {}) as object;
  const outer = holder.slice(0, -1);
  if (holder.at(-1) === 'vary') return at([...outer, 'train']);
  return holder.at(-1) === 'against' ? { ...at(outer), ...at(holder) } : at(holder);
}

function isArchitecture(name: unknown): name is string {
  return typeof name === 'string' && ARCHITECTURE_NAMES.includes(name);
}

function pathHelp(path: readonly (string | number)[]): string | undefined {
  const schema = schemaAt(cellSchema(), path);
  const key = path.at(-1);
  if (schema === undefined || typeof key !== 'string') return undefined;
  return path.length === 1 ? kindHelp(key, schema) : keyHelp(key, schema, schemaAt(cellSchema(), path.slice(0, -1)));
}
