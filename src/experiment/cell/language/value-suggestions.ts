import { t } from '../../../base/l10n';
import { schemaAt, wordsOf } from '../expectation';
import type { Path } from '../yaml-source';
import { defaultWords, inline, wordHelp } from './help';
import { orderSuggestions } from './order-suggestions';
import type { Place } from './place';
import { cellSchema, takes, type JsonSchema } from './schema-view';
import { snippetText, type Suggestion } from './suggestion';

/** Words for arms that are offered as a baseline; more are typed faster than found. */
const MOST_ARMS = 24;

/** What may stand as the value at `path` where the cursor is, as one item where a list is due. Names of runs are asked for where one is due. */
export async function valueSuggestions(place: Place, path: Path, runNames: () => Promise<readonly string[]>): Promise<Suggestion[]> {
  const schema = schemaAt(cellSchema(), path);
  const key = path.findLast((step) => typeof step === 'string');
  if (key === 'baseline' || path.at(-2) === 'baseline') return baselineSuggestions(place, path);
  if (schema === undefined) return [];
  const single = takes(schema, 'string', 'number', 'integer', 'boolean');
  if (!single && !takes(schema, 'array')) return [];
  if (!single) return listSuggestions(place, path, runNames, schema);
  if (key === 'order') return orderSuggestions(place);
  const names = key === 'run' ? (await runNames()).map((name): Suggestion => ({ ...plain(place, name), kind: 'run' })) : [];
  const fixed = [...wordsOf(schema), ...(takes(schema, 'boolean') ? ['true', 'false'] : [])];
  const shown = key === 'run' ? [] : samplesOf(schema).filter((value) => !fixed.includes(value));
  const standard = defaultWords(schema);
  // In a list of alternatives each counts once; in one with fixed places the same may stand again.
  const ordered = schemaAt(cellSchema(), path.slice(0, -1))?.prefixItems !== undefined;
  const described = [...fixed.map((word) => ({ word, kind: 'word' as const })), ...shown.map((word) => ({ word, kind: 'value' as const }))];
  const values = described
    .filter(({ word }) => ordered || !place.taken.includes(word))
    .map(({ word, kind }): Suggestion => ({ ...plain(place, word), kind, ...(word === standard && { detail: t('default') }), documentation: () => wordHelp(word, key) }));
  return [...names, ...values];
}

/** Where a list is due and nothing of it stands yet: the list with one item, or the first line of it. */
async function listSuggestions(place: Place, path: Path, runNames: () => Promise<readonly string[]>, schema: JsonSchema): Promise<Suggestion[]> {
  const items = await valueSuggestions({ ...place, taken: [] }, [...path, 0], runNames);
  const asList = (insert: string): string => (place.ownLine && !place.flow ? `- ${insert}` : `[${insert}$0]`);
  const whole = samplesOf(schema).map((sample): Suggestion => plain(place, sample));
  return [...items.filter(({ start }) => start === place.start).map((item) => ({ ...item, insert: asList(item.insert) })), ...whole];
}

/** The arms by the values that the comparison varies, or the values of one key within the mapping. */
function baselineSuggestions(place: Place, path: Path): Suggestion[] {
  const varied = variedLists(place.value, path);
  const within = path.at(-2) === 'baseline' ? path.at(-1) : undefined;
  if (within !== undefined) return (varied.find(([key]) => key === within)?.[1] ?? []).map((value) => plain(place, value));
  const [first, ...others] = varied;
  if (first === undefined) return [];
  if (others.length === 0) return first[1].map((value) => ({ ...plain(place, value), documentation: () => wordHelp(value, first[0]) }));
  const arms = varied.reduce<string[]>((begun, [key, values]) => begun.flatMap((arm) => values.map((value) => `${arm}${arm === '' ? '' : ', '}${key}: ${value}`)).slice(0, MOST_ARMS), ['']);
  return arms.map((arm) => plain(place, `{ ${arm} }`));
}

/** The keys that the comparison varies, with their values as they are written; `path` leads into the comparison. */
export function variedLists(cell: unknown, path: Path): [key: string, values: string[]][] {
  const vary = memberOf(memberOf(cell, path[0]), 'vary');
  if (typeof vary !== 'object' || vary === null) return [];
  return Object.entries(vary).flatMap(([key, values]: [string, unknown]) => (Array.isArray(values) ? [[key, values.filter((value) => typeof value !== 'object').map(inline)] as [string, string[]]] : []));
}

/** The member of a plain value, if it is a mapping that has one of that name. */
export function memberOf(value: unknown, key: string | number | undefined): unknown {
  return typeof value === 'object' && value !== null && key !== undefined && Object.hasOwn(value, key) ? (value as Record<string | number, unknown>)[key] : undefined;
}

/** The default and the examples, as they are written; defaults that are told in words only are none. */
function samplesOf(schema: JsonSchema): string[] {
  const { default: standard, examples = [] } = schema;
  const words = standard === undefined ? defaultWords(schema) : undefined;
  const numeric = words !== undefined && words.trim() !== '' && !Number.isNaN(Number(words)) ? [words] : [];
  const plainly = [standard, ...examples].filter((value) => value !== undefined && (Array.isArray(value) || typeof value !== 'object'));
  return [...new Set([...numeric, ...plainly.map(inline)])];
}

function plain({ start, end }: Place, text: string): Suggestion {
  return { label: text, kind: 'value', insert: snippetText(text), start, end };
}
