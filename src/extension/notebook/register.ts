import * as vscode from 'vscode';
import { Panels, type PanelState, type PanelSubject } from '../panels';
import type { Services } from '../services';
import { answerView } from '../view-host';
import { registerCellStatus } from './cell-status';
import { Controller } from './controller';
import { Estimates } from './estimates';
import { registerInterrupted } from './interrupted';
import { LiveOutputs, type Shown } from './live-outputs';
import { CELL_LANGUAGE, NOTEBOOK_TYPE, registerSerializer } from './serializer';
import { CellSubjects, type ActOnResult } from './subjects';

/** What other parts use of the notebook. */
export interface NotebookPart extends vscode.Disposable {
  readonly openPanel: (subject: PanelSubject) => void;
  /** A cell's experiment has new data. */
  readonly onDidChange: vscode.Event<Shown | undefined>;
  /** A cell has ended. */
  readonly onDidRun: vscode.Event<vscode.NotebookCell>;
}

/** The notebook: file format, running, live outputs, panels beside it. */
export function registerNotebook(services: Services, revive: (state: Exclude<PanelState, { kind: 'cell' }>) => Promise<PanelSubject | undefined>, actOnResult: ActOnResult): NotebookPart {
  const live = new LiveOutputs();
  const estimates = new Estimates(services);
  const panels = new Panels(services);
  const controller = new Controller(services, live);
  const subjects = new CellSubjects(controller, live, (subject) => panels.open(subject), actOnResult);
  const parts = vscode.Disposable.from(
    registerSerializer(),
    controller, live, estimates, panels,
    registerCellStatus(controller, live, estimates),
    registerInterrupted(services, controller, live, estimates),
    controller.onDidRun((cell) => estimates.forget(cell)),
    live.onMessage((message, reply) => {
      const subject = 'output' in message ? subjects.view(message.output) : undefined;
      if (subject !== undefined) void answerView(message, subject, services, reply);
      else if (message.type === 'open') void vscode.commands.executeCommand('resnetLab.openTarget', message.what);
      else if (message.type === 'copy') void vscode.env.clipboard.writeText(message.text);
    }),
    vscode.workspace.onDidCloseNotebookDocument((notebook) => {
      live.forget(notebook);
      estimates.close(notebook);
    }),
    panels.revive((state) => (state.kind === 'cell' ? cellPanel(state.notebook, state.cell, subjects) : revive(state))),
    vscode.commands.registerCommand('resnetLab.newNotebook', newNotebook),
    vscode.commands.registerCommand('resnetLab.resumeCell', (cell: vscode.NotebookCell) => controller.execute([cell])),
    vscode.commands.registerCommand('resnetLab.openPanel', (argument: unknown) => openPanel(argument, subjects)),
  );
  return { openPanel: (subject) => panels.open(subject), onDidChange: live.onDidChange, onDidRun: controller.onDidRun, dispose: () => void parts.dispose() };
}

async function newNotebook(): Promise<void> {
  const intro = new vscode.NotebookCellData(vscode.NotebookCellKind.Markup, vscode.l10n.t('# A question\n\nDoes the order of the layers matter?'), 'markdown');
  const cell = new vscode.NotebookCellData(vscode.NotebookCellKind.Code, STARTER, CELL_LANGUAGE);
  const notebook = await vscode.workspace.openNotebookDocument(NOTEBOOK_TYPE, new vscode.NotebookData([intro, cell]));
  await vscode.window.showNotebookDocument(notebook);
}

const STARTER = `train:
  architecture: resnet8
  dataset: fashion-mnist
  epochs: 3
  limit: 10000`;

async function cellPanel(notebook: string, index: number, subjects: CellSubjects): Promise<PanelSubject | undefined> {
  const document = await vscode.workspace.openNotebookDocument(vscode.Uri.parse(notebook));
  return index < document.cellCount ? subjects.panel(document.cellAt(index)) : undefined;
}

/** Called from a cell's toolbar with the cell, from the notebook's with its editor's address, from the palette with nothing. */
function openPanel(argument: unknown, subjects: CellSubjects): void {
  const cell = cellOf(argument);
  if (cell !== undefined && subjects.openPanel(cell)) return;
  void vscode.window.showInformationMessage(vscode.l10n.t('This cell has no curves yet: run a train or compare cell first.'));
}

function cellOf(argument: unknown): vscode.NotebookCell | undefined {
  const { document, notebookEditor } = (argument ?? {}) as { document?: unknown; notebookEditor?: { notebookUri?: vscode.Uri } };
  if (document !== undefined) return argument as vscode.NotebookCell;
  const uri = notebookEditor?.notebookUri?.toString();
  const editor = vscode.window.visibleNotebookEditors.find(({ notebook }) => notebook.uri.toString() === uri) ?? vscode.window.activeNotebookEditor;
  if (editor?.notebook.notebookType !== NOTEBOOK_TYPE) return undefined;
  const selected = editor.notebook.cellAt(editor.selection.start);
  return [selected, ...editor.notebook.getCells()].find((cell) => cell.outputs.length > 0);
}
