import * as vscode from 'vscode';
import type { WorkUpdate } from '../engine/protocol';

/** How a question about work is asked: it can be cancelled, and tells of its progress. */
export interface WorkOptions {
  readonly token: vscode.CancellationToken;
  readonly onUpdate: (update: WorkUpdate) => void;
}

/** Shows work of the engine's in a notification with a bar and Cancel. @throws vscode.CancellationError, and what `ask` throws */
export function showWork<Result>(title: string, ask: (options: WorkOptions) => Promise<Result>): Thenable<Result> {
  return vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title, cancellable: true }, (progress, token) => {
    let told = 0;
    return ask({
      token,
      onUpdate: ({ message, fraction = 0 }) => {
        progress.report({ message, increment: Math.max(0, 100 * fraction - told) });
        told = Math.max(told, 100 * fraction);
      },
    });
  });
}
