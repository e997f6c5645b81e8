import { join } from 'node:path';
import { homedir } from 'node:os';
import * as vscode from 'vscode';
import { sentence } from '../../base/errors';
import type { ModelCard } from '../../models/model';
import type { ExportFormat } from '../../weights/export-format';
import { reveal } from '../reveal';
import type { Services } from '../services';
import { showWork } from '../work-progress';

interface Way extends vscode.QuickPickItem {
  readonly format: ExportFormat;
  readonly fold?: boolean;
  /** Ending of the file; a folder has none. */
  readonly ending?: string;
}

/** Writes a model as a file of a format that the user chooses, where they choose. */
export async function exportModel({ name, reference }: ModelCard, { engine, log }: Services): Promise<void> {
  const title = vscode.l10n.t('Export {0}', name);
  const way = await vscode.window.showQuickPick(ways(), { title, placeHolder: vscode.l10n.t('The format'), matchOnDetail: true });
  const path = way && (await choosePath(name, way, title));
  if (way === undefined || path === undefined) return;
  const { format, fold } = way;
  try {
    const { remarks } = await showWork(vscode.l10n.t('Exporting {0}', name), (options) => engine.ask('exportModel', { model: reference, format, path, ...(fold !== undefined && { fold }) }, options));
    void offerToReveal(path, remarks);
  } catch (error) {
    if (error instanceof vscode.CancellationError) return;
    log.error(error instanceof Error ? error : String(error));
    void vscode.window.showErrorMessage(sentence(error));
  }
}

function ways(): Way[] {
  return [
    { label: 'safetensors', detail: vscode.l10n.t('With torchvision\'s names: load_state_dict takes it.'), format: 'safetensors', ending: 'safetensors' },
    { label: 'ONNX', detail: vscode.l10n.t('Layer by layer, as the network is.'), format: 'onnx', fold: false, ending: 'onnx' },
    { label: vscode.l10n.t('ONNX, batch norm folded'), detail: vscode.l10n.t('Each batch norm becomes a part of the conv before it: the same answers, faster.'), format: 'onnx', fold: true, ending: 'onnx' },
    { label: vscode.l10n.t('tfjs LayersModel'), detail: vscode.l10n.t('A folder for TensorFlow.js, in the browser or in Node.'), format: 'tfjs' },
  ];
}

async function choosePath(name: string, { ending, label }: Way, title: string): Promise<string | undefined> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? homedir();
  const plain = name.replace(/[^\p{L}\p{N}._-]+/gu, '-').replace(/-+$/, '');
  const defaultUri = vscode.Uri.file(join(folder, ending === undefined ? `${plain}-tfjs` : `${plain}.${ending}`));
  const uri = await vscode.window.showSaveDialog({ title, defaultUri, ...(ending !== undefined && { filters: { [label]: [ending] } }) });
  return uri?.fsPath;
}

async function offerToReveal(file: string, remarks: readonly string[]): Promise<void> {
  const show = vscode.l10n.t('Reveal');
  const said = [vscode.l10n.t('Saved {0}.', vscode.workspace.asRelativePath(file)), ...remarks].join(' ');
  const tell = remarks.length === 0 ? vscode.window.showInformationMessage : vscode.window.showWarningMessage;
  if ((await tell(said, show)) === show) await reveal(file);
}
