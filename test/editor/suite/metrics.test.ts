import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { closeAll, errorText, experiment, extension, file, openNew, run } from './support';

const CELL = 'train:\n  architecture: resnet8\n  dataset: fashion-mnist\n  epochs: 1\n  limit: 1500\n  testLimit: 500\n  seed: 7';

describe('A training on Fashion-MNIST in the editor', function () {
  this.timeout(180_000);
  afterEach(closeAll);

  before(function () {
    const cache = process.env['RESNET_LAB_CACHE'] ?? join(homedir(), '.cache', 'resnet-lab');
    if (existsSync(join(cache, 'datasets', 'fashion-mnist'))) return;
    assert.equal(process.env['CI'], undefined, 'Fashion-MNIST is not in the cache');
    this.skip();
  });

  it('gives the metrics file that the command line gives, to the byte (skipped where that data set is not to be had)', async () => {
    const notebook = await openNew(CELL);
    await run(notebook);
    const data = experiment(notebook.cellAt(0));
    assert.equal(data?.state, 'done', errorText(notebook.cellAt(0)));
    const [trial] = data.trials;
    const editors = readFileSync(join(file('runs').fsPath, trial?.id ?? '', 'metrics.jsonl'));

    const folder = mkdtempSync(join(tmpdir(), 'resnet-lab-cli-'));
    try {
      writeFileSync(join(folder, 'cell.yaml'), CELL);
      await promisify(execFile)(process.execPath, [join(extension().extensionPath, 'dist', 'cli.js'), 'run', 'cell.yaml'], { cwd: folder });
      const [id, ...others] = readdirSync(join(folder, 'runs')).filter((name) => name !== 'experiments');
      assert.ok(id !== undefined && others.length === 0);
      assert.equal(id, trial?.id);
      assert.equal(editors.equals(readFileSync(join(folder, 'runs', id, 'metrics.jsonl'))), true);
      assert.ok(editors.length > 500);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
