import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Interrupted } from '../../../src/base/errors';
import { isLocked, tryLock, withLock } from '../../../src/base/lock';

describe('base: the lock', function () {
  this.timeout(10_000);
  let root: string;
  let path: string;
  const onWait = (): void => undefined;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'lock-'));
    path = join(root, 'a', 'lock');
  });
  afterEach(() => rm(root, { recursive: true }));

  it('lets one work at a time, says who is waited for, and is gone afterwards', async () => {
    let inside = 0;
    let most = 0;
    const waits: string[] = [];
    const work = async (): Promise<void> => {
      most = Math.max(most, ++inside);
      await pause(700);
      inside--;
    };
    await Promise.all([1, 2].map(() => withLock(path, { onWait: (holder) => waits.push(holder) }, work)));
    assert.equal(most, 1);
    assert.deepEqual(waits, [`process ${process.pid} on ${hostname()}`]);
    assert.deepEqual(await readdir(join(root, 'a')), []);
  });

  it('is released when the work fails', async () => {
    await assert.rejects(withLock(path, { onWait }, () => Promise.reject(new Error('broken'))), /broken/);
    assert.ok(!existsSync(path));
  });

  it('takes over from a dead process of this machine', async () => {
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    await withLock(path, { onWait }, () => writeFile(path, JSON.stringify({ pid, host: hostname(), token: 'old' })));
    assert.equal(await withLock(path, { onWait }, () => Promise.resolve('in')), 'in');
    assert.deepEqual(await readdir(join(root, 'a')), []);
  });

  it('takes over from a killed process that nobody has taken note of', async function () {
    if (process.platform !== 'linux') {
      console.log('      skipped: only Linux says in /proc that a process is dead but not yet reaped');
      this.skip();
    }
    // It dies after the shell has become a program that never asks after its children.
    const parent = spawn('sh', ['-c', 'sleep 0.3 & echo $!; exec sleep 60'], { stdio: ['ignore', 'pipe', 'ignore'] });
    try {
      const pid = await new Promise<number>((resolve) => parent.stdout.once('data', (text: Buffer) => resolve(Number(text.toString()))));
      await pause(800);
      process.kill(pid, 0); // its number is still taken
      await mkdir(join(root, 'a'));
      await writeFile(path, JSON.stringify({ pid, host: hostname(), token: 'old' }));
      assert.ok('release' in (await tryLock(path)));
    } finally {
      parent.kill();
    }
  });

  it('takes over a lock whose holder died before it had written its name', async () => {
    await mkdir(join(root, 'a'));
    await writeFile(path, '');
    assert.deepEqual(await tryLock(path), { holder: 'another process', local: true });
    assert.equal(await isLocked(path), true);
    const past = new Date(Date.now() - 11_000);
    await utimes(path, past, past);
    assert.equal(await isLocked(path), false);
    const lock = await tryLock(path);
    assert.ok('release' in lock);
    await lock.release();
    assert.deepEqual(await readdir(join(root, 'a')), []);
  });

  it('takes over from a silent process of another machine only after the patience', async () => {
    await withLock(path, { onWait }, () => writeFile(path, JSON.stringify({ pid: 1, host: 'elsewhere', token: 'old' })));
    const start = Date.now();
    await withLock(path, { onWait, patience: 1200 }, () => Promise.resolve());
    assert.ok(Date.now() - start >= 1200);
  });

  it('can be waited for no longer', async () => {
    const stop = new AbortController();
    await withLock(path, { onWait }, async () => {
      const second = withLock(path, { onWait, signal: stop.signal }, () => Promise.resolve());
      setTimeout(() => stop.abort(), 50);
      await assert.rejects(second, Interrupted);
    });
  });
});
