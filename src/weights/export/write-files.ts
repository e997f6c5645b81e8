import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { LabError } from '../../base/errors';
import { t } from '../../base/l10n';
import { stopIfAborted } from '../../data/interruption';

export interface FileContent {
  readonly path: string;
  readonly chunks: readonly Uint8Array[];
}

/** Bytes that are written between two looks at the signal. */
const PIECE = 8 * 1024 * 1024;

/**
 * Writes files that belong together so that no reader sees half of one: all beside their places first, then each renamed to its place, the
 * last one last. Files that stand there are replaced. Makes folders that are missing. @throws LabError with what to do, Interrupted
 */
export async function writeFiles(files: readonly FileContent[], { signal, onProgress }: { signal?: AbortSignal | undefined; onProgress?: ((done: number, total: number) => void) | undefined }): Promise<void> {
  const total = files.reduce((sum, { chunks }) => sum + chunks.reduce((bytes, chunk) => bytes + chunk.length, 0), 0);
  let done = 0;
  const written = (bytes: number): void => {
    stopIfAborted(signal);
    done += bytes;
    onProgress?.(done, total);
  };
  const draft = (path: string): string => `${path}.partial`;
  let current = '';
  try {
    for (const { path, chunks } of files) {
      current = path;
      await mkdir(dirname(path), { recursive: true });
      await write(draft(path), chunks, written);
    }
    for (const { path } of files) {
      current = path;
      await rename(draft(path), path);
    }
  } catch (error) {
    await Promise.all(files.map(({ path }) => rm(draft(path), { force: true })));
    throw readable(error, current);
  }
}

async function write(path: string, chunks: readonly Uint8Array[], written: (bytes: number) => void): Promise<void> {
  const file = await open(path, 'w');
  try {
    for (const chunk of chunks) {
      for (let at = 0; at < chunk.length; ) {
        written(0);
        const { bytesWritten } = await file.write(chunk, at, Math.min(PIECE, chunk.length - at));
        at += bytesWritten;
        written(bytesWritten);
      }
    }
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Says in a sentence what a failed file operation means. */
function readable(error: unknown, place: string): unknown {
  const fail = (message: string, mend: string): LabError => new LabError(message, { place, mend, cause: error });
  switch ((error as NodeJS.ErrnoException).code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return fail(t('the disk is full.'), t('Free some space, or write to another disk.'));
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return fail(t('this file may not be written.'), t('Choose another place.'));
    case 'EISDIR':
      return fail(t('a folder stands where a file is to be written.'), t('Choose another name.'));
    case 'ENOTDIR':
    case 'EEXIST':
      return fail(t('a file stands where a folder is needed.'), t('Choose another place.'));
    default:
      return error;
  }
}
