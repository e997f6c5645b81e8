import assert from 'node:assert/strict';
import { assertSameStart, closeAll, ended, errorText, experiment, extension, LONG, openNew, run, start, TINY, training, until } from './support';
import { alive, children } from './process-tree';

describe('The engine', function () {
  this.timeout(120_000);
  afterEach(closeAll);

  it('that is killed while it trains ends the cell with an error; running it again goes on where the checkpoint was', async () => {
    const notebook = await openNew(TINY.replace('epochs: 2', 'epochs: 16'));
    const cell = notebook.cellAt(0);
    const since = Date.now();
    await start(notebook);
    await training(cell);
    await until('there are points', () => (experiment(cell)?.report.arms[0]?.curves.stepLoss?.x.length ?? 0) > 8);
    const before = experiment(cell);
    const pid = engine();
    const trials = children(pid);
    assert.ok(trials.length > 0, 'a trial has a process of its own');
    process.kill(pid, 'SIGKILL');
    await ended(cell, since);
    assert.equal(cell.executionSummary?.success, false);
    assert.match(errorText(cell), /SIGKILL/);
    assert.equal(experiment(cell)?.state, 'crashed');
    await until('its trials are gone too', () => !trials.some(alive), 30_000);

    await run(notebook);
    const done = experiment(cell);
    assert.equal(done?.state, 'done', errorText(cell));
    assert.notEqual(engine(), pid);
    const curve = done.report.arms[0]?.curves.stepLoss;
    assert.equal(curve?.total, 16 * (256 / 32), 'one curve over all steps');
    assertSameStart(before, done);
  });

  it('that is restarted stops what runs, leaves no process behind, and answers again', async () => {
    const notebook = await openNew(LONG);
    const since = Date.now();
    await start(notebook);
    await training(notebook.cellAt(0));
    const pid = engine();
    const trials = children(pid);
    const { commands } = await import('vscode');
    await commands.executeCommand('resnetLab.restartEngine');
    assert.ok(!alive(pid), 'the old process is gone when the command has ended');
    await until('its trials are gone', () => !trials.some(alive));
    await ended(notebook.cellAt(0), since);
    assert.equal(experiment(notebook.cellAt(0))?.state, 'stopped');
    const other = await openNew(TINY);
    await run(other);
    assert.equal(experiment(other.cellAt(0))?.state, 'done', errorText(other.cellAt(0)));
  });
});

function engine(): number {
  const { pid } = extension().exports.engine;
  assert.ok(pid !== undefined, 'the engine lives');
  return pid;
}
