import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findAddon } from '../../src/backend/tensorflow/addon';
import { cacheDirectory } from '../../src/base/paths';

const CLI = join(__dirname, '..', '..', 'dist', 'cli.js');
const CELL = 'train: { architecture: resnet8, dataset: shapes, epochs: 2, limit: 200, testLimit: 100, validation: 0, batch: 10, lr: 0.05 }\n';

/** Runs the built command line under this very Node, as a user of it would. */
describe(`the bundles under Node ${process.versions.node}`, function () {
  this.timeout(180_000);
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'resnet-lab-smoke-'));
    await writeFile(join(folder, 'cell.yaml'), CELL);
  });
  after(() => rm(folder, { recursive: true, force: true }));

  for (const backend of ['tensorflow', 'wasm']) {
    it(`train and learn on ${backend}`, async function () {
      if (backend === 'tensorflow' && findAddon(cacheDirectory()).path === undefined) {
        console.log('      skipped: the native library is not installed (resnet-lab engine install)');
        assert.ok(process.env['CI'] === undefined, 'CI has the native library');
        this.skip();
      }
      const runs = join(folder, backend);
      const { stdout } = await promisify(execFile)(process.execPath, [CLI, 'run', join(folder, 'cell.yaml'), '--runs', runs, '--json'], { env: { ...process.env, RESNET_LAB_BACKEND: backend } });
      const done = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as { event: string; trials: { id: string; state: string; metrics: Record<string, number>; folder: string }[] };
      const [trial] = done.trials;
      assert.equal(trial?.state, 'done');
      const lines = (await readFile(join(trial.folder, 'metrics.jsonl'), 'utf8')).trim().split('\n').map((line) => JSON.parse(line) as { kind: string; trainLoss: number });
      const [first, second] = lines.filter(({ kind }) => kind === 'epoch').map(({ trainLoss }) => trainLoss);
      assert.ok(first !== undefined && second !== undefined && second < first - 0.02, `training loss ${first}, then ${second}`);
      const record = JSON.parse(await readFile(join(trial.folder, 'trial.json'), 'utf8')) as { backend: string; versions: { node: string } };
      assert.equal(record.backend, backend);
      assert.equal(record.versions.node, process.versions.node);
    });
  }
});
