/** Milliseconds between two readings. */
const PACE = 1000;

/** Reads something again when it may have changed: soon, at most once a second, and only while somebody looks. */
export class Lookout {
  private looking = false;
  private stale = true;
  private loading: Promise<void> | undefined;
  private loaded = 0;
  private timer: NodeJS.Timeout | undefined;

  /**
   * `read` deals with what goes wrong itself. `again` answers after how many milliseconds to read though nothing told of a change; undefined where
   * there is no need.
   */
  constructor(
    private readonly read: () => Promise<void>,
    private readonly again: () => number | undefined = () => undefined,
  ) {}

  set visible(visible: boolean) {
    this.looking = visible;
    if (visible && this.stale) this.refresh();
    else if (visible) this.lookAgain();
  }

  /** Resolves once it has been read at least once. */
  async ready(): Promise<void> {
    if (this.loaded === 0) await (this.loading ?? this.load());
  }

  /** Something may have changed. */
  refresh(): void {
    this.stale = true;
    if (this.looking) this.readIn(Math.max(0, this.loaded + PACE - Date.now()));
  }

  /** Reads now, whether or not somebody looks; a reading that is under way may have missed what changed just before. */
  async load(): Promise<void> {
    await this.loading;
    this.loading ??= this.readOnce().finally(() => {
      this.loading = undefined;
      this.loaded = Date.now();
      if (this.stale) this.refresh();
      else this.lookAgain();
    });
    await this.loading;
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.looking = false;
  }

  private readOnce(): Promise<void> {
    this.stale = false;
    clearTimeout(this.timer);
    return this.read();
  }

  private lookAgain(): void {
    const wait = this.looking ? this.again() : undefined;
    if (wait !== undefined) this.readIn(wait);
  }

  private readIn(milliseconds: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.load(), milliseconds);
  }
}
