import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { gone, isAlive } from '../../helpers/processes';

const module = JSON.stringify(join(__dirname, '..', '..', '..', 'src', 'experiment', 'trial', 'orphan.ts'));

/** A process whose child counts on and on without a pause, and tells its number first. */
const PARENT = `
const { spawn } = require('node:child_process');
const child = spawn(process.execPath, ['--import=tsx', process.argv[2]], { stdio: ['ignore', 'inherit', 'inherit'] });
setInterval(() => undefined, 1000);
`;
const CHILD = `
const { endAfterParent } = require(${module});
endAfterParent(1);
setTimeout(() => { console.log(process.pid); for (;;); }, 500);
`;

describe('experiment: a process whose parent is gone', function () {
  this.timeout(30_000);

  it('ends after a while, though it never comes to rest', async () => {
    const root = mkdtempSync(join(tmpdir(), 'orphan-'));
    try {
      writeFileSync(join(root, 'parent.cjs'), PARENT);
      writeFileSync(join(root, 'child.cjs'), CHILD);
      const parent = spawn(process.execPath, [join(root, 'parent.cjs'), join(root, 'child.cjs')], { stdio: ['ignore', 'pipe', 'inherit'] });
      const pid = await new Promise<number>((resolve) => parent.stdout.once('data', (text: Buffer) => resolve(Number(text.toString()))));
      await pause(1500);
      assert.ok(isAlive(pid), 'as long as the parent lives, so does it');
      parent.kill('SIGKILL');
      await gone(pid, 15);
    } finally {
      rmSync(root, { recursive: true });
    }
  });
});
