import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { Importer } from './importer';
import { addressesIn } from './uri-list';
import type { ModelTreeNode } from './view';

const URI_LIST = 'text/uri-list';

/** Imports files that are dropped onto the list: from the Explorer, or from outside. */
export class ModelDrop implements vscode.TreeDragAndDropController<ModelTreeNode> {
  readonly dragMimeTypes: string[] = [];
  readonly dropMimeTypes = [URI_LIST, 'files'];

  constructor(
    private readonly importer: Importer,
    private readonly storage: vscode.Uri,
  ) {}

  async handleDrop(_: ModelTreeNode | undefined, data: vscode.DataTransfer): Promise<void> {
    const listed = addressesIn((await data.get(URI_LIST)?.asString()) ?? '').map((address) => vscode.Uri.parse(address, true));
    const files = listed.filter(({ scheme }) => scheme === 'file').map(({ fsPath }) => fsPath);
    if (files.length > 0) return void (await this.importer.files(files));
    const copies = vscode.Uri.joinPath(this.storage, 'dropped');
    await vscode.workspace.fs.delete(copies, { recursive: true }).then(undefined, () => undefined); // those of the last time, if any
    for (const [, item] of data) {
      const file = item.asFile();
      if (file !== undefined) await this.importer.files([await pathOf(file, copies)]);
    }
  }
}

/** What comes from a browser has a content, but no path here: it gets one. */
async function pathOf(file: vscode.DataTransferFile, copies: vscode.Uri): Promise<string> {
  if (file.uri?.scheme === 'file') return file.uri.fsPath;
  const copy = vscode.Uri.joinPath(copies, basename(file.name));
  await vscode.workspace.fs.writeFile(copy, await file.data());
  return copy.fsPath;
}
