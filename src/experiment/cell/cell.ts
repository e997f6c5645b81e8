import { LabError } from '../../base/errors';
import { t } from '../../base/l10n';
import type { CellKind, ClassifyKeys, CompareKeys, DatasetKeys, DiagramKeys, EvaluateKeys, LandscapeKeys, LesionKeys, ProbedKeys, ShatteredKeys, TrainKeys } from './schema';

interface KeysOf {
  train: TrainKeys;
  compare: CompareKeys;
  evaluate: EvaluateKeys;
  classify: ClassifyKeys;
  dataset: DatasetKeys;
  diagram: DiagramKeys;
  gradients: ProbedKeys;
  activations: ProbedKeys;
  smoothness: ProbedKeys;
  landscape: LandscapeKeys;
  lesion: LesionKeys;
  shattered: ShatteredKeys;
}

/** One cell, read and checked: its kind and the keys under it, defaults filled in. `file` is where it was read, for messages and relative paths. */
export type CellOf<K extends CellKind> = { readonly [Kind in K]: { readonly kind: Kind; readonly file: string | undefined; readonly keys: KeysOf[Kind] } }[K];
export type Cell = CellOf<CellKind>;

/** One thing that is wrong with a cell's text. Lines and columns count from 1, columns in UTF-16 units as editors do. */
export interface CellProblem {
  /** What is wrong, as a sentence. */
  readonly message: string;
  readonly line: number;
  readonly column: number;
  /** Characters to mark; absent where there is no word to mark. */
  readonly length?: number;
  /** What may stand there, as a phrase. */
  readonly expected?: string;
  /** The valid word that was probably meant. */
  readonly suggestion?: string;
}

/** More are counted, not listed. */
const MOST_LISTED = 20;

/** A cell's text is wrong: all problems, each once, in the order of the text. */
export class CellError extends LabError {
  readonly problems: readonly CellProblem[];
  readonly file: string | undefined;

  constructor(problems: readonly CellProblem[], file: string | undefined) {
    const distinct = [...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values()];
    const sorted = distinct.sort((a, b) => a.line - b.line || a.column - b.column);
    const lines = sorted.slice(0, MOST_LISTED).map((problem) => `${file ?? t('cell')}:${problem.line}:${problem.column}: ${problemSentence(problem)}`);
    if (sorted.length > MOST_LISTED) lines.push(t('… and {0} more.', sorted.length - MOST_LISTED));
    super(lines.join('\n'), { kind: 'input' });
    this.name = 'CellError';
    this.problems = sorted;
    this.file = file;
  }
}

/** `batch is 0; expected a whole number from 1 to 8192.`, or `unknown key "bach". Did you mean "batch"?`: the near word says more than a list. */
export function problemSentence({ message, expected, suggestion }: CellProblem): string {
  if (suggestion !== undefined) return t('{0} Did you mean "{1}"?', message, suggestion);
  return expected === undefined ? message : t('{0}; expected {1}.', message.replace(/\.$/, ''), expected);
}
