import { createHash } from 'node:crypto';
import * as vscode from 'vscode';
import type { CellOutcome } from '../../engine/protocol';
import { EXPERIMENT_MIME, EXPERIMENT_VERSION, type ExperimentData } from '../../experiment/experiment-data';
import { dataMarkdown } from '../../experiment/experiment-text';

/** What the notebook's file holds of an output: by mime type, JSON or the lines of a text. */
export type StoredOutput = Record<string, unknown>;

/** Under this name an output's metadata carry the key by which host and view speak of it; it is not stored. */
const OUTPUT_KEY = 'output';
const CUT = 'cut';

/** An experiment as an output: for the renderer, and as Markdown for all others. */
export function experimentOutput(data: ExperimentData): vscode.NotebookCellOutput {
  return new vscode.NotebookCellOutput(experimentItems(data), metadataOf(data));
}

/**
 * By which host and view speak of an experiment: made of its trials, so that it is the same at every opening of the file, and a comparison of
 * two versions of the file finds nothing changed where nothing has.
 */
export function experimentKey({ trials }: Pick<ExperimentData, 'trials'>): string {
  return createHash('sha256').update(trials.map(({ id }) => id).join('\n')).digest('hex').slice(0, 16);
}

export function experimentItems(data: ExperimentData): vscode.NotebookCellOutputItem[] {
  return [vscode.NotebookCellOutputItem.json(data, EXPERIMENT_MIME), vscode.NotebookCellOutputItem.text(dataMarkdown(data), 'text/markdown')];
}

/** What a cell without trials answered. */
export function textOutput(outcome: Exclude<CellOutcome, { kind: 'experiment' }>): vscode.NotebookCellOutput {
  return new vscode.NotebookCellOutput([vscode.NotebookCellOutputItem.text(outcome.markdown, 'text/markdown')]);
}

export function errorOutput(name: string, message: string): vscode.NotebookCellOutput {
  return new vscode.NotebookCellOutput([vscode.NotebookCellOutputItem.error({ name, message })]);
}

/** The name of an output, or undefined for one that has none. */
export function outputKey(output: vscode.NotebookCellOutput): string | undefined {
  const key: unknown = output.metadata?.[OUTPUT_KEY];
  return typeof key === 'string' ? key : undefined;
}

/** The experiment that a cell's outputs hold, or undefined. */
export function experimentOf(cell: vscode.NotebookCell): { data: ExperimentData; key: string } | undefined {
  for (const output of cell.outputs) {
    const item = output.items.find(({ mime }) => mime === EXPERIMENT_MIME);
    const key = outputKey(output);
    if (item === undefined || key === undefined) continue;
    const data = asExperiment(parse(item));
    if (data !== undefined) return { data, key };
  }
  return undefined;
}

export function toStored(output: vscode.NotebookCellOutput): StoredOutput {
  return Object.fromEntries(output.items.flatMap((item): [string, unknown][] => {
    if (isJson(item.mime)) return [[item.mime, parse(item)]];
    return item.mime.startsWith('text/') ? [[item.mime, textOf(item).split('\n')]] : [];
  }));
}

export function fromStored(stored: StoredOutput): vscode.NotebookCellOutput {
  const experiment = asExperiment(stored[EXPERIMENT_MIME]);
  // Nothing runs in a notebook that was just opened, whatever its file says.
  const cut = experiment?.state === 'running' || experiment?.state === 'stopping';
  const items = Object.entries(stored).map(([mime, value]) => {
    if (cut && mime === EXPERIMENT_MIME) return vscode.NotebookCellOutputItem.json({ ...experiment, state: 'stopped' }, mime);
    if (Array.isArray(value) && !isJson(mime)) return vscode.NotebookCellOutputItem.text(value.join('\n'), mime);
    return new vscode.NotebookCellOutputItem(new TextEncoder().encode(JSON.stringify(value)), mime);
  });
  return new vscode.NotebookCellOutput(items, { ...(experiment && metadataOf(experiment)), ...(cut && { [CUT]: true }) });
}

/** Whether the window was closed while the cell of this output ran. */
export function wasCut(cell: vscode.NotebookCell): boolean {
  return cell.outputs.some(({ metadata }) => metadata?.[CUT] === true);
}

/** Data of this version and shape; a file may hold anything. */
function asExperiment(value: unknown): ExperimentData | undefined {
  const data = value as Partial<ExperimentData> | null | undefined;
  return data?.version === EXPERIMENT_VERSION && Array.isArray(data.trials) && typeof data.report === 'object' ? (data as ExperimentData) : undefined;
}

/** `language` is for the renderer, whose page does not know it. */
function metadataOf(data: ExperimentData): Record<string, unknown> {
  return { [OUTPUT_KEY]: experimentKey(data), language: vscode.env.language };
}

function isJson(mime: string): boolean {
  return mime.endsWith('+json') || mime.endsWith('/json') || mime === ERROR_MIME;
}

const ERROR_MIME = 'application/vnd.code.notebook.error';

function parse(item: vscode.NotebookCellOutputItem): unknown {
  return JSON.parse(textOf(item)) as unknown;
}

function textOf(item: vscode.NotebookCellOutputItem): string {
  return new TextDecoder().decode(item.data);
}
