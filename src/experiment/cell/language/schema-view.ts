import type { z } from 'zod';
import { cellJsonSchema } from '../schema';

export type JsonSchema = z.core.JSONSchema.JSONSchema;

let known: JsonSchema | undefined;

/** The JSON Schema of a whole cell, made once. */
export function cellSchema(): JsonSchema {
  known ??= cellJsonSchema();
  return known;
}

/** The keys that a mapping of this schema may hold, in the schema's order; those of all alternatives where it has several. */
export function keysOf(schema: JsonSchema | undefined): Readonly<Record<string, JsonSchema>> {
  return Object.assign({}, ...branchesOf(schema).map(({ properties }) => properties)) as Record<string, JsonSchema>;
}

/** True where a mapping of this schema must hold the key. */
export function isRequired(schema: JsonSchema | undefined, key: string): boolean {
  return branchesOf(schema).some(({ required }) => required?.includes(key) === true);
}

/** True where a value of one of these JSON types may stand. */
export function takes(schema: JsonSchema | undefined, ...types: NonNullable<JsonSchema['type']>[]): boolean {
  return branchesOf(schema).some(({ type }) => [type ?? []].flat().some((own) => types.includes(own)));
}

/** A schema and, recursively, its alternatives. */
function branchesOf(schema: JsonSchema | undefined): JsonSchema[] {
  if (schema === undefined) return [];
  return [schema, ...(schema.anyOf ?? []).flatMap((branch) => branchesOf(branch as JsonSchema))];
}
