import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { findAddon, OWN_ADDON_VERSION } from '../../../src/backend/tensorflow/addon';
import { Interrupted } from '../../../src/base/errors';
import { type EngineReport, installEngine, type Step } from '../../../src/engine/provision';
import type { WheelRecipe } from '../../../src/engine/tensorflow-wheel';
import { wheelWay } from '../../../src/engine/wheel';
import { calls, compileAddon, compilerBody, pipBody, program, recipeOf, WHEEL_NAME, zip } from './fakes';

describe('engine: TensorFlow\'s wheel', function () {
  this.timeout(20_000);
  let shared: string;
  let root: string;
  let cache: string;
  let bin: string;
  let log: string;
  let wheel: string;
  let recipe: WheelRecipe;
  let env: NodeJS.ProcessEnv;
  let steps: Step[];

  before(async function () {
    if (process.platform !== 'linux' || process.arch !== 'x64') this.skip();
    shared = await mkdtemp(join(tmpdir(), 'engine-shared-'));
    for (const behaviour of ['right', 'wrong', 'crash'] as const) if (!compileAddon(join(shared, `${behaviour}.node`), behaviour)) this.skip();
  });
  after(async () => { if (shared !== undefined) await rm(shared, { recursive: true }); });

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'engine-'));
    [cache, bin, log, wheel] = [join(root, 'cache'), join(root, 'bin'), join(root, 'pip.log'), join(root, 'made.whl')];
    await writeFile(wheel, zip({
      'fake/libfake.so.2': 'a library',
      'fake/include/c/api.h': '// a header',
      'fake/python_code.py': 'not wanted',
    }));
    recipe = await recipeOf(wheel);
    await program(bin, 'pip3', pipBody(wheel, log));
    await program(bin, 'c++', compilerBody(join(shared, 'right.node')));
    env = { PATH: bin };
    steps = [];
  });
  afterEach(() => rm(root, { recursive: true }));

  const install = (options: { signal?: AbortSignal } = {}): Promise<EngineReport> =>
    installEngine({ cache, env, onStep: (step) => steps.push(step), ways: [wheelWay(recipe)], ...options });
  const failure = (report: EngineReport): string => {
    assert.equal(report.backend, 'wasm');
    assert.equal(report.engine, null);
    assert.equal(findAddon(cache, env).path, undefined);
    assert.ok(!existsSync(join(cache, 'engine', 'wheel.partial')), 'half an install was left');
    return report.attempts.at(-1)?.detail ?? '';
  };

  it('downloads, unpacks, compiles, tests, and leaves only what is needed', async () => {
    const report = await install();
    assert.deepEqual(report.engine, { path: join(cache, 'engine', 'wheel', 'tfjs_binding.node'), origin: 'wheel', tensorflow: '0.0.1-fake' });
    assert.deepEqual(report.attempts.map(({ way, outcome }) => [way, outcome]), [['wheel', 'ready']]);
    assert.deepEqual(await readdir(join(cache, 'engine')), ['wheel']);
    assert.deepEqual((await readdir(join(cache, 'engine', 'wheel'))).sort(), ['engine.json', 'libfake.so.2', 'resnet_lab.node', 'tfjs_binding.node']);
    assert.equal(await readFile(join(cache, 'engine', 'wheel', 'libfake.so.2'), 'utf8'), 'a library');
    const marker = JSON.parse(await readFile(join(cache, 'engine', 'wheel', 'engine.json'), 'utf8')) as { tensorflow: string; files: Record<string, { bytes: number; sha256?: string }> };
    assert.equal(marker.tensorflow, '0.0.1-fake');
    assert.equal(marker.files['libfake.so.2']?.bytes, 9);
    assert.match(marker.files['tfjs_binding.node']?.sha256 ?? '', /^[0-9a-f]{64}$/);
    assert.deepEqual(findAddon(cache, env), { path: report.engine?.path, origin: 'wheel', version: '0.0.1-fake' });
  });

  it('asks pip for exactly one file, by its hash', async () => {
    await install();
    const said = await readFile(log, 'utf8');
    assert.match(said, /^download --no-deps --only-binary=:all: --python-version 3\.11 --platform manylinux_2_27_x86_64 .*--require-hashes --requirement \S+requirements\.txt --dest/);
  });

  it('does nothing the second time', async () => {
    await install();
    const again = await install();
    assert.equal(again.backend, 'tensorflow');
    assert.match(again.summary, /already installed/);
    assert.equal(await calls(log), 1);
  });

  describe('made by an earlier version', () => {
    beforeEach(async () => {
      await install();
      const marker = join(cache, 'engine', 'wheel', 'engine.json');
      const { ownAddon, ...earlier } = JSON.parse(await readFile(marker, 'utf8')) as { ownAddon?: number };
      assert.equal(ownAddon, OWN_ADDON_VERSION);
      await writeFile(marker, JSON.stringify(earlier));
      await rm(join(cache, 'engine', 'wheel', 'resnet_lab.node'));
    });

    it('is made anew', async () => {
      assert.equal((await install()).backend, 'tensorflow');
      assert.ok(existsSync(join(cache, 'engine', 'wheel', 'resnet_lab.node')));
      assert.equal(await calls(log), 2);
    });

    it('stays where that fails', async () => {
      await rm(join(bin, 'c++'));
      const report = await install();
      assert.equal(report.backend, 'tensorflow');
      assert.match(report.summary, /^TensorFlow 0\.0\.1-fake works .*could not be made anew/);
      assert.match(report.attempts[0]?.detail ?? '', /No C\+\+ compiler was found/);
      assert.ok(existsSync(join(cache, 'engine', 'wheel', 'tfjs_binding.node')));
    });
  });

  it('replaces an installed library that no longer works', async () => {
    await install();
    await copyFile(join(shared, 'crash.node'), join(cache, 'engine', 'wheel', 'tfjs_binding.node'));
    const report = await install();
    assert.equal(report.backend, 'tensorflow');
    assert.match(report.attempts[0]?.detail ?? '', /does not work: the library's test was ended by SIGABRT/);
  });

  it('clears what a killed install left, and is not fooled by a folder without a marker', async () => {
    for (const folder of ['wheel', 'wheel.partial', 'download/pip.partial']) {
      await mkdir(join(cache, 'engine', folder), { recursive: true });
      await writeFile(join(cache, 'engine', folder, 'tfjs_binding.node'), 'half');
    }
    const report = await install();
    assert.equal(report.backend, 'tensorflow');
    assert.deepEqual(await readdir(join(cache, 'engine')), ['wheel']);
  });

  it('uses a whole download from before without pip', async () => {
    await mkdir(join(cache, 'engine', 'download'), { recursive: true });
    await copyFile(wheel, join(cache, 'engine', 'download', WHEEL_NAME));
    assert.equal((await install()).backend, 'tensorflow');
    assert.equal(await calls(log), 0);
  });

  it('downloads again what is not whole', async () => {
    await mkdir(join(cache, 'engine', 'download'), { recursive: true });
    await writeFile(join(cache, 'engine', 'download', WHEEL_NAME), Buffer.alloc(recipe.bytes));
    assert.equal((await install()).backend, 'tensorflow');
    assert.equal(await calls(log), 1);
  });

  it('refuses a file with another hash', async () => {
    recipe = { ...recipe, sha256: '0'.repeat(64) };
    assert.match(failure(await install()), /^pip's file is not the one expected: expected SHA-256 0{64}/);
  });

  it('says that the compiler is missing before it downloads', async () => {
    await rm(join(bin, 'c++'));
    const report = await install();
    assert.match(failure(report), /No C\+\+ compiler was found/);
    assert.match(report.improve[0]?.command ?? '', /apt-get install g\+\+ && resnet-lab engine install/);
    assert.equal(await calls(log), 0);
  });

  it('gives the compiler\'s error, and keeps the download', async () => {
    await program(bin, 'c++', 'if (process.argv.includes("-o")) { console.error("api.h:3:1: error: unknown type"); process.exit(1); }');
    assert.equal(failure(await install()), 'The compiler c++ ended with code 1 (api.h:3:1: error: unknown type).');
    assert.deepEqual(await readdir(join(cache, 'engine', 'download')), [WHEEL_NAME]);
  });

  it('goes without our own addon where that does not compile, and says why', async () => {
    await program(bin, 'c++', `if (process.argv.at(-1).endsWith('resnet_lab.node')) { console.error('op_kernel.h: error: no such file'); process.exit(1); } ${compilerBody(join(shared, 'right.node'))}`);
    assert.equal((await install()).backend, 'tensorflow');
    assert.equal(steps.find(({ state }) => state === 'failed')?.detail, 'The compiler c++ ended with code 1 (op_kernel.h: error: no such file).');
    assert.deepEqual((await readdir(join(cache, 'engine', 'wheel'))).sort(), ['engine.json', 'libfake.so.2', 'tfjs_binding.node']);
  });

  it('prefers the compiler that CXX names', async () => {
    await rm(join(bin, 'c++'));
    await program(root, 'mine', compilerBody(join(shared, 'right.node')));
    env['CXX'] = join(root, 'mine');
    assert.equal((await install()).backend, 'tensorflow');
  });

  it('refuses a library that computes wrongly or crashes', async () => {
    await program(bin, 'c++', compilerBody(join(shared, 'wrong.node')));
    assert.match(failure(await install()), /computes wrongly: 45 expected, 44 received/);
    await program(bin, 'c++', compilerBody(join(shared, 'crash.node')));
    assert.match(failure(await install()), /the library's test was ended by SIGABRT/);
  });

  it('names the missing library, the lack of space, pip\'s trouble', async () => {
    const sound = recipe;
    recipe = { ...sound, libraries: ['fake/libother.so'] };
    assert.equal(failure(await install()), 'The wheel lacks libother.so.');
    await rm(join(cache, 'engine', 'download'), { recursive: true });
    recipe = { ...sound, unpackedBytes: 1e18 };
    assert.match(failure(await install()), /^The disk of \S+ has [\d.]+ GB free; 1000000000\.05 GB are needed\.$/);
    recipe = sound;
    await program(bin, 'pip3', 'console.error("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES"); process.exit(1)');
    assert.match(failure(await install()), /^pip could not download the wheel: the file that the package index offers does not have the expected SHA-256\. The wheel could not be fetched from 127\.0\.0\.1:\d+: /);
  });

  it('refuses an archive with names that lead out of it', async () => {
    await writeFile(wheel, zip({ 'fake/libfake.so.2': 'a library', 'fake/include/../../../../evil.h': 'escaped' }));
    recipe = await recipeOf(wheel);
    assert.match(failure(await install()), /invalid relative path/);
    assert.ok(!existsSync(join(cache, 'evil.h')));
  });

  it('refuses an archive that unpacks to more than it should', async () => {
    await writeFile(wheel, zip({ 'fake/libfake.so.2': 'x'.repeat(2000) }));
    recipe = { ...(await recipeOf(wheel)), unpackedBytes: 1000 };
    assert.match(failure(await install()), /unpacks to more than 1000 bytes/);
  });

  describe('without pip', () => {
    let server: Server;
    let served: Buffer;

    beforeEach(async () => {
      await rm(join(bin, 'pip3'));
      await program(bin, 'python3', 'console.error("/usr/bin/python3: No module named pip"); process.exit(1)');
      served = await readFile(wheel);
      server = createServer((_, response) => response.end(served)).listen(0, '127.0.0.1');
      await new Promise((resolve) => server.once('listening', resolve));
      recipe = { ...recipe, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/${WHEEL_NAME}` };
    });
    afterEach(() => server.close());

    it('fetches the wheel itself', async () => {
      assert.equal((await install()).backend, 'tensorflow');
    });

    it('says so where the file is another one, or the host can\'t be reached', async () => {
      served = Buffer.alloc(recipe.bytes);
      assert.match(failure(await install()), /^pip was not found .*The wheel could not be fetched from 127\.0\.0\.1:\d+: .*not the one expected/);
      recipe = { ...recipe, url: 'http://127.0.0.1:9/fake.whl' };
      assert.match(failure(await install()), /^pip was not found .*The wheel could not be fetched from 127\.0\.0\.1:\d+: .*could not be reached/);
    });
  });

  it('stops when asked, ends pip, and goes on the next time', async () => {
    const pidFile = join(root, 'pid');
    await program(bin, 'pip3', `require('fs').writeFileSync(${JSON.stringify(pidFile)}, String(process.pid)); setInterval(() => {}, 1000);`);
    const stop = new AbortController();
    const work = install({ signal: stop.signal });
    while (!existsSync(pidFile) || (await readFile(pidFile, 'utf8')) === '') await pause(20);
    stop.abort();
    await assert.rejects(work, Interrupted);
    const pid = Number(await readFile(pidFile, 'utf8'));
    assert.throws(() => process.kill(pid, 0), { code: 'ESRCH' });
    assert.ok(!existsSync(join(cache, 'engine', 'install.lock')), 'the lock was left');
    await program(bin, 'pip3', pipBody(wheel, log));
    assert.equal((await install()).backend, 'tensorflow');
  });

  it('installs once where two are at it', async () => {
    const reports = await Promise.all([install(), install()]);
    assert.deepEqual(reports.map(({ backend }) => backend), ['tensorflow', 'tensorflow']);
    assert.equal(await calls(log), 1);
  });

  it('reports progress in bytes', async () => {
    await install();
    const done = steps.filter(({ state }) => state === 'done').map(({ name }) => name);
    assert.deepEqual(done, ['download TensorFlow\'s wheel', 'unpack the libraries', 'compile the addon', "compile ResNet Lab's own addon", 'test the library', 'TensorFlow\'s wheel from PyPI']);
    assert.ok(steps.some(({ name, total }) => name === 'download TensorFlow\'s wheel' && total === recipe.bytes));
  });
});
