import assert from 'node:assert/strict';
import { execFile, execFileSync, spawn } from 'node:child_process';
import { createReadStream, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { Interrupted } from '../../../src/base/errors';
import { acquireDataset, datasetPresent, DATASETS, openDataset } from '../../../src/data/dataset';
import { measureNormalisation } from '../../../src/data/batches';
import { complaint, scratchFolder, withServer } from './support';

describe('data sets by name', () => {
  const scratch = scratchFolder();

  it('names the nearest data set for an unknown one', async () => {
    assert.match(await complaint(openDataset('fashion-minst', { cache: scratch.path })), /there is no data set "fashion-minst"\. Did you mean "fashion-mnist"\?/);
  });

  it('lists classes and shapes that agree with each other', () => {
    assert.equal(DATASETS.cifar100.classes.length, 100);
    assert.deepEqual([...DATASETS.cifar100.classes].sort(), DATASETS.cifar100.classes);
    for (const { classes } of Object.values(DATASETS)) assert.equal(new Set(classes).size, classes.length);
  });

  it('opens the generated one without a cache', async () => {
    const { train, test, source } = await openDataset('shapes', { cache: path.join(scratch.path, 'none') });
    assert.deepEqual([train.size, test.size, source], [10_000, 2_000, 'generated']);
    assert.ok(!existsSync(path.join(scratch.path, 'none')));
    assert.equal(await datasetPresent('shapes', scratch.path), true);
  });
});

describe('acquisition', () => {
  const scratch = scratchFolder();
  let round = 0;
  let cache = '';

  beforeEach(() => {
    cache = path.join(scratch.path, String(round++));
  });

  it('says each way tried, why it failed and what to do', async () => {
    const said = await complaint(acquireDataset('mnist', { cache, mirror: path.join(scratch.path, 'nowhere') }));
    assert.match(said, /^the data set mnist could not be had\. Tried mirror .*nowhere: there is no such file or folder\. Use the data set "shapes".*put train-images-idx3-ubyte\.gz, .* into .*mnist; or set RESNET_LAB_DATA_MIRROR/);
    assert.match(await complaint(acquireDataset('cifar10', { cache, offline: true })), /Tried download: offline was asked for\. .*"shapes"/);
    assert.equal(await datasetPresent('mnist', cache), false);
  });

  it('refuses a mirror\'s wrong file and keeps the cache clean', async () => {
    const mirror = path.join(scratch.path, 'mirror');
    mkdirSync(mirror, { recursive: true });
    for (const { name } of DATASETS.mnist.files) writeFileSync(path.join(mirror, name), 'other');
    assert.match(await complaint(acquireDataset('mnist', { cache, mirror })), /train-images-idx3-ubyte\.gz: the file is not the one expected: expected SHA-256 440fcabf.* \(9912422 bytes\), found [0-9a-f]{64} \(5 bytes\)/);
    assert.deepEqual(readdirSync(path.join(cache, 'datasets', 'mnist')), []);
  });

  it('asks a mirror for the file in the data set\'s folder, then beside it', async () => {
    const asked: (string | undefined)[] = [];
    await withServer((request, response) => {
      asked.push(request.url);
      response.writeHead(404).end();
    }, async (base) => assert.match(await complaint(acquireDataset('cifar10', { cache, mirror: `${base}sets` })), /cifar-10-binary\.tar\.gz: the server answered 404/));
    assert.deepEqual(asked, ['/sets/cifar10/cifar-10-binary.tar.gz', '/sets/cifar-10-binary.tar.gz']);
  });

  it('moves a wrong file in the cache aside and says so', async () => {
    const folder = path.join(cache, 'datasets', 'cifar10');
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, 'cifar-10-binary.tar.gz'), 'mine');
    assert.match(await complaint(acquireDataset('cifar10', { cache, offline: true })), /the cache: .*cifar-10-binary\.tar\.gz is not the file expected, it was moved aside to cifar-10-binary\.tar\.gz\.rejected: expected SHA-256 c4a38c50/);
    assert.equal(readFileSync(path.join(folder, 'cifar-10-binary.tar.gz.rejected'), 'utf8'), 'mine');
  });

  it('says so where there is no apt-get', async function () {
    if (existsSync('/usr/share/datasets/fashion-mnist')) {
      console.log('      skipped: the Debian package is installed here, and would be taken');
      this.skip();
    }
    await withPath('', async () => {
      const said = await complaint(acquireDataset('fashion-mnist', { cache, mirror: 'http://127.0.0.1:9/' }));
      assert.match(said, /Tried mirror http:.*: the server could not be reached: .*; installed Debian package: there is no .*; Debian package: apt-get is not on this system\. Use the data set "shapes"/);
    });
    assert.deepEqual(readdirSync(path.join(cache, 'datasets', 'fashion-mnist')), []);
  });

  it('stops when asked to', async () => {
    await assert.rejects(acquireDataset('mnist', { cache, mirror: scratch.path, signal: AbortSignal.abort() }), Interrupted);
  });
});

/** Runs `use` while commands are looked for in `folders`. */
async function withPath(folders: string, use: () => Promise<void>): Promise<void> {
  const before = process.env['PATH'];
  process.env['PATH'] = folders;
  try {
    await use();
  } finally {
    process.env['PATH'] = before;
  }
}

/** Why Debian's package can't be had here; undefined where it can. */
function noDebian(): string | undefined {
  try {
    execFileSync('apt-get', ['--version'], { stdio: 'ignore' });
    execFileSync('dpkg', ['--version'], { stdio: 'ignore' });
    return undefined;
  } catch {
    return 'this is no Debian or Ubuntu';
  }
}

describe('Fashion-MNIST, for real', function () {
  this.timeout(180_000);
  const scratch = scratchFolder();
  const folderIn = (cache: string) => path.join(cache, 'datasets', 'fashion-mnist');
  let cache = '';
  let source = '';

  before(async function () {
    cache = path.join(scratch.path, 'cache');
    try {
      // A port where nobody listens stands for the official server that can't be reached.
      source = (await acquireDataset('fashion-mnist', { cache, mirror: 'http://127.0.0.1:9/' })).source;
    } catch (error) {
      const why = noDebian() ?? (/Unable to locate|Failed to fetch|Temporary failure|Could not resolve/.test(String(error)) ? 'its package servers can\'t be reached' : undefined);
      if (why === undefined) throw error;
      console.log(`      skipped: Debian's package of Fashion-MNIST can't be had, ${why}`);
      this.skip();
    }
  });

  it('comes from Debian\'s package where nothing else can be had, and leaves nothing else in the cache', () => {
    assert.match(source, /Debian package/);
    assert.deepEqual(readdirSync(folderIn(cache)).sort(), ['source.json', ...DATASETS['fashion-mnist'].files.map(({ name }) => name)].sort());
  });

  it('is read whole, with the images that it is known for', async () => {
    const dataset = await openDataset('fashion-mnist', { cache, offline: true });
    assert.deepEqual([dataset.train.size, dataset.test.size], [60_000, 10_000]);
    assert.equal(dataset.source, source);
    assert.deepEqual(Array.from(dataset.train.labels.subarray(0, 5)), [9, 0, 0, 3, 0]);
    assert.equal(dataset.classes[dataset.test.labels[0] as number], 'Ankle boot');
    const { mean, std } = await measureNormalisation(dataset.train, dataset.shape);
    assert.ok(Math.abs((mean[0] as number) - 0.286) < 0.003 && Math.abs((std[0] as number) - 0.353) < 0.003, `${String(mean[0])} ${String(std[0])}`);
    assert.equal(await datasetPresent('fashion-mnist', cache), true);
  });

  it('comes from Debian\'s package also where the system has no package lists', async function () {
    if (existsSync('/usr/share/datasets/fashion-mnist')) {
      console.log('      skipped: the Debian package is installed here, and would be taken');
      this.skip();
    }
    const bin = path.join(scratch.path, 'bin');
    mkdirSync(bin);
    const real = execFileSync('sh', ['-c', 'command -v apt-get'], { encoding: 'utf8' }).trim();
    const noLists = `#!/bin/sh\ncase "$*" in *Dir::State*) exec ${real} "$@";; *) echo 'E: Unable to locate package' >&2; exit 100;; esac\n`;
    writeFileSync(path.join(bin, 'apt-get'), noLists, { mode: 0o755 });
    await withPath(`${bin}:${String(process.env['PATH'])}`, async () => {
      const found = await acquireDataset('fashion-mnist', { cache: path.join(scratch.path, 'no-lists'), mirror: 'http://127.0.0.1:9/' });
      assert.equal(found.source, 'Debian package');
    });
  });

  it('is hashed once: what is in the cache is taken without a look at the network, until it changes', async () => {
    const labels = path.join(folderIn(cache), 't10k-labels-idx1-ubyte.gz');
    const sound = readFileSync(labels);
    const then = new Date(1_600_000_000_000);
    const changeTo = (bytes: Buffer, time = new Date()): void => {
      writeFileSync(labels, bytes);
      utimesSync(labels, time, time);
    };
    changeTo(sound, then);
    assert.equal((await acquireDataset('fashion-mnist', { cache, offline: true })).source, source);
    changeTo(Buffer.alloc(sound.length), then); // unseen, since neither size nor time of change differ: so it was not hashed again
    assert.equal((await acquireDataset('fashion-mnist', { cache, offline: true })).source, source);
    const lock = path.join(folderIn(cache), '.lock');
    writeFileSync(lock, '1 another-machine\n');
    assert.equal((await acquireDataset('fashion-mnist', { cache, offline: true })).source, source);
    rmSync(lock);
    changeTo(Buffer.alloc(sound.length));
    assert.match(await complaint(acquireDataset('fashion-mnist', { cache, offline: true, mirror: path.join(scratch.path, 'nowhere') })), /t10k-labels-idx1-ubyte\.gz\.rejected/);
    changeTo(sound);
    assert.equal((await acquireDataset('fashion-mnist', { cache, offline: true })).source, source);
  });

  it('comes from a mirror, by folder and over HTTP', async () => {
    const folder = folderIn(cache);
    const byFolder = await acquireDataset('fashion-mnist', { cache: path.join(scratch.path, 'second'), mirror: folder, offline: true });
    assert.equal(byFolder.source, `mirror ${folder}`);
    await withServer((request, response) => {
      const file = path.join(folder, path.basename(request.url ?? ''));
      response.setHeader('content-length', statSync(file).size);
      createReadStream(file).pipe(response);
    }, async (base) => {
      const third = path.join(scratch.path, 'third');
      assert.equal((await acquireDataset('fashion-mnist', { cache: third, mirror: base })).source, `mirror ${base}`);
      assert.equal((await openDataset('fashion-mnist', { cache: third, offline: true })).test.size, 10_000);
    });
  });

  it('is the official content: with the official gzip header before it, the files have the official SHA-256', async () => {
    const mirror = path.join(scratch.path, 'official');
    mkdirSync(mirror);
    for (const { name, bytes } of DATASETS['fashion-mnist'].files) {
      const packed = readFileSync(path.join(folderIn(cache), name));
      const header = Buffer.from([0x1f, 0x8b, 8, 8, 0, 0, 0, 0, packed.readUInt8(8), 3]); // flag: a file name follows
      header.writeUInt32LE(name.startsWith('train') ? 1504176606 : 1504176627, 4); // when the authors compressed them
      const official = Buffer.concat([header, Buffer.from(`${name.replace('.gz', '')}\0`), packed.subarray(10)]);
      assert.equal(official.length, bytes);
      writeFileSync(path.join(mirror, name), official);
    }
    const { stdout } = await promisify(execFile)(process.execPath, ['-e', `for (const f of process.argv.slice(1)) console.log(require('crypto').createHash('sha256').update(require('fs').readFileSync(f)).digest('hex'))`, ...DATASETS['fashion-mnist'].files.map(({ name }) => path.join(mirror, name))]);
    assert.deepEqual(stdout.trim().split('\n'), DATASETS['fashion-mnist'].files.map((facts) => facts.sha256));
  });

  it('goes on after it was killed while downloading', async () => {
    const folder = folderIn(cache);
    const killed = path.join(scratch.path, 'killed');
    const ranges: (string | undefined)[] = [];
    await withServer((request, response) => {
      const file = path.join(folder, path.basename(request.url ?? ''));
      const { size } = statSync(file);
      ranges.push(request.headers.range);
      const from = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
      response.writeHead(from > 0 ? 206 : 200, { 'content-length': size - from, ...(from > 0 ? { 'content-range': `bytes ${String(from)}-${String(size - 1)}/${String(size)}` } : {}) });
      if (ranges.length === 1) createReadStream(file, { end: 5_000_000 }).pipe(response, { end: false });
      else createReadStream(file, { start: from }).pipe(response);
    }, async (base) => {
      const program = `require('tsx/cjs'); require('./src/data/dataset').acquireDataset('fashion-mnist', ${JSON.stringify({ cache: killed, mirror: base })})`;
      const child = spawn(process.execPath, ['-e', program], { stdio: 'ignore' });
      const part = path.join(folderIn(killed), 'train-images-idx3-ubyte.gz.part');
      while (!existsSync(part) || statSync(part).size < 5_000_000) await new Promise((resolve) => setTimeout(resolve, 20));
      child.kill('SIGKILL');
      await new Promise((resolve) => child.once('exit', resolve));
      assert.equal((await acquireDataset('fashion-mnist', { cache: killed, mirror: base })).source, `mirror ${base}`);
    });
    assert.equal(ranges[1], 'bytes=5000001-');
    rmSync(killed, { recursive: true });
  });
});
