import type { Host } from '../../view/host';

/** Pictures that are kept, many times those of a screen. */
const MOST = 400;
/** Pictures that are asked for at a time. */
const AT_ONCE = 4;

/** Small pictures of the rows that are seen. What is scrolled away before its turn is never asked for. */
export class Pictures {
  /** Data address by row, the longest unused first. */
  private readonly kept = new Map<number, string>();
  private queue: readonly number[] = [];
  private readonly asked = new Set<number>();
  /** Rows whose picture could not be had: asked again when they are next scrolled to. */
  private readonly failed = new Set<number>();
  private generation = 0;

  /** @param size longest side, in pixels */
  constructor(
    private readonly host: Pick<Host, 'ask'> | undefined,
    private readonly size: number,
    private readonly onPicture: (row: number) => void,
  ) {}

  /** Another result: row numbers mean other images. */
  clear(preview: readonly { readonly row: { readonly index: number }; readonly picture?: string }[]): void {
    this.generation += 1;
    this.kept.clear();
    this.asked.clear();
    this.failed.clear();
    this.queue = [];
    for (const { row, picture } of preview) if (picture !== undefined) this.keep(row.index, picture);
  }

  /** Undefined where it is not there. */
  of(row: number): string | undefined {
    const source = this.kept.get(row);
    if (source !== undefined) this.keep(row, source);
    return source;
  }

  /** Rows that are seen, the most wanted first; in place of those before. */
  want(rows: readonly number[]): void {
    for (const row of this.failed) if (!rows.includes(row)) this.failed.delete(row);
    this.queue = rows.filter((row) => !this.kept.has(row) && !this.failed.has(row));
    this.ask();
  }

  private ask(): void {
    const { host, generation } = this;
    while (host !== undefined && this.asked.size < AT_ONCE) {
      const row = this.queue.find((each) => !this.asked.has(each));
      if (row === undefined) return;
      this.asked.add(row);
      const ended = (keep: () => void): void => {
        if (generation !== this.generation) return;
        this.asked.delete(row);
        this.queue = this.queue.filter((each) => each !== row);
        keep();
        this.onPicture(row);
        this.ask();
      };
      host.ask({ kind: 'picture', row, size: this.size }).then(
        ({ source }) => ended(() => this.keep(row, source)),
        () => ended(() => this.failed.add(row)),
      );
    }
  }

  private keep(row: number, source: string): void {
    this.kept.delete(row);
    this.kept.set(row, source);
    for (const oldest of this.kept.keys()) {
      if (this.kept.size <= MOST) break;
      this.kept.delete(oldest);
    }
  }
}
