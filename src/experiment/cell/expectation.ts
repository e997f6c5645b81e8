import type { z } from 'zod';
import { t } from '../../base/l10n';
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
  const unit = typeof schema['unit'] === 'string' ? ` (${t(schema['unit'])})` : '';
  return typeof schema['expects'] === 'string' ? t(schema['expects']) : `${typePhrase(schema)}${unit}`;
}

function typePhrase(schema: JsonSchema): string {
  const words = wordsOf(schema);
  if (words.length > 0) return words.length === 1 ? String(words[0]) : t('one of {0}', words.join(', '));
  if (schema.anyOf !== undefined) return schema.anyOf.map((branch) => expectation(branch as JsonSchema)).reduce((one, other) => t('{0}, or {1}', one, other));
  switch (schema.type) {
    case 'boolean':
      return t('true or false');
    case 'integer':
      return t('a whole number {0} {1}', ...range(schema));
    case 'number':
      return t('a number {0} {1}', ...range(schema));
    case 'array':
      return t('a list, each {0}', expectation((schema.items ?? {}) as JsonSchema));
    case 'object':
      return t('keys and values');
    default:
      return t('text');
  }
}

/** Its two ends in words. */
function range({ minimum, exclusiveMinimum, maximum, exclusiveMaximum }: JsonSchema): [from: string, to: string] {
  const from = exclusiveMinimum === undefined ? t('from {0}', String(minimum)) : t('above {0}', exclusiveMinimum);
  return [from, exclusiveMaximum === undefined ? t('to {0}', String(maximum)) : t('to below {0}', exclusiveMaximum)];
}
