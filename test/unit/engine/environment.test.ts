import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { cacheDirectory } from '../../../src/base/paths';
import { engineEnvironment, type EnvironmentOptions } from '../../../src/engine/environment';

describe('engine: the environment of its process', () => {
  let root: string;
  let untouched: EnvironmentOptions;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'environment-'));
    untouched = { cacheFolder: '', globalStorage: join(root, 'storage'), backend: 'auto', mirror: '', env: { PATH: '/bin' } };
  });
  afterEach(() => rm(root, { recursive: true }));

  it('is the editor\'s own, with the cache that the command line uses', () => {
    assert.deepEqual(engineEnvironment(untouched), { PATH: '/bin', RESNET_LAB_CACHE: cacheDirectory({}) });
  });

  it('takes settings before variables', () => {
    const env = { RESNET_LAB_CACHE: join(root, 'variable'), RESNET_LAB_BACKEND: 'wasm', RESNET_LAB_DATA_MIRROR: 'http://variable' };
    assert.deepEqual(engineEnvironment({ ...untouched, env }), env);
    const set = engineEnvironment({ ...untouched, cacheFolder: join(root, 'setting'), backend: 'tensorflow', mirror: 'http://setting', env });
    assert.deepEqual(set, { RESNET_LAB_CACHE: join(root, 'setting'), RESNET_LAB_BACKEND: 'tensorflow', RESNET_LAB_DATA_MIRROR: 'http://setting' });
  });

  it('reads a cache folder as people write it', () => {
    const cache = (cacheFolder: string): string | undefined => engineEnvironment({ ...untouched, cacheFolder })['RESNET_LAB_CACHE'];
    assert.equal(cache('~/lab'), join(homedir(), 'lab'));
    assert.equal(cache('~'), homedir());
    assert.equal(cache('lab'), join(homedir(), 'lab'));
    assert.equal(cache('~lab'), join(homedir(), '~lab'));
    assert.equal(cache(resolve('/lab')), resolve('/lab'));
  });

  it('falls back to the editor\'s storage where the user\'s cache can\'t be written', async function () {
    if (process.platform !== 'linux') this.skip(); // the cache is found by XDG_CACHE_HOME there
    const file = join(root, 'file');
    await writeFile(file, '');
    const before = process.env['XDG_CACHE_HOME'];
    try {
      process.env['XDG_CACHE_HOME'] = join(root, 'new', 'cache');
      assert.equal(engineEnvironment(untouched)['RESNET_LAB_CACHE'], join(root, 'new', 'cache', 'resnet-lab'));
      process.env['XDG_CACHE_HOME'] = file;
      assert.equal(engineEnvironment(untouched)['RESNET_LAB_CACHE'], join(root, 'storage', 'cache'));
    } finally {
      if (before === undefined) delete process.env['XDG_CACHE_HOME'];
      else process.env['XDG_CACHE_HOME'] = before;
    }
  });

  it('keeps to a folder that the user chose, writable or not', async () => {
    const file = join(root, 'file');
    await writeFile(file, '');
    assert.equal(engineEnvironment({ ...untouched, cacheFolder: file })['RESNET_LAB_CACHE'], file);
    assert.equal(engineEnvironment({ ...untouched, env: { RESNET_LAB_CACHE: file } })['RESNET_LAB_CACHE'], file);
  });
});
