import { appendFile, open, truncate, writeFile } from 'node:fs/promises';
import { readable } from '../runs/files';
import { LineTail } from '../runs/line-tail';
import type { ResultRow } from './classification-data';

/** Rows that are read at a time, at most. */
const MOST = 1000;

/**
 * The rows of a classification in a file, one JSON line each. Only where each line begins is held, so any rows can be had at once while the
 * memory hardly grows with their number.
 */
export class ResultRows {
  /** Where each row begins, and where the last ends, in bytes. */
  private readonly starts = [0];

  private constructor(private readonly path: string) {}

  /** Begins a file anew. @throws LabError where it can't be written */
  static async create(path: string): Promise<ResultRows> {
    await writeFile(path, '').catch((error: unknown) => Promise.reject(readable(error, path) as Error));
    return new ResultRows(path);
  }

  /** Opens a file that was written before; a last line that is not whole is passed over. */
  static async open(path: string): Promise<ResultRows> {
    const rows = new ResultRows(path);
    await new LineTail(path).read((line) => rows.starts.push((rows.starts.at(-1) ?? 0) + Buffer.byteLength(line) + 1), () => undefined);
    return rows;
  }

  /** Makes a file that was opened ready to be gone on with: a last line that is not whole is cut off. @throws LabError where it can't be written */
  async goOn(): Promise<void> {
    await truncate(this.path, this.starts.at(-1)).catch((error: unknown) => Promise.reject(readable(error, this.path) as Error));
  }

  get count(): number {
    return this.starts.length - 1;
  }

  async append(rows: readonly ResultRow[]): Promise<void> {
    const lines = rows.map((row) => Buffer.from(`${JSON.stringify(row)}\n`));
    await appendFile(this.path, Buffer.concat(lines)).catch((error: unknown) => Promise.reject(readable(error, this.path) as Error));
    for (const line of lines) this.starts.push((this.starts.at(-1) ?? 0) + line.length);
  }

  /** Rows from a number on, a thousand at most; none beyond the last. */
  async read(from: number, count: number): Promise<ResultRow[]> {
    const first = Math.max(0, Math.min(this.count, Math.floor(from)));
    const last = Math.min(this.count, first + Math.max(0, Math.min(MOST, Math.floor(count))));
    const [begin = 0, end = 0] = [this.starts[first], this.starts[last]];
    const bytes = Buffer.alloc(end - begin);
    const file = await open(this.path, 'r').catch((error: unknown) => Promise.reject(readable(error, this.path) as Error));
    try {
      for (let done = 0; done < bytes.length; ) {
        const { bytesRead } = await file.read(bytes, done, bytes.length - done, begin + done);
        if (bytesRead === 0) break;
        done += bytesRead;
      }
    } finally {
      await file.close();
    }
    return bytes.toString('utf8').split('\n').slice(0, last - first).map((line) => JSON.parse(line) as ResultRow);
  }

  /** All rows in their order, some at a time. */
  async *all(): AsyncGenerator<readonly ResultRow[]> {
    for (let from = 0; from < this.count; from += MOST) yield await this.read(from, MOST);
  }
}
