import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { closeAll, extension, open } from './support';

describe('The extension', () => {
  afterEach(closeAll);

  it('starts no engine before there is a notebook', async () => {
    await extension().activate();
    assert.equal(extension().exports.engine.state, 'off');
    assert.equal(extension().exports.engine.pid, undefined);
  });

  it('opens a sample as a notebook', async () => {
    const notebook = await open('notebooks/03-layer-order.resnb');
    assert.equal(notebook.notebookType, 'resnet-lab');
    assert.ok(notebook.getCells().some(({ kind }) => kind === vscode.NotebookCellKind.Code));
  });
});
