import { setTimeout as pause } from 'node:timers/promises';

/** Waits for a promise, but no longer than so many milliseconds. Leaves no timer behind. True where the promise was in time. */
export async function within(milliseconds: number, promise: Promise<unknown>): Promise<boolean> {
  const over = new AbortController();
  const late = pause(milliseconds, false, { signal: over.signal }).catch(() => false);
  const inTime = await Promise.race([promise.then(() => true), late]);
  over.abort();
  return inTime;
}
