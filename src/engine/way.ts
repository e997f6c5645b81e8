/** What one way of getting the native library is told, and how it answers. */

/** One fact about the work in progress. `done` and `total` are bytes; `total` is absent where it is not known. */
export interface Step {
  name: string;
  state: 'start' | 'progress' | 'done' | 'failed';
  detail?: string;
  done?: number;
  total?: number;
}

export interface WayContext {
  /** The finished install goes here; complete once the way has answered, absent or untouched before. */
  folder: string;
  /** Downloads that are kept until an install succeeds. */
  downloads: string;
  env: NodeJS.ProcessEnv;
  signal: AbortSignal | undefined;
  onStep: (step: Step) => void;
}

export interface Way {
  name: 'tfjs-node' | 'wheel';
  /** What it does, for people. */
  title: string;
  /** Leaves a checked install in `context.folder`; throws `WayBarred` where this way can't be gone, `Interrupted` when stopped. */
  go(context: WayContext): Promise<void>;
}

/** A way that can't be gone here: the reason as one sentence and, where there is one, what would open it. */
export class WayBarred extends Error {
  readonly mend: { what: string; command: string } | undefined;

  constructor(reason: string, mend?: { what: string; command: string }) {
    super(reason);
    this.name = 'WayBarred';
    this.mend = mend;
  }
}
