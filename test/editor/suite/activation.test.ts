import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { extension, open } from './support';

describe('The extension', () => {
  it('opens a sample as a notebook, and is active then', async () => {
    const notebook = await open('notebooks/03-layer-order.resnb');
    assert.equal(notebook.notebookType, 'resnet-lab');
    assert.ok(notebook.getCells().some(({ kind }) => kind === vscode.NotebookCellKind.Code));
    assert.equal(extension().isActive, true);
  });

  it('starts no engine before it is needed', () => {
    assert.equal(extension().exports.engine.state, 'off');
    assert.equal(extension().exports.engine.pid, undefined);
  });
});
