import * as vscode from 'vscode';
import type { FromView, ToView } from '../../engine/view-protocol';
import type { CellView } from '../../engine/protocol';
import { viewKey, viewOf } from './outputs';
import { NOTEBOOK_TYPE } from './serializer';

const RENDERER = 'resnet-lab-experiment';

/** Something that takes long beside the trials. */
export interface Work {
  readonly message: string;
  readonly fraction: number | undefined;
}

export interface Shown {
  readonly cell: vscode.NotebookCell;
  readonly key: string;
  readonly view: CellView;
}

/** What is known of cells' outputs right now, and who wants to hear of it: renderers, panels, status-bar items. */
export class LiveOutputs implements vscode.Disposable {
  private readonly messaging = vscode.notebooks.createRendererMessaging(RENDERER);
  private readonly shown = new Map<string, Shown>();
  private readonly works = new WeakMap<vscode.NotebookCell, Work>();
  private readonly changed = new vscode.EventEmitter<Shown | undefined>();
  private readonly resumeWanted = new vscode.EventEmitter<{ cell: vscode.NotebookCell; message: string }>();
  /** An output has new data (or a cell's work has moved: undefined). */
  readonly onDidChange = this.changed.event;
  readonly onDidCrash = this.resumeWanted.event;

  /** Calls back with what renderers ask for. */
  onMessage(listen: (message: FromView, reply: (answer: ToView) => void) => void): vscode.Disposable {
    return this.messaging.onDidReceiveMessage(({ editor, message }) => listen(message as FromView, (answer) => void this.messaging.postMessage(answer, editor)));
  }

  show(cell: vscode.NotebookCell, view: CellView): void {
    const key = viewKey(view);
    const shown = { cell, key, view };
    this.shown.set(key, shown);
    void this.messaging.postMessage({ type: 'data', output: key, data: view.data } satisfies ToView);
    this.changed.fire(shown);
  }

  work(cell: vscode.NotebookCell, message: string | undefined, fraction?: number): void {
    if (message === undefined && !this.works.has(cell)) return;
    if (message === undefined) this.works.delete(cell);
    else this.works.set(cell, { message, fraction });
    this.changed.fire(undefined);
  }

  workOf(cell: vscode.NotebookCell): Work | undefined {
    return this.works.get(cell);
  }

  offerResume(cell: vscode.NotebookCell, message: string): void {
    this.resumeWanted.fire({ cell, message });
  }

  /** The newest data of an output: those of a run, else those that the notebook holds. */
  find(key: string): Shown | undefined {
    const live = this.shown.get(key);
    if (live !== undefined) return live;
    for (const notebook of vscode.workspace.notebookDocuments) {
      if (notebook.notebookType !== NOTEBOOK_TYPE) continue;
      for (const cell of notebook.getCells()) {
        const stored = viewOf(cell);
        if (stored?.key === key) return { cell, ...stored };
      }
    }
    return undefined;
  }

  /** Forgets the outputs of a notebook that was closed. */
  forget(notebook: vscode.NotebookDocument): void {
    for (const [key, { cell }] of this.shown) if (cell.notebook === notebook) this.shown.delete(key);
  }

  dispose(): void {
    this.changed.dispose();
    this.resumeWanted.dispose();
  }
}
