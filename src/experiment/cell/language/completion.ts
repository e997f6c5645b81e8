import { parseDocument, visit } from 'yaml';
import { t } from '../../../base/l10n';
import { schemaAt, wordsOf } from '../expectation';
import type { Path } from '../yaml-source';
import { conditionsOf, defaultWords, inline, keyHelp, kindHelp } from './help';
import { placeAt, type Place } from './place';
import { cellSchema, isRequired, keysOf, takes, type JsonSchema } from './schema-view';
import { snippetText, type Suggestion } from './suggestion';
import { memberOf, valueSuggestions, variedLists } from './value-suggestions';

/**
 * What may be typed at an offset of a cell's text, the likeliest first: kinds, keys that don't stand there yet, values.
 * `runNames` answers the ids of trained runs; it is asked only where one is due.
 */
export async function completionsAt(text: string, offset: number, runNames: () => Promise<readonly string[]>): Promise<Suggestion[]> {
  const place = placeAt(text, offset);
  if (place === undefined) return [];
  const { path, role } = place;
  if (role === 'key') {
    if (path.length === 0) return kindSuggestions(place);
    const keys = keySuggestions(place, path);
    // A word alone on a line below its key may become a key or a value; only the schema knows.
    const mayBeValue = place.ownLine && !place.flow && !place.colon && place.taken.length === 0;
    const values = !mayBeValue ? [] : await valueSuggestions({ ...place, taken: [] }, path, runNames);
    return [...keys, ...values];
  }
  if (place.colon) return [];
  return [...(await valueSuggestions(place, path, runNames)), ...keySuggestions(place, path).map(inBraces)];
}

/** A key where a mapping is due and nothing of it stands yet. */
function inBraces(key: Suggestion): Suggestion {
  const end = key.insert.includes('$0') ? '' : '$0';
  return { ...key, insert: `{ ${key.insert}${end} }` };
}

/** The kinds with a body to change, where the cell has none yet. */
function kindSuggestions(place: Place): Suggestion[] {
  if (place.taken.length > 0) return [];
  return Object.entries(keysOf(cellSchema())).map(([name, schema]): Suggestion => {
    const example = [schema, ...((schema.anyOf ?? []) as JsonSchema[])].flatMap(({ examples }) => examples ?? []).find((text) => typeof text === 'string' && text.startsWith(`${name}:`));
    const insert = place.colon || typeof example !== 'string' ? name : exampleSnippet(example);
    return { label: name, kind: 'kind', documentation: () => kindHelp(name, schema), insert, start: place.start, end: place.end };
  });
}

/** An example with a tab stop at each of its values. */
function exampleSnippet(example: string): string {
  const ranges: [number, number][] = [];
  visit(parseDocument(example), {
    Scalar: (role, { range }) => {
      if (role !== 'key' && range != null) ranges.push([range[0], range[1]]);
    },
  });
  let at = 0;
  const parts = ranges.map(([start, end], i) => {
    const part = `${snippetText(example.slice(at, start))}\${${i + 1}:${snippetText(example.slice(start, end))}}`;
    at = end;
    return part;
  });
  return `${parts.join('')}${snippetText(example.slice(at))}`;
}

/** The keys of the mapping at `path` that don't stand there yet; those that would have no effect beside the others come last. */
function keySuggestions(place: Place, path: Path): Suggestion[] {
  const parent = schemaAt(cellSchema(), path);
  if (path.at(-1) === 'baseline') return baselineKeys(place, path);
  const own = path.reduce<unknown>(memberOf, place.value);
  const free = Object.entries(keysOf(parent)).filter(([name]) => !place.taken.includes(name));
  const ranked = free.map(([name, schema]) => ({ name, schema, idle: idleWords(schema, own, parent) }));
  return [...ranked.filter(({ idle }) => idle === undefined), ...ranked.filter(({ idle }) => idle !== undefined)].map(({ name, schema, idle }): Suggestion => {
    const standard = isRequired(parent, name) ? t('required') : defaultWords(schema);
    const detail = idle ?? standard;
    return { label: name, kind: 'key', ...(detail !== undefined && { detail }), documentation: () => keyHelp(name, schema, parent), ...insertionOf(name, schema, place) };
  });
}

/** A baseline's keys are those that the comparison varies. */
function baselineKeys(place: Place, path: Path): Suggestion[] {
  return variedLists(place.value, path).filter(([key]) => !place.taken.includes(key)).map(([key]): Suggestion => ({ label: key, kind: 'key', insert: `${key}: `, start: place.start, end: place.end, more: true }));
}

/** `only with optimizer adamw`, where the other key's value is another one. */
function idleWords(schema: JsonSchema, own: unknown, parent: JsonSchema | undefined): string | undefined {
  const failed = conditionsOf(schema).find(({ key, values }) => {
    const value = memberOf(own, key) ?? keysOf(parent)[key]?.default;
    return !values.some((allowed) => allowed === value || (allowed.startsWith('folder:') && String(value).startsWith('folder:')));
  });
  return failed === undefined ? undefined : t('only with {0} {1}', failed.key, failed.values.join(', '));
}

/** A key with what comes next: a block or braces for keys, brackets for a list, the default to type over, or the values to choose from. */
function insertionOf(name: string, schema: JsonSchema, place: Place): Pick<Suggestion, 'insert' | 'start' | 'end' | 'more'> {
  const { start, end } = place;
  const at = { start, end };
  if (place.colon) return { ...at, insert: name };
  if (takes(schema, 'object') && !takes(schema, 'string')) {
    const block = place.ownLine && !place.flow;
    return { ...at, insert: block ? `${name}:\n  $0` : `${name}: { $0 }`, more: true };
  }
  if (takes(schema, 'array') && !takes(schema, 'integer')) return { ...at, insert: `${name}: [$0]`, more: true };
  if (takes(schema, 'number', 'integer') && wordsOf(schema).length === 0) {
    const value = schema.default ?? schema.examples?.[0];
    return { ...at, insert: value === undefined ? `${name}: ` : `${name}: \${1:${snippetText(inline(value))}}` };
  }
  return { ...at, insert: `${name}: `, more: true };
}
