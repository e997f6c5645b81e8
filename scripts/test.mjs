#!/usr/bin/env node
// All that CI runs, from a fresh clone: `npm test`. Ends with a line `N passed, N failed`.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { getPriority, setPriority } from 'node:os';
import { join } from 'node:path';
import { install as installEditor } from '../test/editor/install.mjs';
import { build, checkNode, getDataset, handleSignals, installDependencies, installEngine, root, run, step, Stop } from './start.mjs';
import { getNode } from './tools.mjs';

const counts = { passed: 0, failed: 0 };
const node = process.execPath;
const linux = process.platform === 'linux' && process.arch === 'x64';

/** A check that passes or fails as a whole. Answers what there is to say about it. */
async function check(title, ...args) {
  const start = Date.now();
  const { code, output } = await run(node, args);
  counts[code === 0 ? 'passed' : 'failed']++;
  return `${title}: ${code === 0 ? 'passed' : 'FAILED'} (${((Date.now() - start) / 1000).toFixed(1)} s)${code === 0 ? '' : `\n${output.trimEnd()}`}`;
}

/** What needs the dependencies only, one after the other: another core gets the rest meanwhile. */
async function checks() {
  return [
    await check('Lint', 'node_modules/eslint/bin/eslint.js', '--max-warnings', '0', 'src', 'test', 'bench'),
    await check('Types', 'node_modules/typescript/bin/tsc', '--noEmit'),
    await check('Types of the views', 'node_modules/typescript/bin/tsc', '--noEmit', '-p', 'src/views'),
  ];
}

/** Runs mocha on those files. */
function mocha(title, patterns, { program = node, env = {}, flags = [], beside = false } = {}) {
  const args = ['--import=tsx', join(root, 'node_modules', 'mocha', 'bin', 'mocha.js'), '--reporter', 'dot', '--timeout', '60000', ...flags, ...patterns];
  return counted(title, program, args, { env, beside });
}

/**
 * Runs a program that speaks as mocha does, shows what it says, and adds up what it counted. A run that dies before it has counted is a failure.
 * One that runs `beside` others takes the time that they leave, and what it says is kept until it has ended.
 */
async function counted(title, program, args, { env = {}, beside = false } = {}) {
  if (!beside) console.log(`\n${title}`);
  const { code, output } = await shown(program, args, { env, beside });
  if (beside) said.push(`\n${title}\n${output.trimEnd()}`);
  const found = (word) => Number(new RegExp(`^\\s*(\\d+) ${word}`, 'm').exec(output)?.[1] ?? 0);
  counts.passed += found('passing');
  counts.failed += Math.max(found('failing'), code === 0 ? 0 : 1);
}

/** Priority of what runs beside others: a third of their share where all want a core, and no less, as the machine may have other work too. */
const BESIDE = 12;
/** What runs beside others has said. */
const said = [];
/** What runs now. */
const children = new Set();

function endChildren() {
  for (const child of children) child.kill();
}

/** Runs a program with its output kept, and shown as it comes unless it runs beside others. */
function shown(program, args, { env, beside }) {
  return new Promise((resolve) => {
    let output = '';
    const child = spawn(program, args, { cwd: root, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    children.add(child);
    if (beside && child.pid !== undefined) setPriority(child.pid, Math.max(BESIDE, getPriority()));
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        output += text;
        if (!beside) process.stdout.write(text);
      });
    }
    child.once('error', (error) => (output += error.message));
    child.once('close', (code) => {
      children.delete(child);
      resolve({ code: code ?? 1, output });
    });
  });
}

/** The comparisons with PyTorch compute for minutes, and nothing in them looks at the clock: they run beside everything else, two at a time. */
const LOGITS = 'test/unit/network/logits.test.ts';
const TRAINING = 'test/unit/training/pytorch.test.ts';

async function comparisons() {
  const run = (title, file, ...flags) => mocha(`As PyTorch: ${title}`, [file], { flags, beside: true });
  // The longest first.
  const left = [
    () => run('training with WASM', TRAINING, '--grep', ' wasm '),
    () => run('training, natively', TRAINING, '--grep', ' wasm ', '--invert'),
    () => run('logits', LOGITS),
    consumers,
  ];
  const lane = async () => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) await next();
  };
  await Promise.all([lane(), lane()]);
}

/** What we export, taken by those for whom it is (torchvision, ONNX Runtime), and what PyTorch saves, taken by us. */
async function consumers() {
  const { code, output } = await shown(node, ['scripts/python.mjs'], { env: {}, beside: true });
  if (code === 0) return mocha('With PyTorch and ONNX Runtime', ['test/consumers/*.test.ts'], { beside: true });
  said.push(`\nskipped: the tests with PyTorch and ONNX Runtime (${output.trim()})`);
  if (process.env.CI !== undefined && linux) counts.failed++;
}

/** The headless shell has no window whose own pages cost time, as Chromium has even when it shows none. */
const SHELL = '/usr/bin/chromium-headless-shell';

function hasChromium() {
  return [SHELL, '/usr/bin/chromium', process.env.CHROMIUM ?? ''].some((path) => path !== '' && existsSync(path));
}

/** Chromium for the tests of the pages and of the editor, by Debian's package where this is Debian and there is the right to install. */
async function installChromium() {
  if (existsSync(SHELL)) return 'already there';
  const otherwise = hasChromium() ? 'another Chromium is there' : 'its tests say that they are skipped';
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return `not to be had here without the right to install it: ${otherwise}`;
  for (const args of [['update', '-q'], ['install', '-yq', '--no-install-recommends', 'chromium-headless-shell']]) {
    const { code } = await run('apt-get', args, { env: { DEBIAN_FRONTEND: 'noninteractive' } });
    if (code !== 0) return `apt-get could not install it: ${otherwise}`;
  }
  return undefined;
}

/** The newer Node releases that we promise, as npm packages outside the project. */
const OTHER_NODES = { 22: '22.23.3', 24: '24.21.0' };

/** The editor, and those other releases, fetched while the unit tests run. Answers why the editor cannot be had, and where each Node is. */
async function getTools() {
  const why = hasChromium() ? await installEditor() : 'there is no Chromium';
  const nodes = new Map();
  if (linux) for (const version of Object.values(OTHER_NODES)) nodes.set(version, await getNode(version));
  return { why, nodes };
}

/** A real training on both backends, on each newer Node. The tests end to end have it on this one. */
async function smokeOnOtherNodes(nodes) {
  for (const [major, version] of Object.entries(OTHER_NODES)) {
    const program = nodes.get(version);
    if (program !== undefined) await mocha(`Node ${version}: both backends`, ['test/smoke/*.test.ts'], { program });
    else {
      console.log(`\nskipped on Node ${major}: ${linux ? 'npm cannot get it here' : 'its npm package is for Linux x64'}`);
      if (process.env.CI !== undefined && linux) counts.failed++;
    }
  }
}

/** The extension in VS Code's own workbench: through its API, in a folder that is not trusted, with mouse and keyboard, and from the VSIX. */
async function editorTests(why) {
  if (why !== undefined) {
    console.log(`skipped: the tests in an editor (${why})`);
    if (process.env.CI !== undefined && linux) counts.failed++;
    return;
  }
  console.log(await check('Types of the tests in the editor', 'node_modules/typescript/bin/tsc', '--noEmit', '-p', 'test/editor'));
  const suite = ['--import', 'tsx', 'test/editor/run-suite.ts'];
  await counted('Editor: the API suite', node, suite);
  await counted('Editor: Restricted Mode', node, [...suite, 'restricted']);
  await mocha('Editor: mouse and keyboard', ['test/editor/ui/*.test.ts']);
  await mocha('Editor: the VSIX files', ['test/editor/vsix/*.test.ts']);
}

async function main() {
  checkNode();
  handleSignals();
  process.on('exit', endChildren);
  await step('Install the dependencies', installDependencies);
  await step('Build', build);
  const checked = checks();
  checked.catch(() => undefined); // Ctrl-C ends what is waited for first
  await step('Get the native engine', installEngine, { shows: true });
  await step('Get Fashion-MNIST', async () => ((await getDataset()) ? undefined : 'not to be had: its tests say so'), { shows: true });
  await step('Get Chromium', installChromium);
  for (const line of await checked) console.log(line);
  const tools = getTools();
  tools.catch(() => undefined); // a failure is told where they are waited for
  const compared = comparisons();
  const two = ['--parallel', '--jobs', '2'];
  await mocha('Unit tests', ['test/unit/**/*.test.ts'], { flags: [...two, '--ignore', LOGITS, '--ignore', TRAINING] });
  // The longest file first, so that the other core has the rest.
  await mocha('End to end', ['test/e2e/resume.test.ts', 'test/e2e/!(resume).test.ts'], { flags: two });
  await mocha('Real learning', ['test/learning/*.test.ts']);
  console.log();
  let got;
  await step('Get the editor and other releases of Node', async () => void (got = await tools));
  await smokeOnOtherNodes(got.nodes);
  await editorTests(got.why);
  console.log();
  await step('Wait for the comparisons with PyTorch', () => compared);
  for (const text of said) console.log(text);
  console.log(`\n${counts.passed} passed, ${counts.failed} failed`);
  process.exitCode = counts.failed === 0 ? 0 : 1;
}

main().catch((error) => {
  endChildren();
  console.error(error instanceof Stop ? error.message : error);
  console.log(`\n${counts.passed} passed, ${counts.failed + 1} failed`);
  process.exitCode = error instanceof Stop ? error.code : 1;
});
