import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { assertClear, doneTrial, readJson, resnetLab, Running, scratch, type DoneTrial, type Ended } from './support';

const CELL = 'train: { architecture: resnet8, dataset: shapes, epochs: 2, limit: 96, testLimit: 40, batch: 24, validation: 0 }\n';

describe('trouble with a run folder: said in a sentence, and nothing is lost', function () {
  this.timeout(90_000);
  const folder = scratch();
  const options = { get cwd() { return folder.path; }, env: { RESNET_LAB_BACKEND: 'wasm' } };
  const args = (runs: string): string[] => ['run', 'cell.yaml', '--runs', runs, '--json'];
  const run = (runs: string): Promise<Ended> => resnetLab(args(runs), options);
  const metrics = (trial: DoneTrial): string => readFileSync(join(trial.folder, 'metrics.jsonl'), 'utf8');
  let whole: DoneTrial;

  before(async () => {
    folder.write('cell.yaml', CELL);
    whole = doneTrial(await run('whole'));
  });

  /** The finished run once more, to be spoilt. */
  function copy(runs: string): string {
    const path = join(folder.path, runs, whole.id);
    cpSync(whole.folder, path, { recursive: true });
    return path;
  }

  async function assertFails(runs: string, says: RegExp): Promise<DoneTrial> {
    const ended = await run(runs);
    assert.equal(ended.code, 1, ended.stderr);
    assert.match(ended.stderr, says);
    assertClear(ended);
    const trial = doneTrial(ended);
    assert.equal(trial.state, 'failed');
    assert.match(trial.error ?? '', says);
    return trial;
  }

  for (const file of ['state.json', 'trial.json']) {
    it(`written by a newer version (${file})`, async () => {
      const path = copy(`newer-${file}`);
      if (file === 'trial.json') writeFileSync(join(path, 'state.json'), JSON.stringify({ ...readJson(path, 'state.json'), state: 'interrupted' }));
      const newer = JSON.stringify({ ...readJson(path, file), version: 99 });
      writeFileSync(join(path, file), newer);
      await assertFails(`newer-${file}`, new RegExp(`${file}: this run was written by a newer ResNet Lab \\(format 99; this one reads up to 1\\)\\. Update ResNet Lab, or choose another folder with --runs, or by the setting resnetLab\\.runsFolder\\.`));
      assert.equal(readFileSync(join(path, file), 'utf8'), newer, 'left as it was');
      assert.equal(metrics({ ...whole, folder: path }), metrics(whole));
    });
  }

  it('damaged', async () => {
    writeFileSync(join(copy('no-json'), 'state.json'), '{"version":');
    await assertFails('no-json', /state\.json: this file is damaged: it is not JSON\. Delete the run folder to start the trial anew\./);
    const path = copy('cut');
    writeFileSync(join(path, 'state.json'), JSON.stringify({ ...readJson(path, 'state.json'), state: 'interrupted' }));
    truncateSync(join(path, 'checkpoints', 'last.safetensors'), 5000);
    await assertFails('cut', /last\.safetensors: not a safetensors file that can be read: /);
    assert.equal(metrics({ ...whole, folder: path }), metrics(whole));
  });

  it('in use by another process, which goes on undisturbed', async () => {
    const first = new Running(args('shared'), options);
    await first.says('"started"');
    const { pid } = readJson(folder.path, 'shared', whole.id, 'lock');
    first.child.kill('SIGSTOP'); // it must not end too early
    process.kill(pid as number, 'SIGSTOP');
    try {
      await assertFails('shared', new RegExp(`this run is in use by process ${pid} on .+\\. Wait for it to end, or stop it`));
    } finally {
      process.kill(pid as number, 'SIGCONT');
      first.child.kill('SIGCONT');
    }
    const ended = await first.ended;
    assert.equal(ended.code, 0, ended.stderr);
    assert.equal(metrics(doneTrial(ended)), metrics(whole));
  });

  it('a file in the way of the runs', async () => {
    folder.write('blocked', 'a file');
    await assertFails('blocked', /a file stands where a folder is needed\. Choose another folder with --runs, or by the setting resnetLab\.runsFolder\./);
    assert.equal(readFileSync(join(folder.path, 'blocked'), 'utf8'), 'a file');
  });

  it('a folder that may not be written', async function () {
    if (process.getuid?.() === 0 || process.platform === 'win32') {
      console.log('      skipped: root may write everywhere, and Windows knows no such mode');
      this.skip();
    }
    mkdirSync(join(folder.path, 'read-only'), { mode: 0o555 });
    await assertFails('read-only', /this file may not be written\. Choose another folder with --runs, or by the setting resnetLab\.runsFolder\./);
  });

  it('a checkpoint that no longer fits on the disk: the run goes on once there is space', async function () {
    if (!existsSync('/dev/full')) {
      console.log('      skipped: there is no /dev/full here');
      this.skip();
    }
    const checkpoints = join(folder.path, 'full', whole.id, 'checkpoints');
    mkdirSync(checkpoints, { recursive: true });
    symlinkSync('/dev/full', join(checkpoints, 'last.safetensors.partial'));
    await assertFails('full', /last\.safetensors: the disk is full\. Free some space and run the cell again: it goes on from the last checkpoint\./);
    const again = doneTrial(await run('full'));
    assert.equal(again.state, 'done');
    assert.equal(metrics(again), metrics(whole));
  });

  it('a disk that is full: the run goes on once there is space', async function () {
    const disk = join(folder.path, 'disk');
    mkdirSync(disk);
    // Room for the checkpoints of the first epoch, not for their successors beside them.
    const mounted = process.platform === 'linux' && process.getuid?.() === 0 && spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1100k', 'tmpfs', disk]).status === 0;
    if (!mounted) {
      console.log('      skipped: there is no right to mount a small disk here');
      this.skip();
    }
    try {
      const failed = await assertFails('disk', /the disk is full\. Free some space/);
      assert.ok(existsSync(join(failed.folder, 'checkpoints', 'last.safetensors')), 'the checkpoint of the first epoch is there');
      assert.equal(spawnSync('mount', ['-o', 'remount,size=16m', disk]).status, 0);
      const ended = await run('disk');
      assert.equal(ended.code, 0, ended.stderr);
      assert.match(ended.stdout, /"resumedAt":\{"epoch":2,"step":0\}/);
      assert.equal(metrics(doneTrial(ended)), metrics(whole));
    } finally {
      spawnSync('umount', ['-l', disk]);
    }
  });
});
