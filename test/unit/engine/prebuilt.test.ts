import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { openWays } from '../../../src/engine/open-ways';
import type { prebuiltAddon } from '../../../src/engine/prebuilt';
import type { ownInstallWay } from '../../../src/engine/own-install';
import { type EngineReport, installEngine, type Step } from '../../../src/engine/provision';
import { TENSORFLOW_WHEEL, wheelBarred, type WheelRecipe } from '../../../src/engine/tensorflow-wheel';
import { wheelWay } from '../../../src/engine/wheel';
import { compileAddon, compilerBody, program, recipeOf, zip } from './fakes';

describe('engine: an addon that came with the program', function () {
  this.timeout(20_000);
  let shared: string;
  let root: string;
  let recipe: WheelRecipe;
  let env: NodeJS.ProcessEnv;
  let steps: Step[];

  before(async function () {
    if (process.platform !== 'linux' || process.arch !== 'x64') this.skip();
    shared = await mkdtemp(join(tmpdir(), 'prebuilt-shared-'));
    for (const behaviour of ['right', 'crash'] as const) if (!compileAddon(join(shared, `${behaviour}.node`), behaviour)) this.skip();
  });
  after(async () => { if (shared !== undefined) await rm(shared, { recursive: true }); });

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'prebuilt-'));
    const wheel = join(root, 'made.whl');
    await writeFile(wheel, zip({ 'fake/libfake.so.2': 'a library', 'fake/include/c/api.h': '// a header' }));
    recipe = await recipeOf(wheel);
    env = { PATH: join(root, 'bin'), RESNET_LAB_WHEEL: wheel, RESNET_LAB_PREBUILT_ADDON: join(shared, 'right.node') };
    steps = [];
  });
  afterEach(() => rm(root, { recursive: true }));

  const install = (): Promise<EngineReport> => installEngine({ cache: join(root, 'cache'), env, onStep: (step) => steps.push(step), ways: [wheelWay(recipe)] });
  const marker = async (): Promise<string> => (JSON.parse(await readFile(join(root, 'cache', 'engine', 'wheel', 'engine.json'), 'utf8')) as { made: string }).made;

  it('is put beside the libraries, where no compiler is', async () => {
    const report = await install();
    assert.equal(report.backend, 'tensorflow');
    assert.deepEqual(await readFile(report.engine?.path ?? ''), await readFile(join(shared, 'right.node')));
    assert.ok(!steps.some(({ name }) => name === 'compile the addon'));
    assert.match(await marker(), /as shipped/);
    assert.ok(!existsSync(join(root, 'cache', 'engine', 'wheel', 'include')));
    assert.ok(existsSync(env['RESNET_LAB_WHEEL'] ?? ''), 'the user\'s own file is gone');
  });

  it('gives way to one compiled here where it does not work', async () => {
    env['RESNET_LAB_PREBUILT_ADDON'] = join(shared, 'crash.node');
    await program(join(root, 'bin'), 'c++', compilerBody(join(shared, 'right.node')));
    assert.equal((await install()).backend, 'tensorflow');
    assert.match(await marker(), /compiled against/);
    assert.match(steps.find(({ state }) => state === 'failed')?.detail ?? '', /SIGABRT/);
  });

  it('is named beside the missing compiler where it does not work', async () => {
    env['RESNET_LAB_PREBUILT_ADDON'] = join(shared, 'crash.node');
    const report = await install();
    assert.equal(report.backend, 'wasm');
    assert.match(report.attempts[0]?.detail ?? '', /^The addon that came with this program does not work here: the library's test was ended by SIGABRT\. No C\+\+ compiler was found/);
    assert.match(report.improve[0]?.what ?? '', /^Install a C\+\+ compiler/);
  });

  it('must be there where it is named', async () => {
    env['RESNET_LAB_PREBUILT_ADDON'] = join(root, 'none.node');
    assert.match((await install()).attempts[0]?.detail ?? '', /RESNET_LAB_PREBUILT_ADDON names \S+none\.node, which does not exist\./);
  });

});

describe('engine: installed without its packages', function () {
  this.timeout(20_000);
  interface Program { installEngine: typeof installEngine; ownInstallWay: typeof ownInstallWay; wheelWay: typeof wheelWay; prebuiltAddon: typeof prebuiltAddon; openWays: typeof openWays }
  const linux = { platform: 'linux', arch: 'x64', glibc: '2.36' };
  let root: string;
  let installed: Program;
  let beside: string;

  before(async () => {
    root = await mkdtemp(join(tmpdir(), 'installed-'));
    beside = join(root, 'native', 'tfjs_binding.node');
    const modules = ['provision', 'own-install', 'wheel', 'prebuilt', 'open-ways'];
    await build({
      stdin: { contents: modules.map((name) => `export * from './${name}';`).join('\n'), resolveDir: join(__dirname, '../../../src/engine'), loader: 'ts' },
      outfile: join(root, 'engine.js'), bundle: true, platform: 'node', format: 'cjs', logLevel: 'error', external: ['sharp'],
    });
    installed = createRequire(join(root, 'engine.js'))('./engine.js') as Program;
  });
  after(() => rm(root, { recursive: true }));
  afterEach(() => rm(join(root, 'native'), { recursive: true, force: true }));

  const putAddon = async (): Promise<void> => {
    await mkdir(join(beside, '..'));
    await writeFile(beside, 'an addon');
  };

  it('finds the addon beside the bundle that runs', async () => {
    assert.equal(installed.prebuiltAddon({}), undefined);
    assert.deepEqual(installed.openWays({}, linux), []);
    await putAddon();
    assert.equal(installed.prebuiltAddon({}), beside);
    assert.equal(installed.prebuiltAddon({ RESNET_LAB_PREBUILT_ADDON: __filename }), __filename);
    assert.deepEqual(installed.openWays({}, linux).map(({ name }) => name), ['wheel']);
    assert.deepEqual(installed.openWays({}, { ...linux, platform: 'darwin' }), []);
  });

  it('says why no way is open, and what to do, without fetching anything', async function () {
    if (process.platform !== 'linux' || process.arch !== 'x64') this.skip();
    const report = await installed.installEngine({ cache: join(root, 'cache'), env: {}, onStep: () => undefined });
    assert.equal(report.backend, 'wasm');
    assert.deepEqual(report.attempts.map(({ detail }) => detail), [
      'tfjs-node\'s own install is skipped: its npm package did not come with this program.',
      'This package of ResNet Lab has neither an addon for this system nor the addon\'s sources.',
    ]);
    assert.deepEqual(report.improve.map(({ what }) => what), ['Install the package that is made for linux-x64: it brings the addon along.']);
    assert.ok(!existsSync(join(root, 'cache', 'engine', 'download')));
  });
});

describe('engine: which ways are open', () => {
  it('is decided by the system before anything is fetched', () => {
    const linux = { platform: 'linux', arch: 'x64', glibc: '2.27' };
    assert.equal(wheelBarred(linux), undefined);
    assert.equal(wheelBarred({ ...linux, glibc: '3.0' }), undefined);
    assert.match(wheelBarred({ ...linux, glibc: '2.26' }) ?? '', /needs glibc 2\.27 or later; this system has 2\.26\./);
    assert.match(wheelBarred({ ...linux, glibc: undefined }) ?? '', /\(musl\)/);
    assert.match(wheelBarred({ ...linux, arch: 'arm64' }) ?? '', /Linux x64 only; this is linux arm64\./);
    assert.match(wheelBarred({ platform: 'darwin', arch: 'arm64' }) ?? '', /this is darwin arm64\./);
    assert.match(wheelBarred({ platform: 'win32', arch: 'x64' }) ?? '', /this is win32 x64\./);
  });

  it('names hosts and bytes for the consent', () => {
    const names = (platform: string): string[] => openWays({}, { platform, arch: 'x64', glibc: '2.36' }).map(({ name }) => name);
    assert.deepEqual(names('linux'), ['tfjs-node', 'wheel']); // its package is installed beside these sources
    assert.deepEqual(names('darwin'), ['tfjs-node']);
    const [, wheel] = openWays({}, { platform: 'linux', arch: 'x64', glibc: '2.36' });
    assert.deepEqual(wheel, { name: 'wheel', host: 'files.pythonhosted.org', bytes: TENSORFLOW_WHEEL.bytes, unpackedBytes: TENSORFLOW_WHEEL.unpackedBytes });
  });

  it('leaves out the wheel where a prebuilt addon is named that is not there', () => {
    assert.deepEqual(openWays({ RESNET_LAB_PREBUILT_ADDON: '/none.node' }, { platform: 'linux', arch: 'x64', glibc: '2.36' }).map(({ name }) => name), ['tfjs-node']);
  });
});
