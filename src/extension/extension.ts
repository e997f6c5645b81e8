import * as vscode from 'vscode';
import { EngineProcess } from './engine-process';
import { registerNotebook } from './notebook/register';
import { useRunsStorage } from './runs/folder';
import type { Services } from './services';

/** What other extensions, and tests, may see of this one. */
export interface Api {
  readonly engine: { readonly pid: number | undefined; readonly state: string };
}

/** Puts the parts together. Each is small until it is used: the engine, the cell language and the views are loaded by the first need of them. */
export function activate(context: vscode.ExtensionContext): Api {
  const log = vscode.window.createOutputChannel('ResNet Lab', { log: true });
  const engine = new EngineProcess(context, log);
  const services: Services = { context, engine, log };
  useRunsStorage(context);
  const notebook = registerNotebook(services);
  context.subscriptions.push(
    log,
    engine,
    notebook,
    vscode.commands.registerCommand('resnetLab.restartEngine', () => restart(engine)),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (['backend', 'cacheFolder', 'dataMirror'].some((name) => event.affectsConfiguration(`resnetLab.${name}`))) void engine.reset();
    }),
  );
  return {
    engine: {
      get pid() {
        return engine.pid;
      },
      get state() {
        return engine.state;
      },
    },
  };
}

async function restart(engine: EngineProcess): Promise<void> {
  const title = vscode.l10n.t('Restarting the engine: what runs writes a checkpoint first');
  await vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title }, () => engine.restart());
}
