import * as vscode from 'vscode';
import type { Notebook } from '../../experiment/cell/notebook';
import { fromStored, toStored } from './outputs';
import { showUnreadable } from './unreadable';

/** Where the package.json says so too. */
export const NOTEBOOK_TYPE = 'resnet-lab';
export const CELL_LANGUAGE = 'resnet-lab';

/** Reads and writes `.resnb` files. A file that can't be read is reported and never written: VS Code has no document to save then. */
export function registerSerializer(): vscode.Disposable {
  return vscode.workspace.registerNotebookSerializer(NOTEBOOK_TYPE, { deserializeNotebook, serializeNotebook });
}

async function deserializeNotebook(content: Uint8Array): Promise<vscode.NotebookData> {
  const text = new TextDecoder('utf-8', { ignoreBOM: false }).decode(content);
  if (text.trim() === '') return new vscode.NotebookData([]);
  const { readNotebook } = await import('../../experiment/cell/notebook');
  try {
    return new vscode.NotebookData(readNotebook(text, vscode.l10n.t('the notebook')).cells.map(toCellData));
  } catch (error) {
    void showUnreadable(error);
    throw error;
  }
}

function toCellData({ kind, source, outputs }: Notebook['cells'][number]): vscode.NotebookCellData {
  const text = source.join('\n');
  if (kind === 'markdown') return new vscode.NotebookCellData(vscode.NotebookCellKind.Markup, text, 'markdown');
  const cell = new vscode.NotebookCellData(vscode.NotebookCellKind.Code, text, CELL_LANGUAGE);
  if (outputs !== undefined) cell.outputs = outputs.map(fromStored);
  return cell;
}

async function serializeNotebook({ cells }: vscode.NotebookData): Promise<Uint8Array> {
  const { writeNotebook } = await import('../../experiment/cell/notebook');
  return new TextEncoder().encode(writeNotebook({ cells: cells.map(toFileCell) }));
}

function toFileCell({ kind, value, outputs = [] }: vscode.NotebookCellData): Notebook['cells'][number] {
  const source = value === '' ? [] : value.split(/\r?\n/);
  if (kind === vscode.NotebookCellKind.Markup) return { kind: 'markdown', source };
  const stored = outputs.map(toStored).filter((output) => Object.keys(output).length > 0);
  return { kind: 'code', source, ...(stored.length > 0 && { outputs: stored }) };
}
