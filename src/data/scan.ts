import { lstat, readdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { inputError } from '../base/errors';
import { t } from '../base/l10n';
import { imageExtensions } from './images/decode';
import { stopIfAborted } from './interruption';

/** An image file of a folder: where it is, and its path from the folder, with `/`, which names it everywhere. */
export interface ImageFile {
  file: string;
  name: string;
}

export interface ScannedClass {
  name: string;
  images: ImageFile[];
}

/** No more subfolders below a class than this, in depth. */
const deepest = 16;

/**
 * Lists a folder's classes (its subfolders, by name) and their images (at any depth, by name). Hidden entries are passed over;
 * links are followed to files inside the folder alone.
 * @throws LabError where the folder does not exist or has no subfolders; Interrupted
 */
export async function scanFolder(root: string, signal?: AbortSignal): Promise<{ classes: ScannedClass[]; notices: string[] }> {
  const found = await stat(root).catch(() => undefined);
  if (found === undefined) throw inputError(t('there is no such folder.'), { place: root, mend: t('Give an existing folder with one subfolder of images per class, as "folder:PATH".') });
  if (!found.isDirectory()) throw inputError(t('this is a file, not a folder.'), { place: root, mend: t('Give a folder with one subfolder of images per class, as "folder:PATH".') });
  const walk: Walk = { root: await realpath(root), notices: [], others: 0, signal };
  const classes: ScannedClass[] = [];
  for (const name of await entries(root)) {
    const folder = path.join(root, name);
    const kind = await lstat(folder);
    if (kind.isSymbolicLink()) walk.notices.push(t('link not followed: {0}', name));
    else if (kind.isDirectory()) classes.push({ name, images: await imagesIn(folder, name, walk, 1) });
    else walk.others++;
  }
  if (classes.length === 0) throw inputError(t('the folder has no subfolders.'), { place: root, mend: t("Put the images of each class into a subfolder that bears the class's name.") });
  if (walk.others > 0) walk.notices.push(t(walk.others === 1 ? "{0} file passed over: not in a class's folder, or not named as an image" : "{0} files passed over: not in a class's folder, or not named as an image", walk.others));
  if (classes.every(({ name }) => /^(train|test|val|valid|validation)$/i.test(name))) {
    walk.notices.push(t('the subfolders {0} are taken for classes; if they are splits, give one of them instead', classes.map(({ name }) => `"${name}"`).join(', ')));
  }
  return { classes, notices: walk.notices };
}

interface Walk {
  /** The folder itself, free of links. */
  root: string;
  notices: string[];
  /** Files that are no images by their name. */
  others: number;
  signal: AbortSignal | undefined;
}

async function imagesIn(folder: string, prefix: string, walk: Walk, depth: number): Promise<ImageFile[]> {
  stopIfAborted(walk.signal);
  const images: ImageFile[] = [];
  for (const entry of await entries(folder)) {
    const file = path.join(folder, entry);
    const name = `${prefix}/${entry}`;
    const kind = await lstat(file);
    if (kind.isDirectory() && depth < deepest) images.push(...(await imagesIn(file, name, walk, depth + 1)));
    else if (kind.isSymbolicLink() && !(await leadsInside(file, walk.root))) walk.notices.push(t('link not followed: {0}', name));
    else if (imageExtensions.includes(path.extname(entry).toLowerCase())) images.push({ file, name });
    else walk.others++;
  }
  return images;
}

/** True where a link leads to a file inside the folder. */
async function leadsInside(link: string, root: string): Promise<boolean> {
  try {
    const target = await realpath(link);
    return target.startsWith(root + path.sep) && (await stat(target)).isFile();
  } catch {
    return false;
  }
}

/** The names in a folder, hidden ones left out, in the same order on every machine. */
async function entries(folder: string): Promise<string[]> {
  const names = await readdir(folder);
  return names.filter((name) => !name.startsWith('.')).sort((a, b) => (a < b ? -1 : 1));
}
