import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';

/** What decides where the run folders of a notebook lie. */
export interface RunsPlace {
  /** The setting: a path, absolute or relative; `~/` is the home folder. */
  readonly setting: string;
  /** The workspace folder that the notebook is part of. */
  readonly workspaceFolder?: string | undefined;
  /** The notebook's own folder, where it is saved. */
  readonly notebookFolder?: string | undefined;
  /** Where runs go that have neither. */
  readonly storage: string;
}

/** The folder of the run folders: the setting, relative to the workspace folder, else to the notebook's folder, else the storage. */
export function runsPlace({ setting, workspaceFolder, notebookFolder, storage }: RunsPlace): string {
  const path = setting.trim() === '' ? 'runs' : setting.trim();
  if (/^~[/\\]/.test(path)) return join(homedir(), path.slice(2));
  if (isAbsolute(path)) return resolve(path);
  const base = workspaceFolder ?? notebookFolder;
  return base === undefined ? join(storage, 'runs') : resolve(base, path);
}
