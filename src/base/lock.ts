import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdir, open, readFile, rename, rm, stat, utimes, type FileHandle } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Interrupted } from './errors';

interface Holder {
  pid: number;
  host: string;
  token: string;
}

export interface LockOptions {
  signal?: AbortSignal | undefined;
  /** Called once if another process holds the lock and must be waited for. */
  onWait: (holder: string) => void;
  /** A lock whose holder has shown no sign of life for so many milliseconds is taken over; 30 s unless given. */
  patience?: number;
}

const PATIENCE = 30_000;
/** A lock file that says nothing of its holder after so many milliseconds is of one that died, or found the disk full, while it wrote it. */
const UNWRITTEN = 10_000;

/** Does the work while this process alone holds the lock file; waits for another's work to end. A dead holder's lock is taken over. */
export async function withLock<T>(path: string, options: LockOptions, work: () => Promise<T>): Promise<T> {
  const release = await waitForLock(path, options);
  try {
    return await work();
  } finally {
    await release();
  }
}

/** Who holds a lock; `local` where it is a process of this machine. */
export interface LockHolder {
  readonly holder: string;
  readonly local: boolean;
}

/** Takes the lock file, or says who holds it. A dead holder's lock is taken over. */
export async function tryLock(path: string, patience = PATIENCE): Promise<{ release: () => Promise<void> } | LockHolder> {
  const mine = newHolder();
  await mkdir(dirname(path), { recursive: true });
  // Twice: the first try may find a dead holder's lock.
  for (let tries = 0; tries < 2; tries++) {
    if (await create(path, mine)) return { release: held(path, mine, patience) };
    const holder = await read(path);
    if (!(await isAbandoned(path, holder, mine, patience))) return described(holder, mine);
    await takeAway(path, holder, mine.token);
  }
  return described(await read(path), mine);
}

/** Whether a process that lives holds the lock file. Takes nothing. */
export async function isLocked(path: string, patience = PATIENCE): Promise<boolean> {
  const there = await stat(path).then(() => true, () => false);
  return there && !(await isAbandoned(path, await read(path), newHolder(), patience));
}

async function isAbandoned(path: string, holder: Holder | undefined, mine: Holder, patience: number): Promise<boolean> {
  const age = await stat(path).then(({ mtimeMs }) => Date.now() - mtimeMs, () => 0);
  // The age is of this machine's own clock here only where the holder is of this machine.
  const silent = holder === undefined ? age > UNWRITTEN : holder.host === mine.host && age > patience;
  return isDead(holder, mine) || silent;
}

function described(holder: Holder | undefined, mine: Holder): LockHolder {
  return { holder: named(holder), local: holder === undefined || holder.host === mine.host };
}

async function waitForLock(path: string, { signal, onWait, patience = PATIENCE }: LockOptions): Promise<() => Promise<void>> {
  const mine = newHolder();
  await mkdir(dirname(path), { recursive: true });
  let seen = { beat: -1, at: Date.now() };
  for (let waits = 0; ; waits++) {
    if (signal?.aborted === true) throw new Interrupted();
    if (await create(path, mine)) return held(path, mine, patience);
    const holder = await read(path);
    const beat = await stat(path).then(({ mtimeMs }) => mtimeMs, () => -1);
    // Only changes of the file's time are looked at, never its value: the clocks of two machines may differ.
    if (beat !== seen.beat) seen = { beat, at: Date.now() };
    if (isDead(holder, mine) || Date.now() - seen.at > patience) await takeAway(path, holder, mine.token);
    else {
      if (waits === 1) onWait(named(holder));
      await pause(500, undefined, { ...(signal && { signal }) }).catch(() => undefined);
    }
  }
}

function newHolder(): Holder {
  return { pid: process.pid, host: hostname(), token: randomUUID() };
}

function named(holder: Holder | undefined): string {
  return holder === undefined ? 'another process' : `process ${holder.pid} on ${holder.host}`;
}

async function create(path: string, mine: Holder): Promise<boolean> {
  let file: FileHandle;
  try {
    file = await open(path, 'wx');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return false;
  }
  try {
    await file.writeFile(JSON.stringify(mine));
    return true;
  } catch (error) {
    await rm(path, { force: true }); // a full disk: the lock would say nothing
    throw error;
  } finally {
    await file.close();
  }
}

/** Starts the sign of life that others look for, and returns how to stop it and let go. */
function held(path: string, mine: Holder, patience: number): () => Promise<void> {
  const beat = setInterval(() => void utimes(path, new Date(), new Date()).catch(() => undefined), patience / 6);
  beat.unref();
  return async () => {
    clearInterval(beat);
    if ((await read(path))?.token === mine.token) await rm(path, { force: true });
  };
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

function isDead(holder: Holder | undefined, mine: Holder): boolean {
  return holder !== undefined && holder.host === mine.host && !alive(holder.pid);
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  return !isZombie(pid);
}

/** A process that was killed keeps its number until its parent has taken note: for seconds, and for ever in a container whose first process does not. */
function isZombie(pid: number): boolean {
  try {
    const status = readFileSync(`/proc/${pid}/stat`, 'latin1'); // Linux: `123 (name) Z …`
    return /^[ZX]/.test(status.slice(status.lastIndexOf(')') + 2));
  } catch {
    return false;
  }
}
