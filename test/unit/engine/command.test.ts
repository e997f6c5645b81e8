import assert from 'node:assert/strict';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Interrupted } from '../../../src/base/errors';
import { lastWords, runCommand } from '../../../src/engine/command';
import { growthWatch } from '../../../src/engine/files';

describe('engine: running programs', () => {
  const env = process.env;
  const node = (script: string, options = {}): ReturnType<typeof runCommand> => runCommand(process.execPath, ['-e', script], { env, ...options });

  it('gives code and output', async () => {
    const result = await node('console.log("out"); console.error("err"); process.exit(3)');
    assert.deepEqual(result, { code: 3, stdout: 'out\n', stderr: 'err\n', failure: 'ended with code 3', missing: false });
    assert.equal((await node('')).failure, undefined);
  });

  it('knows a missing program', async () => {
    const { missing, failure } = await runCommand('no-such-program', [], { env });
    assert.equal(missing, true);
    assert.match(failure ?? '', /could not be started/);
  });

  it('ends what takes too long, with the programs that it started', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'command-'));
    const beat = join(folder, 'beat');
    const grandchild = `setInterval(() => require('fs').appendFileSync(${JSON.stringify(beat)}, 'x'), 20)`;
    const result = await node(`require('child_process').spawn(process.execPath, ['-e', ${JSON.stringify(grandchild)}]); setInterval(() => {}, 1000)`, { timeLimit: 1500 });
    assert.equal(result.failure, 'took longer than 2 s');
    assert.equal(result.code, null);
    const beats = (await stat(beat)).size;
    assert.ok(beats > 0);
    await pause(200);
    assert.equal((await stat(beat)).size, beats);
    await rm(folder, { recursive: true });
  }).timeout(5000);

  it('ends what the watch gives up', async () => {
    const result = await node('setInterval(()=>{},1000)', { watch: growthWatch(__dirname, 300, () => undefined) });
    assert.equal(result.failure, 'did not get on for 0 s');
  }).timeout(5000);

  it('stops at once when asked', async () => {
    await assert.rejects(node('', { signal: AbortSignal.abort() }), Interrupted);
    await assert.rejects(node('setInterval(()=>{},1000)', { signal: AbortSignal.timeout(200) }), Interrupted);
  });

  it('quotes the line that tells what went wrong', () => {
    const said = (stderr: string, stdout = ''): string => lastWords({ code: 1, stdout, stderr, failure: 'x', missing: false });
    assert.equal(said('a.cc:1: error: no type\nmore\n'), 'a.cc:1: error: no type');
    assert.equal(said('', 'first\nlast\n'), 'last');
    assert.equal(said('x'.repeat(300)).length, 201);
    assert.equal(said(''), 'it said nothing');
  });
});
