import { accessSync, constants, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { cacheDirectory } from '../base/paths';

/** What the user's settings and the editor say; empty texts are settings that were not touched. */
export interface EnvironmentOptions {
  /** Folder of data sets and the native engine: absolute, or below the home folder. */
  readonly cacheFolder: string;
  /** A folder of the extension's own, for where the user's cache can't be written. */
  readonly globalStorage: string;
  readonly backend: 'auto' | 'tensorflow' | 'wasm';
  /** URL or folder to take data sets from. */
  readonly mirror: string;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * The environment of the engine's process. A setting goes before the variable of the same meaning; one that was not touched leaves the
 * variable as it is. The engine and data sets go to the user's cache, which the command line shares.
 */
export function engineEnvironment({ cacheFolder, globalStorage, backend, mirror, env }: EnvironmentOptions): NodeJS.ProcessEnv {
  return {
    ...env,
    RESNET_LAB_CACHE: cacheOf(cacheFolder, globalStorage, env),
    ...(backend !== 'auto' && { RESNET_LAB_BACKEND: backend }),
    ...(mirror !== '' && { RESNET_LAB_DATA_MIRROR: mirror }),
  };
}

/** A folder that the user chose stays, even where it can't be written: the error then names it. */
function cacheOf(chosen: string, globalStorage: string, env: NodeJS.ProcessEnv): string {
  if (chosen !== '') return resolve(homedir(), chosen.replace(/^~(?=$|[/\\])/, homedir()));
  const shared = cacheDirectory(env);
  const named = (env['RESNET_LAB_CACHE'] ?? '') !== '';
  return named || canHold(shared) ? shared : join(globalStorage, 'cache');
}

/** Whether the folder can be written to, or made. */
function canHold(folder: string): boolean {
  try {
    if (!statSync(folder).isDirectory()) return false;
    accessSync(folder, constants.W_OK);
    return true;
  } catch (error) {
    const parent = dirname(folder);
    return (error as NodeJS.ErrnoException).code === 'ENOENT' && parent !== folder && canHold(parent);
  }
}
