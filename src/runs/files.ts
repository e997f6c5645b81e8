import { open, readFile, rename, rm, type FileHandle } from 'node:fs/promises';
import { LabError } from '../base/errors';
import { t } from '../base/l10n';

/** Writes a file so that a reader sees the old one or the whole new one, whatever happens in between. */
export async function writeAtomic(path: string, chunks: readonly (Uint8Array | string)[]): Promise<void> {
  const partial = `${path}.partial`;
  try {
    const file = await open(partial, 'w');
    try {
      for (const chunk of chunks) await writeAll(file, typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true });
    throw readable(error, path);
  }
}

async function writeAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let written = 0; written < bytes.length; ) written += (await file.write(bytes, written)).bytesWritten;
}

/** What to do about a damaged file of a run. */
export function anew(): string {
  return t('Delete the run folder to start the trial anew.');
}

/** The file's JSON, or undefined where there is no such file. @throws LabError where it is not JSON */
export async function readJson(path: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw readable(error, path);
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new LabError(t('this file is damaged: it is not JSON.'), { place: path, mend: anew(), cause });
  }
}

/** Says in a sentence what a failed file operation means. */
export function readable(error: unknown, path: string): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOSPC' || code === 'EDQUOT') return new LabError(t('the disk is full.'), { place: path, mend: t('Free some space and run the cell again: it goes on from the last checkpoint.'), cause: error });
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return new LabError(t('this file may not be written.'), { place: path, mend: t('Choose another folder with --runs, or by the setting resnetLab.runsFolder.'), cause: error });
  if (code === 'ENOTDIR' || code === 'EEXIST') return new LabError(t('a file stands where a folder is needed.'), { place: path, mend: t('Choose another folder with --runs, or by the setting resnetLab.runsFolder.'), cause: error });
  return error;
}
