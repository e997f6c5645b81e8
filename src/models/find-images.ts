import { lstat, readdir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, extname, join, relative, resolve, sep } from 'node:path';
import { inputError } from '../base/errors';
import { t } from '../base/l10n';
import { imageExtensions } from '../data/images/decode';
import { stopIfAborted } from '../data/interruption';

/** An image to classify: its path below the root, with `/`, and its class by the folder that it lies in. */
export interface FoundImage {
  readonly image: string;
  readonly truth?: number;
}

export interface FoundImages {
  /** The nearest folder that all of them lie in; a single folder that was given is that itself. */
  readonly root: string;
  /** Each once, folder by folder, by name. */
  readonly images: readonly FoundImage[];
  readonly notices: readonly string[];
}

/** No more subfolders below a folder than this, in depth. */
const DEEPEST = 32;
/** Folders without a class that are named one by one. */
const NAMED = 5;

/**
 * Finds the images among files and folders. A file that was named is taken whatever its name; folders are searched to the bottom for names of
 * images, hidden entries and links to folders passed over. `classOf` says which class a folder's name stands for: the nearest folder below
 * the one that was given decides.
 * @throws LabError where a source does not exist, or there is no image at all; Interrupted
 */
export async function findImages(sources: readonly string[], classOf: (folder: string) => number | undefined, signal?: AbortSignal): Promise<FoundImages> {
  const walk = new Walk(classOf, signal);
  for (const source of sources) await walk.source(resolve(source));
  if (walk.found.size === 0) throw inputError(t('there is no image here.'), { place: sources[0], mend: t('Images are files named {0}.', imageExtensions.join(', ')) });
  const root = walk.root();
  const images = [...walk.found].map(([path, truth]) => ({ image: relative(root, path).split(sep).join('/'), ...(truth !== undefined && { truth }) }));
  return { root, images, notices: walk.notices() };
}

class Walk {
  /** By full path. */
  readonly found = new Map<string, number | undefined>();
  private readonly tops: string[] = [];
  private readonly links: string[] = [];
  private readonly classless = new Set<string>();
  private classlessImages = 0;

  constructor(
    private readonly classOf: (folder: string) => number | undefined,
    private readonly signal: AbortSignal | undefined,
  ) {}

  async source(path: string): Promise<void> {
    const found = await stat(path).catch((cause: unknown) => {
      throw inputError(t('there is no such file or folder.'), { place: path, cause });
    });
    this.tops.push(found.isDirectory() ? path : dirname(path));
    if (found.isDirectory()) await this.folder(path, [], 0);
    else this.found.set(path, undefined);
  }

  /** `below`: names of the folders from the one that was given down to this. */
  private async folder(path: string, below: readonly string[], depth: number): Promise<void> {
    stopIfAborted(this.signal);
    const entries = await readdir(path, { withFileTypes: true });
    entries.sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
    const truth = [...below].reverse().map(this.classOf).find((index) => index !== undefined);
    for (const entry of entries) {
      if (entry.name.startsWith('.')) continue;
      const own = join(path, entry.name);
      if (entry.isDirectory() && depth < DEEPEST) await this.folder(own, [...below, entry.name], depth + 1);
      else if (isImage(entry.name) && (entry.isFile() || (entry.isSymbolicLink() && (await this.staysInside(own))))) this.image(own, below, truth);
    }
  }

  private image(path: string, below: readonly string[], truth: number | undefined): void {
    this.found.set(path, truth);
    if (truth !== undefined || below.length === 0) return;
    this.classless.add(below.join('/'));
    this.classlessImages++;
  }

  /** A link is followed to a file below what was given alone. */
  private async staysInside(link: string): Promise<boolean> {
    const target = await realpath(link).catch(() => undefined);
    const top = await realpath(this.tops.at(-1) ?? '').catch(() => undefined);
    const inside = target !== undefined && top !== undefined && target.startsWith(top + sep) && (await lstat(target)).isFile();
    if (!inside) this.links.push(basename(link));
    return inside;
  }

  root(): string {
    const parts = this.tops.map((top) => top.split(sep));
    const [first = []] = parts;
    const differs = first.findIndex((part, i) => parts.some((other) => other[i] !== part));
    return first.slice(0, differs === -1 ? first.length : differs).join(sep) || sep;
  }

  notices(): string[] {
    const { links, classless, found } = this;
    const notices = links.length === 0 ? [] : [t('{0} links that lead out of the folder, or nowhere, were not followed: {1}', links.length, some(links))];
    const known = [...found.values()].some((truth) => truth !== undefined);
    if (known && classless.size > 0) notices.push(t('{0} images lie in folders that are no class of the model: {1}', this.classlessImages, some([...classless])));
    return notices;
  }
}

function some(names: readonly string[]): string {
  return names.length <= NAMED ? names.join(', ') : `${names.slice(0, NAMED).join(', ')}, …`;
}

function isImage(name: string): boolean {
  return imageExtensions.includes(extname(name).toLowerCase());
}
