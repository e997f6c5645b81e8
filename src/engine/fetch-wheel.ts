import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Interrupted, sentence } from '../base/errors';
import { t } from '../base/l10n';
import { mismatch } from '../data/checksum';
import { download } from '../data/download';
import { sizeOf } from '../data/files';
import { lastWords, runCommand } from './command';
import { checkSpace, growthWatch } from './files';
import type { WheelFile } from './tensorflow-wheel';
import { byteMeter, type Mend, WayBarred, type WayContext } from './way';

/** pip's own target tags, so that any Python that has pip will do. */
const PIP_TARGET = ['--no-deps', '--only-binary=:all:', '--python-version', '3.11', '--platform', 'manylinux_2_27_x86_64'];
const PIPS = [['pip3'], ['pip'], ['python3', '-m', 'pip'], ['python', '-m', 'pip']] as const;
/** A download that does not grow for this long has stalled. pip waits between its own retries, so this is generous. */
const STALL = 120_000;

const stepName = (): string => t("download TensorFlow's wheel");

/**
 * The wheel's path, its SHA-256 checked wherever it comes from: the file that `RESNET_LAB_WHEEL` names; one in the downloads folder, kept from
 * before or put there by the user; else a fresh one, by pip, which knows the user's mirrors and proxies, or directly from the index's file
 * server. A download that was begun is gone on with. The disk must have `spaceAfter` bytes more for what comes after.
 */
export async function fetchWheel(wheel: WheelFile, spaceAfter: number, context: WayContext): Promise<string> {
  const { downloads, onStep } = context;
  const name = stepName();
  await mkdir(downloads, { recursive: true });
  const there = (await namedWheel(wheel, context)) ?? (await keptWheel(wheel, context));
  if (there !== undefined) {
    onStep({ name, state: 'done', detail: there, done: wheel.bytes, total: wheel.bytes });
    return there;
  }
  const archive = join(downloads, wheel.name);
  const begun = await salvage(wheel, downloads);
  await checkSpace(downloads, wheel.bytes - begun + spaceAfter);
  onStep({ name, state: 'start', detail: wheel.name, total: wheel.bytes });
  const troubles: string[] = [];
  // pip can't go on with what was begun; the direct way can.
  for (const fetch of begun > 0 ? [fetchDirectly, fetchByPip] : [fetchByPip, fetchDirectly]) {
    const trouble = await fetch(wheel, archive, context);
    if (trouble === undefined) {
      onStep({ name, state: 'done', done: wheel.bytes, total: wheel.bytes });
      return archive;
    }
    troubles.push(trouble);
  }
  throw new WayBarred(troubles.join(' '), byHand(wheel, downloads), byMirror(wheel));
}

/** The file that `RESNET_LAB_WHEEL` names. A wrong one is not passed over: the user asked for that one. */
async function namedWheel(wheel: WheelFile, { env, signal, downloads }: WayContext): Promise<string | undefined> {
  const named = env['RESNET_LAB_WHEEL'] ?? '';
  if (named === '') return undefined;
  const path = resolve(named);
  if ((await sizeOf(path)) === undefined) throw new WayBarred(t('RESNET_LAB_WHEEL names {0}, which is not there or is no file.', path), byHand(wheel, downloads));
  const wrong = await mismatch(path, wheel, signal);
  if (wrong !== undefined) throw new WayBarred(t('RESNET_LAB_WHEEL names {0}, which is not the file expected: {1}.', path, wrong), byHand(wheel, downloads));
  return path;
}

/** A whole and right wheel in the downloads folder, whatever a browser called it. */
async function keptWheel(wheel: WheelFile, { downloads, signal }: WayContext): Promise<string | undefined> {
  for (const name of await readdir(downloads)) {
    const path = join(downloads, name);
    if (name.endsWith('.whl') && (await sizeOf(path)) === wheel.bytes && (await mismatch(path, wheel, signal)) === undefined) return path;
  }
  return undefined;
}

const pipFolder = (downloads: string): string => join(downloads, 'pip.partial');
/** Where the direct download grows. */
const partOf = (downloads: string, wheel: WheelFile): string => join(downloads, `${wheel.name}.part`);

/** Keeps what a pip that was stopped had fetched, where that is more than there was, for the direct way to go on with. Answers how many bytes there are. */
async function salvage(wheel: WheelFile, downloads: string): Promise<number> {
  const working = pipFolder(downloads);
  const part = partOf(downloads, wheel);
  let begun = (await sizeOf(part)) ?? 0;
  for (const entry of await readdir(working, { recursive: true, withFileTypes: true }).catch(() => [])) {
    if (!entry.isFile() || entry.name !== wheel.name) continue;
    const path = join(entry.parentPath, entry.name);
    const { size } = await stat(path);
    if (size <= begun || size >= wheel.bytes) continue;
    await rename(path, part);
    begun = size;
  }
  await rm(working, { recursive: true, force: true });
  return begun;
}

/** Leaves the wheel at `archive`, or answers the sentence that says why pip could not. */
async function fetchByPip(wheel: WheelFile, archive: string, context: WayContext): Promise<string | undefined> {
  const { downloads, env, signal, onStep } = context;
  // pip collects the file under TMPDIR and moves it once it is whole: here, so that its growth can be seen and the move is a rename.
  const working = pipFolder(downloads);
  await mkdir(working, { recursive: true });
  try {
    const requirements = join(working, 'requirements.txt');
    await writeFile(requirements, `${wheel.requirement} --hash=sha256:${wheel.sha256}\n`);
    const args = ['download', ...PIP_TARGET, '--no-cache-dir', '--progress-bar', 'off', '--require-hashes', '--requirement', requirements, '--dest', working];
    const watch = growthWatch(working, STALL, byteMeter(stepName(), wheel.bytes, onStep));
    const trouble = await runPip(args, { ...context, env: { ...env, TMPDIR: working, PIP_DISABLE_PIP_VERSION_CHECK: '1' } }, watch);
    if (trouble !== undefined) return trouble;
    const fresh = join(working, wheel.name);
    if ((await sizeOf(fresh)) === undefined) return t('pip ended without the file {0}.', wheel.name);
    const wrong = await mismatch(fresh, wheel, signal);
    if (wrong !== undefined) return t("pip's file is not the one expected: {0}.", wrong);
    await rename(fresh, archive);
    await rm(partOf(downloads, wheel), { force: true });
    return undefined;
  } finally {
    await salvage(wheel, downloads);
  }
}

/** Runs the first pip that is there; answers why none did the work. */
async function runPip(args: readonly string[], { env, signal }: WayContext, watch: () => Promise<string | undefined>): Promise<string | undefined> {
  for (const [program, ...before] of PIPS) {
    const result = await runCommand(program, [...before, ...args], { env, signal, watch });
    if (result.missing || /No module named '?pip/.test(result.stderr)) continue;
    if (result.failure === undefined) return undefined;
    return t('pip could not download the wheel: {0}.', explain(result.stderr) ?? t('it {0} ({1})', result.failure, lastWords(result)));
  }
  return t('pip was not found (looked for pip3, pip, python3 -m pip, python -m pip).');
}

function explain(stderr: string): string | undefined {
  if (/DO NOT MATCH THE HASHES/.test(stderr)) return t('the file that the package index offers does not have the expected SHA-256');
  if (/No space left on device/.test(stderr)) return t('the disk is full');
  if (/NewConnectionError|ConnectTimeout|Name or service|ProxyError|SSLError|ConnectionError/.test(stderr)) return t("the package index can't be reached");
  if (/No matching distribution found/.test(stderr)) return t('the package index does not offer the file');
  return undefined;
}

/** Leaves the wheel at `archive`, or answers the sentence that says why that could not be. */
async function fetchDirectly(wheel: WheelFile, archive: string, { signal, onStep }: WayContext): Promise<string | undefined> {
  const meter = byteMeter(stepName(), wheel.bytes, onStep);
  try {
    await download(wheel.url, archive, wheel, { signal, onProgress: ({ done }) => meter(done) });
    return undefined;
  } catch (error) {
    if (error instanceof Interrupted) throw error;
    return t('The wheel could not be fetched from {0}: {1}', new URL(wheel.url).host, sentence(error).replace(`${wheel.url}: `, ''));
  }
}

function byHand({ url, name, bytes, sha256 }: WheelFile, folder: string): Mend {
  return {
    what: t('Where the network allows it, download {0} ({1} MB, SHA-256 {2}) from {3}, put it into the folder {4} or name it by RESNET_LAB_WHEEL, and set up the native engine again.', name, (bytes / 1e6).toFixed(1), sha256, url, folder),
    command: `RESNET_LAB_WHEEL=/path/to/${name} resnet-lab engine install`,
    file: { url, name, bytes, sha256, folder },
  };
}

function byMirror({ url }: WheelFile): Mend {
  return {
    what: t("Where {0} can't be reached but a mirror of PyPI can, install pip and point it there (PIP_INDEX_URL).", new URL(url).host),
    command: 'sudo apt-get install python3-pip && resnet-lab engine install',
  };
}
