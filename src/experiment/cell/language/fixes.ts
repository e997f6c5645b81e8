import { isMap, isPair, isSeq, type Pair } from 'yaml';
import { t } from '../../../base/l10n';
import type { CellProblem } from '../cell';
import { schemaAt } from '../expectation';
import { entryAt, move, removal, spanOf, type Edit, type Entry } from './edit';
import { offsetOf, problemsOf } from './problems';
import { cellSchema, isRequired, keysOf, takes } from './schema-view';
import { keyText, tolerantDocument } from './tolerant';

/** A way to mend one problem. */
export interface Fix {
  readonly problem: CellProblem;
  readonly title: string;
  readonly edits: readonly Edit[];
  /** The likeliest of the problem's fixes, where that loses nothing of what was written. */
  readonly preferred: boolean;
}

/** What would mend the problems of a cell's text, problem by problem, the likeliest first. */
export function fixesOf(text: string): Fix[] {
  const document = tolerantDocument(text);
  if (document === undefined) return [];
  return problemsOf(text).flatMap((problem) => {
    const start = offsetOf(text, problem);
    const entry = entryAt(document, start);
    const near = problem.suggestion === undefined || problem.length === undefined ? [] : [{ title: t('Change to "{0}"', problem.suggestion), edits: [{ start, end: start + problem.length, text: problem.suggestion }] }];
    const kept = entry === undefined ? near : [...near, ...moves(entry, text)];
    const lost = entry === undefined ? [] : removals(entry, text);
    return [...kept, ...lost].map((way, i): Fix => ({ ...way, problem, preferred: i === 0 && kept.length > 0 }));
  });
}

type Way = Pick<Fix, 'title' | 'edits'>;

/** A key that is unknown where it stands, and known to a mapping that stands or may stand beside it. */
function moves(entry: Entry, text: string): Way[] {
  const { item, path } = entry;
  const here = schemaAt(cellSchema(), path);
  if (!isPair(item) || keysOf(here)[keyText(item)] !== undefined) return [];
  const goal = Object.entries(keysOf(here)).find(([, schema]) => {
    const known = keysOf(schema)[keyText(item)];
    return known !== undefined && takes(known, 'array') === isSeq(item.value);
  })?.[0];
  if (goal === undefined || hasKey(entry, goal, keyText(item))) return [];
  const edits = move(entry, goal, text);
  return edits === undefined ? [] : [{ title: t('Move "{0}" under "{1}"', keyText(item), goal), edits }];
}

function hasKey({ parent }: Entry, goal: string, key: string): boolean {
  const target = isMap(parent) ? parent.items.find((pair) => keyText(pair) === goal)?.value : undefined;
  return isMap(target) && target.items.some((pair) => keyText(pair) === key);
}

/** Keys that may be left out and items of lists; never a kind, for that is the whole cell. */
function removals(entry: Entry, text: string): Way[] {
  const { item, path } = entry;
  const edits = [removal(entry, text)];
  if (!isPair(item)) return [{ title: t('Remove "{0}"', text.slice(...spanOf(item))), edits }];
  if (path.length === 0 || (isRequired(schemaAt(cellSchema(), path), keyText(item)) && !standsTwice(entry, item))) return [];
  return [{ title: t('Remove "{0}"', keyText(item)), edits }];
}

function standsTwice({ parent }: Entry, item: Pair): boolean {
  return isMap(parent) && parent.items.filter((pair) => keyText(pair) === keyText(item)).length > 1;
}
