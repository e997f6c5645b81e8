import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { LabError, sentence } from '../base/errors';
import { t } from '../base/l10n';
import { stopIfAborted } from './interruption';
import type { OnProgress } from './progress';

const execute = promisify(execFile);
const packageName = 'dataset-fashion-mnist';
/** About what the package weighs, for the progress alone. */
const packageBytes = 30_900_652;

/** Where the package puts Fashion-MNIST when it is installed, and inside the package. */
export const installedFolder = '/usr/share/datasets/fashion-mnist';

/** So that a network that swallows packets fails in seconds, not in apt's minutes. */
const hasty = ['-o', 'Acquire::http::Timeout=15', '-o', 'Acquire::https::Timeout=15', '-o', 'Acquire::Retries=0'];

class CommandMissing extends LabError {}

interface Options {
  signal?: AbortSignal | undefined;
  onProgress?: OnProgress | undefined;
}

/**
 * Gets Debian's package of Fashion-MNIST with apt-get and unpacks it, without root and without installing anything, below `parent`.
 * @param use is given the folder with the package's files; it is gone afterwards
 * @throws LabError where this is no Debian or Ubuntu, or the package can't be had; Interrupted
 */
export async function withDebianPackage(parent: string, options: Options, use: (folder: string) => Promise<void>): Promise<void> {
  const work = await mkdtemp(path.join(parent, 'debian-'));
  const watch = setInterval(() => void report(work, options), 300);
  try {
    await getPackage(work, options.signal);
    const deb = (await readdir(work)).find((name) => name.endsWith('.deb'));
    if (deb === undefined) throw new LabError(t('apt-get downloaded no package {0}.', packageName));
    const tree = path.join(work, 'tree');
    await run('dpkg', ['-x', path.join(work, deb), tree], work, options.signal);
    await use(path.join(tree, installedFolder));
  } finally {
    clearInterval(watch);
    await rm(work, { recursive: true, force: true });
  }
}

async function getPackage(work: string, signal: AbortSignal | undefined): Promise<void> {
  const get = [...hasty, 'download', packageName];
  try {
    await run('apt-get', get, work, signal);
  } catch (error) {
    stopIfAborted(signal);
    if (error instanceof CommandMissing) throw error;
    // Most often the system has no package lists (a container). Fetch lists of our own, which needs no root.
    const own = await privateLists(work);
    await run('apt-get', [...own, ...hasty, 'update'], work, signal);
    await run('apt-get', [...own, ...get], work, signal);
  }
}

async function privateLists(work: string): Promise<string[]> {
  const state = path.join(work, 'state');
  const cache = path.join(work, 'cache');
  await mkdir(path.join(state, 'lists', 'partial'), { recursive: true });
  await mkdir(path.join(cache, 'archives', 'partial'), { recursive: true });
  return ['-o', `Dir::State=${state}`, '-o', `Dir::Cache=${cache}`];
}

/** Runs a command; its failure becomes a sentence with the last line that it wrote. */
async function run(command: string, args: string[], cwd: string, signal: AbortSignal | undefined): Promise<void> {
  try {
    await execute(command, args, { cwd, env: { ...process.env, LC_ALL: 'C' }, timeout: 300_000, maxBuffer: 16 * 1024 * 1024, ...(signal === undefined ? {} : { signal }) });
  } catch (error) {
    stopIfAborted(signal);
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw new CommandMissing(t('{0} is not on this system.', command), { cause: error });
    const said = String((error as { stderr?: unknown }).stderr ?? '').trim().split('\n').filter((line) => line.startsWith('E:')).at(-1);
    throw new LabError(t('{0} failed: {1}', command, said ?? sentence(error)), { cause: error });
  }
}

async function report(work: string, { onProgress }: Options): Promise<void> {
  if (onProgress === undefined) return;
  try {
    const deb = (await readdir(work)).find((name) => name.endsWith('.deb'));
    const done = deb === undefined ? 0 : (await stat(path.join(work, deb))).size;
    onProgress({ task: t('Debian package {0}', packageName), done, total: Math.max(done, packageBytes), unit: 'bytes' });
  } catch {
    // The folder is going away: nothing to report any more.
  }
}
