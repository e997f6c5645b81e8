import * as vscode from 'vscode';
import { IMAGE_ENDINGS, isImage } from './images';

/**
 * Full paths of the images and folders that a command is about: those that it was given (in the Explorer the one under the pointer, and all that are
 * selected with it), else the image in the active tab, else those that the user chooses. Undefined where they thought better of it.
 */
export async function chosenSources(given: unknown, more: unknown): Promise<readonly string[] | undefined> {
  const uris = urisIn(Array.isArray(more) ? more : given);
  if (uris.length > 0) return classifiable(uris);
  const active = activeImage();
  return active === undefined ? askForSources() : [active.fsPath];
}

/** Lets the user choose images, or a folder: not every system has a dialog for both. */
export async function askForSources(): Promise<readonly string[] | undefined> {
  const images = { label: `$(file-media) ${vscode.l10n.t('Images…')}`, detail: IMAGE_ENDINGS.join(', ') };
  const folder = { label: `$(folder) ${vscode.l10n.t('A Folder…')}`, detail: vscode.l10n.t('All images in it, to the bottom; where its subfolders are named as classes, they are scored.') };
  const title = vscode.l10n.t('What Shall Be Classified?');
  const kind = await vscode.window.showQuickPick([images, folder], { title });
  if (kind === undefined) return undefined;
  const openLabel = vscode.l10n.t('Classify');
  const filters = { [vscode.l10n.t('Images')]: [...IMAGE_ENDINGS] };
  const choice = kind === images ? { canSelectMany: true, filters } : { canSelectFiles: false, canSelectFolders: true };
  return (await vscode.window.showOpenDialog({ title, openLabel, ...choice }))?.map(({ fsPath }) => fsPath);
}

function urisIn(given: unknown): vscode.Uri[] {
  return (Array.isArray(given) ? given : [given]).filter((uri) => uri instanceof vscode.Uri);
}

/** Of a selection, what is an image or a folder. @throws Error where nothing is */
async function classifiable(uris: readonly vscode.Uri[]): Promise<string[]> {
  const local = uris.filter(({ scheme }) => scheme === 'file');
  const kept = await Promise.all(local.map(async (uri) => isImage(uri.fsPath) || (await isFolder(uri))));
  const paths = local.filter((_, i) => kept[i] === true).map(({ fsPath }) => fsPath);
  if (paths.length === 0) throw new Error(vscode.l10n.t('There is no image here: images are files named {0}, on a disk.', IMAGE_ENDINGS.map((ending) => `.${ending}`).join(', ')));
  return paths;
}

function isFolder(uri: vscode.Uri): Promise<boolean> {
  return Promise.resolve(vscode.workspace.fs.stat(uri)).then(({ type }) => (type & vscode.FileType.Directory) !== 0, () => false);
}

/** The image that the active tab shows, whatever editor shows it. */
function activeImage(): vscode.Uri | undefined {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  const uri = input instanceof vscode.TabInputCustom || input instanceof vscode.TabInputText ? input.uri : undefined;
  return uri?.scheme === 'file' && isImage(uri.fsPath) ? uri : undefined;
}
