/** How one cell ended. */
export type Ending = 'done' | 'failed' | 'stopped';

/** Something that runs once, or never. */
export interface Job {
  run(): Promise<Ending>;
  /** It will not run. */
  drop(): void;
}

/**
 * Cells of one notebook, one after another in the order in which they were asked for. A cell that was stopped takes those that wait with it;
 * one that failed does so where the user wants it.
 */
export class CellQueue<J extends Job> {
  private waiting: J[] = [];
  private running: J | undefined;

  /** `ended` hears of every job that has run, or will not. */
  constructor(
    private readonly ended: (job: J) => void,
    private readonly stopOnError: () => boolean,
  ) {}

  get current(): J | undefined {
    return this.running;
  }

  /** Adds jobs to the end. Where something runs already it goes on to them by itself; else this starts, and resolves when nothing waits any more. */
  async add(jobs: readonly J[]): Promise<void> {
    this.waiting.push(...jobs);
    if (this.running === undefined) await this.work();
  }

  /** Takes a job out that waits. Answers whether it did. */
  remove(job: J): boolean {
    const found = this.waiting.includes(job);
    if (found) {
      this.waiting = this.waiting.filter((other) => other !== job);
      this.drop(job);
    }
    return found;
  }

  clear(): void {
    const dropped = this.waiting;
    this.waiting = [];
    for (const job of dropped) this.drop(job);
  }

  private drop(job: J): void {
    job.drop();
    this.ended(job);
  }

  private async work(): Promise<void> {
    for (let job = this.waiting.shift(); job !== undefined; job = this.waiting.shift()) {
      this.running = job;
      let ending: Ending = 'stopped'; // also where it throws: those that wait must not wait for ever
      try {
        ending = await job.run();
      } finally {
        this.running = undefined;
        this.ended(job);
        if (ending === 'stopped' || (ending === 'failed' && this.stopOnError())) this.clear();
      }
    }
  }
}
