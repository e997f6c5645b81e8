import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { cacheDirectory } from '../../../src/base/paths';
import { findAddon } from '../../../src/backend/tensorflow/addon';
import { LabError } from '../../../src/base/errors';
import { DATASETS } from '../../../src/data/dataset';
import { examine, formatDoctor } from '../../../src/engine/doctor';
import { openWays } from '../../../src/engine/open-ways';
import { compileAddon } from './fakes';

describe('engine: the doctor', function () {
  this.timeout(30_000);
  let cache: string;
  let working: string;

  beforeEach(async () => {
    cache = await mkdtemp(join(tmpdir(), 'doctor-'));
    working = join(cache, 'working.node');
  });
  afterEach(() => rm(cache, { recursive: true }));

  it('says that WASM computes where nothing is installed, and how to do better', async () => {
    const report = await examine({ cache, env: {} });
    assert.equal(report.backend, 'wasm');
    assert.match(report.reason, /not installed/);
    assert.equal(report.engine, null);
    assert.equal(report.threads, 1);
    assert.equal(report.cache, cache);
    assert.deepEqual(report.ways, openWays({}));
    assert.equal(report.versions.node, process.versions.node);
    assert.equal(report.versions.tensorflow, undefined);
    assert.deepEqual(report.datasets.map(({ name }) => name), Object.keys(DATASETS));
    assert.deepEqual(report.improve.map(({ command }) => command), ['resnet-lab engine install', 'resnet-lab dataset get fashion-mnist']);
    assert.ok(report.memory.free > 0 && report.memory.free <= report.memory.total);
  });

  it('uses a library that works, and WASM where that is asked for', async function () {
    if (!compileAddon(working, 'right')) this.skip(); // no C compiler on this machine
    const native = await examine({ cache, env: { RESNET_LAB_ADDON: working } });
    assert.equal(native.backend, 'tensorflow');
    assert.equal(native.versions.tensorflow, '0.0.1-fake');
    assert.deepEqual(native.engine, { path: working, origin: 'environment' });
    assert.equal(native.threads, availableParallelism());
    const forced = await examine({ cache, env: { RESNET_LAB_ADDON: working, RESNET_LAB_BACKEND: 'wasm' } });
    assert.equal(forced.backend, 'wasm');
    assert.equal(forced.reason, 'RESNET_LAB_BACKEND asks for it.');
    assert.equal(forced.improve[0]?.command, 'unset RESNET_LAB_BACKEND');
  });

  it('says why a library does not work', async () => {
    await writeFile(working, 'not a library');
    const report = await examine({ cache, env: { RESNET_LAB_ADDON: working } });
    assert.equal(report.backend, 'wasm');
    assert.match(report.reason, /working\.node does not work: the library's test ended with code 1 \(.+\)\.$/);
    const forced = await examine({ cache, env: { RESNET_LAB_ADDON: working, RESNET_LAB_BACKEND: 'tensorflow' } });
    assert.equal(forced.backend, 'tensorflow');
    assert.match(forced.reason, /trials can't start/);
  });

  it('refuses a backend that does not exist', async () => {
    await assert.rejects(examine({ cache, env: { RESNET_LAB_BACKEND: 'tensorfow' } }), (error) => error instanceof LabError && error.kind === 'input' && /Did you mean "tensorflow"\?/.test(error.message));
  });

  it('finds a data folder\'s files only where they are', async () => {
    await mkdir(join(cache, 'datasets', 'fashion-mnist'), { recursive: true });
    const { datasets } = await examine({ cache, env: {} });
    assert.deepEqual(datasets.filter(({ present }) => present).map(({ name }) => name), ['shapes']);
  });

  it('writes for people, in colour only when asked', async () => {
    const report = await examine({ cache, env: {} });
    const plain = formatDoctor(report, { colour: false });
    assert.match(plain, /^backend {4}wasm: TensorFlow's native library is not installed\.$/m);
    assert.match(plain, /^data sets {2}fashion-mnist \(not here\), .*shapes$/m);
    assert.match(plain, /resnet-lab engine install/);
    assert.ok(!plain.includes('\u001b'));
    assert.ok(formatDoctor(report, { colour: true }).includes('\u001b[33mwasm\u001b[0m'));
  });

  it('agrees with what is really installed here', async function () {
    const found = findAddon(cacheDirectory());
    if (found.path === undefined || process.env['RESNET_LAB_BACKEND'] !== undefined) this.skip();
    const report = await examine({ cache: cacheDirectory() });
    assert.equal(report.backend, 'tensorflow');
    assert.match(report.reason, /^TensorFlow \d+\.\d+\.\d+ works here\.$/);
  });
});
