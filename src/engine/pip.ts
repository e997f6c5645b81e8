import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { lastWords, runCommand } from './command';
import { checkSpace, growthWatch, sha256 } from './files';
import { WayBarred, type WayContext } from './way';

/** One file of a Python package index. */
export interface WheelFile {
  /** As pip takes it: `name==version`. */
  requirement: string;
  file: string;
  bytes: number;
  sha256: string;
}

/** pip's own target tags, so that any Python that has pip will do. */
const PIP_TARGET = ['--no-deps', '--only-binary=:all:', '--python-version', '3.11', '--platform', 'manylinux_2_27_x86_64'];
const PIPS = [['pip3'], ['pip'], ['python3', '-m', 'pip'], ['python', '-m', 'pip']] as const;
/** A download that does not grow for this long has stalled. pip waits between its own retries, so this is generous. */
const STALL = 120_000;

/** The wheel's path: one kept from before if its hash is right, else a fresh download by pip. The disk must have `spaceAfter` bytes more for what comes after. */
export async function downloadWheel(recipe: WheelFile, spaceAfter: number, context: WayContext): Promise<string> {
  const { downloads, env, signal, onStep } = context;
  const name = 'download TensorFlow\'s wheel';
  const archive = join(downloads, recipe.file);
  await mkdir(downloads, { recursive: true });
  if (await hasHash(archive, recipe, signal)) {
    onStep({ name, state: 'done', detail: 'kept from before', done: recipe.bytes, total: recipe.bytes });
    return archive;
  }
  await checkSpace(downloads, recipe.bytes + spaceAfter);
  onStep({ name, state: 'start', detail: recipe.file, total: recipe.bytes });
  // pip collects the file under TMPDIR and moves it once it is whole: here, so that its growth can be seen and the move is a rename.
  const working = join(downloads, 'pip.partial');
  await rm(working, { recursive: true, force: true });
  await mkdir(working);
  const requirements = join(working, 'requirements.txt');
  await writeFile(requirements, `${recipe.requirement} --hash=sha256:${recipe.sha256}\n`);
  const args = ['download', ...PIP_TARGET, '--no-cache-dir', '--progress-bar', 'off', '--require-hashes', '--requirement', requirements, '--dest', working];
  const watch = growthWatch(working, STALL, (done) => onStep({ name, state: 'progress', done: Math.min(done, recipe.bytes), total: recipe.bytes }));
  await pip(args, { ...context, env: { ...env, TMPDIR: working, PIP_DISABLE_PIP_VERSION_CHECK: '1' } }, watch);
  const fresh = join(working, recipe.file);
  if (!(await hasHash(fresh, recipe, signal))) throw new WayBarred(`The downloaded ${recipe.file} does not have the expected SHA-256 ${recipe.sha256}; it was not used.`);
  await rename(fresh, archive);
  await rm(working, { recursive: true, force: true });
  onStep({ name, state: 'done', done: recipe.bytes, total: recipe.bytes });
  return archive;
}

/** Runs the first pip that is there. */
async function pip(args: readonly string[], context: WayContext, watch: () => Promise<string | undefined>): Promise<void> {
  for (const [program, ...before] of PIPS) {
    const result = await runCommand(program, [...before, ...args], { env: context.env, signal: context.signal, watch });
    if (result.missing || /No module named '?pip/.test(result.stderr)) continue;
    if (result.failure === undefined) return;
    throw new WayBarred(`pip could not download the wheel (${explain(result.stderr) ?? `${program} ${result.failure}: ${lastWords(result)}`}).`);
  }
  throw new WayBarred('pip was not found (looked for pip3, pip, python3 -m pip, python -m pip).', {
    what: 'Install pip, which downloads TensorFlow\'s library, then install the engine again.',
    command: 'sudo apt-get install python3-pip && resnet-lab engine install',
  });
}

function explain(stderr: string): string | undefined {
  if (/DO NOT MATCH THE HASHES/.test(stderr)) return 'the file that the package index offers does not have the expected SHA-256';
  if (/No space left on device/.test(stderr)) return 'the disk is full';
  if (/NewConnectionError|ConnectTimeout|Name or service|ProxyError|SSLError|ConnectionError/.test(stderr)) return 'the package index can\'t be reached';
  if (/No matching distribution found/.test(stderr)) return 'the package index does not offer the file';
  return undefined;
}

async function hasHash(path: string, recipe: WheelFile, signal: AbortSignal | undefined): Promise<boolean> {
  const size = await stat(path).then((file) => file.size, () => -1);
  return size === recipe.bytes && (await sha256(path, signal)) === recipe.sha256;
}
