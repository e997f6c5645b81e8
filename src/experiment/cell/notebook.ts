import * as z from 'zod';
import { inputError, type LabError } from '../../base/errors';
import { t } from '../../base/l10n';
import { jsonErrorAt } from './json-place';

/** The format's version that this program reads and writes. */
export const NOTEBOOK_VERSION = 1;

const cellSchema = z.strictObject({
  kind: z.enum(['markdown', 'code']),
  /** Lines without their line breaks. */
  source: z.array(z.string()),
  /** Each output by mime type: JSON of a `+json` type, the lines of a text. */
  outputs: z.array(z.record(z.string(), z.unknown())).optional(),
});
const notebookSchema = z.strictObject({ version: z.literal(NOTEBOOK_VERSION), cells: z.array(cellSchema).max(10_000) });

/** A `.resnb` file: Markdown that teaches, and code cells that are experiments. */
export type Notebook = z.output<typeof notebookSchema>;

/** The text of one cell and the name that its messages carry. */
export interface CellText {
  readonly text: string;
  /** `lab.resnb#2` for the second code cell; a YAML file's own name. */
  readonly name: string;
  /** Which code cell of the notebook it is, or which document of the YAML file, from 1. */
  readonly number: number;
  /** The Markdown that stands before it in its notebook, since the code cell before. */
  readonly markdown?: string;
}

/** Reads a notebook's text. @throws LabError with the place of what is wrong; nothing is mended silently */
export function readNotebook(text: string, file: string): Notebook {
  const value = readJson(text, file);
  const version: unknown = typeof value === 'object' && value !== null && 'version' in value ? value.version : undefined;
  if (typeof version === 'number' && version > NOTEBOOK_VERSION) {
    throw inputError(t('the notebook has format {0}; this program reads format {1}.', version, NOTEBOOK_VERSION), { place: file, mend: t('Update ResNet Lab, or save the notebook with an older one.') });
  }
  const read = notebookSchema.safeParse(value);
  if (read.success) return read.data;
  throw inputError(t('not a notebook: {0}.', read.error.issues.slice(0, 3).map(issueText).join('; ')), { place: file, mend: t('A notebook is {0}.', '{"version": 1, "cells": [{"kind": "markdown" or "code", "source": ["line", …]}]}') });
}

/** A notebook's text: indented for people and their diffs, save that each output stands on a line of its own. */
export function writeNotebook({ cells }: Pick<Notebook, 'cells'>): string {
  const blocks = cells.map(({ kind, source, outputs = [] }) => {
    const block = JSON.stringify({ kind, source }, null, 2);
    if (outputs.length === 0) return block;
    const lines = outputs.map((output) => `    ${JSON.stringify(output)}`);
    return `${block.slice(0, -2)},\n  "outputs": [\n${lines.join(',\n')}\n  ]\n}`;
  });
  const indented = blocks.map((block) => block.replace(/^/gm, '    '));
  const list = indented.length === 0 ? '[]' : `[\n${indented.join(',\n')}\n  ]`;
  return `{\n  "version": ${NOTEBOOK_VERSION},\n  "cells": ${list}\n}\n`;
}

/**
 * The code cells of a `.resnb` file, or the cells of a YAML file (one a document, lines counted through the whole file). Empty ones are left out.
 * @throws LabError where the file is neither
 */
export function cellsOf(text: string, file: string): CellText[] {
  if (/\.resnb$/i.test(file)) return codeCells(readNotebook(text, file), file);
  if (/\.ya?ml$/i.test(file)) return yamlDocuments(text).map((document, i) => ({ text: document, name: file, number: i + 1 }));
  throw inputError(t('neither a notebook nor a YAML file.'), { place: file, mend: t('Give a file that ends in .resnb, .yaml or .yml.') });
}

function codeCells({ cells }: Notebook, file: string): CellText[] {
  const found: CellText[] = [];
  let number = 0;
  let markdown: string[] = [];
  for (const { kind, source } of cells) {
    const text = source.join('\n');
    if (kind === 'markdown') markdown.push(text);
    else {
      number++;
      if (!isBlank(text)) found.push({ text, name: `${file}#${number}`, number, ...(markdown.length > 0 && { markdown: markdown.join('\n\n') }) });
      markdown = [];
    }
  }
  return found;
}

/** A line that starts with `---` always separates documents, whatever stands around it; blank lines before each keep the file's line numbers. */
function yamlDocuments(text: string): string[] {
  const documents: string[][] = [[]];
  for (const [i, line] of text.split(/\r?\n/).entries()) {
    const marker = /^---(?=\s|$)/.test(line);
    if (marker) documents.push(Array.from({ length: i }, () => ''));
    documents.at(-1)?.push(marker ? `   ${line.slice(3)}` : line);
  }
  return documents.map((lines) => lines.join('\n')).filter((document) => !isBlank(document));
}

/** Nothing but blank lines and comments. */
function isBlank(text: string): boolean {
  return /^(\s*(#.*)?(\n|$))*$/.test(text);
}

function readJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw corrupt(text, file, error);
  }
}

function corrupt(text: string, file: string, cause: unknown): LabError {
  const before = text.slice(0, jsonErrorAt(text)).split('\n');
  const place = `${file}:${before.length}:${(before.at(-1) ?? '').length + 1}`;
  return inputError(t('the notebook is not valid JSON here.'), { place, mend: t('Mend the file in a text editor, or take it back from version control.'), cause });
}

function issueText({ path, code, message }: z.core.$ZodIssue): string {
  const cell = path[0] === 'cells' && typeof path[1] === 'number' ? t('cell {0}', path[1] + 1) : undefined;
  const key = path.slice(cell === undefined ? 0 : 2).join('.');
  const where = [cell, key === '' ? undefined : `"${key}"`].filter((part) => part !== undefined).join(', ');
  return `${where === '' ? t('the file') : where}: ${code === 'unrecognized_keys' ? message.replace(/^U/, 'u') : message.replace(/^Invalid input: /, '')}`;
}
