import { setTimeout as pause } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { Services } from '../services';
import { CellQueue } from './cell-queue';
import { CellRun } from './cell-run';
import type { LiveOutputs } from './live-outputs';
import { CELL_LANGUAGE, NOTEBOOK_TYPE } from './serializer';

/** Milliseconds after the closing of a tab in which it may come back by a change that was under way. */
const BROUGHT_BACK = 5000;
/** Milliseconds that a tab takes to become the active one. */
const OPENING = 500;

/** Runs cells: one queue a notebook, several notebooks at once. */
export class Controller implements vscode.Disposable {
  private readonly controller = vscode.notebooks.createNotebookController(NOTEBOOK_TYPE, NOTEBOOK_TYPE, 'ResNet Lab');
  private readonly queues = new Map<vscode.NotebookDocument, CellQueue<CellRun>>();
  /** Cells that run or wait. */
  private readonly runs = new Map<vscode.NotebookCell, CellRun>();
  private readonly ran = new vscode.EventEmitter<vscode.NotebookCell>();
  /** Notebooks whose tab was closed while they ran, and when. */
  private readonly closedAt = new Map<string, number>();
  private readonly listeners: vscode.Disposable[];
  /** A cell has ended, or will not run. */
  readonly onDidRun = this.ran.event;
  private order = 0;

  constructor(
    private readonly services: Services,
    private readonly live: LiveOutputs,
  ) {
    this.controller.supportedLanguages = [CELL_LANGUAGE];
    this.controller.supportsExecutionOrder = true;
    this.controller.description = vscode.l10n.t('trains ResNets in a process of its own');
    this.controller.executeHandler = (cells) => void this.execute(cells).catch((error: unknown) => this.services.log.error(String(error)));
    this.listeners = [
      this.controller,
      this.ran,
      vscode.workspace.onDidChangeNotebookDocument((event) => this.onChange(event)),
      vscode.workspace.onDidCloseNotebookDocument((notebook) => {
        this.abandonAll(notebook);
        this.queues.delete(notebook);
      }),
      vscode.window.tabGroups.onDidChangeTabs(({ closed, opened, changed }) => {
        closed.forEach((tab) => this.onClosed(tab));
        for (const tab of [...opened, ...changed]) void this.keepClosed(tab);
      }),
    ];
  }

  /** Runs cells, or goes on with what they had begun, after those of their notebook that run already. */
  async execute(cells: readonly vscode.NotebookCell[]): Promise<void> {
    const byNotebook = new Map<vscode.NotebookDocument, CellRun[]>();
    for (const cell of cells) {
      if (this.runs.has(cell)) continue;
      const execution = this.controller.createNotebookCellExecution(cell);
      execution.token.onCancellationRequested(() => this.stop(cell));
      const run = new CellRun(execution, ++this.order, this.services, this.live);
      this.runs.set(cell, run);
      byNotebook.set(cell.notebook, [...(byNotebook.get(cell.notebook) ?? []), run]);
    }
    await Promise.all([...byNotebook].map(([notebook, runs]) => this.enqueue(notebook, runs)));
  }

  isRunning(cell: vscode.NotebookCell): boolean {
    return this.runs.has(cell);
  }

  stop(cell: vscode.NotebookCell): void {
    const run = this.runs.get(cell);
    if (run === undefined) return;
    if (this.queues.get(cell.notebook)?.remove(run) !== true) run.stop();
  }

  dispose(): void {
    for (const listener of this.listeners) listener.dispose();
  }

  private async enqueue(notebook: vscode.NotebookDocument, runs: readonly CellRun[]): Promise<void> {
    const ended = ({ cell }: CellRun): void => {
      this.runs.delete(cell);
      this.ran.fire(cell);
    };
    const queue = this.queues.get(notebook) ?? new CellQueue<CellRun>(ended, () => vscode.workspace.getConfiguration('resnetLab', notebook.uri).get('notebook.stopOnError', true));
    this.queues.set(notebook, queue);
    await queue.add(runs);
  }

  private abandonAll(notebook: vscode.NotebookDocument): void {
    const queue = this.queues.get(notebook);
    queue?.clear();
    queue?.current?.abandon();
  }

  /** The editor may keep a document long after its last tab; a training that nobody can see or stop must not go on. */
  private onClosed({ input }: vscode.Tab): void {
    if (!(input instanceof vscode.TabInputNotebook) || isShown(input.uri)) return;
    const notebook = [...this.queues.keys()].find(({ uri }) => uri.toString() === input.uri.toString());
    if (notebook === undefined) return;
    if (this.queues.get(notebook)?.current !== undefined) this.closedAt.set(notebook.uri.toString(), Date.now());
    this.abandonAll(notebook);
  }

  /** An output that was being written when its tab was closed brings the tab back, behind the others: once it holds nothing unsaved, it goes for good. */
  private async keepClosed(tab: vscode.Tab): Promise<void> {
    const { input } = tab;
    if (!(input instanceof vscode.TabInputNotebook)) return;
    const closed = this.closedAt.get(input.uri.toString());
    if (closed === undefined || Date.now() - closed > BROUGHT_BACK) return;
    await pause(OPENING); // one that the user opens is active by then
    if (!tab.isActive && !tab.isDirty) await vscode.window.tabGroups.close(tab, true).then(undefined, () => undefined); // gone already
  }

  /** A cell that was deleted stops; one that was moved goes on. */
  private onChange({ notebook, contentChanges }: vscode.NotebookDocumentChangeEvent): void {
    if (notebook.notebookType !== NOTEBOOK_TYPE) return;
    const added = new Set(contentChanges.flatMap(({ addedCells }) => addedCells));
    for (const cell of contentChanges.flatMap(({ removedCells }) => removedCells)) if (!added.has(cell)) this.stop(cell);
  }
}

/** Whether a tab shows this notebook. */
function isShown(notebook: vscode.Uri): boolean {
  return vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).some(({ input }) => input instanceof vscode.TabInputNotebook && input.uri.toString() === notebook.toString());
}
