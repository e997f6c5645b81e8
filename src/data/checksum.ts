import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Writable, type Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { LabError } from '../base/errors';
import { t } from '../base/l10n';
import type { FileFacts } from './catalogue';
import { stopIfAborted } from './interruption';

/** No known file decompresses to more; a hostile one stops here. */
const contentLimit = 256 * 1024 * 1024;

async function sha256(file: string, through: Transform[], signal: AbortSignal | undefined): Promise<string> {
  const hash = createHash('sha256');
  let bytes = 0;
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      hash.update(chunk);
      done(bytes > contentLimit && through.length > 0 ? new LabError(t('the file decompresses to more than any file of this data set.'), { place: file }) : null);
    },
  });
  await pipeline([createReadStream(file), ...through, sink], signal === undefined ? {} : { signal });
  return hash.digest('hex');
}

/**
 * Checks a file against what is known of it.
 * @returns undefined if it is right (its own hash, or its content's where that is known), else what is wrong with it, as a sentence's end.
 * @throws what the file system throws where the file can't be read; Interrupted
 */
export async function mismatch(file: string, facts: FileFacts, signal?: AbortSignal): Promise<string | undefined> {
  try {
    const found = await sha256(file, [], signal);
    if (found.startsWith(facts.sha256)) return undefined;
    if (facts.contentSha256 !== undefined && (await contentHash(file, signal)) === facts.contentSha256) return undefined;
    const { size } = await stat(file);
    if (facts.sha256.length < found.length) return t('expected a SHA-256 that begins with {0}, found {1} ({2} bytes)', facts.sha256, found, size);
    return t('expected SHA-256 {0} ({1} bytes), found {2} ({3} bytes)', facts.sha256, facts.bytes, found, size);
  } catch (error) {
    stopIfAborted(signal);
    throw error;
  }
}

/** The hash of the decompressed content; undefined where the file is no sound gzip stream. */
async function contentHash(file: string, signal: AbortSignal | undefined): Promise<string | undefined> {
  try {
    return await sha256(file, [createGunzip()], signal);
  } catch (error) {
    if (error instanceof LabError || (error as NodeJS.ErrnoException).code?.startsWith('Z_') === true) return undefined;
    throw error;
  }
}
