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
  /** Downloads that are kept until an install succeeds; a file that the user puts here counts as downloaded. */
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

/** What would open a way that is barred. */
export interface Mend {
  /** A sentence that stands alone. */
  what: string;
  /** For a terminal. */
  command: string;
  /** The file that people may fetch themselves, and the folder where it is then found. */
  file?: { url: string; name: string; bytes: number; sha256: string; folder: string };
}

/** A way that can't be gone here: the reason as one sentence and, where there are any, what would open it. */
export class WayBarred extends Error {
  readonly mends: readonly Mend[];

  constructor(reason: string, ...mends: Mend[]) {
    super(reason);
    this.name = 'WayBarred';
    this.mends = mends;
  }
}

/** Milliseconds between two reports of the same step. */
const PAUSE = 200;

/** Reports how many bytes of a step are done, at most five times a second. */
export function byteMeter(name: string, total: number, onStep: (step: Step) => void): (done: number) => void {
  let last = -Infinity;
  return (done) => {
    if (Date.now() - last < PAUSE) return;
    last = Date.now();
    onStep({ name, state: 'progress', done: Math.min(done, total), total });
  };
}
