import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { request as forward, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer } from 'node:net';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { Interrupted } from '../../../src/base/errors';
import type { FileFacts } from '../../../src/data/catalogue';
import { download, type DownloadOptions } from '../../../src/data/download';
import { complaint, scratchFolder, withServer } from './support';

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
const content = Buffer.from(Array.from({ length: 300_000 }, (_, k) => (k * k) % 251));
const facts: FileFacts = { name: 'file.bin', bytes: content.length, sha256: sha256(content) };

/** Answers as a server that knows ranges. */
function serve(request: IncomingMessage, response: ServerResponse): void {
  const from = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
  if (from >= content.length) {
    response.writeHead(416, { 'content-range': `bytes */${String(content.length)}` }).end();
    return;
  }
  const rest = content.subarray(from);
  if (from > 0) response.writeHead(206, { 'content-length': rest.length, 'content-range': `bytes ${String(from)}-${String(content.length - 1)}/${String(content.length)}` });
  else response.writeHead(200, { 'content-length': rest.length });
  response.end(rest);
}

describe('download', () => {
  const scratch = scratchFolder();
  let target = '';

  beforeEach(() => {
    rmSync(path.join(scratch.path, 'd'), { recursive: true, force: true });
    mkdirSync(path.join(scratch.path, 'd'));
    target = path.join(scratch.path, 'd', 'file.bin');
  });

  const get = (url: string, options: DownloadOptions = {}): Promise<void> => download(url, target, facts, { patience: 1, ...options });

  it('fetches a file, tells its progress and leaves no part behind', async () => {
    const told: number[] = [];
    await withServer(serve, async (base) => {
      await get(`${base}file.bin`, { onProgress: ({ done, total }) => told.push(done, total ?? -1) });
    });
    assert.deepEqual(readFileSync(target), content);
    assert.ok(!existsSync(`${target}.part`));
    assert.deepEqual(told.slice(-2), [content.length, content.length]);
  });

  it('goes on where an earlier call stopped', async () => {
    writeFileSync(`${target}.part`, content.subarray(0, 100_000));
    const ranges: (string | undefined)[] = [];
    await withServer((request, response) => {
      ranges.push(request.headers.range);
      serve(request, response);
    }, (base) => get(`${base}file.bin`));
    assert.deepEqual(ranges, ['bytes=100000-']);
    assert.deepEqual(readFileSync(target), content);
  });

  it('takes a part that is complete already', async () => {
    writeFileSync(`${target}.part`, content);
    await withServer(serve, (base) => get(`${base}file.bin`));
    assert.deepEqual(readFileSync(target), content);
  });

  /** Waits until so many bytes are in the file: what a cut connection still held would be lost. */
  async function arrived(bytes: number): Promise<void> {
    while ((statSync(`${target}.part`, { throwIfNoEntry: false })?.size ?? 0) < bytes) await new Promise((resolve) => setTimeout(resolve, 10));
  }

  it('goes on after the connection is cut, as often as it is', async () => {
    const ranges: (string | undefined)[] = [];
    await withServer((request, response) => {
      ranges.push(request.headers.range);
      if (ranges.length > 3) {
        serve(request, response);
        return;
      }
      const from = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
      response.writeHead(from > 0 ? 206 : 200, { 'content-length': content.length - from, 'content-range': `bytes ${String(from)}-${String(content.length - 1)}/${String(content.length)}` });
      response.write(content.subarray(from, from + 70_000), () => void arrived(from + 70_000).then(() => response.destroy()));
    }, (base) => get(`${base}file.bin`));
    assert.deepEqual(ranges, [undefined, 'bytes=70000-', 'bytes=140000-', 'bytes=210000-']);
    assert.deepEqual(readFileSync(target), content);
  });

  it('starts afresh where the server sends the whole file instead of the rest', async () => {
    writeFileSync(`${target}.part`, Buffer.alloc(1000, 9));
    await withServer((_request, response) => response.writeHead(200, { 'content-length': content.length }).end(content), (base) => get(`${base}file.bin`));
    assert.deepEqual(readFileSync(target), content);
  });

  it('starts afresh where the part is longer than the file, of another file, or answered with another range', async () => {
    writeFileSync(`${target}.part`, Buffer.alloc(content.length + 5));
    await withServer(serve, (base) => get(`${base}file.bin`));
    assert.deepEqual(readFileSync(target), content);
    rmSync(target);
    writeFileSync(`${target}.part`, Buffer.alloc(1000, 9));
    await withServer(serve, (base) => get(`${base}file.bin`));
    assert.deepEqual(readFileSync(target), content);
    rmSync(target);
    writeFileSync(`${target}.part`, content.subarray(0, 1000));
    await withServer((request, response) => {
      if (request.headers.range === undefined) serve(request, response);
      else response.writeHead(206, { 'content-range': `bytes 0-9/${String(content.length)}` }).end(content.subarray(0, 10));
    }, (base) => get(`${base}file.bin`));
    assert.deepEqual(readFileSync(target), content);
  });

  it('rejects another file, says what it expected and found, and deletes the part', async () => {
    const other = Buffer.alloc(1000, 1);
    const said = await new Promise<string>((resolve, reject) => {
      withServer((_request, response) => response.end(other), async (base) => resolve(await complaint(get(`${base}file.bin`)))).catch(reject);
    });
    assert.match(said, new RegExp(`file\\.bin: the file is not the one expected: expected SHA-256 ${facts.sha256} \\(300000 bytes\\), found ${sha256(other)} \\(1000 bytes\\)`));
    assert.ok(!existsSync(target) && !existsSync(`${target}.part`));
  });

  it('takes the same content compressed anew where its hash is known', async () => {
    const anew = gzipSync(content, { level: 1 });
    const compressed: FileFacts = { name: 'file.gz', bytes: 10_000, sha256: sha256(gzipSync(content)).replace(/./, 'x'), contentSha256: sha256(content) };
    await withServer((_request, response) => response.end(anew), (base) => download(base, target, compressed));
    assert.deepEqual(readFileSync(target), anew);
  });

  it('stops at a file larger than it may be', async () => {
    await withServer((_request, response) => response.end(Buffer.alloc(600_000)), async (base) => {
      assert.match(await complaint(get(base)), /the file is larger than expected \(300000 bytes\)/);
    });
    assert.ok(!existsSync(`${target}.part`));
  });

  it('tries again after a server error, not after a refusal', async () => {
    let asked = 0;
    await withServer((request, response) => {
      if (++asked < 3) response.writeHead(503).end();
      else serve(request, response);
    }, (base) => get(base));
    assert.equal(asked, 3);
    asked = 0;
    await withServer((_request, response) => {
      asked++;
      response.writeHead(404).end('no');
    }, async (base) => assert.match(await complaint(get(base)), /the server answered 404/));
    assert.equal(asked, 1);
    asked = 0;
    await withServer((_request, response) => {
      asked++;
      response.writeHead(500).end();
    }, async (base) => assert.match(await complaint(get(base)), /the server answered 500 \(5 tries\)/));
    assert.equal(asked, 5);
  });

  it('follows a redirection', async () => {
    await withServer((request, response) => {
      if (request.url === '/file.bin') serve(request, response);
      else response.writeHead(302, { location: '/file.bin' }).end();
    }, (base) => get(`${base}moved`));
    assert.deepEqual(readFileSync(target), content);
  });

  it('fails at once where nobody listens', async () => {
    const unused = await new Promise<number>((resolve) => {
      const probe = createServer().listen(0, '127.0.0.1', () => {
        const address = probe.address();
        probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
      });
    });
    const began = Date.now();
    assert.match(await complaint(get(`http://127.0.0.1:${String(unused)}/file.bin`, { patience: 500 })), /the server could not be reached: .*ECONNREFUSED/);
    assert.ok(Date.now() - began < 2000);
  });

  it('stops when asked to, keeps what it has, and goes on later', async () => {
    const stop = new AbortController();
    await withServer((request, response) => {
      if (request.headers.range !== undefined) {
        serve(request, response);
        return;
      }
      response.writeHead(200, { 'content-length': content.length });
      response.write(content.subarray(0, 50_000)); // and then nothing more
    }, async (base) => {
      await assert.rejects(get(base, { signal: stop.signal, onProgress: ({ done }) => { if (done === 50_000) stop.abort(); } }), Interrupted);
      assert.equal(readFileSync(`${target}.part`).length, 50_000);
      await get(base);
    });
    assert.deepEqual(readFileSync(target), content);
  });

  it('goes through the proxy of the environment, and round it for NO_PROXY', async () => {
    const asked: (string | undefined)[] = [];
    await withServer(serve, async (base) => {
      const proxy = (request: IncomingMessage, response: ServerResponse): void => {
        asked.push(request.url);
        const url = new URL(request.url ?? '');
        forward({ host: '127.0.0.1', port: new URL(base).port, path: url.pathname, headers: request.headers }, (answer) => {
          response.writeHead(answer.statusCode ?? 500, answer.headers);
          answer.pipe(response);
        }).end();
      };
      await withServer(proxy, async (proxyUrl) => {
        await withEnvironment({ HTTP_PROXY: proxyUrl, NO_PROXY: '127.0.0.1' }, async () => {
          await get('http://data.invalid/file.bin');
          assert.deepEqual(asked, ['http://data.invalid/file.bin']);
          assert.deepEqual(readFileSync(target), content);
          await get(`${base}file.bin`);
          assert.equal(asked.length, 1);
        });
      });
    });
    await withEnvironment({ HTTP_PROXY: 'http://', NO_PROXY: undefined }, async () => {
      assert.match(await complaint(get('http://data.invalid/file.bin')), /the proxy's address is not valid/);
    });
  });

  it('says that the disk is full', async function () {
    if (!existsSync('/dev/full')) {
      console.log('      skipped: there is no /dev/full here');
      this.skip();
    }
    symlinkSync('/dev/full', `${target}.part`);
    await withServer(serve, async (base) => {
      assert.match(await complaint(get(base)), /file\.bin\.part: the disk is full\. Free some space/);
    });
  });
});

/** Runs `use` with the environment changed, proxies of the machine itself left out. */
async function withEnvironment(changes: Record<string, string | undefined>, use: () => Promise<void>): Promise<void> {
  const names = ['http_proxy', 'https_proxy', 'no_proxy', 'HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY'];
  const before = names.map((name) => process.env[name]);
  for (const name of names) Reflect.deleteProperty(process.env, name);
  for (const [name, value] of Object.entries(changes)) if (value !== undefined) process.env[name] = value;
  try {
    await use();
  } finally {
    names.forEach((name, k) => {
      const value = before[k];
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
    });
  }
}
