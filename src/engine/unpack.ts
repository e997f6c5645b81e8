import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { openPromise } from 'yauzl';
import { t } from '../base/l10n';

export interface UnpackOptions {
  /** Where a member goes, relative to the folder, or undefined to leave it out. Names come from the archive: answer only with names that you know. */
  place: (member: string) => string | undefined;
  /** Bytes that all chosen members together may have at most. */
  limit: number;
  signal: AbortSignal | undefined;
  /** Bytes written so far; called for every chunk. */
  onBytes: (done: number) => void;
}

/** Unpacks chosen members of a zip file. Answers the paths written, as `place` gave them. Throws for a broken archive or one that is too large. */
export async function unpack(archive: string, folder: string, options: UnpackOptions): Promise<string[]> {
  const zip = await openPromise(archive, { autoClose: false });
  const written: string[] = [];
  let bytes = 0;
  try {
    for await (const entry of zip.eachEntry()) {
      const place = options.place(entry.fileName);
      if (place === undefined) continue;
      // yauzl ends the stream with an error where a member turns out longer than it said.
      if (bytes + entry.uncompressedSize > options.limit) throw new Error(t('{0} unpacks to more than {1} bytes', archive, options.limit));
      const target = join(folder, place);
      await mkdir(dirname(target), { recursive: true });
      const source = await zip.openReadStreamPromise(entry);
      source.on('data', (chunk: Buffer) => options.onBytes((bytes += chunk.length)));
      await pipeline(source, createWriteStream(target), { ...(options.signal && { signal: options.signal }) });
      written.push(place);
    }
  } finally {
    zip.close();
  }
  return written;
}
