import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { readJson } from './files';

const VERSION = 1;

const experimentSchema = z.object({
  version: z.number().max(VERSION),
  /** Path or name of the notebook. */
  notebook: z.string(),
  /** Number of the code cell in it, from 1. */
  cell: z.number(),
  title: z.string(),
  /** The cell's text as it was run last. */
  text: z.string(),
  /** Ids of its trials, in the order of its plan. */
  trials: z.array(z.string()),
  /** ISO time. */
  updated: z.string(),
});

/** `runs/experiments/<notebook>-<cell>/experiment.json`: which trials belong to a cell. */
export interface ExperimentRecord extends Readonly<z.infer<typeof experimentSchema>> {
  readonly folder: string;
  /** As runs name it: `lab.resnb#2`. */
  readonly name: string;
}

/** Every experiment of a folder of runs. One that can't be understood is left out: its runs are still there. */
export async function readExperiments(runs: string): Promise<ExperimentRecord[]> {
  const folder = join(runs, 'experiments');
  const names = await readdir(folder).catch(() => []);
  const records = await Promise.all(names.map((name) => readExperiment(join(folder, name))));
  return records.filter((record) => record !== undefined);
}

async function readExperiment(folder: string): Promise<ExperimentRecord | undefined> {
  const parsed = experimentSchema.safeParse(await readJson(join(folder, 'experiment.json')).catch(() => undefined));
  if (!parsed.success) return undefined;
  return { ...parsed.data, folder, name: `${basename(parsed.data.notebook)}#${parsed.data.cell}` };
}
