/** Room for rounding when shares of cores are added up. */
const ROUNDING = 1e-6;

interface Waiting {
  readonly share: number;
  readonly enter: () => void;
}

/**
 * Shares the cores among the trials of all cells: each takes as many as its threads, and waits in line while they are taken. First come,
 * first served, so that no experiment waits for ever behind another.
 */
export class Gate {
  private readonly line: Waiting[] = [];
  private taken = 0;

  constructor(private readonly cores: number) {}

  /** Resolves, to what to call afterwards, once so many cores are free; at once when the signal is raised. A share of more than all is all. */
  async enter(share: number, signal: AbortSignal): Promise<() => void> {
    const mine = Math.min(share, this.cores);
    if (signal.aborted) return () => undefined;
    const entered = await this.wait(mine, signal);
    return entered ? once(() => this.leave(mine)) : () => undefined;
  }

  /** False where the signal was raised first. */
  private wait(share: number, signal: AbortSignal): Promise<boolean> {
    return new Promise((resolve) => {
      const end = (entered: boolean): void => {
        signal.removeEventListener('abort', giveUp);
        resolve(entered);
      };
      const waiting = { share, enter: () => end(true) };
      const giveUp = (): void => {
        this.line.splice(this.line.indexOf(waiting), 1);
        end(false);
        this.admit();
      };
      signal.addEventListener('abort', giveUp);
      this.line.push(waiting);
      this.admit();
    });
  }

  private leave(share: number): void {
    this.taken -= share;
    this.admit();
  }

  private admit(): void {
    for (let first = this.line[0]; first !== undefined && this.taken + first.share <= this.cores + ROUNDING; first = this.line[0]) {
      this.line.shift();
      this.taken += first.share;
      first.enter();
    }
  }
}

function once(work: () => void): () => void {
  let done = false;
  return () => {
    if (!done) work();
    done = true;
  };
}
