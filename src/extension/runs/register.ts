import * as vscode from 'vscode';
import type { Services } from '../services';
import { registerCommands } from './commands';
import { RunsModel } from './model';
import { fileOpener, type RunsOpener } from './opener';
import { type Node, RunsTree } from './view';

let model: RunsModel | undefined;

/** Says that runs may have changed: the list reads them again soon, if anybody looks at it. */
export function refreshRuns(): void {
  model?.refresh();
}

/** The view *Runs* and its commands. `opener` shows curves; without one the files of the runs are opened. */
export function registerRuns({ engine, log }: Services, opener: RunsOpener = fileOpener): vscode.Disposable {
  const runs = (model = new RunsModel(engine));
  const view = vscode.window.createTreeView<Node>('resnetLab.runs', { treeDataProvider: new RunsTree(runs), canSelectMany: true, showCollapseAll: true });
  runs.visible = view.visible;
  return vscode.Disposable.from(
    runs,
    view,
    runs.onDidChange(() => describe(view, runs)),
    view.onDidChangeVisibility(({ visible }) => (runs.visible = visible)),
    view.onDidChangeSelection(({ selection }) => void vscode.commands.executeCommand('setContext', 'resnetLab.runsComparable', selection.length > 1)),
    registerCommands({ view, runs, opener, log }),
  );
}

/** What stands above the list and on its icon. */
function describe(view: vscode.TreeView<Node>, runs: RunsModel): void {
  const { filter, problem } = runs;
  const tags = filter.map((tag) => `#${tag}`).join(' ');
  const hidden = runs.groups.length === 0 ? vscode.l10n.t('No run is tagged {0}.', tags) : vscode.l10n.t('Only runs tagged {0}', tags);
  view.message = problem ?? (filter.length > 0 ? hidden : '');
  const running = runs.entries.filter(({ run }) => run.state === 'running').length;
  view.badge = running === 0 ? undefined : { value: running, tooltip: running === 1 ? vscode.l10n.t('1 trial is running') : vscode.l10n.t('{0} trials are running', running) };
  void vscode.commands.executeCommand('setContext', 'resnetLab.runsFiltered', filter.length > 0);
}
