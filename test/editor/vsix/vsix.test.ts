import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { type Entry, open as openZip } from 'yauzl';
import { OUTPUT, ROOT } from '../output';
import { Workbench } from '../workbench';

const run = promisify(execFile);
/** Where a VSIX has the extension's files. */
const PREFIX = 'extension/';
const FOLDER = join(OUTPUT, 'vsix');
const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
const UNIVERSAL = join(FOLDER, `resnet-lab-${version}.vsix`);
const LINUX = join(FOLDER, `resnet-lab-linux-x64-${version}.vsix`);

/** What every package has under dist/, beside the packages that decode pictures. */
const BUNDLES = ['engine.js', 'extension.js', 'panel.js', 'renderer.js', 'report.css', 'report.js', 'tfjs-backend-wasm-simd.wasm', 'trial.js'];
const DECODER = ['@img/colour', 'detect-libc', 'semver', 'sharp'];

describe('The VSIX files', function () {
  this.timeout(180_000);
  let universal: Map<string, Buffer>;
  let linux: Map<string, Buffer>;
  let unpacked: string;

  before(async () => {
    await run(process.execPath, [join(ROOT, 'scripts', 'package.mjs'), FOLDER], { cwd: ROOT });
    [universal, linux] = [await unzip(UNIVERSAL), await unzip(LINUX)];
    unpacked = mkdtempSync(join(tmpdir(), 'resnet-lab-vsix-'));
  });
  after(() => rmSync(unpacked, { recursive: true, force: true }));

  it('have what runs and nothing else', () => {
    const common = ['package.json', 'readme.md', 'LICENSE.txt', ...readdirSync(ROOT).filter((name) => /^package\.nls.*\.json$/.test(name)), ...['l10n', 'media', 'notebooks'].flatMap(filesUnder)];
    assert.deepEqual(besidesDecoder(universal), [...common, ...BUNDLES.map((name) => `dist/${name}`)].sort());
    assert.deepEqual(besidesDecoder(linux), [...common, ...BUNDLES.map((name) => `dist/${name}`), 'dist/native/resnet_lab.node', 'dist/native/tfjs_binding.node'].sort());
    assert.deepEqual(packages(universal), [...DECODER, '@emnapi/runtime', '@img/sharp-wasm32', 'tslib'].sort());
    assert.deepEqual(packages(linux), [...DECODER, '@img/sharp-libvips-linux-x64', '@img/sharp-linux-x64'].sort());
    for (const name of [...universal.keys(), ...linux.keys()]) assert.doesNotMatch(name, /\.(map|ts|mts|cts|cc|gyp)$|\/(src|test)\//);
  });

  it('decode pictures with what they bring', async () => {
    for (const [name, files] of Object.entries({ universal, linux })) {
      const folder = join(unpacked, name);
      for (const [path, content] of files) {
        const file = join(folder, path);
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, content);
      }
      const script = "const sharp = require('sharp'); sharp({ create: { width: 4, height: 4, channels: 3, background: 'red' } }).webp().toBuffer().then((webp) => sharp(webp).raw().toBuffer()).then((raw) => console.log(raw.length, sharp.versions.emscripten === undefined))";
      const { stdout } = await run(process.execPath, ['-e', script], { cwd: join(folder, 'dist') });
      assert.equal(stdout.trim(), `48 ${String(name === 'linux')}`);
    }
  });

  it('installed into a clean profile, train with WASM', async () => {
    const cache = mkdtempSync(join(tmpdir(), 'resnet-lab-cache-'));
    const source = ['train:', '  architecture: resnet8', '  dataset: shapes', '  limit: 64', '  testLimit: 32', '  batch: 16', '  epochs: 1'];
    const files = { 'lab.resnb': JSON.stringify({ version: 1, cells: [{ kind: 'code', source }] }) };
    const workbench = await Workbench.open({ name: 'vsix-smoke', files, vsix: [UNIVERSAL], development: [], settings: { 'resnetLab.backend': 'wasm' }, env: { RESNET_LAB_CACHE: cache } });
    try {
      await workbench.openFile('lab.resnb');
      await workbench.runAll();
      const view = await workbench.view('notebook', 'done');
      assert.match(await view.words(), /^Line chart of loss by .*: from \d/);
      await workbench.page.locator('.cell-statusbar-container', { hasText: 'wasm' }).first().waitFor();
      await workbench.picture('trained');
    } finally {
      await workbench.close();
      rmSync(cache, { recursive: true, force: true });
    }
  });
});

/** The files of the extension in a VSIX, by path. */
function unzip(file: string): Promise<Map<string, Buffer>> {
  const found = new Map<string, Buffer>();
  return new Promise((resolve, reject) => {
    openZip(file, { lazyEntries: true }, (error, zip) => {
      if (error !== null) return reject(error);
      zip.once('end', () => resolve(found)).once('error', reject);
      zip.on('entry', (entry: Entry) => {
        zip.openReadStream(entry, (failure, stream) => {
          if (failure !== null) return reject(failure);
          void buffer(stream).then((content) => {
            if (entry.fileName.startsWith(PREFIX)) found.set(entry.fileName.slice(PREFIX.length), content);
            zip.readEntry();
          }, reject);
        });
      });
      zip.readEntry();
    });
  });
}

function besidesDecoder(files: Map<string, Buffer>): string[] {
  return [...files.keys()].filter((name) => !name.startsWith('dist/node_modules/')).sort();
}

function packages(files: Map<string, Buffer>): string[] {
  const names = [...files.keys()].flatMap((name) => /^dist\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(name)?.[1] ?? []);
  return [...new Set(names)].sort();
}

function filesUnder(folder: string): string[] {
  const entries = readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => relative(ROOT, join(entry.parentPath, entry.name)));
}
