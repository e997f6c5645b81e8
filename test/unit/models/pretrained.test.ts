import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Interrupted } from '../../../src/base/errors';
import { fetchPretrained } from '../../../src/models/pretrained';
import { PRETRAINED, PRETRAINED_BASE, pretrainedFile } from '../../../src/models/pretrained-table';
import { ARCHITECTURE_NAMES } from '../../../src/resnet/catalogue';
import { complaint, scratchFolder, withServer } from '../data/support';
import published from '../../reference/fixtures/pretrained.json' with { type: 'json' };

const NAME = 'resnet18-f37072fd';
const FILE = `${NAME}.pth`;

/** Stands for a published file, of which the smallest has 45 MB. */
const content = Buffer.from(Array.from({ length: 200_000 }, (_, k) => (k * k) % 241));
const digest = createHash('sha256').update(content).digest('hex');

describe('models: published weights', () => {
  describe('the table', () => {
    it("is torchvision's own, file by file", () => {
      assert.equal(PRETRAINED.length, 17);
      assert.deepEqual(
        PRETRAINED.map(({ name, architecture, preprocessing, top1, bytes }) => ({ file: `${name}.pth`, architecture, resize: preprocessing === 'v1' ? [256] : [232], top1: Number((100 * top1).toFixed(3)), mebibytes: Number((bytes / 1024 ** 2).toFixed(3)) })),
        published.map(({ file, architecture, resize, top1, mebibytes }) => ({ file, architecture, resize, top1, mebibytes })),
      );
      for (const { base, crop, mean, std, interpolation, antialias } of published) {
        assert.deepEqual({ base, crop, mean, std, interpolation, antialias }, { base: PRETRAINED_BASE, crop: [224], mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225], interpolation: 'bilinear', antialias: true });
      }
    });

    it('names architectures of the catalogue, and hashes', () => {
      for (const { name, architecture } of PRETRAINED) {
        assert.ok(ARCHITECTURE_NAMES.includes(architecture), architecture);
        assert.match(name, /-[0-9a-f]{8}$/);
      }
    });

    it('finds a file with or without its ending', () => {
      assert.equal(pretrainedFile(FILE), PRETRAINED[0]);
      assert.equal(pretrainedFile(NAME), PRETRAINED[0]);
      assert.equal(pretrainedFile('resnet18'), undefined);
    });
  });

  describe('fetching', () => {
    const scratch = scratchFolder();
    let folder = '';
    let target = '';
    const first: { name: string } = PRETRAINED[0] ?? assert.fail();

    // The table's first entry carries the hash of that content while these tests run.
    before(() => {
      first.name = `resnet18-${digest.slice(0, 8)}`;
    });
    after(() => {
      first.name = NAME;
    });

    const name = `resnet18-${digest.slice(0, 8)}`;
    const file = `${name}.pth`;

    beforeEach(() => {
      folder = join(scratch.path, 'kept');
      rmSync(folder, { recursive: true, force: true });
      target = join(folder, file);
    });
    const serveContent = (request: { url?: string | undefined; headers: Record<string, unknown> }, response: { writeHead(status: number, headers?: object): { end(body?: Buffer): void } }): void => {
      const from = Number(/bytes=(\d+)-/.exec(String(request.headers['range']))?.[1] ?? 0);
      if (request.url !== `/models/${file}`) response.writeHead(404).end();
      else if (from > 0) response.writeHead(206, { 'content-range': `bytes ${from}-${content.length - 1}/${content.length}` }).end(content.subarray(from));
      else response.writeHead(200, { 'content-length': content.length }).end(content);
    };

    it('downloads, checks the first digits of the hash, and tells its progress', async () => {
      const told: number[] = [];
      await withServer(serveContent, async (base) => {
        assert.equal(await fetchPretrained(name, { base: `${base}models`, folder, onProgress: ({ done, total }) => told.push(done, total ?? -1) }), target);
      });
      assert.deepEqual(readFileSync(target), content);
      assert.deepEqual(told.slice(-2), [content.length, content.length]);
      assert.ok(!existsSync(`${target}.lock`));
    });

    it('goes on where an earlier download stopped', async () => {
      mkdirSync(folder, { recursive: true });
      writeFileSync(`${target}.part`, content.subarray(0, 70_000));
      const ranges: unknown[] = [];
      await withServer((request, response) => {
        ranges.push(request.headers.range);
        serveContent(request, response);
      }, async (base) => {
        await fetchPretrained(file, { base: `${base}models/`, folder });
      });
      assert.deepEqual(ranges, ['bytes=70000-']);
      assert.deepEqual(readFileSync(target), content);
    });

    it('downloads once where two want it at the same time', async () => {
      let asked = 0;
      await withServer((request, response) => {
        asked++;
        serveContent(request, response);
      }, async (base) => {
        const wish = { base: `${base}models/`, folder };
        assert.deepEqual(await Promise.all([fetchPretrained(name, wish), fetchPretrained(name, wish)]), [target, target]);
      });
      assert.equal(asked, 1);
    });

    it('takes it from a folder, as a path or as a file URL', async () => {
      const source = join(scratch.path, 'a folder');
      mkdirSync(source, { recursive: true });
      writeFileSync(join(source, file), content);
      for (const base of [source, pathToFileURL(source).href]) {
        assert.equal(await fetchPretrained(name, { base, folder }), target);
        assert.deepEqual(readFileSync(target), content);
        rmSync(folder, { recursive: true });
      }
      writeFileSync(join(source, file), content.subarray(1));
      assert.match(await complaint(fetchPretrained(name, { base: source, folder })), /expected a SHA-256 that begins with [0-9a-f]{8}, found [0-9a-f]{64} \(199999 bytes\)/);
      assert.ok(!existsSync(target) && !existsSync(`${target}.copy`));
    });

    it('uses what lies in the folder without asking anybody', async () => {
      mkdirSync(folder, { recursive: true });
      writeFileSync(target, content);
      assert.equal(await fetchPretrained(name, { base: join(scratch.path, 'nowhere'), folder }), target);
    });

    it('refuses a wrong file in the folder, and leaves it alone', async () => {
      mkdirSync(folder, { recursive: true });
      writeFileSync(target, 'something else');
      const said = await complaint(fetchPretrained(name, { base: join(scratch.path, 'nowhere'), folder }));
      assert.ok(said.startsWith(`${target}: the file is not the one expected: expected a SHA-256 that begins with ${digest.slice(0, 8)}`), said);
      assert.match(said, /Delete it, then it is fetched again/);
      assert.equal(readFileSync(target, 'utf8'), 'something else');
    });

    it('keeps nothing of a download with another hash', async () => {
      await withServer((_request, response) => response.end(content.subarray(5)), async (base) => {
        assert.match(await complaint(fetchPretrained(name, { base, folder })), /could not be had: .*the file is not the one expected: expected a SHA-256 that begins with/);
      });
      assert.ok(!existsSync(target) && !existsSync(`${target}.part`));
    });

    it('says which file to put where, where it cannot be fetched', async () => {
      const nowhere = await complaint(fetchPretrained(name, { base: join(scratch.path, 'nowhere'), folder }));
      assert.ok(nowhere.includes(`get ${PRETRAINED_BASE}${file} elsewhere and put it at ${target}`), nowhere);
      await withServer((_request, response) => response.writeHead(404).end(), async (base) => {
        const refused = await complaint(fetchPretrained(name, { base, folder }));
        assert.ok(refused.includes('the server answered 404') && refused.includes(`put it at ${target}`), refused);
      });
    });

    it('names the nearest file where there is none of a name', async () => {
      assert.match(await complaint(fetchPretrained('resnet50-11ad3fa7', { folder })), /no weights called "resnet50-11ad3fa7"\. Did you mean "resnet50-11ad3fa6"\?/);
      assert.ok(!existsSync(folder));
    });

    it('stops when asked to', async () => {
      const stop = new AbortController();
      await withServer((_request, response) => {
        response.writeHead(200, { 'content-length': content.length });
        response.write(content.subarray(0, 50_000)); // and then nothing more
      }, async (base) => {
        await assert.rejects(fetchPretrained(name, { base, folder, signal: stop.signal, onProgress: () => stop.abort() }), Interrupted);
      });
      assert.equal(readFileSync(`${target}.part`).length, 50_000);
    });
  });
});
