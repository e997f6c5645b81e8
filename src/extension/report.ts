import { readFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { sentence } from '../base/errors';
import type { ReportParams, WrittenReport } from '../engine/protocol';
import { cellReference } from './notebook/cell-reference';
import { NOTEBOOK_TYPE } from './notebook/serializer';
import type { PanelState } from './panels';
import type { RunGroup } from './runs/tree';
import type { Node } from './runs/view';
import type { Services } from './services';

/** What a report can be of, beside the active notebook's cell. */
export type Reported = vscode.NotebookCell | Extract<PanelState, { kind: 'experiment' | 'runs' }>;

/** Writes a report anew and shows it, as the command does. */
export async function openReport(of: Reported): Promise<void> {
  await vscode.commands.executeCommand('resnetLab.report', of);
}

/** The command: from a cell's toolbar, the palette, the list of runs with what is selected there, or a view's button. */
export function registerReport({ engine, log }: Services): vscode.Disposable {
  return vscode.commands.registerCommand('resnetLab.report', async (first?: unknown, all?: readonly unknown[]) => {
    const params = paramsOf(first, all);
    if (params === undefined) return void vscode.window.showInformationMessage(vscode.l10n.t('Choose a cell that trains, or runs in the list of runs.'));
    try {
      const title = vscode.l10n.t('Writing the report');
      const written = await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title }, () => engine.ask('report', params));
      if (written === null) return void vscode.window.showInformationMessage(vscode.l10n.t('There is nothing to report on yet: run the cell first.'));
      await show(written);
    } catch (error) {
      log.error(error instanceof Error ? error : String(error));
      void vscode.window.showErrorMessage(sentence(error));
    }
  });
}

function paramsOf(first: unknown, all: readonly unknown[] | undefined): ReportParams | undefined {
  const cell = cellOf(first);
  if (cell !== undefined) return { kind: 'cell', ...cellParams(cell) };
  if (first === undefined || first === null) return undefined;
  const source = first as Node | Extract<Reported, { kind: 'experiment' | 'runs' }>;
  if (source.kind === 'runs') return { kind: 'runs', folders: source.folders };
  if (source.kind === 'experiment' && 'text' in source) return { kind: 'cell', text: source.text, name: source.name, runs: source.runs };
  const nodes = (all ?? [first]) as readonly Node[];
  const [only] = nodes;
  if (nodes.length === 1 && only?.kind === 'experiment' && only.record !== undefined) return experimentParams(only, only.record);
  const entries = nodes.flatMap((node) => (node.kind === 'run' ? [node.entry] : node.runs));
  return entries.length === 0 ? undefined : { kind: 'runs', folders: [...new Set(entries.map(({ run }) => run.folder))] };
}

function cellParams(cell: vscode.NotebookCell): Omit<Extract<ReportParams, { kind: 'cell' }>, 'kind'> {
  const { text, name, runs, title, markdown } = cellReference(cell);
  return { text, name, runs, title, ...(markdown !== undefined && { markdown }) };
}

function experimentParams({ place }: RunGroup, { text, notebook, cell, title }: NonNullable<RunGroup['record']>): ReportParams {
  return { kind: 'cell', text, name: `${notebook}#${cell}`, runs: place, title };
}

/** A cell's toolbar gives the cell, a notebook's its editor, the palette nothing: then the selected code cell, or else the first that has an output. */
function cellOf(argument: unknown): vscode.NotebookCell | undefined {
  const { document, notebookEditor } = (argument ?? {}) as { document?: unknown; notebookEditor?: unknown };
  if (document !== undefined) return argument as vscode.NotebookCell;
  const editor = vscode.window.activeNotebookEditor;
  if ((argument !== undefined && notebookEditor === undefined) || editor?.notebook.notebookType !== NOTEBOOK_TYPE) return undefined;
  const selected = editor.notebook.cellAt(editor.selection.start);
  return selected.kind === vscode.NotebookCellKind.Code ? selected : editor.notebook.getCells().find(({ outputs }) => outputs.length > 0);
}

/** In the browser, or, where the files are on another machine, in a panel. The Markdown is one click away. */
async function show({ title, html, markdown }: WrittenReport): Promise<void> {
  const open = vscode.l10n.t('Open Markdown');
  void vscode.window.showInformationMessage(vscode.l10n.t('The report of {0} is written.', title), open).then((choice) => choice === open && vscode.commands.executeCommand('vscode.open', vscode.Uri.file(markdown)));
  if (vscode.env.uiKind === vscode.UIKind.Desktop && vscode.env.remoteName === undefined) return void (await vscode.env.openExternal(vscode.Uri.file(html)));
  const panel = vscode.window.createWebviewPanel('resnetLab.report', vscode.l10n.t('Report'), vscode.ViewColumn.Active, { enableScripts: true, localResourceRoots: [] });
  panel.webview.html = await readFile(html, 'utf8'); // it is self-contained, with a policy of its own
}
