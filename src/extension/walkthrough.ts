import { basename } from 'node:path';
import * as vscode from 'vscode';
import { sentence } from '../base/errors';
import { NOTEBOOK_TYPE } from './notebook/serializer';
import { freeName, headingOf } from './sample-text';
import type { Services } from './services';

interface Sample extends vscode.QuickPickItem {
  readonly uri: vscode.Uri;
}

/** The walkthrough and the sample notebooks that it opens. */
export function registerWalkthrough({ context, log }: Services): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.commands.registerCommand('resnetLab.openWalkthrough', () => vscode.commands.executeCommand('workbench.action.openWalkthrough', `${context.extension.id}#start`, false)),
    vscode.commands.registerCommand('resnetLab.openSample', async (name?: string) => {
      try {
        return await openSample(context.extensionUri, name);
      } catch (error) {
        log.error(error instanceof Error ? error : String(error));
        void vscode.window.showErrorMessage(sentence(error));
        return undefined;
      }
    }),
  );
}

/**
 * Copies a sample into the workspace, where its runs and outputs can be kept, and opens the copy. `name` (`03-layer-order`) chooses it, else the user
 * does. Answers the copy; undefined where the user thought better of it.
 */
async function openSample(extension: vscode.Uri, name: unknown): Promise<vscode.Uri | undefined> {
  const samples = await listSamples(vscode.Uri.joinPath(extension, 'notebooks'));
  const named = samples.find(({ uri }) => typeof name === 'string' && basename(uri.path, '.resnb') === name);
  const sample = named ?? (await vscode.window.showQuickPick(samples, { title: vscode.l10n.t('Open Sample Notebook'), matchOnDescription: true, matchOnDetail: true, placeHolder: vscode.l10n.t('It is copied into your folder: change it as you like.') }));
  const folder = sample && (await chooseFolder());
  if (folder === undefined || sample === undefined) return undefined;
  const copy = await copyTo(folder, sample.uri);
  await vscode.commands.executeCommand('vscode.openWith', copy, NOTEBOOK_TYPE);
  return copy;
}

/** The samples in the user's language first. */
async function listSamples(notebooks: vscode.Uri): Promise<Sample[]> {
  const languages: [folder: vscode.Uri, description: string][] = [[notebooks, ''], [vscode.Uri.joinPath(notebooks, 'ko'), '한국어']];
  if (/^ko\b/i.test(vscode.env.language)) languages.reverse();
  return (await Promise.all(languages.map(([folder, description]) => samplesIn(folder, description)))).flat();
}

async function samplesIn(folder: vscode.Uri, description: string): Promise<Sample[]> {
  const names = (await namesIn(folder)).filter((name) => name.endsWith('.resnb')).sort();
  return Promise.all(
    names.map(async (name) => {
      const uri = vscode.Uri.joinPath(folder, name);
      const heading = headingOf(Buffer.from(await vscode.workspace.fs.readFile(uri)).toString('utf8'));
      return { label: basename(name, '.resnb'), description, ...(heading !== undefined && { detail: heading }), uri };
    }),
  );
}

async function chooseFolder(): Promise<vscode.Uri | undefined> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  if (folders.length === 1) return folders[0]?.uri;
  if (folders.length > 1) return (await vscode.window.showWorkspaceFolderPick({ placeHolder: vscode.l10n.t('Where shall the notebook go?') }))?.uri;
  const openLabel = vscode.l10n.t('Put the Notebook Here');
  return (await vscode.window.showOpenDialog({ canSelectFiles: false, canSelectFolders: true, openLabel, title: vscode.l10n.t('Where shall the notebook go?') }))?.[0];
}

/** Copies under a name that nothing has there. */
async function copyTo(folder: vscode.Uri, sample: vscode.Uri): Promise<vscode.Uri> {
  const copy = vscode.Uri.joinPath(folder, freeName(basename(sample.path), await namesIn(folder)));
  await vscode.workspace.fs.copy(sample, copy, { overwrite: false });
  return copy;
}

/** Names in a folder; none where there is no such folder. */
async function namesIn(folder: vscode.Uri): Promise<string[]> {
  return vscode.workspace.fs.readDirectory(folder).then((entries) => entries.map(([name]) => name), () => []);
}
