import * as z from 'zod';
import { t } from '../../base/l10n';
import { nearest } from '../../base/nearest';
import { CellError, type Cell, type CellProblem } from './cell';
import { expectation, schemaAt, wordsOf } from './expectation';
import { findConflicts } from './conflicts';
import { CELL_KINDS, CELLS, trainSchema, type CellKind } from './schema';
import { YamlSource, type Path } from './yaml-source';

/**
 * Reads a cell: YAML, then its kind's schema, then whether its keys go together.
 * `file` names the text in messages (`lab.resnb#2`) and is where relative paths start.
 * @throws CellError with every problem and its place
 */
export function parseCell(text: string, file?: string): Cell {
  const source = new YamlSource(text, file);
  const value = source.value();
  const kind = kindOf(source, value, file);
  const written = isRecord(value) ? value[kind] : undefined;
  const shorthand = kind === 'dataset' && typeof written === 'string';
  const keys = shorthand ? { name: written } : (written ?? {});
  const read = CELLS[kind].safeParse(keys);
  const problems = [...source.problems];
  if (!read.success) {
    const context = { source, kind, keys, shorthand };
    problems.push(...read.error.issues.flatMap((issue) => issueProblems(issue, context)));
  }
  if (!read.success || problems.length > 0) throw new CellError(problems, file);
  const cell = { kind, file, keys: read.data } as Cell;
  const conflicts = [...twiceSet(keys, kind), ...besideRun(keys, kind), ...findConflicts(cell)];
  if (conflicts.length > 0) throw new CellError(conflicts.map(({ path, message }) => ({ message, ...source.place(path) })), file);
  return cell;
}

/** The one kind that the cell names. @throws CellError where it is none, or several */
function kindOf(source: YamlSource, value: unknown, file: string | undefined): CellKind {
  const fail = (...problems: CellProblem[]): CellError => new CellError([...source.problems, ...problems], file);
  const expected = t('a kind with its keys, one of {0}', CELL_KINDS.join(', '));
  if (value === null || value === undefined) throw fail({ message: t('the cell is empty.'), line: 1, column: 1, expected });
  if (!isRecord(value)) throw fail({ message: t('the cell is {0}.', show(value)), ...source.place([]), expected });
  const names = Object.keys(value);
  const problems = names.flatMap((name) => unknownKind(name, source.place([name], 'key')));
  if (problems.length > 0) throw fail(...problems);
  const [kind, second] = names as CellKind[];
  if (second !== undefined) throw fail({ message: t('a cell holds one experiment, this one has {0}: put "{1}" into a cell of its own.', names.reduce((some, name) => t('{0} and {1}', some, name)), second), ...source.place([second], 'key') });
  if (kind === undefined) throw fail({ message: t('the cell is empty.'), ...source.place([]), expected });
  return kind;
}

function unknownKind(name: string, place: Pick<CellProblem, 'line' | 'column' | 'length'>): CellProblem[] {
  if ((CELL_KINDS as string[]).includes(name)) return [];
  if (Object.hasOwn(trainSchema.shape, name)) return [{ message: t('"{0}" is a key of a kind, not a kind: put it under "train:".', name), ...place }];
  const suggestion = nearest(name, CELL_KINDS);
  return [{ message: t('unknown kind "{0}".', name), ...place, expected: t('one of {0}', CELL_KINDS.join(', ')), ...(suggestion === undefined ? {} : { suggestion }) }];
}

interface IssueContext {
  readonly source: YamlSource;
  readonly kind: CellKind;
  /** The plain value under the kind. */
  readonly keys: unknown;
  /** `dataset: NAME`: what the schema calls `name` stands at the kind itself. */
  readonly shorthand: boolean;
}

/** A problem of the schema in the cell's own words and with its place. */
function issueProblems(issue: z.core.$ZodIssue, context: IssueContext): CellProblem[] {
  const within = issue.path.filter((step) => typeof step !== 'symbol');
  const path: Path = context.shorthand ? [context.kind] : [context.kind, ...within];
  const schema = schemaAt(jsonSchemaOf(context.kind), within) ?? {};
  const value = within.reduce<unknown>((parent, step) => (typeof parent === 'object' && parent !== null ? (parent as Record<string | number, unknown>)[step] : undefined), context.keys);
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(key, path, Object.keys(schema.properties ?? {}), context.source));
  if (issue.code === 'custom') return [customProblem(issue, path, context.source)];
  const name = path.filter((step) => typeof step === 'string').at(-1) ?? context.kind;
  const expected = expectation(schema);
  if (value === undefined) return [{ message: t('"{0}" is missing.', name), ...context.source.place(path), expected }];
  const place = context.source.place(path);
  const words = wordsOf(schema);
  if (typeof value !== 'string' || words.length === 0) return [{ message: t('{0} is {1}.', name, show(value)), ...place, expected }];
  const suggestion = nearest(value, words);
  return [{ message: t('unknown {0} "{1}".', name, shorten(value)), ...place, expected, ...(suggestion === undefined ? {} : { suggestion }) }];
}

function unknownKey(key: string, path: Path, known: readonly string[], source: YamlSource): CellProblem {
  const place = source.place([...path, key], 'key');
  const [kind, within] = path;
  const compares = kind !== 'train' && Object.hasOwn(CELLS[kind as CellKind].shape, 'train');
  if (compares && path.length === 1 && Object.hasOwn(trainSchema.shape, key)) return { message: t('"{0}" belongs under "train:" here.', key), ...place };
  if (compares && within === 'train' && path.length === 2 && key === 'seed') return { message: t('a comparison has "seeds" beside "train", not a seed in it.'), ...place };
  const suggestion = nearest(key, known);
  return { message: t('unknown key "{0}".', shorten(key)), ...place, expected: t('one of {0}', known.join(', ')), ...(suggestion === undefined ? {} : { suggestion }) };
}

/** A check of our own: its message, and the place within the text where it gives one. */
function customProblem(issue: z.core.$ZodIssueCustom, path: Path, source: YamlSource): CellProblem {
  const { mend, suggestion, offset, length } = (issue.params ?? {}) as { mend?: string; suggestion?: string; offset?: number; length?: number };
  const place = offset === undefined ? source.place(path) : source.placeWithin(path, offset, length ?? 1);
  if (suggestion !== undefined) return { message: issue.message, ...place, suggestion };
  return { message: mend === undefined ? issue.message : `${issue.message} ${mend}`, ...place };
}

/** Keys that a comparison both varies and sets; after defaults were filled in they could not be told apart. */
function twiceSet(keys: unknown, kind: string): { path: Path; message: string }[] {
  const { vary, train } = isRecord(keys) ? keys : {};
  if (!isRecord(vary) || !isRecord(train)) return [];
  return Object.keys(vary)
    .filter((key) => Object.hasOwn(train, key))
    .map((key) => ({ path: [kind, 'train', key], message: t('"{0}" is varied and also set here: remove one.', key) }));
}

/** Keys that say which networks to train, beside `run`, which names trained ones. */
function besideRun(keys: unknown, kind: string): { path: Path; message: string }[] {
  if (!isRecord(keys) || keys['run'] === undefined || kind === 'evaluate') return [];
  return ['vary', 'seeds', 'train'].filter((key) => Object.hasOwn(keys, key)).map((key) => ({ path: [kind, key], message: t('"{0}" has no effect beside "run": remove one.', key) }));
}

const jsonSchemas = new Map<CellKind, z.core.JSONSchema.JSONSchema>();

function jsonSchemaOf(kind: CellKind): z.core.JSONSchema.JSONSchema {
  const known = jsonSchemas.get(kind) ?? z.toJSONSchema(CELLS[kind], { io: 'input' });
  jsonSchemas.set(kind, known);
  return known;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A value in a message: short, and never the whole of a list or mapping. */
function show(value: unknown): string {
  if (value === null || value === undefined) return t('empty');
  if (Array.isArray(value)) return t('a list');
  if (typeof value === 'object') return t('a mapping');
  return typeof value === 'string' ? `"${shorten(value)}"` : String(value as number | boolean);
}

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
