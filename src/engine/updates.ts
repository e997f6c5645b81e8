import { setTimeout as pause } from 'node:timers/promises';

/** Milliseconds between two updates of a request. */
const INTERVAL = 250;
/** An update that takes long to make comes more rarely: this many times as long lies between two. */
const REST = 5;

/**
 * The updates of one request. Each is the whole state, so only the newest counts: one that comes too soon after the last, or while the
 * channel has not taken that one yet, waits and is replaced by the next.
 */
export class Updates<Update> {
  private newest: (() => Update | Promise<Update>) | undefined;
  private running: Promise<void> | undefined;
  private hurry = new AbortController();

  /** `send` resolves when the channel has taken the update; `onError` hears what went wrong while one was made. */
  constructor(
    private readonly send: (update: Update) => Promise<void>,
    private readonly onError: (error: unknown) => void,
  ) {}

  /** Says that there is something new; `make` is called when its turn has come. */
  offer(make: () => Update | Promise<Update>): void {
    this.newest = make;
    this.running ??= this.run();
  }

  /** Sends what waits, at once. Resolves when all is sent. */
  async flush(): Promise<void> {
    this.hurry.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    await Promise.resolve(); // what is offered in the same moment is one update
    for (let make = this.take(); make !== undefined; make = this.take()) {
      const began = performance.now();
      await this.deliver(make);
      const took = performance.now() - began;
      await pause(Math.max(INTERVAL - took, REST * took), undefined, { signal: this.hurry.signal }).catch(() => undefined);
    }
    this.running = undefined;
  }

  private async deliver(make: () => Update | Promise<Update>): Promise<void> {
    try {
      await this.send(await make());
    } catch (error) {
      this.onError(error);
    }
  }

  private take(): (() => Update | Promise<Update>) | undefined {
    const make = this.newest;
    this.newest = undefined;
    return make;
  }
}
