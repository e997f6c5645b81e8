#!/usr/bin/env node
// Makes the VSIX files: `npm run package`, or with a folder for them as the argument. The universal one computes with WASM and decodes
// pictures with WASM; the one for Linux x64 brings native parts for both: the addons that reach TensorFlow, and sharp's library.
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, checkNode, handleSignals, installDependencies, root, run, step, Stop } from './start.mjs';
import { cache, getTools, toolsFolder } from './tools.mjs';

const PACKAGING = join(root, 'packaging');
/** The addons, by their names in the engine's folder. */
const ADDONS = ['tfjs_binding.node', 'resnet_lab.node'].map((file) => join(cache, 'engine', 'wheel', file));
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const { name, version } = manifest;
const own = join(root, 'node_modules');
const fetched = join(toolsFolder('packaging'), 'node_modules');

/** What is packed: all of these as .vscodeignore allows, and under dist/node_modules the packages that decode pictures. */
const SOURCES = ['.vscodeignore', 'package.nls.json', 'package.nls.ko.json', 'README.md', 'LICENSE', 'dist', 'l10n', 'media', 'notebooks'];

/** Packages that are no part of the bundles, with those that they need. `folders` are looked through in turn. */
function closure(names, folders) {
  const found = new Map();
  const add = (wanted) => {
    if (found.has(wanted)) return;
    const folder = folders.map((place) => join(place, wanted)).find((place) => existsSync(place));
    if (folder === undefined) throw new Stop(`The package ${wanted} is not there: run npm ci, then this again.`);
    found.set(wanted, folder);
    Object.keys(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).dependencies ?? {}).forEach(add);
  };
  names.forEach(add);
  return found;
}

/** The manifest without what npm alone reads. */
function editorManifest() {
  const npmOnly = ['private', 'bin', 'files', 'scripts', 'dependencies', 'devDependencies'];
  return Object.fromEntries(Object.entries(manifest).filter(([key]) => !npmOnly.includes(key)));
}

/** Packs one VSIX; answers its path. `target` is VS Code's name of the platform; none for all. */
async function pack(out, { target, packages, addons = [] }) {
  const stage = mkdtempSync(join(tmpdir(), 'resnet-lab-package-'));
  try {
    for (const source of SOURCES.filter((path) => existsSync(join(root, path)))) cpSync(join(root, source), join(stage, source), { recursive: true });
    writeFileSync(join(stage, 'package.json'), JSON.stringify(editorManifest(), undefined, 2));
    for (const [wanted, folder] of packages) cpSync(folder, join(stage, 'dist', 'node_modules', wanted), { recursive: true, dereference: true, filter: (path) => !path.slice(folder.length).includes('node_modules') });
    for (const addon of addons) cpSync(addon, join(stage, 'dist', 'native', basename(addon)));
    const file = join(out, [name, target, `${version}.vsix`].filter(Boolean).join('-'));
    const args = ['package', '--no-dependencies', '--no-rewrite-relative-links', '--allow-missing-repository', '--out', file, ...(target === undefined ? [] : ['--target', target])];
    const { code, output } = await run(process.execPath, [join(fetched, '@vscode', 'vsce', 'vsce'), ...args], { cwd: stage });
    if (code !== 0) throw new Stop(`vsce could not pack the extension. It said:\n${output.trim()}`);
    return file;
  } finally {
    rmSync(stage, { recursive: true, force: true });
  }
}

/** The addons, compiled on this machine where they are not there yet. */
async function getAddons() {
  const there = () => ADDONS.every((addon) => existsSync(addon));
  if (!there()) await run(process.execPath, ['dist/cli.js', 'engine', 'install'], { show: true });
  if (!there()) throw new Stop('The native engine is not to be had here as a whole, so there are no addons to pack. `node dist/cli.js doctor` says what would help.');
  return undefined;
}

function size(file) {
  return `${(statSync(file).size / 1e6).toFixed(1)} MB`;
}

/** Makes all that can be made on this machine; answers the paths. */
export async function packageAll(out) {
  mkdirSync(out, { recursive: true });
  const files = [];
  const make = (title, options) =>
    step(title, async () => {
      const file = await pack(out, options);
      files.push(file);
      return `${file}, ${size(file)}`;
    });
  await step('Get the packaging tools', async () => {
    const why = await getTools('packaging', PACKAGING, { args: ['--cpu=wasm32'] });
    if (why !== undefined) throw new Stop(why);
  });
  await make('Pack for every system', { packages: closure(['sharp', '@img/sharp-wasm32'], [own, fetched]) });
  if (process.platform === 'linux' && process.arch === 'x64') {
    await step('Get the addons', getAddons, { shows: true });
    await make('Pack for Linux x64', { target: 'linux-x64', addons: ADDONS, packages: closure(['sharp', '@img/sharp-linux-x64', '@img/sharp-libvips-linux-x64'], [own]) });
  } else console.log('The package for Linux x64 is made on Linux x64.');
  return files;
}

if (process.argv[1] !== undefined && fileURLToPath(import.meta.url) === realpathSync(process.argv[1])) {
  checkNode();
  handleSignals();
  const make = async () => {
    await step('Install the dependencies', installDependencies);
    await step('Build', build);
    await packageAll(resolve(process.argv[2] ?? root));
  };
  make().catch((error) => {
    console.error(error instanceof Stop ? error.message : error);
    process.exitCode = error instanceof Stop ? error.code : 1;
  });
}
