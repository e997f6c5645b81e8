import * as vscode from 'vscode';
import type { CellEstimate } from '../../engine/protocol';
import type { Services } from '../services';
import { cellReference } from './cell-reference';
import { trialSettings } from './trial-settings';

/** Milliseconds of rest after an edit before the engine is asked. */
const REST = 400;

interface Known {
  readonly text: string;
  readonly estimate: CellEstimate | undefined;
}

/** What running each cell would come to, asked once a text; cells whose text is wrong have none. */
export class Estimates implements vscode.Disposable {
  private readonly known = new Map<vscode.NotebookCell, Known>();
  private readonly timers = new Map<vscode.NotebookCell, NodeJS.Timeout>();
  private readonly changed = new vscode.EventEmitter<vscode.NotebookCell>();
  readonly onDidChange = this.changed.event;

  constructor(private readonly services: Services) {}

  /** The estimate for the cell's present text; asks for it where it is not known yet. */
  of(cell: vscode.NotebookCell): CellEstimate | undefined {
    const known = this.known.get(cell);
    const text = cell.document.getText();
    if (known?.text === text) return known.estimate;
    if (vscode.workspace.isTrusted && text.trim() !== '') this.askSoon(cell);
    return undefined;
  }

  /** The cell was run: what is known of it is old. */
  forget(cell: vscode.NotebookCell): void {
    this.known.delete(cell);
    this.changed.fire(cell);
  }

  close(notebook: vscode.NotebookDocument): void {
    for (const cell of [...this.known.keys(), ...this.timers.keys()]) {
      if (cell.notebook !== notebook) continue;
      clearTimeout(this.timers.get(cell));
      this.timers.delete(cell);
      this.known.delete(cell);
    }
  }

  dispose(): void {
    for (const timer of this.timers.values()) clearTimeout(timer);
    this.changed.dispose();
  }

  private askSoon(cell: vscode.NotebookCell): void {
    clearTimeout(this.timers.get(cell));
    this.timers.set(cell, setTimeout(() => void this.ask(cell), REST));
  }

  private async ask(cell: vscode.NotebookCell): Promise<void> {
    this.timers.delete(cell);
    if (cell.index < 0 || cell.notebook.isClosed) return;
    const { text, name, runs } = cellReference(cell);
    const estimate = await this.services.engine.ask('estimate', { text, name, runs, ...trialSettings(cell.notebook) }).catch(() => undefined);
    this.known.set(cell, { text, estimate });
    this.changed.fire(cell);
  }
}
