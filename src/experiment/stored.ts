import { join } from 'node:path';
import { t } from '../base/l10n';
import type { CellOf } from './cell/cell';
import { EXPERIMENT_VERSION, type ExperimentData, type ExperimentState } from './experiment-data';
import { experimentFolder, placeOf, readExperimentRecord, shownFile } from './experiment-record';
import { endState, resolutionOf } from './live-experiment';
import { planExperiment, type ExperimentPlan } from './plan';
import { buildReport } from './report/report';
import { composeReport, type ReportInput } from './report/report-compose';
import type { Resolution } from './report/report-curves';
import { readEnvironment } from './report/report-environment';
import type { SeriesStore } from './trial/series-store';
import { doneBefore, findTrials, foundStatus, type FoundTrial } from './standing';
import type { TrialSeries } from './trial/trial-series';

/** A cell with trials, and where it stands. */
export interface StoredCell {
  readonly cell: CellOf<'train'> | CellOf<'compare'>;
  readonly text: string;
  readonly name: string;
  readonly runs: string;
}

/** A cell's plan as it was run last, with the data sets that were had then, and what its run folders say. */
export async function findCell({ cell, text, name, runs }: StoredCell): Promise<{ plan: ExperimentPlan; found: FoundTrial[]; title: string; notices: readonly string[] }> {
  const record = await readExperimentRecord(experimentFolder(runs, placeOf(name)));
  const known = record?.text === text ? record : undefined;
  const plan = planExperiment(cell, new Map(Object.entries(known?.substitutes ?? {})));
  return { plan, found: await findTrials(plan, (id) => join(runs, id)), title: known?.title ?? name, notices: known?.notices ?? [] };
}

/** The experiment of a cell as its run folders have it; undefined where none of its trials was ever started. */
export async function storedExperiment(stored: StoredCell, store: SeriesStore): Promise<ExperimentData | undefined> {
  const { plan, found, title, notices } = await findCell(stored);
  if (found.every(({ state }) => state === undefined)) return undefined;
  const { file, number } = placeOf(stored.name);
  const source = { file: shownFile(stored.runs, file), cell: number, text: stored.text };
  return foundExperiment({ title, source, notices, ...(plan.comparison && { comparison: plan.comparison }) }, found, resolutionOf(plan), store);
}

/** An experiment by what run folders say. It is running while a living process works on a trial; else one whose trials did not all end is stopped. */
export async function foundExperiment(input: Omit<ReportInput, 'results'>, found: readonly FoundTrial[], resolution: Resolution, store: SeriesStore): Promise<ExperimentData> {
  const whole: ReportInput = { ...input, results: found.map(({ standing }) => standing) };
  const state = foundState(found);
  const over = state === 'done' || state === 'failed';
  const report = over ? await buildReport(whole, resolution, store) : await unfinishedReport(whole, found, resolution, store);
  const work = found.reduce((sum, { planned }) => sum + planned.work, 0);
  const fraction = found.reduce((sum, trial) => sum + trial.planned.work * doneBefore(trial), 0) / work;
  const error = whole.results.find((standing) => standing.state === 'failed')?.error;
  const message = state === 'running' ? t('Another process is training this experiment.') : state === 'failed' ? error : undefined;
  const progress = { fraction, seconds: whole.results.reduce((sum, { seconds }) => sum + seconds, 0) };
  return { version: EXPERIMENT_VERSION, state, ...(message !== undefined && { message }), progress, trials: found.map(foundStatus), report };
}

function foundState(found: readonly FoundTrial[]): ExperimentState {
  return found.some(({ held }) => held === true) ? 'running' : endState(found.map(({ standing }) => standing));
}

async function unfinishedReport(input: ReportInput, found: readonly FoundTrial[], resolution: Resolution, store: SeriesStore): Promise<ExperimentData['report']> {
  const series = new Map<string, TrialSeries>();
  for (const { state, standing: { folder } } of found) {
    const read = state === undefined ? undefined : await store.refresh(folder).catch(() => undefined);
    if (read !== undefined) series.set(folder, read);
  }
  return composeReport(input, { resolution, series, environment: await readEnvironment(input.results), unfinished: true });
}
