import assert from 'node:assert/strict';
import { access, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { RunFolder } from '../../../src/runs/run-folder';
import { emptyTrash, moveToTrash, restore, TRASH_DAYS } from '../../../src/runs/run-trash';

const exists = (path: string): Promise<boolean> => access(path).then(() => true, () => false);

describe('The trash of runs', () => {
  let runs: string;
  beforeEach(async () => {
    runs = await mkdtemp(join(tmpdir(), 'resnet-lab-trash-'));
    for (const name of ['one', 'two', 'experiments/lab-1']) {
      await mkdir(join(runs, name), { recursive: true });
      await writeFile(join(runs, name, 'content.txt'), name);
    }
  });
  afterEach(() => rm(runs, { recursive: true, force: true }));

  it('takes runs and experiments whole, and gives them back', async () => {
    const deletion = await moveToTrash(runs, ['one', 'experiments/lab-1']);
    assert.deepEqual([deletion.moved, deletion.kept], [['one', 'experiments/lab-1'], []]);
    assert.equal(await exists(join(runs, 'one')), false);
    assert.equal(await exists(join(runs, 'experiments/lab-1')), false);
    assert.equal(await readFile(join(deletion.folder, 'one/content.txt'), 'utf8'), 'one');
    assert.deepEqual(await restore(deletion), []);
    assert.deepEqual(await readdir(join(runs, 'one')), ['content.txt'], 'no lock is left');
    assert.equal(await readFile(join(runs, 'experiments/lab-1/content.txt'), 'utf8'), 'experiments/lab-1');
    assert.deepEqual(await readdir(join(runs, '.trash')), []);
  });

  it('does not take a run that a process holds, which goes on undisturbed', async () => {
    const held = await RunFolder.open(join(runs, 'one'));
    try {
      const deletion = await moveToTrash(runs, ['one', 'two']);
      assert.deepEqual(deletion.moved, ['two']);
      assert.match(deletion.kept[0]?.reason ?? '', new RegExp(`in use by process ${process.pid} `));
      assert.equal(await exists(join(runs, 'one/lock')), true);
    } finally {
      await held.close();
    }
    assert.deepEqual((await moveToTrash(runs, ['one'])).moved, ['one']);
  });

  it('takes a run whose process is dead', async () => {
    await writeFile(join(runs, 'one/lock'), JSON.stringify({ pid: 2 ** 30, host: hostname(), token: 'x' }));
    assert.deepEqual((await moveToTrash(runs, ['one'])).moved, ['one']);
  });

  it('leaves no empty trash behind where nothing could be moved', async () => {
    const deletion = await moveToTrash(runs, ['three']);
    assert.deepEqual([deletion.moved, deletion.kept], [[], [{ path: 'three', reason: 'it is gone already' }]]);
    assert.equal(await exists(deletion.folder), false);
  });

  it('never restores over a run of the same name', async () => {
    const deletion = await moveToTrash(runs, ['one', 'two']);
    await mkdir(join(runs, 'one'));
    await writeFile(join(runs, 'one/content.txt'), 'new');
    const left = await restore(deletion);
    assert.deepEqual(left.map(({ path }) => path), ['one']);
    assert.equal(await readFile(join(runs, 'one/content.txt'), 'utf8'), 'new');
    assert.equal(await readFile(join(deletion.folder, 'one/content.txt'), 'utf8'), 'one');
    assert.equal(await exists(join(runs, 'two')), true);
  });

  it('keeps two deletions of the same moment apart', async () => {
    const now = new Date();
    const [first, second] = [await moveToTrash(runs, ['one'], now), await moveToTrash(runs, ['two'], now)];
    assert.notEqual(first.folder, second.folder);
    assert.deepEqual(await restore(second), []);
    assert.equal(await exists(join(first.folder, 'one')), true);
  });

  it('is emptied of what is older than its days, and of nothing else', async () => {
    const ago = (days: number): Date => new Date(Date.now() - days * 86_400_000);
    const old = await moveToTrash(runs, ['one'], ago(TRASH_DAYS + 0.01));
    const young = await moveToTrash(runs, ['two'], ago(TRASH_DAYS - 0.01));
    await mkdir(join(runs, '.trash/not-ours'));
    assert.equal(await emptyTrash(runs), 1);
    assert.equal(await exists(old.folder), false);
    assert.equal(await exists(join(young.folder, 'two')), true);
    assert.equal(await exists(join(runs, '.trash/not-ours')), true);
    assert.equal(await emptyTrash(join(runs, 'nowhere')), 0);
  });
});
