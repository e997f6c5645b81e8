import { copyFile, mkdir, readFile, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { Interrupted, LabError, sentence } from '../base/errors';
import { t } from '../base/l10n';
import { withLock } from '../base/lock';
import { DATASETS, type DatasetEntry, type DatasetName, type FileFacts } from './catalogue';
import { mismatch } from './checksum';
import { installedFolder, withDebianPackage } from './debian';
import { download, NotThere } from './download';
import { fileError, sizeOf, writeAtomically } from './files';
import { stopIfAborted } from './interruption';
import type { OnProgress } from './progress';
import { sourceInWords } from './source';

export interface AcquireOptions {
  /** The cache folder; a data set's files lie in `<cache>/datasets/<name>/`. */
  cache: string;
  /** Touch no network. */
  offline?: boolean | undefined;
  /**
   * Instead of the official server: a base URL, a folder, or (where the data set is one file) a file.
   * In a URL or a folder a file is looked for as `<name of the data set>/<file>`, then as `<file>`.
   */
  mirror?: string | undefined;
  signal?: AbortSignal | undefined;
  onProgress?: OnProgress | undefined;
}

/** Where the files of a data set lie. */
export function datasetFolder(name: DatasetName, cache: string): string {
  return path.join(cache, 'datasets', name);
}

/** True where the files of the data set are in the cache (not checked; `acquireNamed` does that) or none are needed. */
export async function namedPresent(name: DatasetName, cache: string): Promise<boolean> {
  const folder = datasetFolder(name, cache);
  const sizes = await Promise.all(DATASETS[name].files.map((facts) => sizeOf(path.join(folder, facts.name))));
  return sizes.every((size) => size !== undefined && size > 0);
}

/**
 * Gets the checked files of a data set into the cache: what is there already, else from the mirror or the official server, and Fashion-MNIST also
 * from Debian's package. May be repeated and interrupted at any time, and called by several processes at once.
 * @returns where the files came from, as it is stored (`sourceInWords`)
 * @throws LabError that names every way tried and why it failed; Interrupted
 */
export async function acquireNamed(name: DatasetName, options: AcquireOptions): Promise<{ source: string }> {
  const entry = DATASETS[name];
  if (entry.files.length === 0) return { source: 'generated' };
  const folder = datasetFolder(name, options.cache);
  const acquisition = new Acquisition(name, entry, folder, options);
  const ready = await acquisition.ready(); // needs no lock, so a cache that may not be written will do
  if (ready !== undefined) return ready;
  try {
    await mkdir(folder, { recursive: true });
    return await withLock(path.join(folder, '.lock'), { signal: options.signal, onWait: () => undefined }, () => acquisition.run());
  } catch (error) {
    throw fileError(error, folder);
  }
}

/** A way to get files: takes those that are missing, throws where it can't. */
interface Way {
  source: string;
  take(missing: readonly FileFacts[]): Promise<void>;
}

/** What `source.json` in the folder remembers, so that a file is hashed once and not at every start. */
interface Origin {
  source: string;
  /** File name → its size and time of change when it was checked. */
  verified: Record<string, string>;
}

class Acquisition {
  private readonly failures: string[] = [];

  constructor(
    private readonly name: DatasetName,
    private readonly entry: DatasetEntry,
    private readonly folder: string,
    private readonly options: AcquireOptions,
  ) {}

  /** The source, where every file is as it was when it was checked; else undefined. */
  async ready(): Promise<{ source: string } | undefined> {
    const origin = await this.readOrigin();
    if (origin === undefined) return undefined;
    for (const { name } of this.entry.files) {
      const file = path.join(this.folder, name);
      if ((await sizeOf(file)) === undefined || origin.verified[name] !== (await fingerprint(file))) return undefined;
    }
    return { source: origin.source };
  }

  async run(): Promise<{ source: string }> {
    const origin = await this.readOrigin();
    let missing = await this.missing(origin);
    if (missing.length === 0) return this.remember(origin?.source ?? 'files in the cache folder', origin);
    for (const way of this.ways()) {
      stopIfAborted(this.options.signal);
      try {
        await way.take(missing);
        return await this.remember(way.source, origin);
      } catch (error) {
        if (error instanceof Interrupted) throw error;
        this.failures.push(`${sourceInWords(way.source)}: ${sentence(fileError(error, this.folder)).replace(/\.$/, '')}`);
        missing = await this.missing(origin);
      }
    }
    throw new LabError(t('the data set {0} could not be had. Tried {1}.', this.name, this.failures.join('; ')), { mend: this.mend() });
  }

  private ways(): Way[] {
    const { mirror, offline } = this.options;
    const ways: Way[] = [];
    const remote = mirror === undefined || /^https?:\/\//i.test(mirror);
    if (!remote) ways.push({ source: `mirror ${mirror}`, take: (missing) => this.copyAll(missing, (facts) => this.inMirror(mirror, facts)) });
    else if (offline === true) this.failures.push(t('download: offline was asked for'));
    else if (mirror === undefined) ways.push({ source: 'official download', take: (missing) => this.downloadAll(missing, [this.entry.origin]) });
    else ways.push({ source: `mirror ${mirror}`, take: (missing) => this.downloadAll(missing, [`${withSlash(mirror)}${this.name}/`, withSlash(mirror)]) });
    if (this.name !== 'fashion-mnist') return ways;
    ways.push({ source: 'installed Debian package', take: (missing) => this.copyAll(missing, (facts) => Promise.resolve(path.join(installedFolder, facts.name))) });
    if (offline !== true) ways.push({ source: 'Debian package', take: (missing) => this.fromDebian(missing) });
    return ways;
  }

  private mend(): string {
    const files = this.entry.files.map((facts) => facts.name).join(', ');
    return t(
      this.entry.files.length === 1
        ? 'Use the data set "shapes", which is generated and needs no download; or put {0} into {1}; or set RESNET_LAB_DATA_MIRROR, or the setting resnetLab.dataMirror, to a URL or a folder that has it.'
        : 'Use the data set "shapes", which is generated and needs no download; or put {0} into {1}; or set RESNET_LAB_DATA_MIRROR, or the setting resnetLab.dataMirror, to a URL or a folder that has them.',
      files,
      this.folder,
    );
  }

  private async downloadAll(missing: readonly FileFacts[], bases: readonly string[]): Promise<void> {
    for (const facts of missing) {
      for (const [at, base] of bases.entries()) {
        try {
          await download(base + facts.name, path.join(this.folder, facts.name), facts, this.options);
          break;
        } catch (error) {
          if (!(error instanceof NotThere) || at === bases.length - 1) throw error;
        }
      }
    }
  }

  private async inMirror(mirror: string, facts: FileFacts): Promise<string> {
    const found = await stat(mirror).catch(() => undefined);
    if (found === undefined) throw new LabError(t('there is no such file or folder.'));
    if (found.isFile() && this.entry.files.length === 1) return mirror;
    const folder = found.isFile() ? path.dirname(mirror) : mirror;
    const own = path.join(folder, this.name, facts.name);
    return (await sizeOf(own)) === undefined ? path.join(folder, facts.name) : own;
  }

  private async fromDebian(missing: readonly FileFacts[]): Promise<void> {
    await withDebianPackage(this.folder, this.options, (unpacked) => this.copyAll(missing, (facts) => Promise.resolve(path.join(unpacked, facts.name))));
  }

  /** Copies files into the cache, each by way of a checked `.part`. */
  private async copyAll(missing: readonly FileFacts[], locate: (facts: FileFacts) => Promise<string>): Promise<void> {
    for (const facts of missing) {
      stopIfAborted(this.options.signal);
      const from = await locate(facts);
      if ((await sizeOf(from)) === undefined) throw new LabError(t('there is no {0}.', from));
      const target = path.join(this.folder, facts.name);
      const part = `${target}.copy`;
      try {
        await copyFile(from, part);
        const wrong = await mismatch(part, facts, this.options.signal);
        if (wrong !== undefined) throw new LabError(t('the file is not the one expected: {0}.', wrong), { place: from });
        await rename(part, target);
      } finally {
        await rm(part, { force: true });
      }
    }
  }

  /** The files that are not in the cache, or not right there: those are moved aside, never deleted. */
  private async missing(origin: Origin | undefined): Promise<FileFacts[]> {
    const missing: FileFacts[] = [];
    for (const facts of this.entry.files) {
      const file = path.join(this.folder, facts.name);
      if ((await sizeOf(file)) === undefined) {
        missing.push(facts);
      } else if (origin?.verified[facts.name] !== (await fingerprint(file))) {
        const wrong = await mismatch(file, facts, this.options.signal);
        if (wrong === undefined) continue;
        await rename(file, `${file}.rejected`);
        this.failures.push(t('the cache: {0} is not the file expected, it was moved aside to {1}: {2}', file, `${facts.name}.rejected`, wrong));
        missing.push(facts);
      }
    }
    return missing;
  }

  private get originFile(): string {
    return path.join(this.folder, 'source.json');
  }

  private async readOrigin(): Promise<Origin | undefined> {
    try {
      const found = JSON.parse(await readFile(this.originFile, 'utf8')) as Partial<Origin>;
      if (typeof found.source !== 'string' || typeof found.verified !== 'object') return undefined;
      return { source: found.source, verified: found.verified };
    } catch {
      return undefined; // none yet, or spoilt: the files are hashed again
    }
  }

  private async remember(source: string, before: Origin | undefined): Promise<{ source: string }> {
    const verified: Record<string, string> = {};
    for (const facts of this.entry.files) verified[facts.name] = await fingerprint(path.join(this.folder, facts.name));
    const now: Origin = { source, verified };
    if (JSON.stringify(now) !== JSON.stringify(before)) await writeAtomically(this.originFile, `${JSON.stringify(now, null, 2)}\n`);
    return { source };
  }
}

async function fingerprint(file: string): Promise<string> {
  const { size, mtimeMs } = await stat(file);
  return `${String(size)} ${String(mtimeMs)}`;
}

function withSlash(base: string): string {
  return base.endsWith('/') ? base : `${base}/`;
}
