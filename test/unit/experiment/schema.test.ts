import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { z } from 'zod';
import { parseCell } from '../../../src/experiment/cell/parse';
import { referencePage } from '../../../src/experiment/cell/reference';
import { cellJsonSchema, CELL_KINDS, CELLS, helpOf, VARIED_KEYS } from '../../../src/experiment/cell/schema';

type JsonSchema = z.core.JSONSchema.JSONSchema;

/** Every key of the schema with its path, keys of keys too. */
function keysOf(schema: JsonSchema, path: string[] = []): [path: string, schema: JsonSchema, required: boolean][] {
  return Object.entries(schema.properties ?? {}).flatMap(([key, value]) => {
    const child = value as JsonSchema;
    const here = [...path, key];
    return [[here.join('.'), child, schema.required?.includes(key) === true] as [string, JsonSchema, boolean], ...keysOf(child, here)];
  });
}

describe('the schema of cells', () => {
  const schema = cellJsonSchema();
  const kinds = (schema.anyOf ?? []) as JsonSchema[];
  const keys = kinds.flatMap((kind) => keysOf(kind));

  it('becomes JSON Schema, one kind a cell', () => {
    assert.equal(schema.$schema, 'https://json-schema.org/draft/2020-12/schema');
    assert.deepEqual(kinds.map(({ properties }) => Object.keys(properties ?? {})), CELL_KINDS.map((kind) => [kind]));
    for (const { additionalProperties } of kinds) assert.equal(additionalProperties, false);
  });

  it('has help text for every key, and a default for all that are not required', () => {
    assert.ok(keys.length > 100);
    for (const [path, key, required] of keys) {
      const depth = path.split('.').length;
      if (depth === 1) continue;
      assert.match(key.description ?? '', /^[A-Z`].*[.`]$/, `${path} has no help text`);
      assert.ok(required || key.default !== undefined || typeof key['defaultText'] === 'string', `${path} has no default`);
    }
    for (const kind of CELL_KINDS) assert.match(helpOf(CELLS[kind])?.description ?? '', /\.$/);
  });

  it('bounds every number on both sides', () => {
    const unbounded: string[] = [];
    const walk = (part: JsonSchema, path: string): void => {
      const isNumber = part.type === 'integer' || part.type === 'number';
      const low = part.minimum ?? part.exclusiveMinimum;
      const high = part.maximum ?? part.exclusiveMaximum;
      if (isNumber && !path.includes('baseline') && !(Math.abs(Number(low)) <= 1e10 && Math.abs(Number(high)) <= 1e10)) unbounded.push(path);
      for (const [key, value] of Object.entries(part.properties ?? {})) walk(value as JsonSchema, `${path}.${key}`);
      if (typeof part.items === 'object' && !Array.isArray(part.items)) walk(part.items as JsonSchema, `${path}[]`);
      for (const branch of part.anyOf ?? []) walk(branch as JsonSchema, path);
    };
    walk(schema, '');
    assert.deepEqual(unbounded, []);
  });

  it('varies every scalar key of train, and no other', () => {
    const scalar = Object.keys(CELLS.train.shape).filter((key) => !['seed', 'milestones', 'replaceStrideWithDilation', 'probes', 'probeEvery'].includes(key));
    assert.deepEqual(VARIED_KEYS, scalar);
  });

  it('accepts its own examples', () => {
    for (const kind of CELL_KINDS) {
      const examples = helpOf(CELLS[kind])?.examples ?? [];
      assert.ok(examples.length > 0);
      for (const example of examples) assert.equal(parseCell(String(example)).kind, kind);
      for (const [key, keySchema] of Object.entries(CELLS[kind].shape) as [string, z.ZodType][]) {
        for (const example of helpOf(keySchema)?.examples ?? []) assert.ok(keySchema.safeParse(example).success, `${kind}.${key}: ${JSON.stringify(example)}`);
      }
    }
  });

  it('tells of conditions on keys and values that exist', () => {
    for (const kind of CELL_KINDS) {
      const shape = CELLS[kind].shape as Record<string, z.ZodType>;
      for (const [key, keySchema] of Object.entries(shape)) {
        for (const [other, values] of Object.entries(helpOf(keySchema)?.onlyWith ?? {})) {
          for (const value of values) assert.ok(shape[other]?.safeParse(value).success, `${kind}.${key} depends on ${other} ${value}`);
        }
      }
    }
  });
});

describe('the reference page', () => {
  it('is current (node scripts/reference-page.mjs writes it)', () => {
    const page = readFileSync(new URL('../../../docs/cells.md', import.meta.url), 'utf8').replaceAll('\r\n', '\n');
    assert.equal(page, referencePage());
  });

  it('names every key and has no hole', () => {
    const page = referencePage();
    for (const kind of CELL_KINDS) for (const key of Object.keys(CELLS[kind].shape)) assert.ok(page.includes(`| \`${key}\` |`), key);
    assert.doesNotMatch(page, /undefined|\[object|NaN/);
  });
});
