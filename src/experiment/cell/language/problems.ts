import { CellError, type CellProblem } from '../cell';
import { parseCell } from '../parse';

/** Everything that is wrong with a cell's text, as far as reading it tells. A cell that is still empty has no problem. */
export function problemsOf(text: string): readonly CellProblem[] {
  if (/^\s*(#.*\s*)*$/.test(text)) return [];
  try {
    parseCell(text);
    return [];
  } catch (error) {
    if (error instanceof CellError) return error.problems;
    throw error;
  }
}

/** The offset of a line and column, both from 1, in a text. */
export function offsetOf(text: string, { line, column }: Pick<CellProblem, 'line' | 'column'>): number {
  let start = 0;
  for (let i = 1; i < line; i++) start = text.indexOf('\n', start) + 1;
  return start + column - 1;
}
