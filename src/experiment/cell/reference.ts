import * as z from 'zod';
import { NAMED_ORDERS } from '../../resnet/order';
import { expectation } from './expectation';
import { CELL_KINDS, CELLS, type CellKind } from './schema';

type JsonSchema = z.core.JSONSchema.JSONSchema;

/** The reference page of the cell language as Markdown, all of it from the schema. */
export function referencePage(): string {
  const parts = [
    '# Cells',
    '<!-- Written by scripts/reference-page.mjs from src/experiment/cell/schema.ts; change it there. -->',
    `A cell is a few lines of YAML. Its one top-level key says what to do: ${list(CELL_KINDS)}. Every key below it has a default, save those marked *required*.`,
    'Keys that only count with a certain optimiser, schedule or data set are refused without it, so that no setting is silently ignored.',
    ...CELL_KINDS.map(kindSection),
    ordersSection(),
  ];
  return `${parts.join('\n\n')}\n`;
}

function kindSection(kind: CellKind): string {
  const schema = z.toJSONSchema(CELLS[kind], { io: 'input' });
  const examples = (schema.examples ?? []).map((example) => `\`\`\`yaml\n${String(example)}\n\`\`\``);
  return [`## ${kind}`, schema.description, ...examples, keyTable(kind, schema)].join('\n\n');
}

function keyTable(kind: CellKind, schema: JsonSchema): string {
  const rows = Object.entries(schema.properties ?? {}).map(([name, key]) => {
    const help = key as JsonSchema;
    const cells = [`\`${name}\``, valuesOf(kind, name, help), defaultOf(help, schema.required?.includes(name) === true), descriptionOf(help)];
    return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  });
  return ['| key | values | default | what it does |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

/** Long lists of names are told once, under `train`. */
function valuesOf(kind: CellKind, name: string, help: JsonSchema): string {
  return kind !== 'train' && ['dataset', 'architecture'].includes(name) ? 'as in `train`' : expectation(help);
}

function defaultOf(help: JsonSchema, required: boolean): string {
  if (required) return '*required*';
  return typeof help['defaultText'] === 'string' ? help['defaultText'] : `\`${JSON.stringify(help.default).replaceAll('"', '')}\``;
}

function descriptionOf(help: JsonSchema): string {
  const conditions = Object.entries((help['onlyWith'] ?? {}) as Record<string, string[]>).map(([key, values]) => ` Only with \`${key}\` ${values.join(', ')}.`);
  const examples = (help.examples ?? []).map((example) => `\`${flow(example)}\``);
  return `${help.description ?? ''}${conditions.join('')}${examples.length > 0 ? ` For example ${examples.join(', ')}.` : ''}`;
}

/** A value as YAML on one line. */
function flow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  return `{ ${Object.entries(value).map(([key, part]) => `${key}: ${flow(part)}`).join(', ')} }`;
}

function ordersSection(): string {
  const rows = NAMED_ORDERS.map(({ name, tokens, source }) => `| \`${name}\` | \`${tokens}\` | ${source} |`);
  return ['## Orders', 'The named orders, spelled out for a unit of two convs; in a bottleneck unit the part between two convs repeats. Any other valid sequence is an order too.', ['| name | tokens | source |', '| --- | --- | --- |', ...rows].join('\n')].join('\n\n');
}

function list(words: readonly string[]): string {
  const quoted = words.map((word) => `\`${word}\``);
  return `${quoted.slice(0, -1).join(', ')} and ${quoted.at(-1) ?? ''}`;
}
