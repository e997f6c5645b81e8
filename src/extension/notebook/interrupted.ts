import * as vscode from 'vscode';
import type { Services } from '../services';
import { cellReference } from './cell-reference';
import type { Controller } from './controller';
import type { Estimates } from './estimates';
import type { LiveOutputs } from './live-outputs';
import { inState, stateOf, viewOf, wasCut } from './outputs';
import { NOTEBOOK_TYPE } from './serializer';

/** Offers to go on with what was cut short: by a crash of the engine, or by a window that was closed while it trained. */
export function registerInterrupted(services: Services, controller: Controller, live: LiveOutputs, estimates: Estimates): vscode.Disposable {
  const looked = new WeakSet<vscode.NotebookCell>();
  const look = (cell: vscode.NotebookCell): void => {
    if (looked.has(cell) || cell.notebook.isClosed || controller.isRunning(cell)) return;
    const estimate = estimates.of(cell);
    if (estimate === undefined) return;
    looked.add(cell);
    if (estimate.begun > 0) void offerAfterReopening(cell, services, controller, live);
  };
  return vscode.Disposable.from(
    estimates.onDidChange(look),
    live.onDidCrash(({ cell, message }) => void offer(cell, message, controller)),
    vscode.window.onDidChangeVisibleNotebookEditors((editors) => editors.forEach(({ notebook }) => void correct(notebook, controller, live))),
    vscode.workspace.onDidOpenNotebookDocument((notebook) => {
      if (notebook.notebookType === NOTEBOOK_TYPE) notebook.getCells().forEach((cell) => estimates.of(cell));
    }),
  );
}

/** An output that says "running" though nothing runs is shown as its run folders have it; one that the user had stopped needs no notice. */
async function offerAfterReopening(cell: vscode.NotebookCell, services: Services, controller: Controller, live: LiveOutputs): Promise<void> {
  const stored = viewOf(cell);
  if (stored !== undefined && stateOf(stored.view) === 'stopped' && !wasCut(cell)) return;
  const { text, name, runs, number } = cellReference(cell);
  const data = await services.engine.ask('stored', { text, name, runs }).catch(() => null);
  if (data === null || data.state === 'running' || controller.isRunning(cell)) return;
  if (stored !== undefined) live.show(cell, { kind: 'experiment', data });
  const percent = Math.floor(100 * data.progress.fraction);
  await offer(cell, vscode.l10n.t('The training of cell {0} was cut short at {1} %. Nothing up to its last checkpoint is lost.', number, percent), controller);
}

async function offer(cell: vscode.NotebookCell, message: string, controller: Controller): Promise<void> {
  const resume = vscode.l10n.t('Resume');
  if ((await vscode.window.showWarningMessage(message, resume)) === resume) await controller.execute([cell]);
}

/** Milliseconds that an output's view may take to come up after its notebook is shown. */
const SHOWN = 1500;

/** A notebook whose tab was closed while it trained may come back as it was: its output is told that nothing runs. */
async function correct(notebook: vscode.NotebookDocument, controller: Controller, live: LiveOutputs): Promise<void> {
  if (notebook.notebookType !== NOTEBOOK_TYPE) return;
  const stale = notebook.getCells().filter((cell) => {
    const shown = viewOf(cell);
    return shown !== undefined && ['running', 'stopping'].includes(stateOf(shown.view)) && !controller.isRunning(cell);
  });
  if (stale.length === 0) return;
  await new Promise((resolve) => setTimeout(resolve, SHOWN));
  for (const cell of stale) {
    const shown = viewOf(cell);
    if (shown !== undefined && !controller.isRunning(cell)) live.show(cell, inState(live.find(shown.key)?.view ?? shown.view, 'stopped'));
  }
}
