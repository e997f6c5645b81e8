import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';
import { findAddon, packageFolder } from '../../../src/backend/tensorflow/addon';
import { installEngine } from '../../../src/engine/provision';
import { ownInstallWay } from '../../../src/engine/own-install';
import { compileAddon } from './fakes';

describe('engine: tfjs-node\'s own install', function () {
  this.timeout(30_000);
  const source = packageFolder('@tensorflow/tfjs-node') ?? '';
  let root: string;
  let cache: string;
  let server: Server;
  let files: Record<string, Buffer>;
  let env: NodeJS.ProcessEnv;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'own-install-'));
    cache = join(root, 'cache');
    files = {};
    server = createServer((request, response) => {
      const file = files[request.url?.split('/').at(-1) ?? ''];
      response.writeHead(file === undefined ? 404 : 200, { 'content-length': file?.length ?? 0 }).end(file);
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const host = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    // The script's own settings for mirrors: of the library, and of the addon.
    env = { PATH: process.env['PATH'], HOME: root, TFJS_NODE_CDN_STORAGE: host, npm_config_tfjs_binding_binary_host_mirror: host, npm_config_nodedir: join(root, 'none') };
  });
  afterEach(async () => {
    server.close();
    await rm(root, { recursive: true });
  });

  const install = (): ReturnType<typeof installEngine> => installEngine({ cache, env, onStep: () => undefined, ways: [ownInstallWay()] });

  it('lets the script work in a copy and keeps what it made', async function () {
    if (process.platform !== 'linux' || process.arch !== 'x64' || !compileAddon(join(root, 'addon.node'), 'right')) this.skip();
    files = {
      'libtensorflow-cpu-linux-x86_64-2.9.1.tar.gz': await tarball({ 'lib/libtensorflow.so.2.9.1': Buffer.from('a library') }),
      'CPU-linux-4.22.0.tar.gz': await tarball({ 'napi-v8/tfjs_binding.node': await readFile(join(root, 'addon.node')) }),
    };
    const before = await stat(source);
    const report = await install();
    assert.deepEqual(report.engine, { path: join(cache, 'engine', 'tfjs-node', 'lib', 'napi-v8', 'tfjs_binding.node'), origin: 'tfjs-node', tensorflow: '0.0.1-fake' });
    assert.equal(findAddon(cache, env).path, report.engine?.path);
    assert.equal(await readFile(join(cache, 'engine', 'tfjs-node', 'deps', 'lib', 'libtensorflow.so.2.9.1'), 'utf8'), 'a library');
    assert.equal((await stat(source)).mtimeMs, before.mtimeMs);
    assert.ok(!existsSync(join(source, 'deps')) && !existsSync(join(source, 'lib')));
  });

  it('says in a sentence that the host can\'t be reached', async () => {
    const packageBefore = await readFile(join(source, 'package.json'), 'utf8');
    env['TFJS_NODE_CDN_STORAGE'] = 'http://127.0.0.1:9/';
    const report = await install();
    assert.equal(report.backend, 'wasm');
    assert.deepEqual(report.attempts, [{ way: 'tfjs-node', outcome: 'failed', detail: 'tfjs-node\'s download host can\'t be reached (Error: connect ECONNREFUSED 127.0.0.1:9).' }]);
    assert.ok(!existsSync(join(cache, 'engine', 'tfjs-node')) && !existsSync(join(cache, 'engine', 'tfjs-node.partial')));
    assert.equal(await readFile(join(source, 'package.json'), 'utf8'), packageBefore);
  });

  it('says so where the host has nothing to offer', async () => {
    const report = await install();
    assert.match(report.attempts[0]?.detail ?? '', /^tfjs-node's own install ended with code 1 \(.+\)\.$/);
  });
});

async function tarball(members: Record<string, Buffer>): Promise<Buffer> {
  const tar = pack();
  for (const [name, content] of Object.entries(members)) tar.entry({ name }, content);
  tar.finalize();
  return gzipSync(await buffer(tar));
}
