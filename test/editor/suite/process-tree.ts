import { execFileSync } from 'node:child_process';

/** The processes that a process has started. */
export function children(pid: number): number[] {
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n');
  return lines.map((line) => line.trim().split(/\s+/).map(Number)).flatMap(([child, parent]) => (parent === pid && child !== undefined ? [child] : []));
}

/** Whether a process exists that has not ended: one that waits for its parent to take note has. */
export function alive(pid: number): boolean {
  try {
    const state = execFileSync('ps', ['-p', String(pid), '-o', 'stat='], { encoding: 'utf8' }).trim();
    return !state.startsWith('Z');
  } catch {
    return false; // ps ends with 1 where there is no such process
  }
}
