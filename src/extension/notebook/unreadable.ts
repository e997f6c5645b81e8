import * as vscode from 'vscode';
import { NOTEBOOK_TYPE } from './serializer';

/** VS Code's own page for a notebook that can't be opened comes up a moment after the serializer has thrown. */
const PAGE_DELAY = 300;

/** Says what is wrong with a notebook's file, and shows the file as text that can't be written in by accident. */
export async function showUnreadable(error: unknown): Promise<void> {
  const { sentence } = await import('../../base/errors');
  await new Promise((resolve) => setTimeout(resolve, PAGE_DELAY));
  for (const tab of brokenTabs()) {
    const { uri } = tab.input as vscode.TabInputNotebook;
    await vscode.window.tabGroups.close(tab);
    await vscode.commands.executeCommand('vscode.openWith', uri, 'default');
    await vscode.commands.executeCommand('workbench.action.files.setActiveEditorReadonlyInSession');
  }
  const message = vscode.l10n.t('This notebook cannot be opened: {0} It is shown as read-only text; nothing was changed.', sentence(error));
  void vscode.window.showErrorMessage(message);
}

/** Tabs of notebooks of ours that have no document: those that could not be read. */
function brokenTabs(): vscode.Tab[] {
  const open = new Set(vscode.workspace.notebookDocuments.map(({ uri }) => uri.toString()));
  return vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).filter(({ input }) => input instanceof vscode.TabInputNotebook && input.notebookType === NOTEBOOK_TYPE && !open.has(input.uri.toString()));
}
