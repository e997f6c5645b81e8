import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Random } from '../../src/base/random';
import { decodeSafetensors } from '../../src/weights/safetensors';
import { eachBackend } from '../helpers/backends';
import { doneTrial, doneTrials, events, readJson, resnetLab, Running, scratch, type DoneTrial } from './support';

const CELLS = {
  sgd: 'train: { architecture: resnet8, dataset: shapes, epochs: 2, limit: 216, validation: 0.1, testLimit: 48, batch: 24, lr: 0.05 }\n',
  adamw: 'train: { architecture: resnet8, order: full-preact, dataset: shapes, epochs: 2, limit: 160, validation: 0, testLimit: 40, batch: 20, optimizer: adamw, schedule: cosine, warmup: 1, labelSmoothing: 0.1, crop: 2, flip: true, cutout: 6 }\n',
};
type Name = keyof typeof CELLS;
const NAMES = Object.keys(CELLS) as Name[];

/** So often is each run killed, at random moments. */
const KILLS = 4;

interface Undisturbed {
  readonly trial: DoneTrial;
  /** From the start of the command line to its end. */
  readonly milliseconds: number;
}

/** What must not depend on how often a run was stopped: its metrics, to the byte, and its tensors, to the bit. */
function assertSame(actual: DoneTrial, expected: DoneTrial): void {
  assert.equal(actual.state, 'done');
  assert.deepEqual(actual.metrics, expected.metrics);
  assert.equal(metricsOf(actual), metricsOf(expected));
  for (const checkpoint of ['last', 'best']) {
    const [found, wanted] = [tensorsOf(actual, checkpoint), tensorsOf(expected, checkpoint)];
    assert.deepEqual([...found.keys()], [...wanted.keys()]);
    for (const [name, bytes] of wanted) assert.ok(found.get(name)?.equals(bytes), `${name} differs in ${checkpoint}`);
  }
}

function metricsOf({ folder }: DoneTrial): string {
  return readFileSync(join(folder, 'metrics.jsonl'), 'utf8');
}

function tensorsOf({ folder }: DoneTrial, checkpoint: string): Map<string, Buffer> {
  const path = join(folder, 'checkpoints', `${checkpoint}.safetensors`);
  const { tensors } = decodeSafetensors(readFileSync(path), path);
  return new Map([...tensors].map(([name, { data }]) => [name, Buffer.from(data.buffer, data.byteOffset, data.byteLength)]));
}

// Windows has no process groups to send a signal to.
(process.platform === 'win32' ? describe.skip : describe)('a run that is stopped and started again ends as one that never was', () => {
  eachBackend((backend) => {
    describe(backend, function () {
      this.timeout(300_000);
      const folder = scratch();
      const undisturbed = new Map<Name, Undisturbed>();
      const reference = (name: Name): DoneTrial => undisturbed.get(name)?.trial as DoneTrial;
      const options = (): { cwd: string; env: Record<string, string> } => ({ cwd: folder.path, env: { RESNET_LAB_BACKEND: backend } });
      const args = (name: Name, runs: string): string[] => ['run', `${name}.yaml`, '--runs', runs, '--threads', '2', '--json'];

      before(async () => {
        await Promise.all(
          NAMES.map(async (name) => {
            folder.write(`${name}.yaml`, CELLS[name]);
            const start = Date.now();
            const trial = doneTrial(await resnetLab(args(name, `${name}-once`), options()));
            undisturbed.set(name, { trial, milliseconds: Date.now() - start });
          }),
        );
      });

      /** Kills a run at random moments: anywhere in its life, or once it trains; with a checkpoint after every step, or at the ends of epochs only. */
      async function kill(name: Name, random: Random): Promise<{ landed: number; trial: DoneTrial }> {
        const { milliseconds } = undisturbed.get(name) as Undisturbed;
        const training = 1000 * reference(name).seconds;
        const runs = `${name}-killed`;
        let landed = 0;
        for (let round = 0; round < KILLS; round++) {
          const running = new Running([...args(name, runs), '--checkpoint', round % 2 === 0 ? '0' : '30'], options());
          if (round < KILLS - 1) await running.says('"started"');
          await pause((round < KILLS - 1 ? 0.4 * training : milliseconds) * random.uniform());
          running.killAll();
          const { code } = await running.ended;
          if (code === null) landed++;
          else assert.equal(code, 0, 'a start after a kill works');
        }
        return { landed, trial: doneTrial(await resnetLab(args(name, runs), options())) };
      }

      it(`kill -9, ${KILLS} times at random moments`, async () => {
        // Another seed each time; it is in the message of a failure.
        const seed = Number(process.env['RESNET_LAB_TEST_SEED'] ?? Date.now());
        const results = await Promise.all(NAMES.map((name) => kill(name, new Random(seed, name))));
        try {
          NAMES.forEach((name, i) => assertSame(results[i]?.trial as DoneTrial, reference(name)));
        } catch (error) {
          throw new Error(`killed ${results.map(({ landed }) => landed).join(' and ')} times at moments of RESNET_LAB_TEST_SEED=${seed}: ${String(error)}`, { cause: error });
        }
        assert.ok(results.every(({ landed }) => landed > 0), 'no kill came before the end');
      });

      it("kill -9 of the trial's process alone: a failed trial that goes on when started again", async () => {
        const running = new Running([...args('sgd', 'trial-killed'), '--checkpoint', '0'], options());
        await running.says('"checkpoint"');
        const { pid } = readJson(folder.path, 'trial-killed', reference('sgd').id, 'lock');
        process.kill(pid as number, 'SIGKILL');
        const ended = await running.ended;
        assert.equal(ended.code, 1, ended.stderr);
        const { state, error } = doneTrial(ended);
        assert.equal(state, 'failed');
        assert.match(error ?? '', /process ended early \(SIGKILL\)\..* Run the cell again to go on from its last checkpoint\./);
        assert.equal(readJson(folder.path, 'trial-killed', reference('sgd').id, 'state.json')['state'], 'failed');
        const again = await resnetLab(args('sgd', 'trial-killed'), options());
        assert.match(again.stdout, /"resumedAt"/);
        assertSame(doneTrial(again), reference('sgd'));
      });

      it('kill -9 of the command line alone: the trial writes a checkpoint and ends', async () => {
        const running = new Running(args('adamw', 'orphaned'), options());
        await running.says('"step"');
        running.child.kill('SIGKILL');
        await running.ended;
        const run = join(folder.path, 'orphaned', reference('adamw').id);
        for (let waits = 0; existsSync(join(run, 'lock')); waits++) {
          assert.ok(waits < 600, 'the trial is gone and let go of its folder');
          await pause(50);
        }
        assert.equal(readJson(run, 'state.json')['state'], 'interrupted');
        const again = await resnetLab(args('adamw', 'orphaned'), options());
        assert.match(again.stdout, /"resumedAt"/);
        assertSame(doneTrial(again), reference('adamw'));
      });

      it('Ctrl-C: finishes the batch, writes a checkpoint, says how to go on, exits with 130', async () => {
        const running = new Running(args('sgd', 'interrupted'), options());
        await running.says('"step"');
        running.interrupt();
        running.interrupt(); // one Ctrl-C can arrive twice at once
        const ended = await running.ended;
        assert.equal(ended.code, 130, ended.stderr);
        assert.match(ended.stderr, /the trials finish their batch and write a checkpoint\. Ctrl-C again stops at once\./);
        assert.match(ended.stderr, /Stopped\. Run the same command again to go on from here\./);
        assert.equal(doneTrial(ended).state, 'interrupted');
        const state = readJson(folder.path, 'interrupted', reference('sgd').id, 'state.json');
        assert.equal(state['state'], 'interrupted');
        const again = await resnetLab(args('sgd', 'interrupted'), options());
        const { resumedAt } = events(again).find(({ event }) => event === 'started') as { resumedAt?: { epoch: number; step: number } };
        const perEpoch = (state['steps'] as number) / 2;
        assert.equal(((resumedAt?.epoch ?? 0) - 1) * perEpoch + (resumedAt?.step ?? 0), state['step'], 'no step is lost');
        assertSame(doneTrial(again), reference('sgd'));
      });

      it('a trial gives the same numbers alone and beside others, and others with another seed', async () => {
        folder.write('beside.yaml', `compare: { vary: { order: [original] }, seeds: [1, 2], ${CELLS.sgd.trim()} }\n`);
        const result = await resnetLab(['run', 'beside.yaml', '--runs', 'beside', '--jobs', '2', '--threads', '2', '--json'], options());
        assert.equal(result.code, 0, result.stderr);
        const [same, other] = doneTrials(result);
        assert.ok(same !== undefined && other !== undefined);
        assert.equal(same.id, reference('sgd').id);
        assertSame(same, reference('sgd'));
        assert.notEqual(metricsOf(other), metricsOf(same));
      });
    });
  });

  const folder = scratch();

  it('Ctrl-C a second time: stops at once, in the midst of a batch', async function () {
    this.timeout(120_000);
    const cell = 'train: { architecture: resnet20, dataset: shapes, epochs: 1, limit: 512, validation: 0, batch: 256 }\n';
    const running = new Running(['run', folder.write('slow.yaml', cell), '--runs', 'slow', '--json'], { cwd: folder.path, env: { RESNET_LAB_BACKEND: 'wasm' } });
    await running.says('"started"');
    running.interrupt();
    await pause(600);
    const start = Date.now();
    running.interrupt();
    const ended = await running.ended;
    assert.ok(Date.now() - start < 3000, 'a batch takes longer than that');
    assert.equal(ended.code, 130, ended.stderr);
    const { id, state } = doneTrial(ended);
    assert.equal(state, 'interrupted');
    assert.ok(!existsSync(join(folder.path, 'slow', id, 'checkpoints', 'last.safetensors')));
  });
});
