import { rename, rm, stat, writeFile } from 'node:fs/promises';
import { LabError } from '../base/errors';
import { t } from '../base/l10n';

/** The size of a file in bytes; undefined where there is none. */
export async function sizeOf(file: string): Promise<number | undefined> {
  try {
    const found = await stat(file);
    return found.isFile() ? found.size : undefined;
  } catch {
    return undefined;
  }
}

/** Writes a small text file so that a reader sees the old one or the new one, never half of one. */
export async function writeAtomically(file: string, text: string): Promise<void> {
  const draft = `${file}.${String(process.pid)}.new`;
  try {
    await writeFile(draft, text);
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true });
    throw fileError(error, file);
  }
}

/** What to do about a damaged file in the cache. */
export function fetchAnew(): string {
  return t('Delete the file, it is fetched again.');
}

/** What the file system says, in a sentence with the mend where there is one; anything else is passed on. */
export function fileError(error: unknown, file: string): unknown {
  switch ((error as NodeJS.ErrnoException | undefined)?.code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new LabError(t('the disk is full.'), { place: file, mend: t('Free some space, or put the cache on another disk (the setting resnetLab.cacheFolder, or RESNET_LAB_CACHE); what was fetched so far is kept.'), cause: error });
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new LabError(t('this file may not be written or read.'), { place: file, mend: t('Check its permissions, or choose another cache folder (the setting resnetLab.cacheFolder, or RESNET_LAB_CACHE).'), cause: error });
    default:
      return error;
  }
}
