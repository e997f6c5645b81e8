import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ADDON_FILE, addonOfPackage, findAddon, loadAddon, OWN_ADDON_FILE, packageFolder } from '../../../src/backend/tensorflow/addon';
import { cacheDirectory } from '../../../src/base/paths';
import { LabError } from '../../../src/base/errors';
import { smokeTest } from '../../../src/engine/smoke';
import { compileAddon, compileHelplessAddon } from './fakes';

describe('engine: finding and loading the addon', function () {
  this.timeout(60_000);
  let cache: string;

  beforeEach(async () => { cache = await mkdtemp(join(tmpdir(), 'addon-')); });
  afterEach(() => rm(cache, { recursive: true }));

  const put = async (path: string, text = ''): Promise<string> => {
    await mkdir(join(cache, path, '..'), { recursive: true });
    await writeFile(join(cache, path), text);
    return join(cache, path);
  };

  it('finds nothing in an empty cache', () => {
    assert.deepEqual(findAddon(cache, {}), { path: undefined, reason: 'TensorFlow\'s native library is not installed.' });
  });

  it('takes the addon that the environment names, and no other if that is missing', async () => {
    const path = await put('mine.node');
    assert.deepEqual(findAddon(cache, { RESNET_LAB_ADDON: path }), { path, origin: 'environment' });
    await put('engine/wheel/engine.json', '{"tensorflow":"1"}');
    await put('engine/wheel/tfjs_binding.node');
    assert.match(String((findAddon(cache, { RESNET_LAB_ADDON: join(cache, 'none.node') }) as { reason: string }).reason), /RESNET_LAB_ADDON names \S+none\.node, which does not exist/);
  });

  it('prefers tfjs-node\'s own to the wheel, and takes complete installs only', async () => {
    const wheel = await put('engine/wheel/tfjs_binding.node');
    assert.equal(findAddon(cache, {}).path, undefined);
    await put('engine/wheel/engine.json', '{"tensorflow":"2.21.0"}');
    assert.deepEqual(findAddon(cache, {}), { path: wheel, origin: 'wheel', version: '2.21.0' });
    const own = await put('engine/tfjs-node/lib/napi-v8/tfjs_binding.node');
    assert.equal(findAddon(cache, {}).path, wheel);
    await put('engine/tfjs-node/engine.json', '{"tensorflow":"2.9.1"}');
    assert.deepEqual(findAddon(cache, {}), { path: own, origin: 'tfjs-node', version: '2.9.1' });
  });

  it('takes the highest Node-API level by number', async () => {
    await put('package/lib/napi-v9/tfjs_binding.node');
    const ten = await put('package/lib/napi-v10/tfjs_binding.node');
    await put('package/lib/napi-v11/tensorflow.dll');
    assert.equal(addonOfPackage(join(cache, 'package')), ten);
    assert.equal(addonOfPackage(join(cache, 'none')), undefined);
  });

  it('finds packages from here', () => {
    assert.match(packageFolder('@tensorflow/tfjs-node') ?? '', /node_modules.@tensorflow.tfjs-node$/);
    assert.equal(packageFolder('no-such-package'), undefined);
  });

  it('names the file that can\'t be loaded, and the mend', async () => {
    const path = await put('broken.node', 'not a library');
    assert.throws(() => loadAddon(path), (error) => error instanceof LabError && error.place === path && /could not be loaded \(.+\)/.test(error.message) && /engine install/.test(error.mend ?? ''));
  });

  it('moves the cache where the environment says', () => {
    assert.equal(cacheDirectory({ RESNET_LAB_CACHE: cache }), cache);
    assert.match(cacheDirectory({}), /resnet-lab/);
  });

  it('says so where oneDNN would need what our own addon cannot find, unless oneDNN is off', async function () {
    if (process.platform === 'win32' || !compileAddon(join(cache, ADDON_FILE), 'right') || !compileHelplessAddon(join(cache, OWN_ADDON_FILE))) this.skip();
    const test = (env: NodeJS.ProcessEnv) => smokeTest(join(cache, ADDON_FILE), { PATH: process.env['PATH'], ...env });
    const trouble = { works: false, reason: 'oneDNN needs the sizes of the caches, which this machine does not tell; set TF_ENABLE_ONEDNN_OPTS to 0' };
    assert.deepEqual(await test({ TF_ENABLE_ONEDNN_OPTS: '1' }), trouble);
    assert.deepEqual(await test({}), trouble);
    assert.deepEqual(await test({ TF_ENABLE_ONEDNN_OPTS: '0' }), { works: true, version: '0.0.1-fake' });
  });

  it('computes with the real library', async function () {
    const found = findAddon(cacheDirectory());
    if (found.path === undefined) this.skip(); // not installed on this machine
    const test = await smokeTest(found.path, process.env);
    assert.deepEqual(test, { works: true, version: found.version ?? (test.works ? test.version : '') });
    const tf = loadAddon(found.path);
    const before = tf.getNumOfTensors();
    const a = tf.createTensor([2], tf.TF_FLOAT, Float32Array.of(1, 2));
    const b = tf.createTensor([2], tf.TF_FLOAT, Float32Array.of(10, 20));
    const [sum] = tf.executeOp('AddV2', [{ name: 'T', type: tf.TF_ATTR_TYPE, value: tf.TF_FLOAT }], [a, b], 1);
    assert.deepEqual(sum?.shape, [2]);
    assert.deepEqual(tf.tensorDataSync(sum.id), Float32Array.of(11, 22));
    for (const id of [a, b, sum.id]) tf.deleteTensor(id);
    assert.equal(tf.getNumOfTensors(), before);
    assert.equal(tf.TF_Version, test.works ? test.version : '');
  });
});
