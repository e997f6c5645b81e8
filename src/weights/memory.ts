import { t } from '../base/l10n';
import type { Fail } from './complaint';

const MEBI = 1024 ** 2;

/** Bytes that the numbers of one file may take in memory, whatever its size. */
const MOST_BYTES = 4096 * MEBI;

/**
 * What a file may ask of memory, counted before it is taken: 64 MiB and sixteen times the file's size, 4 GiB at most. A sound file needs five times its
 * size or less (8-bit numbers as they are, and as 32-bit floats), and a small one can't take a machine down.
 */
export class MemoryBudget {
  private left: number;
  private readonly limit: number;

  constructor(
    fileBytes: number,
    private readonly fail: Fail,
  ) {
    this.limit = Math.min(MOST_BYTES, 64 * MEBI + 16 * fileBytes);
    this.left = this.limit;
  }

  /** @throws LabError where the limit is passed */
  spend(bytes: number): void {
    this.left -= bytes;
    if (!(this.left >= 0)) throw this.fail(t('it asks for more than {0} MiB of memory', Math.floor(this.limit / MEBI)));
  }
}

/** @throws LabError where the machine has no such memory */
export function allocate(bytes: number, fail: Fail): Uint8Array<ArrayBuffer> {
  try {
    return new Uint8Array(new ArrayBuffer(bytes));
  } catch {
    throw fail(t('there is not enough memory for {0} bytes', bytes));
  }
}
