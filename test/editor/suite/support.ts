import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import * as vscode from 'vscode';
import type { Api } from '../../../src/extension/extension';
import { EXPERIMENT_MIME, type ExperimentData } from '../../../src/experiment/experiment-data';

/** Seconds of work: for what must finish. Two epochs, so that there are curves. */
export const TINY = 'train:\n  architecture: resnet8\n  dataset: shapes\n  epochs: 2\n  limit: 256\n  testLimit: 100\n  batch: 32';
/** Minutes of work: for what is stopped or killed. */
export const LONG = TINY.replace('epochs: 2', 'epochs: 500');

export function extension(): vscode.Extension<Api> {
  const found = vscode.extensions.getExtension<Api>('resnet-lab.resnet-lab');
  if (found === undefined) throw new Error('The extension is not there.');
  return found;
}

/** A file of the workspace. */
export function file(path: string): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  if (folder === undefined) throw new Error('There is no workspace folder.');
  return vscode.Uri.joinPath(folder.uri, path);
}

export async function read(uri: vscode.Uri): Promise<string> {
  return Buffer.from(await vscode.workspace.fs.readFile(uri)).toString('utf8');
}

export async function write(path: string, text: string): Promise<vscode.Uri> {
  const uri = file(path);
  await vscode.workspace.fs.writeFile(uri, Buffer.from(text));
  return uri;
}

/** The file of a notebook with these code cells, as the extension writes it. */
export function notebookText(cells: readonly string[]): string {
  const blocks = cells.map((text) => ({ kind: 'code', source: text.split('\n') }));
  return `${JSON.stringify({ version: 1, cells: blocks }, undefined, 2)}\n`;
}

/** Opens a notebook of the workspace in an editor. */
export async function open(path: string): Promise<vscode.NotebookDocument> {
  const uri = file(path);
  await show(uri);
  const notebook = vscode.window.activeNotebookEditor?.notebook;
  if (notebook?.uri.toString() !== uri.toString()) throw new Error(`${path} did not open as a notebook.`);
  return notebook;
}

/**
 * Opens a notebook as the Explorer does, unless its editor is active already: a document that was opened or shown otherwise, or shown twice, stays
 * in memory for minutes after its editor was closed.
 */
export async function show(uri: vscode.Uri): Promise<void> {
  if (vscode.window.activeNotebookEditor?.notebook.uri.toString() === uri.toString()) return;
  await vscode.commands.executeCommand('vscode.openWith', uri, 'resnet-lab');
}

let count = 0;

/** A new file with these code cells, open. */
export async function openNew(...cells: string[]): Promise<vscode.NotebookDocument> {
  const path = `tests/lab-${++count}.resnb`;
  await write(path, notebookText(cells));
  return open(path);
}

/** Closes every editor without saving, and waits until no notebook is open. */
export async function closeAll(): Promise<void> {
  for (const notebook of vscode.workspace.notebookDocuments.filter(({ isDirty }) => isDirty)) {
    await show(notebook.uri);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  }
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  const left = (): string => vscode.workspace.notebookDocuments.map(({ uri, isDirty }) => `${uri.path}${isDirty ? ' (changed)' : ''}`).join(', ');
  await until(() => `all notebooks are closed; left: ${left()}`, () => left() === '');
}

/** Polls until the condition holds. @throws Error that names it */
export async function until(what: string | (() => string), holds: () => unknown, milliseconds = 20_000): Promise<void> {
  const end = Date.now() + milliseconds;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`Not within ${milliseconds / 1000} s: ${typeof what === 'string' ? what : what()}.`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Asks for cells to be run, as the Run buttons do. */
export async function start(notebook: vscode.NotebookDocument, from = 0, to = notebook.cellCount): Promise<void> {
  await show(notebook.uri);
  await vscode.commands.executeCommand('notebook.cell.execute', { ranges: [{ start: from, end: to }], document: notebook.uri });
}

/** Runs cells and waits until they have ended. */
export async function run(notebook: vscode.NotebookDocument, from = 0, to = notebook.cellCount): Promise<void> {
  const since = Date.now();
  await start(notebook, from, to);
  for (const cell of notebook.getCells(new vscode.NotebookRange(from, to))) await ended(cell, since);
}

/** The cell was run after that time and has ended. */
export async function ended(cell: vscode.NotebookCell, since: number): Promise<void> {
  await until(`cell ${cell.index + 1} has ended`, () => (cell.executionSummary?.timing?.startTime ?? 0) >= since, 60_000);
}

/** The Stop button of cells. */
export async function stop(notebook: vscode.NotebookDocument, from = 0, to = notebook.cellCount): Promise<void> {
  await vscode.commands.executeCommand('notebook.cell.cancelExecution', { ranges: [{ start: from, end: to }], document: notebook.uri });
}

/** The experiment in a cell's output. */
export function experiment(cell: vscode.NotebookCell): ExperimentData | undefined {
  const item = cell.outputs.flatMap(({ items }) => items).find(({ mime }) => mime === EXPERIMENT_MIME);
  return item === undefined ? undefined : (JSON.parse(Buffer.from(item.data).toString('utf8')) as ExperimentData);
}

/** Waits until a cell trains: the engine has said so, and points of its curve are there. */
export async function training(cell: vscode.NotebookCell): Promise<void> {
  await until('the cell trains', () => experiment(cell)?.trials.some(({ state }) => state === 'running'), 30_000);
}

/** An experiment that went on has the points that it had before: those of the first steps that both show have the same values. */
export function assertSameStart(before: ExperimentData | undefined, after: ExperimentData): void {
  const [first, second] = [before, after].map((data) => points(data));
  const steps = [...(first?.keys() ?? [])].filter((step) => second?.has(step)).slice(0, 4);
  assert.ok(steps.length >= 2, 'both have points of the same steps');
  assert.deepEqual(steps.map((step) => second?.get(step)), steps.map((step) => first?.get(step)));
}

function points(data: ExperimentData | undefined): Map<number, number | null | undefined> {
  const seed = data?.report.arms[0]?.curves.stepLoss;
  return new Map((seed?.x ?? []).map((step, i) => [step, seed?.seeds[0]?.y[i]]));
}

/** The words of a cell's error output; empty where it has none. */
export function errorText(cell: vscode.NotebookCell): string {
  const items = cell.outputs.flatMap(({ items }) => items).filter(({ mime }) => mime === 'application/vnd.code.notebook.error');
  return items.map(({ data }) => (JSON.parse(Buffer.from(data).toString('utf8')) as { message: string }).message).join('\n');
}
