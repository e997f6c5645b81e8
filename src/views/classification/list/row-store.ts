import type { ClassificationData, ResultRow } from '../../../models/classification-data';
import type { Host } from '../../view/host';

/** Rows of one question; the engine answers no more at once. */
const AT_ONCE = 500;
/** Milliseconds between two deliveries: whoever reads rows need not see them sorted anew more often. */
const BETWEEN = 250;

export interface RowEvents {
  /** Another result begins: none of the rows before belongs to it. */
  onReset(): void;
  onRows(rows: readonly ResultRow[]): void;
  /** Rows could not be had, by a sentence; undefined once they can. */
  onProblem(problem: string | undefined): void;
}

/** Fetches the rows of a result as they come to be, in their order, and hands them on a few times a second. Without a host it has the preview's. */
export class RowStore {
  /** Rows fetched, of which some may wait to be handed on. */
  private count = 0;
  private waiting: ResultRow[] = [];
  private goal = 0;
  private result = '';
  private loading = false;
  private stuck = false;
  /** What is asked about an earlier result is not listened to. */
  private generation = 0;
  private last = -Infinity;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly host: Pick<Host, 'ask'> | undefined,
    private readonly events: RowEvents,
  ) {}

  update(data: ClassificationData): void {
    const result = JSON.stringify([data.folder, data.models.map(({ reference, labels }) => [reference, labels.length])]);
    if (result !== this.result || data.rows < this.count) this.begin(result, data);
    this.goal = data.rows;
    if (!this.stuck) this.load();
  }

  /** Asks again for what could not be had. */
  retry(): void {
    this.stuck = false;
    this.events.onProblem(undefined);
    this.load();
  }

  dispose(): void {
    this.generation += 1;
    clearTimeout(this.timer);
  }

  private begin(result: string, { preview }: ClassificationData): void {
    this.dispose();
    this.timer = undefined;
    this.result = result;
    this.count = 0;
    this.waiting = [];
    this.loading = false;
    this.stuck = false;
    this.last = -Infinity;
    this.events.onReset();
    this.events.onProblem(undefined);
    const rows = preview.map(({ row }) => row).filter(({ index }, place) => index === place);
    this.count = rows.length;
    this.events.onRows(rows);
  }

  private load(): void {
    const { host, generation } = this;
    if (host === undefined || this.loading || this.count >= this.goal) return;
    this.loading = true;
    host.ask({ kind: 'rows', from: this.count, count: Math.min(AT_ONCE, this.goal - this.count) }).then(
      (rows) => {
        if (generation !== this.generation) return;
        this.loading = false;
        this.take(rows);
        // What is not there yet is asked for when the next data come.
        if (rows.length > 0) this.load();
      },
      (error: unknown) => {
        if (generation !== this.generation) return;
        this.loading = false;
        this.stuck = true;
        this.events.onProblem(error instanceof Error ? error.message : String(error));
      },
    );
  }

  private take(rows: readonly ResultRow[]): void {
    if (rows.length === 0) return;
    this.count += rows.length;
    this.waiting.push(...rows);
    this.timer ??= setTimeout(() => this.deliver(), Math.max(0, this.last + BETWEEN - performance.now()));
  }

  private deliver(): void {
    this.timer = undefined;
    this.last = performance.now();
    const rows = this.waiting;
    this.waiting = [];
    this.events.onRows(rows);
  }
}
