import { open, stat, type FileHandle } from 'node:fs/promises';
import { inputError, sentence } from '../base/errors';
import { t } from '../base/l10n';
import type { Fail } from './complaint';
import { allocate } from './memory';

/** A file of weights, of which ranges are read. */
export class WeightFile {
  private constructor(
    readonly size: number,
    private readonly handle: FileHandle,
    private readonly fail: Fail,
  ) {}

  /** Opens a file for the time that `use` takes. @throws LabError where it can't be opened */
  static async use<T>(path: string, fail: Fail, use: (file: WeightFile) => Promise<T>): Promise<T> {
    const refuse = (cause: unknown): never => {
      throw inputError(t('this file of weights cannot be opened: {0}.', sentence(cause)), { place: path, cause });
    };
    // Looked at first: opening a pipe would wait for a writer.
    if (!(await stat(path).catch(refuse)).isFile()) throw fail(t('it is no file'));
    const handle = await open(path, 'r').catch(refuse);
    try {
      return await use(new WeightFile((await handle.stat()).size, handle, fail));
    } finally {
      await handle.close();
    }
  }

  /** A range, in memory of its own. @throws LabError where the file ends before it does */
  async read(from: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
    if (from + length > this.size) throw this.fail(t('it ends at byte {0}, before what it speaks of', this.size));
    const bytes = allocate(length, this.fail);
    for (let done = 0; done < length; ) {
      const { bytesRead } = await this.handle.read(bytes, done, Math.min(length - done, MOST_AT_ONCE), from + done);
      if (bytesRead === 0) throw this.fail(t('it ends at byte {0}, before what it speaks of', from + done));
      done += bytesRead;
    }
    return bytes;
  }
}

/** Bytes of one read: more than 2 GiB are refused by some systems. */
const MOST_AT_ONCE = 1024 ** 3;
