#!/usr/bin/env node
// From a fresh clone to the answer of the layer-order question: `npm start`. Uses nothing but Node, because nothing else is there yet.
// Every step may be repeated and interrupted: it looks at what is there and does what is missing.
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const NOTEBOOK = 'notebooks/03-layer-order.resnb';
const CLI = join(root, 'dist', 'cli.js');
/** Written when a build is complete: an interrupted one leaves fresh files too. */
const BUILT = join(root, 'dist', '.built');

/** Ends the program with a sentence instead of a stack trace. */
export class Stop extends Error {
  constructor(message, code = 1) {
    super(message);
    this.code = code;
  }
}

let interrupted = false;
/** What runs now. */
const children = new Set();

/**
 * Runs a program, in the project's folder unless another is given, and answers its exit code and output. The output is either shown as it comes (`show`) or kept.
 * @throws Stop (130) once the user has pressed Ctrl-C and the program has ended
 */
export async function run(program, args, { show = false, cwd = root, env = {}, shell = false } = {}) {
  let output = '';
  const code = await new Promise((resolve) => {
    const child = spawn(program, args, { cwd, env: { ...process.env, ...env }, stdio: show ? 'inherit' : ['ignore', 'pipe', 'pipe'], shell });
    children.add(child);
    for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (text) => (output += text));
    child.once('error', (error) => {
      output += error.message;
      resolve(127);
    });
    child.once('close', (status) => {
      children.delete(child);
      resolve(status ?? 1);
    });
  });
  if (interrupted || code === 130) throw new Stop('Stopped. Run the same command again to go on from here.', 130);
  return { code, output };
}

/** A terminal sends Ctrl-C to all of us at once: we only wait for the programs to end in order. From elsewhere a signal is passed on. */
export function handleSignals() {
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.on(signal, () => {
      const first = !interrupted;
      interrupted = true;
      if (children.size === 0) process.exit(130);
      if (first && (signal === 'SIGTERM' || !process.stdin.isTTY)) for (const child of children) child.kill(signal);
    });
  }
}

/**
 * Says what is done, and ends with the time it took and the remark that `work` answers. On a terminal it shows that time passes, unless
 * the work shows its own progress there (`shows`).
 */
export async function step(title, work, { shows = false } = {}) {
  const start = Date.now();
  const seconds = () => `${((Date.now() - start) / 1000).toFixed(1)} s`;
  const live = process.stdout.isTTY === true && !shows;
  process.stdout.write(`${title} …${live ? '' : '\n'}`);
  const clock = live ? setInterval(() => process.stdout.write(`\r${title} … ${seconds()} `), 500) : undefined;
  try {
    const remark = await work();
    process.stdout.write(`${live ? '\r\u001b[K' : ''}${title}: ${remark ?? 'done'} (${seconds()})\n`);
  } catch (error) {
    if (live) process.stdout.write('\n');
    throw error;
  } finally {
    clearInterval(clock);
  }
}

export function checkNode() {
  const [major] = process.versions.node.split('.').map(Number);
  if (major < 20) throw new Stop(`Node ${process.versions.node} is too old: ResNet Lab needs Node 20 or later (https://nodejs.org).`, 2);
}

function modified(path) {
  return existsSync(path) ? statSync(path).mtimeMs : -1;
}

/** The time of the latest change of a file or of anything in a folder. */
function newest(path) {
  if (!existsSync(path) || !statSync(path).isDirectory()) return modified(path);
  return Math.max(modified(path), ...readdirSync(path).map((name) => newest(join(path, name))));
}

/** npm's packages, exactly as package-lock.json lists them. npm writes node_modules/.package-lock.json last, so it tells a whole install. */
export async function installDependencies() {
  if (modified(join(root, 'node_modules', '.package-lock.json')) >= modified(join(root, 'package-lock.json'))) return 'already there';
  const own = process.env.npm_execpath; // the npm that runs this script
  const npm = (args) => (own?.endsWith('.js') ? run(process.execPath, [own, ...args]) : run('npm', args, { shell: process.platform === 'win32' }));
  const clean = await npm(['ci', '--ignore-scripts', '--no-audit', '--no-fund']);
  if (clean.code === 0) return undefined;
  const patched = await npm(['install', '--ignore-scripts', '--no-audit', '--no-fund', '--no-save']);
  if (patched.code === 0) return 'done (by npm install, as npm ci failed)';
  throw new Stop(`npm could not install the dependencies. It said:\n${patched.output.trim()}\nIs the network reachable? Then run this again.`);
}

/** The bundles in dist/, unless they are newer than everything that they are made of. */
export async function build() {
  const sources = ['src', 'scripts/build.mjs', 'package.json', 'node_modules/.package-lock.json', 'tsconfig.json'];
  if (existsSync(CLI) && modified(BUILT) > Math.max(...sources.map((name) => newest(join(root, name))))) return 'up to date';
  rmSync(BUILT, { force: true });
  const { code, output } = await run(process.execPath, ['scripts/build.mjs']);
  if (code !== 0) throw new Stop(`The build failed:\n${output.trim()}`);
  writeFileSync(BUILT, '');
  return undefined;
}

/** TensorFlow's native library; without it the work is done by WASM, slower. The command says why and what would help. */
export async function installEngine() {
  const { code } = await run(process.execPath, [CLI, 'engine', 'install'], { show: true });
  return code === 0 ? undefined : 'going on without the native engine';
}

/** Answers whether Fashion-MNIST is there now. */
export async function getDataset() {
  const { code } = await run(process.execPath, [CLI, 'dataset', 'get', 'fashion-mnist'], { show: true });
  return code === 0;
}

async function main() {
  checkNode();
  handleSignals();
  await step('Install the dependencies', installDependencies);
  await step('Build', build);
  await step('Get the native engine', installEngine, { shows: true });
  const env = {};
  const getOr = async () => {
    if (await getDataset()) return undefined;
    env.RESNET_LAB_DATASET_FALLBACK = 'shapes';
    return 'not to be had; the generated data set "shapes" takes its place, so the numbers are not about Fashion-MNIST';
  };
  await step('Get Fashion-MNIST', getOr, { shows: true });
  console.log(`Run ${NOTEBOOK}`);
  const { code } = await run(process.execPath, [CLI, 'run', NOTEBOOK], { show: true, env });
  if (code === 0) {
    console.log(`\nTo see the experiment itself: npm run editor opens ${NOTEBOOK} in VS Code, or in a browser.`);
  }
  process.exitCode = code;
}

if (process.argv[1] !== undefined && fileURLToPath(import.meta.url) === realpathSync(process.argv[1])) {
  main().catch((error) => {
    console.error(error instanceof Stop ? error.message : error);
    process.exitCode = error instanceof Stop ? error.code : 1;
  });
}
