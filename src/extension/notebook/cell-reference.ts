import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { RunCellParams } from '../../engine/protocol';
import { runsFolder } from '../runs/folder';

/** A cell as the engine is told of it: its text, its name, where its runs are, and the Markdown that stands before it. */
export function cellReference(cell: vscode.NotebookCell): Pick<RunCellParams, 'text' | 'name' | 'runs' | 'title' | 'number' | 'markdown'> {
  const { notebook } = cell;
  const before = notebook.getCells(new vscode.NotebookRange(0, cell.index));
  const number = before.filter(({ kind }) => kind === vscode.NotebookCellKind.Code).length + 1;
  const lastCode = before.findLastIndex(({ kind }) => kind === vscode.NotebookCellKind.Code);
  const markdown = before.slice(lastCode + 1).map(({ document }) => document.getText()).join('\n\n');
  const file = notebook.uri.fsPath;
  return {
    text: cell.document.getText(),
    name: `${file}#${number}`,
    runs: runsFolder(notebook.uri),
    title: `${basename(file).replace(/\.resnb$/i, '')} · ${vscode.l10n.t('cell {0}', number)}`,
    number,
    ...(markdown !== '' && { markdown }),
  };
}
