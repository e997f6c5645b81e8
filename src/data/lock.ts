import { hostname } from 'node:os';
import { readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { pause } from './interruption';

const beat = 5_000;
const silence = 30_000;

/**
 * Lets one process at a time work in a folder: holds `file` while `work` runs, waits while another process holds it.
 * The holder touches the file every 5 s; a lock whose process is gone, or that was silent for 30 s
 * (a machine that lost power, sharing the disk), is taken over. Two waiting processes may, rarely, both take an
 * abandoned lock; the checksum of what they fetch is what keeps the files right then.
 */
export async function withLock<T>(file: string, work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  while (!(await take(file))) {
    if (await abandoned(file)) await rm(file, { force: true });
    else await pause(200, signal);
  }
  const touch = setInterval(() => {
    const now = new Date();
    utimes(file, now, now).catch(() => undefined);
  }, beat);
  try {
    return await work();
  } finally {
    clearInterval(touch);
    await rm(file, { force: true });
  }
}

async function take(file: string): Promise<boolean> {
  try {
    await writeFile(file, `${String(process.pid)} ${hostname()}\n`, { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function abandoned(file: string): Promise<boolean> {
  try {
    const [pid, host] = (await readFile(file, 'utf8')).trim().split(' ');
    if (host === hostname() && !alive(Number(pid))) return true;
    return Date.now() - (await stat(file)).mtimeMs > silence;
  } catch {
    return false; // released in the meantime
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
