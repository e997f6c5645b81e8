import { copyFile, mkdir, rename, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inputError, Interrupted, LabError, sentence } from '../base/errors';
import { t } from '../base/l10n';
import { withLock } from '../base/lock';
import { didYouMean } from '../base/nearest';
import type { FileFacts } from '../data/catalogue';
import { mismatch } from '../data/checksum';
import { download } from '../data/download';
import { fileError, sizeOf } from '../data/files';
import type { OnProgress } from '../data/progress';
import { PRETRAINED, PRETRAINED_BASE, pretrainedFile } from './pretrained-table';

export interface FetchOptions {
  /** Where the files lie: an address, or a folder as a path or a file URL. */
  readonly base?: string | undefined;
  /** Folder that keeps them. */
  readonly folder: string;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: OnProgress | undefined;
}

/**
 * The full path of a published file of weights in the folder: the one that lies there already, else fetched. Either is held against the hash that its
 * name carries. May be stopped and goes on later; processes that want it at the same time wait for one another.
 * @throws LabError that says where to get the file and where to put it; Interrupted
 */
export async function fetchPretrained(name: string, options: FetchOptions): Promise<string> {
  const known = pretrainedFile(name);
  if (known === undefined) throw inputError(t('torchvision publishes no weights called "{0}".', name), { mend: didYouMean(name, PRETRAINED.map((file) => file.name)) });
  const facts: FileFacts = { name: `${known.name}.pth`, bytes: known.bytes, sha256: known.name.slice(-8) };
  const folder = resolve(options.folder);
  const target = join(folder, facts.name);
  if (await lies(target, facts, options.signal)) return target;
  try {
    await mkdir(folder, { recursive: true });
    return await withLock(`${target}.lock`, { signal: options.signal, onWait: () => undefined }, async () => {
      // Another process may have fetched it meanwhile.
      if (!(await lies(target, facts, options.signal))) await obtain(target, facts, options);
      return target;
    });
  } catch (error) {
    throw fileError(error, folder);
  }
}

/** True where the file is there and right. @throws LabError where it is there and wrong: it may be the user's own, so it is left alone */
async function lies(target: string, facts: FileFacts, signal: AbortSignal | undefined): Promise<boolean> {
  if ((await sizeOf(target)) === undefined) return false;
  const wrong = await mismatch(target, facts, signal);
  if (wrong !== undefined) throw new LabError(t('the file is not the one expected: {0}.', wrong), { place: target, mend: t('Delete it, then it is fetched again; or replace it by the right one.') });
  return true;
}

async function obtain(target: string, facts: FileFacts, { base = PRETRAINED_BASE, signal, onProgress }: FetchOptions): Promise<void> {
  try {
    if (/^https?:\/\//i.test(base)) await download(`${base.replace(/\/*$/, '/')}${facts.name}`, target, facts, { signal, onProgress });
    else await copy(join(/^file:/i.test(base) ? fileURLToPath(base) : base, facts.name), target, facts, signal);
  } catch (error) {
    if (error instanceof Interrupted) throw error;
    const reason = sentence(fileError(error, target)).replace(/\.$/, '');
    throw new LabError(t('the weights {0} could not be had: {1}.', facts.name, reason), {
      mend: t('Where there is no network, get {0} elsewhere and put it at {1}; or name an address or a folder that has it.', PRETRAINED_BASE + facts.name, target),
      cause: error,
    });
  }
}

/** By way of a copy that is checked, so that nothing wrong ever stands at `target`. */
async function copy(from: string, target: string, facts: FileFacts, signal: AbortSignal | undefined): Promise<void> {
  if (!(await stat(from).catch(() => undefined))?.isFile()) throw new LabError(t('there is no {0}.', from));
  const part = `${target}.copy`;
  try {
    await copyFile(from, part);
    const wrong = await mismatch(part, facts, signal);
    if (wrong !== undefined) throw new LabError(t('the file is not the one expected: {0}.', wrong), { place: from });
    await rename(part, target);
  } finally {
    await rm(part, { force: true });
  }
}
