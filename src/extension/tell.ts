import * as vscode from 'vscode';

/** A button of a message and what it does. */
export type Action<Result> = readonly [title: string, run: () => Result | Promise<Result>];

/** Shows a message and does what is chosen; undefined where nothing is. */
export async function tell<Result>(kind: 'information' | 'warning' | 'error', text: string, actions: readonly Action<Result>[]): Promise<Result | undefined> {
  const show = { information: vscode.window.showInformationMessage, warning: vscode.window.showWarningMessage, error: vscode.window.showErrorMessage }[kind];
  const chosen = await show<string>(text, ...actions.map(([title]) => title));
  return actions.find(([title]) => title === chosen)?.[1]();
}
