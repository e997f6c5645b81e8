import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Interrupted } from '../base/errors';

interface Holder {
  pid: number;
  host: string;
  token: string;
}

export interface LockOptions {
  signal?: AbortSignal | undefined;
  /** Called once if another process holds the lock and must be waited for. */
  onWait: (holder: string) => void;
  /** A lock whose holder has shown no sign of life for so many milliseconds is taken over. */
  patience?: number;
}

/** Does the work while this process alone holds the lock file; waits for another's work to end. A dead holder's lock is taken over. */
export async function withLock<T>(path: string, options: LockOptions, work: () => Promise<T>): Promise<T> {
  const patience = options.patience ?? 30_000;
  const token = await acquire(path, patience, options);
  // The sign of life that waiting processes on other machines (a shared home folder) look for.
  const beat = setInterval(() => void utimes(path, new Date(), new Date()).catch(() => undefined), patience / 6);
  beat.unref();
  try {
    return await work();
  } finally {
    clearInterval(beat);
    if ((await read(path))?.token === token) await rm(path, { force: true });
  }
}

async function acquire(path: string, patience: number, { signal, onWait }: LockOptions): Promise<string> {
  const mine: Holder = { pid: process.pid, host: hostname(), token: randomUUID() };
  await mkdir(dirname(path), { recursive: true });
  let seen = { beat: -1, at: Date.now() };
  for (let waits = 0; ; waits++) {
    if (signal?.aborted === true) throw new Interrupted();
    try {
      await writeFile(path, JSON.stringify(mine), { flag: 'wx' });
      return mine.token;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const holder = await read(path);
    const beat = await stat(path).then(({ mtimeMs }) => mtimeMs, () => -1);
    // Only changes of the file's time are looked at, never its value: the clocks of two machines may differ.
    if (beat !== seen.beat) seen = { beat, at: Date.now() };
    const dead = holder !== undefined && holder.host === mine.host && !alive(holder.pid);
    if (dead || Date.now() - seen.at > patience) await takeAway(path, holder, mine.token);
    else {
      if (waits === 1) onWait(holder === undefined ? 'another process' : `process ${holder.pid} on ${holder.host}`);
      await pause(500, undefined, { ...(signal && { signal }) }).catch(() => undefined);
    }
  }
}

/** Moves a dead holder's lock aside. Two processes may try: whoever finds that it moved a living one's lock puts it back. */
async function takeAway(path: string, dead: Holder | undefined, token: string): Promise<void> {
  const aside = `${path}.${token}`;
  try {
    await rename(path, aside);
  } catch {
    return; // another process was faster
  }
  const moved = await read(aside);
  if (moved?.token === dead?.token) await rm(aside, { force: true });
  else await rename(aside, path);
}

async function read(path: string): Promise<Holder | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Holder;
  } catch {
    return undefined; // gone, or its holder is just writing it
  }
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
