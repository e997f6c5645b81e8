import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Interrupted } from '../../../src/base/errors';
import { fetchWheel } from '../../../src/engine/fetch-wheel';
import type { WheelFile } from '../../../src/engine/tensorflow-wheel';
import { type Step, WayBarred } from '../../../src/engine/way';
import { calls, pipBody, program, recipeOf, WHEEL_NAME } from './fakes';

describe('engine: fetching the wheel', function () {
  this.timeout(10_000);
  let root: string;
  let downloads: string;
  let bin: string;
  let log: string;
  let source: string;
  let content: Buffer;
  let wheel: WheelFile;
  let env: NodeJS.ProcessEnv;
  let steps: Step[];
  let server: Server;
  /** What the server sends of the file before it falls silent, and what it was asked for. */
  let sends: number;
  let ranges: (string | undefined)[];

  before(function () {
    if (process.platform === 'win32') this.skip(); // the fake programs need a shebang
  });

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'fetch-wheel-'));
    [downloads, bin, log, source] = [join(root, 'download'), join(root, 'bin'), join(root, 'pip.log'), join(root, 'made.whl')];
    content = Buffer.from(Array.from({ length: 100_000 }, (_, i) => (i * i) % 251));
    await writeFile(source, content);
    [sends, ranges, steps] = [content.length, [], []];
    server = createServer((request, response) => {
      ranges.push(request.headers.range);
      const from = Number(/\d+/.exec(request.headers.range ?? '')?.[0] ?? 0);
      const range = from > 0 ? { 'content-range': `bytes ${from}-${content.length - 1}/${content.length}` } : {};
      response.writeHead(from > 0 ? 206 : 200, { 'content-length': content.length - from, ...range });
      response.write(content.subarray(from, sends));
      if (sends === content.length) response.end();
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    wheel = await recipeOf(source, `http://127.0.0.1:${(server.address() as AddressInfo).port}/${WHEEL_NAME}`);
    await mkdir(bin);
    env = { PATH: bin };
  });
  afterEach(async () => {
    if (server.listening) server.close();
    server.closeAllConnections();
    await rm(root, { recursive: true });
  });

  const fetch = (signal?: AbortSignal): Promise<string> =>
    fetchWheel(wheel, 0, { folder: join(root, 'unused'), downloads, env, signal, onStep: (step) => steps.push(step) });
  const barred = async (): Promise<WayBarred> => {
    const error: unknown = await fetch().then(() => undefined, (thrown: unknown) => thrown);
    assert.ok(error instanceof WayBarred, String(error));
    return error;
  };
  const stopOnce = async (ready: () => Promise<boolean>): Promise<void> => {
    const stop = new AbortController();
    const work = fetch(stop.signal);
    while (!(await ready())) await pause(20);
    stop.abort();
    await assert.rejects(work, Interrupted);
  };
  const sizeOf = (path: string): Promise<number> => stat(path).then(({ size }) => size, () => 0);

  it('takes the file that RESNET_LAB_WHEEL names, where it is', async () => {
    env['RESNET_LAB_WHEEL'] = source;
    assert.equal(await fetch(), source);
    assert.deepEqual(ranges, []);
    assert.deepEqual(await readdir(downloads), []);
  });

  it('refuses a named file that is not there or not the right one, and fetches no other', async () => {
    env['RESNET_LAB_WHEEL'] = join(root, 'none.whl');
    assert.match((await barred()).message, /^RESNET_LAB_WHEEL names \S+none\.whl, which is not there or is no file\.$/);
    const changed = join(root, 'changed.whl');
    await writeFile(changed, content.map((byte, i) => (i === 50_000 ? byte ^ 1 : byte)));
    env['RESNET_LAB_WHEEL'] = changed;
    assert.match((await barred()).message, new RegExp(`^RESNET_LAB_WHEEL names \\S+changed\\.whl, which is not the file expected: expected SHA-256 ${wheel.sha256} `));
    assert.deepEqual(ranges, []);
  });

  it('says which file to put where, and finds it there, whatever a browser called it', async () => {
    server.close();
    wheel = { ...wheel, url: `http://127.0.0.1:9/${WHEEL_NAME}` };
    const [byHand] = (await barred()).mends;
    assert.deepEqual(byHand?.file, { url: wheel.url, name: WHEEL_NAME, bytes: content.length, sha256: wheel.sha256, folder: downloads });
    for (const fact of [WHEEL_NAME, '0.1 MB', wheel.sha256, wheel.url, downloads, 'RESNET_LAB_WHEEL']) assert.ok(byHand.what.includes(fact), fact);
    const dropped = join(downloads, 'fake-1.0 (1).whl');
    await copyFile(source, dropped);
    assert.equal(await fetch(), dropped);
  });

  it('does not take a dropped file of the right size with other content', async () => {
    await mkdir(downloads);
    await writeFile(join(downloads, WHEEL_NAME), Buffer.alloc(content.length));
    assert.deepEqual(await readFile(await fetch()), content);
    assert.equal(ranges.length, 1);
  });

  it('refuses what the host sends with another SHA-256, and keeps none of it', async () => {
    content = Buffer.from(content.map((byte, i) => (i === 50_000 ? byte ^ 1 : byte)));
    const { message } = await barred();
    assert.match(message, new RegExp(`^pip was not found .*could not be fetched from 127\\.0\\.0\\.1:\\d+: the file is not the one expected: expected SHA-256 ${wheel.sha256} `));
    assert.deepEqual(await readdir(downloads), []);
  });

  it('goes on with a download that was stopped', async () => {
    sends = 60_000;
    const part = join(downloads, `${WHEEL_NAME}.part`);
    await stopOnce(async () => (await sizeOf(part)) === 60_000);
    assert.equal(await sizeOf(part), 60_000);
    sends = content.length;
    assert.deepEqual(await readFile(await fetch()), content);
    assert.deepEqual(ranges, [undefined, 'bytes=60000-']);
    assert.ok(!existsSync(part));
    assert.ok(steps.some(({ state, done, total }) => state === 'progress' && Number(done) > 60_000 && total === content.length));
  });

  const halfPip = (): Promise<void> => program(bin, 'pip3', `const fs = require('fs');
    const folder = fs.mkdtempSync(process.env.TMPDIR + '/pip-unpack-');
    fs.writeFileSync(folder + '/${WHEEL_NAME}', fs.readFileSync(${JSON.stringify(source)}).subarray(0, 40000));
    setInterval(() => {}, 1000);`);
  const halfThere = async (): Promise<boolean> => (await readdir(downloads, { recursive: true }).catch(() => [])).some((name) => name.includes('pip-unpack-') && name.endsWith(WHEEL_NAME));

  it('goes on directly with what a stopped pip had fetched', async () => {
    await halfPip();
    await stopOnce(halfThere);
    assert.deepEqual(await readdir(downloads), [`${WHEEL_NAME}.part`]);
    await program(bin, 'pip3', pipBody(source, log));
    assert.deepEqual(await readFile(await fetch()), content);
    assert.deepEqual(ranges, ['bytes=40000-']);
    assert.equal(await calls(log), 0);
  });

  it('lets pip start again where the host can\'t be reached directly', async () => {
    await halfPip();
    await stopOnce(halfThere);
    await program(bin, 'pip3', pipBody(source, log));
    wheel = { ...wheel, url: `http://127.0.0.1:9/${WHEEL_NAME}` };
    assert.deepEqual(await readFile(await fetch()), content);
    assert.equal(await calls(log), 1);
    assert.deepEqual(await readdir(downloads), [WHEEL_NAME]);
  });
});
