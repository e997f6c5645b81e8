import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import * as vscode from 'vscode';

/** Shows the report of a cell that was run: in the browser, or, where the files are on another machine, in a panel. */
export async function openReport(runs: string, cellName: string): Promise<void> {
  const path = reportPath(runs, cellName);
  const html = await readFile(path, 'utf8').catch(() => undefined);
  if (html === undefined) return void vscode.window.showInformationMessage(vscode.l10n.t('There is no report yet: it is written when a cell has ended.'));
  if (vscode.env.uiKind === vscode.UIKind.Desktop && vscode.env.remoteName === undefined) return void (await vscode.env.openExternal(vscode.Uri.file(path)));
  const panel = vscode.window.createWebviewPanel('resnetLab.report', vscode.l10n.t('Report'), vscode.ViewColumn.Active, { enableScripts: true, localResourceRoots: [] });
  panel.webview.html = html; // it is self-contained, with a policy of its own
}

/** `/home/me/lab.resnb#2` has its report in `<runs>/experiments/lab-2`. */
function reportPath(runs: string, cellName: string): string {
  const [, file = '', number = ''] = /^(.*)#(\d+)$/.exec(cellName) ?? [];
  return join(runs, 'experiments', `${basename(file).replace(/\.[^.]*$/, '')}-${number}`, 'report.html');
}
