import * as vscode from 'vscode';
import { useTranslations } from '../base/l10n';
import { registerArchitecture } from './architecture/register';
import { registerClassify } from './classify/register';
import { EngineProcess } from './engine-process';
import { registerLanguage } from './language/register';
import { registerModels } from './models/register';
import { offerNativeEngine, registerNativeEngine } from './native-engine';
import { experimentOf } from './notebook/outputs';
import { registerNotebook } from './notebook/register';
import type { PanelState, PanelSubject } from './panels';
import { registerReport } from './report';
import { useRunsStorage } from './runs/folder';
import { refreshRuns, registerRuns } from './runs/register';
import type { Services } from './services';
import { noteExperiment, registerStatusBar } from './status-bar';
import { StoredExperiments } from './stored-experiments';
import { registerWalkthrough } from './walkthrough';

/** What other extensions, and tests, may see of this one. */
export interface Api {
  readonly engine: { readonly pid: number | undefined; readonly state: string };
}

let running: EngineProcess | undefined;

/** Puts the parts together. Each is small until it is used: the engine, the cell language and the views are loaded by the first need of them. */
export function activate(context: vscode.ExtensionContext): Api {
  useTranslations(vscode.l10n.bundle);
  useRunsStorage(context);
  const log = vscode.window.createOutputChannel('ResNet Lab', { log: true });
  const engine = (running = new EngineProcess(context, log));
  const services: Services = { context, engine, log };
  const stored = new StoredExperiments(services, (subject) => notebook.openPanel(subject));
  const architecture = registerArchitecture(services, (subject) => notebook.openPanel(subject));
  const models = registerModels(services);
  const classify = registerClassify(services, models, (subject) => notebook.openPanel(subject));
  const revive = async (state: Exclude<PanelState, { kind: 'cell' }>): Promise<PanelSubject | undefined> => {
    if (state.kind === 'classification') return classify.revived(state.folder);
    return state.kind === 'experiment' || state.kind === 'runs' ? stored.subject(state) : architecture.revived(state);
  };
  const notebook = registerNotebook(services, revive, (action, data) => classify.act(action, data));
  context.subscriptions.push(
    log,
    engine,
    notebook,
    architecture,
    models,
    classify,
    registerLanguage(services),
    registerRuns(services, stored),
    registerReport(services),
    registerStatusBar(services),
    registerWalkthrough(services),
    registerNativeEngine(services),
    notebook.onDidChange((shown) => shown?.view.kind === 'experiment' && noteExperiment(shown.key, shown.view.data)),
    notebook.onDidRun((cell) => afterRun(cell, services)),
    vscode.commands.registerCommand('resnetLab.restartEngine', () => restart(engine)),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (['backend', 'cacheFolder', 'dataMirror'].some((name) => event.affectsConfiguration(`resnetLab.${name}`))) void engine.reset();
    }),
  );
  return { engine: { get pid() { return engine.pid; }, get state() { return engine.state; } } };
}

/** What trains writes a checkpoint before the window is gone. */
export async function deactivate(): Promise<void> {
  await running?.reset();
}

function afterRun(cell: vscode.NotebookCell, services: Services): void {
  refreshRuns();
  if (experimentOf(cell)?.data.report.environment.backends.includes('wasm') === true) void offerNativeEngine(services).catch((error: unknown) => services.log.debug(String(error)));
}

async function restart(engine: EngineProcess): Promise<void> {
  const title = vscode.l10n.t('Restarting the engine: what runs writes a checkpoint first');
  await vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title }, () => engine.restart());
}
