import Table from 'cli-table3';

const LINES = { top: '', 'top-mid': '', 'top-left': '', 'top-right': '', bottom: '', 'bottom-mid': '', 'bottom-left': '', 'bottom-right': '', left: '', 'left-mid': '', mid: '', 'mid-mid': '', right: '', 'right-mid': '', middle: '  ' };

/** A table without frames, which reads the same in a terminal, a file and an e-mail. */
export function plainTable(head: readonly string[], align: readonly ('left' | 'right')[]): Table.Table {
  return new Table({ head: [...head], colAligns: [...align], chars: LINES, style: { head: [], border: [], compact: true, 'padding-left': 0, 'padding-right': 0 } });
}
