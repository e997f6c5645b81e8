import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { assertSameStart, closeAll, ended, errorText, experiment, file, LONG, open, openNew, read, run, show, start, stop, TINY, training, until } from './support';

describe('Running cells', function () {
  this.timeout(120_000);
  afterEach(closeAll);

  it('trains, numbers the cell, and leaves a result that the file keeps', async () => {
    const notebook = await openNew(TINY);
    const cell = notebook.cellAt(0);
    await run(notebook);
    assert.equal(cell.executionSummary?.success, true, errorText(cell));
    assert.ok((cell.executionSummary.executionOrder ?? 0) > 0);
    const data = experiment(cell);
    assert.equal(data?.state, 'done');
    assert.equal(data.progress.fraction, 1);
    const curve = data.report.arms[0]?.curves.stepLoss;
    assert.ok(curve !== undefined && curve.x.length >= 10, 'a loss for every step');
    assert.ok(cell.outputs[0]?.items.some(({ mime }) => mime === 'text/markdown'), 'words for whoever cannot draw');
    assert.equal(notebook.isDirty, true, 'the result is new');
    assert.equal(await notebook.save(), true);
    assert.equal((JSON.parse(await read(notebook.uri)) as { cells: { outputs: unknown[] }[] }).cells[0]?.outputs.length, 1);
  });

  it('a cell that was run before: nothing is trained again, and the file is not touched', async () => {
    const notebook = await openNew(TINY);
    await run(notebook);
    await notebook.save();
    const before = await read(notebook.uri);
    const path = vscode.workspace.asRelativePath(notebook.uri);
    await closeAll();
    const again = await open(path);
    assert.equal(experiment(again.cellAt(0))?.state, 'done', 'the stored result is shown');
    assert.equal(again.isDirty, false);
    const started = Date.now();
    await run(again);
    assert.equal(again.cellAt(0).executionSummary?.success, true);
    assert.ok(Date.now() - started < 5000);
    assert.equal(again.isDirty, false, 'running again changed nothing');
    await again.save();
    assert.equal(await read(again.uri), before);
  });

  it('a cell with a mistake says so, and those after it are not run', async () => {
    const notebook = await openNew('train: { epoch: 3 }', TINY);
    await start(notebook);
    const [wrong, next] = notebook.getCells() as [vscode.NotebookCell, vscode.NotebookCell];
    await until('the cell failed', () => wrong.executionSummary?.success === false);
    assert.match(errorText(wrong), /epochs/);
    await new Promise((resolve) => setTimeout(resolve, 500));
    assert.equal(next.executionSummary?.executionOrder, undefined);
    assert.equal(next.outputs.length, 0);
  });

  it('goes on after a cell with a mistake where the setting says so', async () => {
    const settings = vscode.workspace.getConfiguration('resnetLab');
    await settings.update('notebook.stopOnError', false, vscode.ConfigurationTarget.Workspace);
    try {
      const notebook = await openNew('train: { epoch: 3 }', TINY);
      await run(notebook);
      assert.deepEqual(notebook.getCells().map(({ executionSummary }) => executionSummary?.success), [false, true]);
    } finally {
      await settings.update('notebook.stopOnError', undefined, vscode.ConfigurationTarget.Workspace);
    }
  });

  it('Stop ends the cell with what there is and drops those that wait; running it again goes on', async () => {
    const long = TINY.replace('epochs: 2', 'epochs: 12');
    const notebook = await openNew(long, TINY);
    const [first, second] = notebook.getCells() as [vscode.NotebookCell, vscode.NotebookCell];
    const since = Date.now();
    await start(notebook);
    await training(first);
    const asked = Date.now();
    await stop(notebook);
    await ended(first, since);
    assert.ok(Date.now() - asked < 10_000, 'within seconds');
    assert.equal(first.executionSummary?.success, undefined, 'neither done nor failed');
    const stopped = experiment(first);
    assert.equal(stopped?.state, 'stopped');
    assert.equal(second.executionSummary?.executionOrder, undefined, 'the queue is cleared');

    await run(notebook, 0, 1);
    const done = experiment(first);
    assert.equal(done?.state, 'done');
    const curve = done.report.arms[0]?.curves.stepLoss;
    assert.equal(curve?.total, 12 * (256 / 32), 'one curve over all steps');
    assertSameStart(stopped, done);
  });

  it('a running cell that is deleted stops', async () => {
    const notebook = await openNew(LONG, 'dataset: { dataset: shapes }');
    await start(notebook, 0, 1);
    await training(notebook.cellAt(0));
    const change = new vscode.WorkspaceEdit();
    change.set(notebook.uri, [vscode.NotebookEdit.deleteCells(new vscode.NotebookRange(0, 1))]);
    await vscode.workspace.applyEdit(change);
    await until('no run is going on', async () => !(await states()).includes('running'));
  });

  it('a running cell that is edited goes on as it was started', async () => {
    const text = TINY.replace('epochs: 2', 'epochs: 6');
    const notebook = await openNew(text);
    const cell = notebook.cellAt(0);
    const since = Date.now();
    await start(notebook);
    await training(cell);
    const change = new vscode.WorkspaceEdit();
    change.insert(cell.document.uri, new vscode.Position(0, 0), '# a remark\n');
    await vscode.workspace.applyEdit(change);
    await ended(cell, since);
    assert.equal(experiment(cell)?.state, 'done');
    assert.equal(experiment(cell)?.report.source.text, text);
  });

  it('two notebooks train at the same time, where there are cores for both', async () => {
    await vscode.workspace.getConfiguration('resnetLab').update('trials.threads', 1, vscode.ConfigurationTarget.Workspace);
    // A trial that was begun before would go on with the threads that it had.
    const one = await openNew(LONG.replace('500', '501'));
    const other = await openNew(LONG.replace('500', '502'));
    const since = Date.now();
    await start(one);
    await start(other);
    await training(one.cellAt(0));
    await training(other.cellAt(0));
    await show(one.uri);
    await stop(one);
    await ended(one.cellAt(0), since);
    assert.equal(experiment(one.cellAt(0))?.state, 'stopped');
    assert.equal(other.cellAt(0).executionSummary?.timing, undefined, 'the other one goes on');
    await show(other.uri);
    await stop(other);
    await ended(other.cellAt(0), since);
    assert.equal(experiment(other.cellAt(0))?.state, 'stopped');
    await vscode.workspace.getConfiguration('resnetLab').update('trials.threads', undefined, vscode.ConfigurationTarget.Workspace);
  });

  it('a notebook that is closed stops', async () => {
    const notebook = await openNew(LONG);
    await start(notebook);
    await training(notebook.cellAt(0));
    await closeAll();
    await until('no run is going on', async () => !(await states()).includes('running'));
  });

  it('writes, after a comparison, its report', async () => {
    const notebook = await openNew(`compare:\n  vary: { lr: [0.1, 0.01] }\n  seeds: 2\n${TINY.replaceAll(/^/gm, '  ')}`);
    await run(notebook);
    const data = experiment(notebook.cellAt(0));
    assert.equal(data?.state, 'done', errorText(notebook.cellAt(0)));
    assert.deepEqual(data.report.arms.map(({ n }) => n), [2, 2]);
    const name = vscode.workspace.asRelativePath(notebook.uri).replace(/^tests\/|\.resnb$/g, '');
    assert.match(await read(file(`runs/experiments/${name}-1/report.html`)), /<html/);
  });
});

/** The states of all runs of the workspace, as their folders have them. */
async function states(): Promise<string[]> {
  const runs = await vscode.workspace.findFiles('runs/*/state.json', null);
  return Promise.all(runs.map(async (uri) => (JSON.parse(await read(uri)) as { state: string }).state));
}
