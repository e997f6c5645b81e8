import type { z } from 'zod';
import type { Path } from './yaml-source';

type JsonSchema = z.core.JSONSchema.JSONSchema;

/** The JSON Schema of what may stand at `path`; undefined where nothing may. */
export function schemaAt(schema: JsonSchema, path: Path): JsonSchema | undefined {
  const [step, ...rest] = path;
  if (step === undefined) return schema;
  for (const branch of [schema, ...(schema.anyOf ?? [])] as JsonSchema[]) {
    const child = typeof step === 'number' ? (branch.prefixItems?.[step] ?? branch.items) : branch.properties?.[step];
    if (typeof child === 'object' && !Array.isArray(child)) return schemaAt(child as JsonSchema, rest);
  }
  return undefined;
}

/** The words that may stand there. */
export function wordsOf(schema: JsonSchema): string[] {
  const own = (schema.enum ?? []).filter((word) => typeof word === 'string');
  return [...own, ...(schema.anyOf ?? []).flatMap((branch) => wordsOf(branch as JsonSchema))];
}

/** What may stand there, as a phrase: `a whole number from 1 to 8192 (images)`. */
export function expectation(schema: JsonSchema): string {
  const unit = typeof schema['unit'] === 'string' ? ` (${schema['unit']})` : '';
  return typeof schema['expects'] === 'string' ? schema['expects'] : `${typePhrase(schema)}${unit}`;
}

function typePhrase(schema: JsonSchema): string {
  const words = wordsOf(schema);
  if (words.length > 0) return words.length === 1 ? String(words[0]) : `one of ${words.join(', ')}`;
  if (schema.anyOf !== undefined) return schema.anyOf.map((branch) => expectation(branch as JsonSchema)).join(', or ');
  switch (schema.type) {
    case 'boolean':
      return 'true or false';
    case 'integer':
    case 'number':
      return `a ${schema.type === 'integer' ? 'whole ' : ''}number ${range(schema)}`;
    case 'array':
      return `a list, each ${expectation((schema.items ?? {}) as JsonSchema)}`;
    case 'object':
      return 'keys and values';
    default:
      return 'text';
  }
}

function range({ minimum, exclusiveMinimum, maximum, exclusiveMaximum }: JsonSchema): string {
  const from = exclusiveMinimum === undefined ? `from ${String(minimum)}` : `above ${exclusiveMinimum}`;
  return `${from} to ${exclusiveMaximum === undefined ? String(maximum) : `below ${exclusiveMaximum}`}`;
}
