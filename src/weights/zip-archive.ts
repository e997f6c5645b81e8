import { crc32 } from 'node:zlib';
import { openPromise, type Entry, type ZipFile } from 'yauzl';
import { Interrupted, LabError, sentence } from '../base/errors';
import { t } from '../base/l10n';
import { stopIfAborted } from '../data/interruption';
import { quoted, type Fail } from './complaint';
import { allocate } from './memory';

/** Members of an archive that are looked at. */
const MOST_MEMBERS = 200_000;

/** A zip archive from elsewhere, read member by member into memory; nothing of it reaches the disk. */
export class ZipArchive {
  private constructor(
    private readonly zip: ZipFile,
    private readonly members: ReadonlyMap<string, Entry>,
    private readonly fail: Fail,
  ) {}

  /** Reads its directory. @throws LabError for a damaged one, and for names that no honest archive has: twice the same, absolute, with `..` or backslashes */
  static async open(path: string, fail: Fail): Promise<ZipArchive> {
    const zip = await guard(fail, () => openPromise(path, { autoClose: false, strictFileNames: true }));
    try {
      return new ZipArchive(zip, await guard(fail, () => readDirectory(zip, fail)), fail);
    } catch (error) {
      zip.close();
      throw error;
    }
  }

  close(): void {
    this.zip.close();
  }

  get names(): string[] {
    return [...this.members.keys()];
  }

  /** Bytes of a member, as the archive says; undefined where there is none. `read` holds it to that. */
  size(name: string): number | undefined {
    return this.members.get(name)?.uncompressedSize;
  }

  /** The bytes of a member, decompressed where they must be, held against their checksum (0 is none: torch can be told to leave it out). @throws LabError, Interrupted */
  async read(name: string, signal: AbortSignal | undefined): Promise<Uint8Array<ArrayBuffer>> {
    const entry = this.members.get(name);
    if (entry === undefined) throw this.fail(t('its archive has no {0}', quoted(name)));
    if (entry.isEncrypted() || isLink(entry) || ![0, 8].includes(entry.compressionMethod)) {
      throw this.fail(t('{0} in its archive is encrypted, a link, or compressed in a way that torch does not use', quoted(name)));
    }
    const bytes = allocate(entry.uncompressedSize, this.fail);
    const checksum = await guard(this.fail, () => this.fill(bytes, entry, signal));
    if (entry.crc32 !== 0 && checksum !== entry.crc32) throw this.fail(t('{0} in its archive is damaged: its checksum is wrong', quoted(name)));
    return bytes;
  }

  /** yauzl ends the stream with an error where a member has more bytes than it said, or fewer. */
  private async fill(bytes: Uint8Array, entry: Entry, signal: AbortSignal | undefined): Promise<number> {
    let at = 0;
    let checksum = 0;
    for await (const chunk of (await this.zip.openReadStreamPromise(entry)) as AsyncIterable<Buffer>) {
      stopIfAborted(signal);
      bytes.set(chunk, at);
      at += chunk.length;
      checksum = crc32(chunk, checksum);
    }
    return checksum;
  }
}

async function readDirectory(zip: ZipFile, fail: Fail): Promise<Map<string, Entry>> {
  const members = new Map<string, Entry>();
  for await (const entry of zip.eachEntry()) {
    if (members.has(entry.fileName)) throw fail(t('its archive has {0} twice', quoted(entry.fileName)));
    if (members.size === MOST_MEMBERS) throw fail(t('its archive has more than {0} members', MOST_MEMBERS));
    members.set(entry.fileName, entry);
  }
  return members;
}

/** A symbolic link, in the mode that Unix archivers leave in the upper half. */
function isLink(entry: Entry): boolean {
  return ((entry.externalFileAttributes >>> 16) & 0o170000) === 0o120000;
}

/** Turns what yauzl and zlib say of an archive into a complaint about the file. */
async function guard<T>(fail: Fail, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof LabError || error instanceof Interrupted) throw error;
    throw fail(t('its archive is damaged: {0}', quoted(sentence(error))));
  }
}
