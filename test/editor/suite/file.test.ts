import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { closeAll, file, notebookText, open, read, until, write } from './support';

describe('The file of a notebook', () => {
  afterEach(closeAll);

  it('is written as it was read: an edit and its undo, saved, leave every byte', async () => {
    const uri = file('notebooks/03-layer-order.resnb');
    const before = await read(uri);
    const notebook = await open('notebooks/03-layer-order.resnb');
    assert.equal(notebook.isDirty, false);
    await edit(notebook, 0, 'Something else.');
    await until('the edit shows as a change', () => notebook.isDirty); // the editor says so a moment later
    await edit(notebook, 0, (JSON.parse(before) as { cells: { source: string[] }[] }).cells[0]?.source.join('\n') ?? '');
    assert.equal(await notebook.save(), true);
    assert.equal(await read(uri), before);
  });

  it('shows what another program wrote into it', async () => {
    const uri = await write('tests/external.resnb', notebookText(['train: {}']));
    const notebook = await open('tests/external.resnb');
    await write('tests/external.resnb', notebookText(['train: { epochs: 7 }', 'compare: {}']));
    await until('the notebook has the new text', () => notebook.cellCount === 2 && notebook.cellAt(0).document.getText() === 'train: { epochs: 7 }');
    assert.equal(notebook.isDirty, false);
    assert.match(await read(uri), /epochs: 7/);
  });

  it('opens empty as a notebook without cells', async () => {
    await write('tests/empty.resnb', '');
    assert.equal((await open('tests/empty.resnb')).cellCount, 0);
  });

  for (const [what, text] of [['broken', '{"version": 1, "cells": ['], ['of a newer version', '{"version": 99, "cells": []}']] as const) {
    it(`${what} is shown as read-only text and left as it is`, async () => {
      const path = `tests/${what.replaceAll(' ', '-')}.resnb`;
      const uri = await write(path, text);
      await assert.rejects(async () => open(path));
      await vscode.commands.executeCommand('vscode.open', uri);
      await until('the file is shown as text', () => vscode.window.activeTextEditor?.document.uri.toString() === uri.toString());
      await vscode.commands.executeCommand('type', { text: 'x' });
      await vscode.commands.executeCommand('workbench.action.files.saveAll');
      assert.equal(await read(uri), text);
      assert.ok(!vscode.workspace.notebookDocuments.some((notebook) => notebook.uri.toString() === uri.toString()));
    });
  }

  it('is the same at every opening, outputs and all: a comparison of two versions stays quiet where nothing changed', async () => {
    const experiment = { version: 1, state: 'done', progress: { fraction: 1, seconds: 1 }, trials: [{ id: 'resnet8-original-s1-00000000' }], report: { title: 'lab', arms: [], conclusions: [], notes: [] } };
    const text = JSON.stringify({ version: 1, cells: [{ kind: 'code', source: ['train: {}'], outputs: [{ 'application/vnd.resnet-lab.experiment+json': experiment, 'text/markdown': ['lab'] }] }] });
    await write('tests/one.resnb', text);
    await write('tests/two.resnb', text);
    const [one, two] = [await open('tests/one.resnb'), await open('tests/two.resnb')];
    const outputs = (notebook: vscode.NotebookDocument): unknown => notebook.cellAt(0).outputs.map(({ items, metadata }) => ({ items: items.map(({ mime, data }) => [mime, new TextDecoder().decode(data)]), metadata }));
    assert.deepEqual(outputs(one), outputs(two));
    assert.equal(one.cellAt(0).outputs.length, 1);
  });

  it('comes into being by the command for a new notebook, with a cell that can be run', async () => {
    await vscode.commands.executeCommand('resnetLab.newNotebook');
    const notebook = vscode.window.activeNotebookEditor?.notebook;
    assert.equal(notebook?.notebookType, 'resnet-lab');
    assert.equal(notebook.isUntitled, true);
    assert.ok(notebook.getCells().some(({ kind }) => kind === vscode.NotebookCellKind.Code));
  });
});

/** Replaces the text of a cell as typing does. */
async function edit(notebook: vscode.NotebookDocument, index: number, text: string): Promise<void> {
  const { document } = notebook.cellAt(index);
  const change = new vscode.WorkspaceEdit();
  change.replace(document.uri, new vscode.Range(0, 0, document.lineCount, 0), text);
  assert.equal(await vscode.workspace.applyEdit(change), true);
}
