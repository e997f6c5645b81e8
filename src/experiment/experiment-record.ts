import { mkdir, readdir } from 'node:fs/promises';
import { basename, dirname, extname, isAbsolute, join, relative, resolve } from 'node:path';
import * as z from 'zod';
import { readable, readJson, writeAtomic } from '../runs/files';
import type { TrialsPlan } from './run-trials-cell';

/** The folder of the experiments beside the run folders. */
const EXPERIMENTS = 'experiments';
const VERSION = 1;

const schema = z.object({
  version: z.literal(VERSION),
  /** Path of the notebook or cell file from the folder of the runs. */
  notebook: z.string(),
  /** Number of the cell, from 1. */
  cell: z.number(),
  title: z.string(),
  /** The cell's YAML. */
  text: z.string(),
  /** Ids of its trials, which are the names of their run folders. */
  trials: z.array(z.string()),
  /** Data sets that others took the place of. */
  substitutes: z.record(z.string(), z.string()).optional(),
  notices: z.array(z.string()).optional(),
  updated: z.string(),
});
/** `experiment.json`: what was run last of a cell, so that runs can be found by experiment. */
export type ExperimentRecord = z.infer<typeof schema>;

/** A cell's place: its file and its number there. */
export interface CellPlace {
  readonly file: string;
  readonly number: number;
}

/** The place in a cell's name: `/home/me/lab.resnb#2`. */
export function placeOf(name: string): CellPlace {
  const [, file = name, number = '1'] = /^(.*)#(\d+)$/s.exec(name) ?? [];
  return { file, number: Number(number) };
}

/** Folder of a cell's report and record: `experiments/lab-2`. */
export function experimentFolder(runs: string, { file, number }: CellPlace): string {
  return join(runs, EXPERIMENTS, `${basename(file, extname(file)).replace(/[<>:"|?*]/g, '-')}-${number}`);
}

/** A cell's file as its results name it: seen from the folder that the runs are in, so that a notebook that is handed on tells nothing of its writer's disk. */
export function shownFile(runs: string, file: string): string {
  const way = relative(dirname(resolve(runs)), resolve(file));
  return way.startsWith('..') || isAbsolute(way) ? basename(file) : way.replaceAll('\\', '/');
}

type RecordContent = Omit<ExperimentRecord, 'version' | 'notebook' | 'cell' | 'updated'>;

/** What is kept of a plan. */
export function recordOf({ trials, substitutes, notices }: TrialsPlan, title: string, text: string): RecordContent {
  return { title, text, trials: trials.map(({ id }) => id), ...(substitutes.size > 0 && { substitutes: Object.fromEntries(substitutes), notices: [...notices] }) };
}

/** @throws LabError where it can't be written */
export async function writeExperimentRecord(runs: string, place: CellPlace, record: RecordContent): Promise<void> {
  const folder = experimentFolder(runs, place);
  const whole: ExperimentRecord = { version: VERSION, notebook: relative(runs, resolve(place.file)), cell: place.number, ...record, updated: new Date().toISOString() };
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw readable(error, folder);
  }
  await writeAtomic(join(folder, 'experiment.json'), [`${JSON.stringify(whole, null, 2)}\n`]);
}

/** All experiments of a folder of runs. */
export async function readExperiments(runs: string): Promise<ExperimentRecord[]> {
  const names = await readdir(join(runs, EXPERIMENTS)).catch(() => []);
  const records = await Promise.all(names.map((name) => readExperimentRecord(join(runs, EXPERIMENTS, name))));
  return records.filter((record) => record !== undefined);
}

/** The record in an experiment's folder; undefined where there is none that can be read. */
export async function readExperimentRecord(folder: string): Promise<ExperimentRecord | undefined> {
  const json = await readJson(join(folder, 'experiment.json')).catch(() => undefined);
  return schema.safeParse(json).data;
}
