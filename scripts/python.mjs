// Gets the Python packages that judge what we export, and beside which `bench/` measures: a virtual environment in the cache, outside the project.
// `node scripts/python.mjs` makes it, unless it is there.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { cache } from './tools.mjs';

const REQUIREMENTS = join(dirname(dirname(fileURLToPath(import.meta.url))), 'test', 'consumers', 'requirements.txt');
const windows = process.platform === 'win32';

/** For messages before it is fetched. */
export const SIZE = 'about 1 GB, some minutes';

/** One folder for each list of packages, so that an environment is never changed. */
function folder() {
  return join(cache, `test-python-${createHash('sha256').update(readFileSync(REQUIREMENTS)).digest('hex').slice(0, 12)}`);
}

function interpreter() {
  return windows ? join(folder(), 'Scripts', 'python.exe') : join(folder(), 'bin', 'python');
}

/** Written when all packages are there: an interrupted install leaves an interpreter too. */
function mark() {
  return join(folder(), '.installed');
}

/** Path of the environment's interpreter; undefined where it has not been made, or the Python that it was made of is gone. */
export function pythonEnvironment() {
  return existsSync(mark()) && existsSync(interpreter()) ? interpreter() : undefined;
}

/** Makes the environment unless it is there. Answers undefined when it is there, or why it cannot be had. May be interrupted and run again. */
export async function installPython({ signal } = {}) {
  if (pythonEnvironment() !== undefined) return undefined;
  rmSync(folder(), { recursive: true, force: true });
  const made = await run(windows ? 'python' : 'python3', ['-m', 'venv', folder()], signal);
  if (made.code !== 0) return `Python cannot make a virtual environment here:\n${made.output}`;
  const quiet = ['--quiet', '--no-input', '--disable-pip-version-check', '--no-cache-dir', '--no-compile', '--only-binary', ':all:'];
  const installed = await run(interpreter(), ['-m', 'pip', 'install', ...quiet, '--retries', '0', '--timeout', '30', '--requirement', REQUIREMENTS], signal);
  if (installed.code !== 0) return `pip cannot get the packages of test/consumers/requirements.txt here:\n${installed.output}`;
  writeFileSync(mark(), '');
  return undefined;
}

/** Answers a program's exit code and the end of what it says. */
function run(program, args, signal) {
  return new Promise((resolve) => {
    let output = '';
    const end = (code) => resolve({ code, output: output.trim().split('\n').slice(-5).join('\n') });
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], signal });
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text));
    child.once('error', (error) => {
      output += error.message;
      end(127);
    });
    child.once('close', (code) => end(code ?? 1));
  });
}

if (process.argv[1] !== undefined && fileURLToPath(import.meta.url) === realpathSync(process.argv[1])) {
  const control = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM']) process.once(name, () => control.abort());
  void installPython(control).then((why) => {
    console.log(why ?? pythonEnvironment());
    process.exitCode = why === undefined ? 0 : 1;
  });
}
