import { readdir, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { t } from '../base/l10n';
import { WayBarred } from './way';

/** Throws where the file system of `folder` has less than `needed` bytes for this user. */
export async function checkSpace(folder: string, needed: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  if (free >= needed) return;
  throw new WayBarred(t('The disk of {0} has {1} free; {2} are needed.', folder, gigabytes(free), gigabytes(needed)), {
    what: t('Free some space, or put the cache on another disk (the setting resnetLab.cacheFolder, or RESNET_LAB_CACHE).'),
    command: 'RESNET_LAB_CACHE=/another/disk resnet-lab engine install',
  });
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(2)} GB`;
}

/** Watches a folder's size: reports it, and gives up once it has not grown for `stall` milliseconds. */
export function growthWatch(folder: string, stall: number, report: (bytes: number) => void): () => Promise<string | undefined> {
  let size = -1;
  let since = Date.now();
  return async () => {
    const now = await folderSize(folder);
    if (now !== size) {
      [size, since] = [now, Date.now()];
      report(now);
    }
    return Date.now() - since > stall ? t('did not get on for {0} s', Math.round(stall / 1000)) : undefined;
  };
}

async function folderSize(folder: string): Promise<number> {
  const names = await readdir(folder, { recursive: true });
  const sizes = await Promise.all(names.map((name) => stat(join(folder, name)).then((entry) => (entry.isFile() ? entry.size : 0), () => 0)));
  return sizes.reduce((sum, size) => sum + size, 0);
}
