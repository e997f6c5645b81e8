import type * as vscode from 'vscode';
import type { EngineHost } from './engine-host';

/** What the parts of the extension share. Each part exports one function that registers it and answers what to dispose of. */
export interface Services {
  readonly context: vscode.ExtensionContext;
  readonly engine: EngineHost;
  readonly log: vscode.LogOutputChannel;
}
