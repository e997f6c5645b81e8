import type * as vscode from 'vscode';
import type { CellView } from '../../engine/protocol';
import type { ClassificationAction, ViewAction } from '../../engine/view-protocol';
import type { ClassificationData } from '../../models/classification-data';
import type { PanelSubject } from '../panels';
import { openReport } from '../report';
import { reveal } from '../reveal';
import { folderOf, type ViewSubject } from '../view-host';
import { cellReference } from './cell-reference';
import type { Controller } from './controller';
import type { LiveOutputs } from './live-outputs';
import { MIMES, viewOf } from './outputs';

/** What can be done about the result of a classification, wherever it is shown. */
export type ActOnResult = (action: ClassificationAction, data: ClassificationData) => Promise<void>;

/** Notebook cells as what views show and act on. */
export class CellSubjects {
  constructor(
    private readonly controller: Controller,
    private readonly live: LiveOutputs,
    private readonly open: (subject: PanelSubject) => void,
    private readonly actOnResult: ActOnResult,
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
    const classified = (): ClassificationData | undefined => classificationIn(this.live.find(key)?.view);
    const classification = classified()?.folder;
    return {
      reference: { text: run, name, runs },
      ...(classification !== undefined && { classification }),
      folder: folderOf(cell.notebook.uri),
      act: (action) => this.act(action, cell, runs, classified()),
    };
  }

  private async act(action: ViewAction | ClassificationAction, cell: vscode.NotebookCell, runs: string, result: ClassificationData | undefined): Promise<void> {
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
        return reveal(result?.folder ?? runs);
      case 'chooseModel':
      case 'compareModel':
      case 'saveResult':
        return result === undefined ? undefined : this.actOnResult(action, result);
    }
  }
}

function classificationIn(view: CellView | undefined): ClassificationData | undefined {
  return view?.kind === 'classification' ? view.data : undefined;
}
