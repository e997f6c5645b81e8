import { basename, dirname, join } from 'node:path';
import type { RunSummary } from '../../engine/protocol';
import type { RunNotes } from '../../runs/run-notes';
import type { ListedExperiment } from './experiments';

/** A run as the list shows it. */
export interface RunEntry {
  readonly run: RunSummary;
  readonly notes: RunNotes;
}

/** Runs that belong together: those of one cell, or the rest. */
export interface RunGroup {
  readonly kind: 'experiment' | 'other';
  /** Unique in the list, and the same after a refresh. */
  readonly key: string;
  /** `lab.resnb#2`; empty for the rest. */
  readonly name: string;
  /** Absent where the engine keeps no record of the experiment. */
  readonly record?: ListedExperiment;
  /** Folder of the run folders. */
  readonly place: string;
  readonly runs: readonly RunEntry[];
}

/** The runs of one folder by experiment, the one that changed last first, then those of no experiment. A run of two experiments is in both. */
export function groupRuns(place: string, entries: readonly RunEntry[], records: readonly ListedExperiment[]): RunGroup[] {
  const byName = new Map<string, RunEntry[]>();
  for (const entry of entries) for (const name of new Set(entry.run.experiments)) byName.set(name, [...(byName.get(name) ?? []), entry]);
  const experiments = [...byName].map(([name, runs]): RunGroup => {
    const record = records.find((known) => known.name === name);
    return { kind: 'experiment', key: `${place}#${name}`, name, ...(record && { record }), place, runs: inPlanOrder(runs, record?.trials ?? []) };
  });
  const others = entries.filter(({ run }) => run.experiments.length === 0);
  const rest: RunGroup = { kind: 'other', key: `${place}#`, name: '', place, runs: others.toSorted((a, b) => compare(b.run.updated, a.run.updated)) };
  return [...sortGroups(experiments), ...(others.length > 0 ? [rest] : [])];
}

/** Groups of several folders as one list. */
export function sortGroups(groups: readonly RunGroup[]): RunGroup[] {
  const rank = ({ kind }: RunGroup): number => (kind === 'experiment' ? 0 : 1);
  return groups.toSorted((a, b) => rank(a) - rank(b) || compare(lastChange(b), lastChange(a)) || compare(a.key, b.key));
}

/** The runs that carry every one of the tags. */
export function withTags(entries: readonly RunEntry[], tags: readonly string[]): RunEntry[] {
  return entries.filter(({ notes }) => tags.every((tag) => notes.tags.includes(tag)));
}

/** Every tag with the number of its runs, by name. */
export function countTags(entries: readonly RunEntry[]): [tag: string, runs: number][] {
  const counts = new Map<string, number>();
  for (const tag of entries.flatMap(({ notes }) => notes.tags)) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  return [...counts].sort(([a], [b]) => a.localeCompare(b));
}

/**
 * What goes when runs and experiments are deleted, as paths in their folder of runs: of an experiment, its record and report, and those of its runs
 * that no other experiment uses.
 */
export function pathsToDelete(runs: readonly RunEntry[], groups: readonly RunGroup[]): { readonly place: string; readonly paths: readonly string[] }[] {
  const chosen = new Map<string, Set<string>>();
  const add = (place: string, path: string): void => void chosen.set(place, (chosen.get(place) ?? new Set()).add(path));
  for (const { run } of runs) add(dirname(run.folder), basename(run.folder));
  for (const group of groups) {
    const going = groups.filter(({ place }) => place === group.place).map(({ name }) => name);
    const free = group.runs.filter(({ run }) => run.experiments.every((name) => going.includes(name)));
    for (const { run } of free) add(group.place, basename(run.folder));
    if (group.record !== undefined) add(group.place, join('experiments', basename(group.record.folder)));
  }
  return [...chosen].map(([place, paths]) => ({ place, paths: [...paths] }));
}

function lastChange({ record, runs }: RunGroup): string {
  return runs.map(({ run }) => run.updated).reduce((a, b) => (a > b ? a : b), record?.updated ?? '');
}

function inPlanOrder(runs: readonly RunEntry[], trials: readonly string[]): RunEntry[] {
  const rank = ({ run }: RunEntry): number => (trials.includes(run.id) ? trials.indexOf(run.id) : trials.length);
  return runs.toSorted((a, b) => rank(a) - rank(b) || a.run.id.localeCompare(b.run.id, 'en', { numeric: true }));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
