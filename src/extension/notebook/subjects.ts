import * as vscode from 'vscode';
import type { ClassificationAction, ViewAction } from '../../engine/view-protocol';
import type { PanelSubject } from '../panels';
import { openReport } from '../report';
import { folderOf, type ViewSubject } from '../view-host';
import { cellReference } from './cell-reference';
import type { Controller } from './controller';
import type { LiveOutputs } from './live-outputs';
import { MIMES, viewOf } from './outputs';

/** Notebook cells as what views show and act on. */
export class CellSubjects {
  constructor(
    private readonly controller: Controller,
    private readonly live: LiveOutputs,
    private readonly open: (subject: PanelSubject) => void,
  ) {}

  /** The cell that an output belongs to; undefined where the notebook has no such output any more. */
  view(key: string): ViewSubject | undefined {
    const cell = this.live.find(key)?.cell;
    return cell === undefined ? undefined : this.subject(cell, key);
  }

  /** Opens the output of a cell in a panel. Answers whether it has one. */
  openPanel(cell: vscode.NotebookCell): boolean {
    const panel = this.panel(cell);
    if (panel !== undefined) this.open(panel);
    return panel !== undefined;
  }

  panel(cell: vscode.NotebookCell): PanelSubject | undefined {
    const shown = viewOf(cell);
    if (shown === undefined) return undefined;
    const { key, view } = shown;
    const { live } = this;
    const onDidChange: vscode.Event<void> = (listener) => live.onDidChange((shown) => shown?.key === key && listener());
    const { title } = cellReference(cell);
    return { ...this.subject(cell, key), key, title, mime: MIMES[view.kind], data: () => live.find(key)?.view.data, onDidChange, state: { kind: 'cell', notebook: cell.notebook.uri.toString(), cell: cell.index } };
  }

  private subject(cell: vscode.NotebookCell, key: string): ViewSubject {
    const { text, name, runs } = cellReference(cell);
    // The view is of the text that was run, which may have been edited since.
    const view = this.live.find(key)?.view;
    const run = (view?.kind === 'experiment' ? view.data.report.source.text : view?.kind === 'analysis' ? view.data.source.text : undefined) ?? text;
    return { reference: { text: run, name, runs }, folder: folderOf(cell.notebook.uri), act: (action) => this.act(action, cell, runs) };
  }

  private async act(action: ViewAction | ClassificationAction, cell: vscode.NotebookCell, runs: string): Promise<void> {
    switch (action) {
      case 'resume':
        return void this.controller.execute([cell]);
      case 'stop':
        return this.controller.stop(cell);
      case 'openPanel':
        return void this.openPanel(cell);
      case 'openReport':
        return openReport(cell);
      case 'revealRuns':
        return void (await vscode.commands.executeCommand('revealFileInOS', vscode.Uri.file(runs)));
    }
  }
}
