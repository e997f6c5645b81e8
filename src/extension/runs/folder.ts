import { dirname } from 'node:path';
import * as vscode from 'vscode';
import { runsPlace } from '../../runs/place';

let storage: vscode.Uri | undefined;

/** Says where runs go that belong to no folder; called once, before anything asks for a folder. */
export function useRunsStorage(context: vscode.ExtensionContext): void {
  storage = context.globalStorageUri;
}

/**
 * The folder of the run folders of a notebook (its URI, or that of one of its cells): the setting `resnetLab.runsFolder` relative to the notebook's
 * workspace folder, else to its own folder. A notebook that was never saved, and no notebook, use the first workspace folder, else the extension's storage.
 */
export function runsFolder(resource: vscode.Uri | undefined): string {
  const notebook = resource === undefined ? undefined : savedFile(resource);
  return placeOf(notebook === undefined ? localFolders()[0] : vscode.workspace.getWorkspaceFolder(notebook), notebook);
}

/** Every folder that this window's runs may lie in: of its workspace folders and of its open notebooks, each once. */
export function allRunsFolders(): string[] {
  const notebooks = vscode.workspace.notebookDocuments.filter(({ notebookType }) => notebookType === 'resnet-lab');
  return [...new Set([...localFolders().map((folder) => placeOf(folder, undefined)), ...notebooks.map(({ uri }) => runsFolder(uri))])];
}

function placeOf(workspaceFolder: vscode.WorkspaceFolder | undefined, notebook: vscode.Uri | undefined): string {
  if (storage === undefined) throw new Error('useRunsStorage was not called.');
  return runsPlace({
    setting: vscode.workspace.getConfiguration('resnetLab', notebook ?? workspaceFolder?.uri ?? null).get<string>('runsFolder', 'runs'),
    workspaceFolder: workspaceFolder?.uri.fsPath,
    notebookFolder: notebook === undefined ? undefined : dirname(notebook.fsPath),
    storage: storage.fsPath,
  });
}

/** The file of a notebook or of one of its cells; undefined where it is not on a disk yet. */
function savedFile(resource: vscode.Uri): vscode.Uri | undefined {
  if (resource.scheme === 'file') return resource;
  const notebook = vscode.workspace.notebookDocuments.find((document) => document.getCells().some((cell) => cell.document.uri.toString() === resource.toString()));
  return notebook?.uri.scheme === 'file' ? notebook.uri : undefined;
}

function localFolders(): vscode.WorkspaceFolder[] {
  return (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
}
