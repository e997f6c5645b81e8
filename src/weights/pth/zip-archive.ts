import { promisify } from 'node:util';
import { crc32, inflateRaw } from 'node:zlib';
import { fromRandomAccessReaderPromise, RandomAccessReader, type Entry, type ZipFile } from 'yauzl';
import { LabError, sentence } from '../../base/errors';
import { t } from '../../base/l10n';
import { quoted, type Fail } from '../complaint';
import type { WeightFile } from '../file';
import { allocate } from '../memory';

/** Members of an archive that are looked at: a checkpoint of ResNet-152 with Adam's state has 3,000. */
const MOST_MEMBERS = 50_000;
/** Methods of compression. */
const STORED = 0;
const DEFLATED = 8;

/** A zip archive from elsewhere, read member by member into memory; nothing of it reaches the disk. */
export class ZipArchive {
  private constructor(
    private readonly file: WeightFile,
    private readonly zip: ZipFile,
    private readonly members: ReadonlyMap<string, Entry>,
    private readonly fail: Fail,
  ) {}

  /** Reads its directory. @throws LabError for a damaged one, and for names that no honest archive has: twice the same, absolute, with `..` or backslashes */
  static async open(file: WeightFile, fail: Fail): Promise<ZipArchive> {
    return guard(fail, async () => {
      const zip = await fromRandomAccessReaderPromise(new FileReader(file), file.size, { autoClose: false, strictFileNames: true });
      return new ZipArchive(file, zip, await readDirectory(zip, fail), fail);
    });
  }

  get names(): string[] {
    return [...this.members.keys()];
  }

  /** Bytes of a member, as the archive says; undefined where there is none. `read` holds it to that. */
  size(name: string): number | undefined {
    return this.members.get(name)?.uncompressedSize;
  }

  /** The bytes of a member, decompressed where they must be, held against their checksum (0 is none: torch can be told to leave it out). @throws LabError */
  async read(name: string): Promise<Uint8Array<ArrayBuffer>> {
    const entry = this.members.get(name);
    if (entry === undefined) throw this.fail(t('its archive has no {0}', quoted(name)));
    if (entry.isEncrypted() || isLink(entry) || ![STORED, DEFLATED].includes(entry.compressionMethod)) {
      throw this.fail(t('{0} in its archive is encrypted, a link, or compressed in a way that torch does not use', quoted(name)));
    }
    const bytes = await guard(this.fail, async () => {
      const { fileDataStart } = await this.zip.readLocalFileHeaderPromise(entry, { minimal: true });
      const stored = await this.file.read(fileDataStart, entry.compressedSize);
      return entry.compressionMethod === STORED ? stored : this.inflated(stored, entry);
    });
    if (entry.crc32 !== 0 && crc32(bytes) !== entry.crc32) throw this.fail(t('{0} in its archive is damaged: its checksum is wrong', quoted(name)));
    return bytes;
  }

  /** Stops where there is more than the archive says. */
  private async inflated(deflated: Uint8Array, entry: Entry): Promise<Uint8Array<ArrayBuffer>> {
    const bytes = allocate(entry.uncompressedSize, this.fail);
    const inflated = await promisify(inflateRaw)(deflated, { maxOutputLength: Math.max(1, bytes.length) });
    if (inflated.length !== bytes.length) throw this.fail(t('{0} in its archive has another size than it says', quoted(entry.fileName)));
    bytes.set(inflated);
    return bytes;
  }
}

/** Gives yauzl its ranges. Its own reader of files lets an offset beyond what the system can address end the process; here it is an error as any other. */
class FileReader extends RandomAccessReader {
  constructor(private readonly file: WeightFile) {
    super();
  }

  override read(buffer: Buffer, offset: number, length: number, position: number, done: (error: Error | null) => void): void {
    this.file.read(position, length).then((bytes) => {
      buffer.set(bytes, offset);
      done(null);
    }, done);
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
    if (error instanceof LabError) throw error;
    throw fail(t('its archive is damaged: {0}', quoted(sentence(error))));
  }
}
