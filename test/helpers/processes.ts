import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

/** Whether a process lives. One that was killed and is not yet reaped by whoever adopted it does not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return process.platform !== 'linux' || !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    return false;
  }
}

/** Resolves once a process is no more, which takes so many seconds at most. */
export async function gone(pid: number | undefined, seconds: number): Promise<void> {
  for (const began = Date.now(); pid !== undefined && isAlive(pid); await pause(20)) assert.ok(Date.now() - began < 1000 * seconds, `process ${pid} still lives after ${seconds} s`);
}
