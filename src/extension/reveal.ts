import * as vscode from 'vscode';

/** Shows a file or folder in the system's file manager where the files are on this machine, else in the Explorer, else by its path. */
export async function reveal(path: string): Promise<void> {
  const uri = vscode.Uri.file(path);
  const here = vscode.env.remoteName === undefined && vscode.env.uiKind === vscode.UIKind.Desktop;
  if (here) return void (await vscode.commands.executeCommand('revealFileInOS', uri));
  if (vscode.workspace.getWorkspaceFolder(uri) !== undefined) return void (await vscode.commands.executeCommand('revealInExplorer', uri));
  const copy = vscode.l10n.t('Copy Path');
  if ((await vscode.window.showInformationMessage(uri.fsPath, copy)) === copy) await vscode.env.clipboard.writeText(uri.fsPath);
}
