import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { sentence } from '../base/errors';
import { readable } from './files';
import { isHeld, readRunState, readTrialRecord } from './run-folder';

/** A run folder in a few words. */
export interface RunSummary {
  readonly id: string;
  readonly folder: string;
  readonly architecture: string;
  readonly order: string;
  readonly dataset: string;
  readonly seed: number;
  readonly backend: string;
  /** `running` only while a living process holds the folder. */
  readonly state: 'running' | 'done' | 'failed' | 'interrupted';
  readonly epoch: number;
  readonly epochs: number;
  /** Steps completed, of all. */
  readonly step: number;
  readonly steps: number;
  readonly seconds: number;
  /** ISO times. */
  readonly created: string;
  readonly updated: string;
  readonly metrics: Readonly<Record<string, number>>;
  readonly error?: string;
}

/** A run, and what it was asked to do. */
export interface ListedRun {
  readonly summary: RunSummary;
  /** Threads of its backend. */
  readonly threads: number;
  /** As `trial.json` has it; undefined where that can't be read. */
  readonly config: unknown;
}

/** What of a config is shown. */
const shownSchema = z.object({ architecture: z.string(), order: z.string(), dataset: z.string(), seed: z.number() });
const UNKNOWN = { architecture: '', order: '', dataset: '', seed: 0 };
/** Folders that are looked at at the same time. */
const AT_ONCE = 32;

/** Lists run folders. What has not changed since the last time is not read again. */
export class RunList {
  private readonly known = new Map<string, { key: string; run: ListedRun }>();

  /** The runs in a folder, in the order of their names; none where there is no such folder. @throws LabError where it can't be read */
  async list(runs: string): Promise<ListedRun[]> {
    const names = await folderNames(runs);
    const listed: ListedRun[] = [];
    for (let i = 0; i < names.length; i += AT_ONCE) {
      for (const run of await Promise.all(names.slice(i, i + AT_ONCE).map((name) => this.look(join(runs, name), name)))) if (run !== undefined) listed.push(run);
    }
    return listed;
  }

  private async look(folder: string, name: string): Promise<ListedRun | undefined> {
    const [trial, state] = await Promise.all(['trial.json', 'state.json'].map((file) => fileKey(join(folder, file))));
    if (trial === undefined) return undefined; // no run, or one that has not begun yet
    const key = `${trial} ${state ?? ''}`;
    const known = this.known.get(folder);
    const run = known?.key === key ? known.run : await readRun(folder, name);
    this.known.set(folder, { key, run });
    return run.summary.state === 'running' && !(await isHeld(folder)) ? { ...run, summary: { ...run.summary, state: 'interrupted' } } : run;
  }
}

async function folderNames(runs: string): Promise<string[]> {
  try {
    const entries = await readdir(runs, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.')).map(({ name }) => name).sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw readable(error, runs);
  }
}

/** Changes with the file's content; undefined where there is no file. */
async function fileKey(path: string): Promise<string | undefined> {
  const found = await stat(path).catch(() => undefined);
  return found && `${found.mtimeMs} ${found.size}`;
}

/** A damaged run is listed as failed, with what is wrong. */
async function readRun(folder: string, name: string): Promise<ListedRun> {
  const nothing = { id: name, folder, ...UNKNOWN, backend: '', state: 'interrupted', epoch: 0, epochs: 0, step: 0, steps: 0, seconds: 0, created: '', updated: '', metrics: {} } as const;
  try {
    const [record, state] = await Promise.all([readTrialRecord(folder), readRunState(folder)]);
    const { version: _, notices: __, metrics = {}, error, ...standing } = state ?? { version: 1, state: 'running' as const, epoch: 0, epochs: 0, step: 0, steps: 0, seconds: 0, updated: record?.created ?? '' };
    const config = record?.config;
    const summary = { ...nothing, ...shownSchema.safeParse(config).data, backend: record?.backend ?? '', created: record?.created ?? '', ...standing, metrics, ...(error !== undefined && { error }) };
    return { summary, threads: record?.threads ?? 1, config };
  } catch (error) {
    return { summary: { ...nothing, state: 'failed', error: sentence(error) }, threads: 1, config: undefined };
  }
}
