import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { closeAll, openNew, until } from './support';

describe('Language in cells', () => {
  afterEach(closeAll);

  it('marks what is wrong, where it is wrong, and mends it', async () => {
    const notebook = await openNew('train:\n  architecture: resnet8\n  epoch: 3');
    const { document } = notebook.cellAt(0);
    await until('there is a problem', () => vscode.languages.getDiagnostics(document.uri).length > 0);
    const [problem, ...others] = vscode.languages.getDiagnostics(document.uri);
    assert.ok(problem !== undefined && others.length === 0);
    assert.equal(document.getText(problem.range), 'epoch');
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>('vscode.executeCodeActionProvider', document.uri, problem.range);
    const fix = actions.find(({ title }) => /epochs/.test(title));
    assert.ok(fix?.edit, `a quick fix among ${actions.map(({ title }) => title).join(', ')}`);
    await vscode.workspace.applyEdit(fix.edit);
    assert.equal(document.getText(), 'train:\n  architecture: resnet8\n  epochs: 3');
    await until('the problem is gone', () => vscode.languages.getDiagnostics(document.uri).length === 0);
  });

  it('completes keys and values', async () => {
    const notebook = await openNew('train:\n  architecture: \n  ');
    const at = (line: number, character: number): Promise<string[]> => labels(notebook.cellAt(0).document.uri, new vscode.Position(line, character));
    const values = await at(1, 16);
    assert.ok(values.includes('resnet20') && values.includes('wide_resnet50_2'), values.join());
    const keys = await at(2, 2);
    assert.ok(keys.includes('epochs') && keys.includes('dataset'), keys.join());
    assert.ok(!keys.includes('architecture'), 'a key that is there is not offered again');
  });

  it('explains a key, its values and its default', async () => {
    const notebook = await openNew('train:\n  epochs: 2');
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', notebook.cellAt(0).document.uri, new vscode.Position(1, 4));
    const text = hovers.flatMap(({ contents }) => contents).map((content) => (typeof content === 'string' ? content : content.value)).join('\n');
    assert.match(text, /How often the training goes through all its images/);
    assert.match(text, /\b3\b/);
  });

  it('formats and outlines', async () => {
    const notebook = await openNew('train:\n      epochs:    2');
    const { document } = notebook.cellAt(0);
    const edits = await vscode.commands.executeCommand<vscode.TextEdit[]>('vscode.executeFormatDocumentProvider', document.uri, { tabSize: 2, insertSpaces: true });
    const change = new vscode.WorkspaceEdit();
    change.set(document.uri, edits);
    await vscode.workspace.applyEdit(change);
    assert.equal(document.getText().trimEnd(), 'train:\n  epochs: 2');
    const symbols = await vscode.commands.executeCommand<vscode.DocumentSymbol[]>('vscode.executeDocumentSymbolProvider', document.uri);
    assert.equal(symbols[0]?.name, 'train');
  });
});

async function labels(uri: vscode.Uri, position: vscode.Position): Promise<string[]> {
  const { items } = await vscode.commands.executeCommand<vscode.CompletionList>('vscode.executeCompletionItemProvider', uri, position);
  return items.map(({ label }) => (typeof label === 'string' ? label : label.label));
}
