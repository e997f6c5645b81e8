import type { Terminal } from './terminal';

/** Without a terminal one Ctrl-C can arrive twice (from the group and from the parent): a second one counts only after so long. */
const DOUBLE = 300;

export interface Interrupt {
  /** Raised by the first Ctrl-C: finish the batch, write a checkpoint, end. */
  readonly stop: AbortSignal;
  /** Raised by the second: end now. */
  readonly kill: AbortSignal;
}

/** Turns Ctrl-C (SIGINT) and SIGTERM into the two signals. */
export function onInterrupt(terminal: Terminal, remark: string): Interrupt {
  const stop = new AbortController();
  const kill = new AbortController();
  let first = 0;
  const handle = (): void => {
    const now = Date.now();
    if (!stop.signal.aborted) {
      first = now;
      terminal.note(remark);
      stop.abort();
    } else if (now - first > DOUBLE) kill.abort();
  };
  process.on('SIGINT', handle);
  process.on('SIGTERM', handle);
  return { stop: stop.signal, kill: kill.signal };
}
