import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findAddon } from '../../src/backend/tensorflow/addon';
import { cacheDirectory } from '../../src/base/paths';
import { datasetPresent } from '../../src/data/dataset';

/** A tenth of the recipe that reaches 92 % (bench/fashion-mnist.yaml). */
const CELL = 'train: { architecture: resnet20, dataset: fashion-mnist, epochs: 4, limit: 6000, testLimit: 2000, validation: 0, batch: 64, lr: 0.1, schedule: onecycle, crop: 2, flip: true }\n';
/** Three seeds gave 82 ± 2 % (standard deviation); chance is 10 %, and a net whose gradients are wrong in one kind of layer stays far below. */
const LEAST = 0.76;

describe('real learning: ResNet-20 on a part of Fashion-MNIST', function () {
  this.timeout(600_000);
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'resnet-lab-learning-'));
    await writeFile(join(folder, 'cell.yaml'), CELL);
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it(`reaches ${100 * LEAST} % on images that it has not seen`, async function () {
    const cache = cacheDirectory();
    if (!(await datasetPresent('fashion-mnist', cache)) || findAddon(cache).path === undefined) {
      console.log('      skipped: needs Fashion-MNIST (resnet-lab dataset get fashion-mnist) and the native library (resnet-lab engine install)');
      assert.ok(process.env['CI'] === undefined, 'CI has both');
      this.skip();
    }
    const cli = join(__dirname, '..', '..', 'dist', 'cli.js');
    const { stdout } = await promisify(execFile)(process.execPath, [cli, 'run', join(folder, 'cell.yaml'), '--runs', join(folder, 'runs'), '--json'], { maxBuffer: 64e6 });
    const done = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as { trials: { metrics: { testAccuracy: number } }[] };
    const accuracy = done.trials[0]?.metrics.testAccuracy ?? 0;
    assert.ok(accuracy >= LEAST, `test accuracy ${accuracy}`);
  });
});
