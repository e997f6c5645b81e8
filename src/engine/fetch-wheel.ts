import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Interrupted, sentence } from '../base/errors';
import type { FileFacts } from '../data/catalogue';
import { mismatch } from '../data/checksum';
import { download } from '../data/download';
import { sizeOf } from '../data/files';
import { lastWords, runCommand } from './command';
import { checkSpace, growthWatch } from './files';
import { WayBarred, type WayContext } from './way';

/** One file of a Python package index. */
export interface WheelFile extends FileFacts {
  /** As pip takes it: `name==version`. */
  requirement: string;
  /** Where the index itself keeps the file. */
  url: string;
}

/** pip's own target tags, so that any Python that has pip will do. */
const PIP_TARGET = ['--no-deps', '--only-binary=:all:', '--python-version', '3.11', '--platform', 'manylinux_2_27_x86_64'];
const PIPS = [['pip3'], ['pip'], ['python3', '-m', 'pip'], ['python', '-m', 'pip']] as const;
/** A download that does not grow for this long has stalled. pip waits between its own retries, so this is generous. */
const STALL = 120_000;
const STEP = 'download TensorFlow\'s wheel';

/**
 * The wheel's path: one kept from before if its hash is right, else a fresh one by pip, which knows the user's mirrors and proxies; where
 * pip is missing or fails, from the index's own file server. The disk must have `spaceAfter` bytes more for what comes after.
 */
export async function fetchWheel(wheel: WheelFile, spaceAfter: number, context: WayContext): Promise<string> {
  const { downloads, signal, onStep } = context;
  const archive = join(downloads, wheel.name);
  await mkdir(downloads, { recursive: true });
  if ((await sizeOf(archive)) === wheel.bytes && (await mismatch(archive, wheel, signal)) === undefined) {
    onStep({ name: STEP, state: 'done', detail: 'kept from before', done: wheel.bytes, total: wheel.bytes });
    return archive;
  }
  await checkSpace(downloads, wheel.bytes + spaceAfter);
  onStep({ name: STEP, state: 'start', detail: wheel.name, total: wheel.bytes });
  const byPip = await fetchByPip(wheel, archive, context);
  if (byPip !== undefined) await fetchDirectly(wheel, archive, byPip, context);
  onStep({ name: STEP, state: 'done', done: wheel.bytes, total: wheel.bytes });
  return archive;
}

/** Leaves the wheel at `archive`, or answers the sentence that says why pip could not. */
async function fetchByPip(wheel: WheelFile, archive: string, context: WayContext): Promise<string | undefined> {
  const { downloads, env, signal } = context;
  // pip collects the file under TMPDIR and moves it once it is whole: here, so that its growth can be seen and the move is a rename.
  const working = join(downloads, 'pip.partial');
  await rm(working, { recursive: true, force: true });
  await mkdir(working);
  try {
    const requirements = join(working, 'requirements.txt');
    await writeFile(requirements, `${wheel.requirement} --hash=sha256:${wheel.sha256}\n`);
    const args = ['download', ...PIP_TARGET, '--no-cache-dir', '--progress-bar', 'off', '--require-hashes', '--requirement', requirements, '--dest', working];
    const watch = growthWatch(working, STALL, (bytes) => report(bytes, wheel, context));
    const trouble = await runPip(args, { ...context, env: { ...env, TMPDIR: working, PIP_DISABLE_PIP_VERSION_CHECK: '1' } }, watch);
    if (trouble !== undefined) return trouble;
    const fresh = join(working, wheel.name);
    if ((await sizeOf(fresh)) === undefined) return `pip ended without the file ${wheel.name}.`;
    const wrong = await mismatch(fresh, wheel, signal);
    if (wrong !== undefined) return `pip's file is not the one expected: ${wrong}.`;
    await rename(fresh, archive);
    return undefined;
  } finally {
    await rm(working, { recursive: true, force: true });
  }
}

/** Runs the first pip that is there; answers why none did the work. */
async function runPip(args: readonly string[], { env, signal }: WayContext, watch: () => Promise<string | undefined>): Promise<string | undefined> {
  for (const [program, ...before] of PIPS) {
    const result = await runCommand(program, [...before, ...args], { env, signal, watch });
    if (result.missing || /No module named '?pip/.test(result.stderr)) continue;
    if (result.failure === undefined) return undefined;
    return `pip could not download the wheel: ${explain(result.stderr) ?? `it ${result.failure} (${lastWords(result)})`}.`;
  }
  return 'pip was not found (looked for pip3, pip, python3 -m pip, python -m pip).';
}

function explain(stderr: string): string | undefined {
  if (/DO NOT MATCH THE HASHES/.test(stderr)) return 'the file that the package index offers does not have the expected SHA-256';
  if (/No space left on device/.test(stderr)) return 'the disk is full';
  if (/NewConnectionError|ConnectTimeout|Name or service|ProxyError|SSLError|ConnectionError/.test(stderr)) return 'the package index can\'t be reached';
  if (/No matching distribution found/.test(stderr)) return 'the package index does not offer the file';
  return undefined;
}

async function fetchDirectly(wheel: WheelFile, archive: string, byPip: string, context: WayContext): Promise<void> {
  const { signal } = context;
  try {
    await download(wheel.url, archive, wheel, { signal, onProgress: ({ done }) => report(done, wheel, context) });
  } catch (error) {
    if (error instanceof Interrupted) throw error;
    throw new WayBarred(`${byPip} Nor could it be fetched directly: ${sentence(error)}`, {
      what: `Where ${new URL(wheel.url).host} can't be reached but a mirror of PyPI can, install pip and point it there (PIP_INDEX_URL).`,
      command: 'sudo apt-get install python3-pip && resnet-lab engine install',
    });
  }
}

function report(bytes: number, { bytes: total }: WheelFile, { onStep }: WayContext): void {
  onStep({ name: STEP, state: 'progress', done: Math.min(bytes, total), total });
}
