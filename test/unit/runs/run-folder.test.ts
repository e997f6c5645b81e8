import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Interrupted, LabError, sentence } from '../../../src/base/errors';
import { readable, writeAtomic } from '../../../src/runs/files';
import { isHeld, markFailed, readCheckpoint, readRunState, readTrialRecord, RunFolder } from '../../../src/runs/run-folder';
import type { TensorFile } from '../../../src/weights/safetensors';
import { jsonLines } from '../../helpers/json-lines';

const STATE = { state: 'running', epoch: 1, epochs: 3, step: 10, steps: 30, seconds: 4.5 } as const;
const TRIAL = { id: 'x', config: { lr: 0.1 }, created: '2024-01-01T00:00:00.000Z', backend: 'wasm', threads: 2, versions: { node: '20' }, data: 'shapes' };

function content(value: number): TensorFile {
  return { tensors: new Map([['w', { shape: [2], data: Float32Array.of(value, 2) }]]), metadata: { progress: String(value) } };
}

function mentions(...patterns: RegExp[]): (error: unknown) => boolean {
  return (error) => error instanceof LabError && patterns.every((pattern) => pattern.test(sentence(error)));
}

describe('runs: the run folder', () => {
  let root: string;
  let path: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'runs-'));
    path = join(root, 'runs', 'trial');
  });
  afterEach(() => rm(root, { recursive: true }));

  /** Opens the run, does the work, and closes it again. */
  async function within<T>(work: (folder: RunFolder) => T | Promise<T>): Promise<T> {
    const folder = await RunFolder.open(path);
    try {
      return await work(folder);
    } finally {
      await folder.close();
    }
  }

  describe('what it keeps', () => {
    it('trial, state, metrics, timing and checkpoints, as text that can be read without us', async () => {
      await within(async (folder) => {
        await folder.writeTrial(TRIAL);
        await folder.writeState({ ...STATE, notices: ['n'], metrics: { testAccuracy: 0.5 } });
        folder.appendMetrics({ kind: 'step', loss: 1 });
        folder.appendTiming({ seconds: 3 });
        await folder.saveCheckpoint('last', content(1));
      });
      assert.deepEqual((await readdir(path)).sort(), ['checkpoints', 'metrics.jsonl', 'state.json', 'timing.jsonl', 'trial.json']);
      assert.deepEqual(await readdir(join(path, 'checkpoints')), ['last.safetensors']);
      assert.deepEqual(await readTrialRecord(path), { version: 1, ...TRIAL });
      const { updated, ...state } = (await readRunState(path)) ?? { updated: '' };
      assert.deepEqual(state, { version: 1, ...STATE, notices: ['n'], metrics: { testAccuracy: 0.5 } });
      assert.ok(Math.abs(Date.parse(updated) - Date.now()) < 60_000);
      assert.deepEqual(await jsonLines(join(path, 'metrics.jsonl')), [{ kind: 'step', loss: 1 }]);
      assert.equal(await readFile(join(path, 'timing.jsonl'), 'utf8'), '{"seconds":3}\n');
      assert.deepEqual(await readCheckpoint(path, 'last'), content(1));
    });

    it('nothing is there of a run that has not begun', async () => {
      assert.deepEqual([await readTrialRecord(path), await readRunState(path), await readCheckpoint(path, 'best'), await markFailed(path, 'x')], [undefined, undefined, undefined, 0]);
    });
  });

  describe('its lock', () => {
    it('refuses a second writer by name, until the first is done', async () => {
      const first = await RunFolder.open(path);
      await assert.rejects(RunFolder.open(path), mentions(new RegExp(`in use by process ${process.pid} on ${hostname()}`), /Wait for it to end/));
      first.appendMetrics({ a: 1 });
      await first.close();
      assert.equal(await within((folder) => folder.metricsBytes), 8);
    });

    it('is waited for where a process of this machine has it, for as long as one is told', async () => {
      const first = await RunFolder.open(path);
      const seen: string[] = [];
      const second = RunFolder.open(path, { wait: 10_000, onWait: (holder) => seen.push(holder) });
      await pause(250);
      await first.close();
      await (await second).close();
      assert.deepEqual(seen, [`process ${process.pid} on ${hostname()}`]);
      await within(async () => {
        const began = Date.now();
        await assert.rejects(RunFolder.open(path, { wait: 300 }), mentions(/in use by process/));
        assert.ok(Date.now() - began >= 300);
        await assert.rejects(RunFolder.open(path, { wait: 10_000, signal: AbortSignal.abort() }), Interrupted);
      });
    });

    it('of another machine is not waited for', async () => {
      await mkdir(path, { recursive: true });
      await writeFile(join(path, 'lock'), JSON.stringify({ pid: 1, host: 'elsewhere', token: 'x' }));
      const began = Date.now();
      await assert.rejects(RunFolder.open(path, { wait: 10_000 }), mentions(/in use by process 1 on elsewhere/));
      assert.ok(Date.now() - began < 5000);
      assert.equal(await isHeld(path), true);
    });

    it('takes over from a process that is gone', async () => {
      const { pid } = spawnSync(process.execPath, ['-e', '']);
      await mkdir(path, { recursive: true });
      await writeFile(join(path, 'lock'), JSON.stringify({ pid, host: hostname(), token: 'old' }));
      await within(() => undefined);
      assert.ok(!(await readdir(path)).some((name) => name.startsWith('lock')));
    });

    it('does not take over from a process of another machine', async () => {
      await mkdir(path, { recursive: true });
      await writeFile(join(path, 'lock'), JSON.stringify({ pid: 1, host: 'elsewhere', token: 'theirs' }));
      await assert.rejects(RunFolder.open(path), mentions(/process 1 on elsewhere/, /delete the file "lock"/));
    });

    it('is let go where the folder turns out to be damaged', async () => {
      await within((folder) => folder.writeState(STATE));
      await writeFile(join(path, 'state.json'), '{');
      await assert.rejects(RunFolder.open(path), mentions(/damaged/));
      await rm(join(path, 'state.json'));
      await within(() => undefined);
    });
  });

  describe('its metrics', () => {
    it('are appended over several starts, and cut back to a checkpoint', async () => {
      const kept = await within((folder) => {
        folder.appendMetrics({ step: 1 });
        const bytes = folder.appendMetrics({ text: 'ä' });
        assert.equal(bytes, folder.metricsBytes);
        folder.appendMetrics({ step: 3 });
        return bytes;
      });
      await within((folder) => {
        assert.ok(folder.metricsBytes > kept);
        folder.truncateMetrics(kept, 0);
        assert.equal(folder.metricsBytes, kept);
        folder.appendMetrics({ step: 'again' });
      });
      assert.deepEqual(await jsonLines(join(path, 'metrics.jsonl')), [{ step: 1 }, { text: 'ä' }, { step: 'again' }]);
      assert.equal((await stat(join(path, 'metrics.jsonl'))).size, Buffer.byteLength('{"step":1}\n{"text":"ä"}\n{"step":"again"}\n'));
    });
  });

  describe('its checkpoints', () => {
    it('are replaced whole; what a crash left half written does no harm', async () => {
      await within((folder) => folder.saveCheckpoint('last', content(1)));
      const partial = join(path, 'checkpoints', 'last.safetensors.partial');
      await writeFile(partial, 'half of it');
      await writeFile(join(path, 'state.json.partial'), '{"sta');
      await within(async (folder) => {
        assert.deepEqual(await folder.loadCheckpoint('last'), content(1));
        assert.equal(await folder.loadCheckpoint('best'), undefined);
        await folder.saveCheckpoint('last', content(2));
        await folder.saveCheckpoint('best', content(3));
        await folder.writeState(STATE);
        assert.deepEqual([await folder.loadCheckpoint('last'), await folder.loadCheckpoint('best')], [content(2), content(3)]);
      });
      assert.ok(![...(await readdir(path)), ...(await readdir(join(path, 'checkpoints')))].some((name) => name.endsWith('.partial')));
    });

    it('that cannot be written leave the old one, and nothing half written', async () => {
      const file = join(root, 'state.json');
      await writeAtomic(file, ['old']);
      const chunks = { *[Symbol.iterator]() { yield 'new'; throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' }); } };
      await assert.rejects(writeAtomic(file, chunks as unknown as string[]), mentions(/the disk is full\./, /state\.json/, /goes on from the last checkpoint/));
      assert.equal(await readFile(file, 'utf8'), 'old');
      assert.deepEqual(await readdir(root), ['state.json']);
    });

    it('that are damaged are refused by name', async () => {
      await within((folder) => folder.saveCheckpoint('last', content(1)));
      await writeFile(join(path, 'checkpoints', 'last.safetensors'), 'x');
      await within((folder) => assert.rejects(folder.loadCheckpoint('last'), mentions(/last\.safetensors: not a safetensors file/)));
    });
  });

  describe('bad folders', () => {
    for (const file of ['trial.json', 'state.json']) {
      it(`${file} of a newer version is refused, and left alone`, async () => {
        await within(async (folder) => (await folder.writeTrial(TRIAL), await folder.writeState(STATE)));
        const newer = JSON.stringify({ version: 2, unknown: true });
        await writeFile(join(path, file), newer);
        await assert.rejects(RunFolder.open(path), mentions(/newer ResNet Lab \(format 2; this one reads up to 1\)/, new RegExp(file.replace('.', '\\.')), /Update ResNet Lab/));
        assert.equal(await readFile(join(path, file), 'utf8'), newer);
        if (file === 'state.json') await assert.rejects(markFailed(path, 'x'), LabError);
      });

      it(`${file} that is damaged is refused by name`, async () => {
        await within(() => undefined);
        for (const text of ['', '{"version":1,', 'null', '[]', '3', '{}', '{"version":"1"}']) {
          await writeFile(join(path, file), text);
          await assert.rejects(RunFolder.open(path), mentions(/this file is damaged/, new RegExp(file.replace('.', '\\.')), /Delete the run folder/), text);
        }
      });
    }

    it('a file in the way is said in a sentence', async () => {
      await writeFile(join(root, 'runs'), '');
      await assert.rejects(RunFolder.open(path), mentions(/a file stands where a folder is needed/, /--runs/));
    });

    it('a folder that may not be written is said in a sentence (skipped for root, to whom no folder is closed, and on Windows)', async function () {
      if (process.platform === 'win32' || process.getuid?.() === 0) return this.skip();
      await mkdir(path, { recursive: true });
      await chmod(path, 0o500);
      await assert.rejects(RunFolder.open(path), mentions(/may not be written/, /--runs/));
    });

    it('the system’s codes become sentences, and other errors stay what they are', () => {
      const coded = (code: string): Error => Object.assign(new Error(code), { code });
      for (const [code, pattern] of [['ENOSPC', /the disk is full/], ['EDQUOT', /the disk is full/], ['EACCES', /may not be written/], ['EPERM', /may not be written/], ['EROFS', /may not be written/], ['ENOTDIR', /a file stands/], ['EEXIST', /a file stands/]] as const) {
        assert.ok(mentions(pattern, /place/)(readable(coded(code), '/the/place')), code);
      }
      const other = coded('EIO');
      assert.equal(readable(other, 'x'), other);
    });
  });

  it('a run whose process died is marked as failed, and keeps what it had', async () => {
    await within((folder) => folder.writeState({ ...STATE, metrics: { testAccuracy: 0.5 } }));
    assert.equal(await markFailed(path, 'killed'), 4.5);
    const state = await readRunState(path);
    assert.deepEqual([state?.state, state?.error, state?.step, state?.metrics], ['failed', 'killed', 10, { testAccuracy: 0.5 }]);
  });
});
