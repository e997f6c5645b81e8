import { readdirSync, readFileSync } from 'node:fs';

/** Name of the environment variable that marks all processes of one workbench: children have it, and orphans keep it. */
export const MARK = 'RESNET_LAB_TEST_MARK';

export interface MarkedProcess {
  readonly pid: number;
  /** Arguments, the program first. */
  readonly command: readonly string[];
}

/** The living processes that were started with that mark, by whatever way (Linux: read from /proc). */
export function marked(mark: string): MarkedProcess[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.flatMap((name) => {
    try {
      if (!readFileSync(`/proc/${name}/environ`, 'latin1').split('\0').includes(`${MARK}=${mark}`)) return [];
      return [{ pid: Number(name), command: readFileSync(`/proc/${name}/cmdline`, 'utf8').split('\0').slice(0, -1) }];
    } catch {
      return []; // it has ended, or is another user's
    }
  });
}

/** Ends all marked processes, and those that they start meanwhile: first by SIGTERM, after a second by SIGKILL. */
export async function endMarked(mark: string): Promise<void> {
  const start = Date.now();
  for (let left = marked(mark); left.length > 0; left = marked(mark)) {
    const waited = Date.now() - start;
    if (waited > 10_000) throw new Error(`These processes cannot be ended: ${left.map(({ pid, command }) => `${pid} ${command.join(' ')}`).join('; ')}`);
    for (const { pid } of left) signal(pid, waited > 1000 ? 'SIGKILL' : 'SIGTERM');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // it has ended in the meantime
  }
}
