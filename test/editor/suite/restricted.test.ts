import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { closeAll, extension, file, open, openNew, read, TINY, until } from './support';

describe('Restricted Mode', () => {
  afterEach(closeAll);

  it('shows notebooks', async () => {
    assert.equal(vscode.workspace.isTrusted, false);
    const notebook = await open('notebooks/03-layer-order.resnb');
    assert.ok(notebook.cellCount > 3);
    assert.equal(extension().isActive, true);
  });

  it('checks what is typed, without running anything', async () => {
    const notebook = await openNew('train:\n  epoch: 3');
    await until('there is a problem', () => vscode.languages.getDiagnostics(notebook.cellAt(0).document.uri).length === 1);
    assert.equal(extension().exports.engine.pid, undefined);
  });

  it('runs nothing', async () => {
    const notebook = await openNew(TINY);
    // The editor asks for trust, in a dialog that nobody answers here.
    void vscode.commands.executeCommand('notebook.cell.execute', { ranges: [{ start: 0, end: 1 }], document: notebook.uri }).then(undefined, () => undefined);
    await new Promise((resolve) => setTimeout(resolve, 3000));
    assert.equal(notebook.cellAt(0).executionSummary?.executionOrder, undefined);
    assert.equal(notebook.cellAt(0).outputs.length, 0);
    assert.equal(extension().exports.engine.pid, undefined);
  });

  it('does not list runs or models, for which the engine would be needed', async () => {
    await vscode.commands.executeCommand('resnetLab.runs.refresh');
    await vscode.commands.executeCommand('resnetLab.models.refresh');
    assert.equal(extension().exports.engine.pid, undefined);
  });

  it('ignores settings of the workspace that would lead elsewhere', async () => {
    await vscode.workspace.fs.writeFile(file('.vscode/settings.json'), new TextEncoder().encode('{"resnetLab.runsFolder": "/elsewhere", "resnetLab.backend": "wasm"}'));
    await until('the settings file is there', async () => (await read(file('.vscode/settings.json'))) !== '');
    await new Promise((resolve) => setTimeout(resolve, 1500));
    const settings = vscode.workspace.getConfiguration('resnetLab');
    assert.equal(settings.get('runsFolder'), 'runs');
    assert.equal(settings.get('backend'), 'auto');
  });
});
