import * as vscode from 'vscode';
import type { Api } from '../../../src/extension/extension';

export function extension(): vscode.Extension<Api> {
  const found = vscode.extensions.getExtension<Api>('resnet-lab.resnet-lab');
  if (found === undefined) throw new Error('The extension is not there.');
  return found;
}

/** A file of the workspace. */
export function file(path: string): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  if (folder === undefined) throw new Error('There is no workspace folder.');
  return vscode.Uri.joinPath(folder.uri, path);
}

/** Opens a notebook of the workspace in an editor. */
export async function open(path: string): Promise<vscode.NotebookDocument> {
  const notebook = await vscode.workspace.openNotebookDocument(file(path));
  await vscode.window.showNotebookDocument(notebook);
  return notebook;
}
