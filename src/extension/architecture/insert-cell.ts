import * as vscode from 'vscode';
import { CELL_LANGUAGE, NOTEBOOK_TYPE } from '../notebook/serializer';

/** Puts a code cell below the one that is selected in the notebook that is seen, else at the end of one that is open, else into a new one. */
export async function insertCell(text: string): Promise<void> {
  const cell = new vscode.NotebookCellData(vscode.NotebookCellKind.Code, text.trimEnd(), CELL_LANGUAGE);
  const seen = seenNotebook();
  if (seen !== undefined) return insertInto(seen, seen.notebook.cellCount === 0 ? 0 : seen.selection.end, cell);
  const open = vscode.workspace.notebookDocuments.find(({ notebookType, isClosed }) => notebookType === NOTEBOOK_TYPE && !isClosed);
  // A new one gets its cell once it is seen: what is not saved has a tab by itself elsewhere at once.
  const notebook = open ?? (await vscode.workspace.openNotebookDocument(NOTEBOOK_TYPE));
  // Not over the panel that asks for it.
  const beside = vscode.window.tabGroups.activeTabGroup.viewColumn === vscode.ViewColumn.One;
  const editor = await vscode.window.showNotebookDocument(notebook, { viewColumn: beside ? vscode.ViewColumn.Beside : vscode.ViewColumn.One });
  await insertInto(editor, notebook.cellCount, cell);
}

/** The notebook in use; while a panel has the focus, one that is seen beside it. */
export function seenNotebook(): vscode.NotebookEditor | undefined {
  const { activeNotebookEditor, visibleNotebookEditors } = vscode.window;
  return [activeNotebookEditor, ...visibleNotebookEditors].find((editor) => editor?.notebook.notebookType === NOTEBOOK_TYPE);
}

async function insertInto(editor: vscode.NotebookEditor, index: number, cell: vscode.NotebookCellData): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  edit.set(editor.notebook.uri, [vscode.NotebookEdit.insertCells(index, [cell])]);
  if (!(await vscode.workspace.applyEdit(edit))) {
    void vscode.window.showWarningMessage(vscode.l10n.t('The cell could not be put into {0}: can it be written?', vscode.workspace.asRelativePath(editor.notebook.uri)));
    return;
  }
  const range = new vscode.NotebookRange(index, index + 1);
  editor.selection = range;
  editor.revealRange(range, vscode.NotebookEditorRevealType.InCenterIfOutsideViewport);
}
