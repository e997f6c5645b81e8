import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { dependencies } from '../../package.json';
import { MARKER_FILE, OWN_ADDON_FILE, OWN_ADDON_VERSION } from '../backend/tensorflow/addon';

/** What an install notes about itself in `engine.json`. */
export interface EngineMarker {
  tensorflow: string;
  tfjsNode: string;
  /** How it was made, for people. */
  made: string;
  node: string;
  /** The version of our own addon that is there, 0 where it could not be made; earlier versions of this program wrote something else, or nothing. */
  ownAddon: number;
  files: Record<string, { bytes: number; sha256?: string }>;
}

/** Notes in the folder what it holds; the last file written before the folder takes its name. */
export async function writeMarker(folder: string, tensorflow: string, made: string, files: readonly string[]): Promise<void> {
  const marker: EngineMarker = { tensorflow, tfjsNode: dependencies['@tensorflow/tfjs-node'], made, node: process.version, ownAddon: files.includes(OWN_ADDON_FILE) ? OWN_ADDON_VERSION : 0, files: {} };
  for (const file of files) {
    const path = join(folder, file);
    const { size } = await stat(path);
    marker.files[file] = { bytes: size, ...(file.endsWith('.node') && { sha256: createHash('sha256').update(await readFile(path)).digest('hex') }) };
  }
  await writeFile(join(folder, MARKER_FILE), `${JSON.stringify(marker, undefined, 2)}\n`);
}

/** Whether the install in a folder is one of an earlier version of this program, which lacks what this one would make. */
export function isOutdated(folder: string): boolean {
  const { ownAddon } = JSON.parse(readFileSync(join(folder, MARKER_FILE), 'utf8')) as Partial<EngineMarker>;
  return ownAddon !== OWN_ADDON_VERSION && ownAddon !== 0;
}
