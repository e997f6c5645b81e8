import { access, mkdir, readdir, rename, rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { LabError } from '../base/errors';
import { t } from '../base/l10n';
import { tryLock } from '../base/lock';
import { readable } from './files';
import { LOCK_PATIENCE } from './run-folder';

const TRASH = '.trash';
const DAY = 86_400_000;
/** Days after which what was deleted is gone. */
export const TRASH_DAYS = 7;

/** What one deletion did: `runs/.trash/<time>/` holds what was moved there, under its path in `runs`. */
export interface Deletion {
  readonly runs: string;
  readonly folder: string;
  /** Paths in `runs`. */
  readonly moved: readonly string[];
  readonly kept: readonly { readonly path: string; readonly reason: string }[];
}

/**
 * Moves folders of `runs` (`resnet20-original-s1-0a1b2c3d`, `experiments/lab-2`) into its trash, each at once and whole. A run that a living process
 * holds is kept, and so is what can't be moved; each with the reason.
 */
export async function moveToTrash(runs: string, paths: readonly string[], now = new Date()): Promise<Deletion> {
  const folder = await newTrashFolder(runs, now);
  const moved: string[] = [];
  const kept: { path: string; reason: string }[] = [];
  for (const path of paths) {
    const reason = await moveOne(join(runs, path), join(folder, path));
    if (reason === undefined) moved.push(path);
    else kept.push({ path, reason });
  }
  if (moved.length === 0) await rm(folder, { recursive: true, force: true });
  return { runs, folder, moved, kept };
}

/** Moves everything back. Returns what could not be, with the reason: a run that was started again in the meantime stays in the trash. */
export async function restore({ runs, folder, moved }: Deletion): Promise<Deletion['kept']> {
  const left: { path: string; reason: string }[] = [];
  for (const path of moved) {
    const [from, to] = [join(folder, path), join(runs, path)];
    if (await exists(to)) left.push({ path, reason: t('another of that name was made in the meantime; the deleted one is in {0}', from) });
    else await rename(from, to).catch((error: unknown) => left.push({ path, reason: reasonOf(error, from) }));
  }
  if (left.length === 0) await rm(folder, { recursive: true, force: true });
  return left;
}

/** Deletes for good what was moved to the trash more than `TRASH_DAYS` ago. Returns how many deletions that were. */
export async function emptyTrash(runs: string, now = new Date()): Promise<number> {
  const trash = join(runs, TRASH);
  const old = (await readdir(trash).catch(() => [])).filter((name) => timeOf(name) < now.getTime() - TRASH_DAYS * DAY);
  for (const name of old) await rm(join(trash, name), { recursive: true, force: true });
  await rmdir(trash).catch(() => undefined); // stays where something is in it
  return old.length;
}

/** @throws LabError where the folder can't be made */
async function newTrashFolder(runs: string, now: Date): Promise<string> {
  const trash = join(runs, TRASH);
  try {
    await mkdir(trash, { recursive: true });
    for (let time = now.getTime(); ; time++) {
      const folder = join(trash, nameOf(time));
      const made = await mkdir(folder).then(() => true, (error: NodeJS.ErrnoException) => {
        if (error.code !== 'EEXIST') throw error;
        return false;
      });
      if (made) return folder;
    }
  } catch (error) {
    throw readable(error, trash);
  }
}

/** Why the folder was not moved, or undefined where it was. Holding the run's lock keeps a trial from starting in it while it moves. */
async function moveOne(from: string, to: string): Promise<string | undefined> {
  if (!(await exists(from))) return t('it is gone already');
  try {
    const lock = await tryLock(join(from, 'lock'), LOCK_PATIENCE);
    if (!('release' in lock)) return t('it is in use by {0}; stop it first', lock.holder);
    try {
      await mkdir(dirname(to), { recursive: true });
      await rename(from, to);
    } finally {
      await lock.release();
    }
    await rm(join(to, 'lock'), { force: true }); // it moved along
    return undefined;
  } catch (error) {
    return reasonOf(error, from);
  }
}

function reasonOf(error: unknown, path: string): string {
  const cause = readable(error, path);
  return cause instanceof LabError ? cause.message.replace(/\.$/, '') : cause instanceof Error ? cause.message : String(cause);
}

function exists(path: string): Promise<boolean> {
  return access(path).then(() => true, () => false);
}

/** `2026-11-24T11-32-10-123Z`: an ISO time that Windows takes as a name. */
function nameOf(time: number): string {
  return new Date(time).toISOString().replace(/[:.]/g, '-');
}

/** The time in a name of `nameOf`; of another name, NaN: what is not ours is never deleted. */
function timeOf(name: string): number {
  const parts = /^(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d)-(\d{3})Z$/.exec(name);
  return parts === null ? Number.NaN : Date.parse(`${parts[1]}T${parts[2]}:${parts[3]}:${parts[4]}.${parts[5]}Z`);
}
