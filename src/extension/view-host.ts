import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import type { ClassificationAction, FromView, SaveFormat, ToView, ViewAction } from '../engine/view-protocol';
import type { CellReference } from '../engine/protocol';
import type { Services } from './services';

/** Where the data of an output come from, and what can be done about it. */
export interface ViewSubject {
  /** The cell, as it was run. */
  readonly reference?: CellReference;
  /** In place of a cell, the run folders that were chosen. */
  readonly folders?: readonly string[];
  /** Folder of the classification that it shows. */
  readonly classification?: string | undefined;
  /** Where files are saved by default. */
  readonly folder: string;
  act(action: ViewAction | ClassificationAction): void | Promise<void>;
}

const FILTERS: Readonly<Record<SaveFormat, Readonly<Record<string, string[]>>>> = { png: { PNG: ['png'] }, svg: { SVG: ['svg'] }, csv: { CSV: ['csv'] }, json: { JSON: ['json'] }, tex: { LaTeX: ['tex'] }, md: { Markdown: ['md'] } };

/** Answers what a view asks of the host, a notebook's renderer and a panel alike. */
export async function answerView(message: FromView, subject: ViewSubject, services: Services, reply: (answer: ToView) => void): Promise<void> {
  if (message.type === 'ready') return;
  if (message.type === 'action') return void (await subject.act(message.action));
  if (message.type === 'open') return void (await vscode.commands.executeCommand('resnetLab.openTarget', message.what));
  const { request } = message;
  try {
    reply({ type: 'reply', request, ...(await answer(message, subject, services)) });
  } catch (error) {
    reply({ type: 'reply', request, error: error instanceof Error ? error.message : String(error) });
  }
}

async function answer(message: Exclude<FromView, { type: 'ready' | 'action' | 'open' }>, { reference, folders, classification, folder }: ViewSubject, { engine }: Services): Promise<Pick<Extract<ToView, { type: 'reply' }>, 'curves' | 'answer' | 'saved'>> {
  switch (message.type) {
    case 'curves': {
      const { curve, smoothing, from, to, points } = message;
      const wanted = { curve, smoothing, from, to, points };
      if (reference !== undefined) return { curves: await engine.ask('curves', { text: reference.text, name: reference.name, runs: reference.runs, ...wanted }) };
      return { curves: await engine.ask('chosenCurves', { folders: folders ?? [], ...wanted }) };
    }
    case 'ask': {
      if (classification === undefined) throw new Error('not a classification');
      return { answer: await engine.ask('askClassification', { folder: classification, question: message.question }) };
    }
    case 'copy':
      await vscode.env.clipboard.writeText(message.text);
      return {};
    case 'save': {
      const saved = await save(message.name, message.format, message.content, folder);
      return saved === undefined ? {} : { saved };
    }
  }
}

/** Asks where, writes, and offers to open. Undefined where the user thought better of it. */
async function save(name: string, format: SaveFormat, content: string, folder: string): Promise<string | undefined> {
  const defaultUri = vscode.Uri.file(join(folder, `${name.replace(/[^\p{L}\p{N}._-]+/gu, '-')}.${format}`));
  const uri = await vscode.window.showSaveDialog({ defaultUri, filters: FILTERS[format] as Record<string, string[]> });
  if (uri === undefined) return undefined;
  await vscode.workspace.fs.writeFile(uri, Buffer.from(content, format === 'png' ? 'base64' : 'utf8'));
  const open = vscode.l10n.t('Open');
  void vscode.window.showInformationMessage(vscode.l10n.t('Saved {0}.', vscode.workspace.asRelativePath(uri)), open).then((choice) => choice === open && vscode.commands.executeCommand('vscode.open', uri));
  return uri.fsPath;
}

/** Folder of a notebook's file; of an unsaved one the first workspace folder. */
export function folderOf(uri: vscode.Uri): string {
  if (uri.scheme === 'file') return dirname(uri.fsPath);
  return vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
}
