import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Random } from '../../src/base/random';
import { decodeSafetensors } from '../../src/weights/safetensors';
import { eachBackend } from '../helpers/backends';
import { doneTrials, resnetLab, Running, scratch } from './support';

const CELLS = {
  sgd: 'train: { architecture: resnet8, dataset: shapes, epochs: 2, limit: 240, validation: 0.1, testLimit: 60, batch: 20, lr: 0.05, crop: 2, flip: true, cutout: 6 }\n',
  adamw: 'train: { architecture: resnet8, order: full-preact, dataset: shapes, epochs: 2, limit: 160, validation: 0, testLimit: 40, batch: 20, optimizer: adamw, schedule: cosine, warmup: 1, labelSmoothing: 0.1 }\n',
};
/** So often is each run killed, at random moments. */
const KILLS = 4;

/** What must not depend on how often a run was killed: its metrics, to the byte, and its tensors, to the bit. */
function outcome(runs: string): { metrics: string; tensors: Map<string, Buffer> } {
  const folder = join(runs, readdirSync(runs).find((name) => name !== 'experiments') ?? '');
  const path = join(folder, 'checkpoints', 'last.safetensors');
  const { tensors } = decodeSafetensors(readFileSync(path), path);
  return {
    metrics: readFileSync(join(folder, 'metrics.jsonl'), 'utf8'),
    tensors: new Map([...tensors].map(([name, { data }]) => [name, Buffer.from(data.buffer, data.byteOffset, data.byteLength)])),
  };
}

function assertSame(runs: string, reference: string): void {
  const [actual, expected] = [outcome(runs), outcome(reference)];
  assert.equal(actual.metrics, expected.metrics);
  assert.deepEqual([...actual.tensors.keys()], [...expected.tensors.keys()]);
  for (const [name, bytes] of expected.tensors) assert.ok(actual.tensors.get(name)?.equals(bytes), `${name} differs`);
}

describe('a run that is killed at random moments and started again ends as one that never was', () => {
  eachBackend((backend) => {
    describe(backend, function () {
      this.timeout(300_000);
      const folder = scratch();
      const env = { RESNET_LAB_BACKEND: backend };

      for (const [name, cell] of Object.entries(CELLS)) {
        it(`${name}: kill -9, ${KILLS} times`, async () => {
          const file = folder.write(`${name}.yaml`, cell);
          const options = { cwd: folder.path, env };
          const start = Date.now();
          const undisturbed = await resnetLab(['run', file, '--runs', `${name}-once`, '--threads', '1', '--json'], options);
          assert.equal(undisturbed.code, 0, undisturbed.stderr);
          const seconds = (Date.now() - start) / 1000;
          // A new seed each time; it is in the message of a failure.
          const seed = Date.now();
          const random = new Random(seed);
          const runs = join(folder.path, `${name}-killed`);
          let landed = 0;
          for (let kill = 0; kill < KILLS; kill++) {
            // A checkpoint a second is the finest that whole seconds allow, and 0 is one after every step.
            const running = new Running(['run', file, '--runs', runs, '--threads', '1', '--checkpoint', String(kill % 2), '--json'], options);
            await running.says('"started"');
            await pause(1000 * seconds * 0.3 * random.uniform());
            running.killAll();
            if ((await running.ended).code === null) landed++;
          }
          assert.ok(landed > 0, 'no kill came before the end');
          const last = await resnetLab(['run', file, '--runs', runs, '--threads', '1', '--json'], options);
          assert.equal(doneTrials(last)[0]?.state, 'done', last.stderr);
          try {
            assertSame(runs, join(folder.path, `${name}-once`));
          } catch (error) {
            throw new Error(`killed ${landed} times at moments of seed ${seed}`, { cause: error });
          }
        });
      }

      it('Ctrl-C: finishes the batch, writes a checkpoint, exits with 130; the next start goes on', async () => {
        const file = folder.write('interrupt.yaml', CELLS.sgd);
        const options = { cwd: folder.path, env };
        const running = new Running(['run', file, '--runs', 'interrupted', '--threads', '1', '--json'], options);
        await running.says('"step"');
        running.child.kill('SIGINT');
        const { code, stderr, stdout } = await running.ended;
        assert.equal(code, 130, stderr);
        assert.match(stderr, /Run the same command again to go on/);
        assert.equal((JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as { trials: { state: string }[] }).trials[0]?.state, 'interrupted');
        const again = await resnetLab(['run', file, '--runs', 'interrupted', '--threads', '1', '--json'], options);
        assert.match(again.stdout, /"resumedAt"/);
        assert.equal(again.code, 0, again.stderr);
        assertSame(join(folder.path, 'interrupted'), join(folder.path, 'sgd-once'));
      });

      it('a trial gives the same numbers alone and beside others', async () => {
        const train = CELLS.sgd.replace('train:', '').trim();
        const file = folder.write('beside.yaml', `compare: { vary: { order: [original, plain] }, seeds: [1, 2], train: ${train} }\n`);
        const result = await resnetLab(['run', file, '--runs', 'beside', '--jobs', '2', '--threads', '1', '--json'], { cwd: folder.path, env });
        assert.equal(result.code, 0, result.stderr);
        const first = doneTrials(result).find(({ id }) => id.startsWith('resnet8-original-s1'));
        const once = join(folder.path, 'sgd-once');
        const alone = readFileSync(join(once, readdirSync(once).find((name) => name !== 'experiments') ?? '', 'metrics.jsonl'), 'utf8');
        assert.equal(readFileSync(join(first?.folder ?? '', 'metrics.jsonl'), 'utf8'), alone);
        const other = doneTrials(result).find(({ id }) => id.startsWith('resnet8-original-s2'));
        assert.notEqual(readFileSync(join(other?.folder ?? '', 'metrics.jsonl'), 'utf8'), alone);
        const again = await resnetLab(['run', file, '--runs', 'beside', '--json'], { cwd: folder.path, env });
        assert.ok(doneTrials(again).every(({ reused }) => reused), 'all are reused');
      });
    });
  });
});
