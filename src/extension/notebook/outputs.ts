import { createHash } from 'node:crypto';
import * as vscode from 'vscode';
import { DIAGRAM_MIME, DIAGRAM_VERSION } from '../../diagram/diagram-data';
import type { CellOutcome, CellView } from '../../engine/protocol';
import { ANALYSIS_MIME, ANALYSIS_VERSION } from '../../experiment/analysis-data';
import { analysisMarkdown } from '../../experiment/study/analysis-text';
import { diagramDataMarkdown } from '../../experiment/cell/diagram';
import { EXPERIMENT_MIME, EXPERIMENT_VERSION, type ExperimentData, type ExperimentState } from '../../experiment/experiment-data';
import { dataMarkdown } from '../../experiment/experiment-text';
import { CLASSIFICATION_MIME, CLASSIFICATION_VERSION, type ClassificationData } from '../../models/classification-data';
import { classificationMarkdown } from '../../models/classification-text';

/** What the notebook's file holds of an output: by mime type, JSON or the lines of a text. */
export type StoredOutput = Record<string, unknown>;

/** Under this name an output's metadata carry the key by which host and view speak of it; it is not stored. */
const OUTPUT_KEY = 'output';
const CUT = 'cut';

export const MIMES: Readonly<Record<CellView['kind'], string>> = { experiment: EXPERIMENT_MIME, analysis: ANALYSIS_MIME, diagram: DIAGRAM_MIME, classification: CLASSIFICATION_MIME };
const KINDS = Object.keys(MIMES) as CellView['kind'][];

/** What a cell shows as an output: for the renderer, and as Markdown for all others. */
export function viewOutput(view: CellView): vscode.NotebookCellOutput {
  return new vscode.NotebookCellOutput(viewItems(view), metadataOf(view));
}

/**
 * By which host and view speak of an output: made of what it is about, so that it is the same at every opening of the file, and a comparison of
 * two versions of the file finds nothing changed where nothing has.
 */
export function viewKey({ kind, data }: CellView): string {
  return createHash('sha256').update([...(kind === 'experiment' ? [] : [kind]), ...aboutOf({ kind, data } as CellView)].join('\n')).digest('hex').slice(0, 16);
}

function aboutOf({ kind, data }: CellView): string[] {
  if (kind === 'experiment') return data.trials.map(({ id }) => id);
  if (kind === 'analysis') return [data.source.text, ...data.networks.map(({ id }) => id)];
  return kind === 'classification' ? [data.folder] : [JSON.stringify(data)];
}

export function viewItems(view: CellView): vscode.NotebookCellOutputItem[] {
  return [vscode.NotebookCellOutputItem.json(view.data, MIMES[view.kind]), vscode.NotebookCellOutputItem.text(markdownOf(view), 'text/markdown')];
}

function markdownOf({ kind, data }: CellView): string {
  switch (kind) {
    case 'experiment':
      return dataMarkdown(data);
    case 'analysis':
      return analysisMarkdown(data);
    case 'diagram':
      return diagramDataMarkdown(data);
    case 'classification':
      return classificationMarkdown(data);
  }
}

/** A diagram is always done. */
export function stateOf({ kind, data }: CellView): ExperimentState {
  return kind === 'diagram' ? 'done' : data.state;
}

/** The same with another state. */
export function inState<View extends CellView>(view: View, state: ExperimentState, message?: string): View {
  if (view.kind === 'diagram') return view;
  const change = view.kind === 'classification' ? inClassificationState(state, message) : { state, ...(message !== undefined && { message }) };
  return { ...view, data: { ...view.data, ...change } } as View;
}

/** A classification that its process did not survive has failed. */
function inClassificationState(state: ExperimentState, message: string | undefined): Partial<ClassificationData> {
  return { state: state === 'crashed' ? 'failed' : state, ...(message !== undefined && { error: message }) };
}

/** What a cell without a view answered. */
export function textOutput(outcome: Exclude<CellOutcome, CellView>): vscode.NotebookCellOutput {
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

/** What a cell's outputs hold for a view, or undefined. */
export function viewOf(cell: vscode.NotebookCell): { view: CellView; key: string } | undefined {
  for (const output of cell.outputs) {
    const key = outputKey(output);
    if (key === undefined) continue;
    for (const item of output.items) {
      const view = isOurs(item.mime) ? asView(item.mime, parse(item)) : undefined;
      if (view !== undefined) return { view, key };
    }
  }
  return undefined;
}

/** The experiment that a cell's outputs hold, or undefined. */
export function experimentOf(cell: vscode.NotebookCell): { data: ExperimentData; key: string } | undefined {
  const shown = viewOf(cell);
  return shown?.view.kind === 'experiment' ? { data: shown.view.data, key: shown.key } : undefined;
}

export function toStored(output: vscode.NotebookCellOutput): StoredOutput {
  return Object.fromEntries(output.items.flatMap((item): [string, unknown][] => {
    if (isJson(item.mime)) return [[item.mime, parse(item)]];
    return item.mime.startsWith('text/') ? [[item.mime, textOf(item).split('\n')]] : [];
  }));
}

export function fromStored(stored: StoredOutput): vscode.NotebookCellOutput {
  const [view] = Object.entries(stored).flatMap(([mime, value]) => asView(mime, value) ?? []);
  // Nothing runs in a notebook that was just opened, whatever its file says.
  const cut = view !== undefined && ['running', 'stopping'].includes(stateOf(view));
  const items = Object.entries(stored).map(([mime, value]) => {
    if (cut && mime === MIMES[view.kind]) return vscode.NotebookCellOutputItem.json(inState(view, 'stopped').data, mime);
    if (Array.isArray(value) && !isJson(mime)) return vscode.NotebookCellOutputItem.text(value.join('\n'), mime);
    return new vscode.NotebookCellOutputItem(new TextEncoder().encode(JSON.stringify(value)), mime);
  });
  return new vscode.NotebookCellOutput(items, { ...(view && metadataOf(view)), ...(cut && { [CUT]: true }) });
}

/** Whether the window was closed while the cell of this output ran. */
export function wasCut(cell: vscode.NotebookCell): boolean {
  return cell.outputs.some(({ metadata }) => metadata?.[CUT] === true);
}

/** Data of this version and shape; a file may hold anything. */
function asView(mime: string, value: unknown): CellView | undefined {
  const kind = KINDS.find((own) => MIMES[own] === mime);
  if (kind === undefined || typeof value !== 'object' || value === null) return undefined;
  const { version, trials, report, networks, result, models, preview } = value as Readonly<Record<string, unknown>>;
  const right = {
    experiment: version === EXPERIMENT_VERSION && Array.isArray(trials) && typeof report === 'object',
    analysis: version === ANALYSIS_VERSION && Array.isArray(networks) && typeof result === 'object',
    diagram: version === DIAGRAM_VERSION && Array.isArray(networks),
    classification: version === CLASSIFICATION_VERSION && Array.isArray(models) && Array.isArray(preview),
  }[kind];
  return right ? ({ kind, data: value } as CellView) : undefined;
}

function isOurs(mime: string): boolean {
  return KINDS.some((kind) => MIMES[kind] === mime);
}

/** `language` is for the renderer, whose page does not know it. */
function metadataOf(view: CellView): Record<string, unknown> {
  return { [OUTPUT_KEY]: viewKey(view), language: vscode.env.language };
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
