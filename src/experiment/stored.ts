import { t } from '../base/l10n';
import { isHeld } from '../runs/run-folder';
import type { CellOf } from './cell';
import { EXPERIMENT_VERSION, type ExperimentData } from './experiment-data';
import { experimentFolder, placeOf, readExperimentRecord } from './experiment-record';
import { endState, resolutionOf } from './live-experiment';
import { planExperiment, type ExperimentPlan } from './plan';
import { buildReport } from './report';
import { composeReport, type ReportInput } from './report-compose';
import { readEnvironment } from './report-environment';
import type { SeriesStore } from './series-store';
import { doneBefore, findTrials, restingStatus, type FoundTrial } from './standing';
import type { TrialSeries } from './trial-series';

/** A cell with trials, and where it stands. */
export interface StoredCell {
  readonly cell: CellOf<'train'> | CellOf<'compare'>;
  readonly text: string;
  readonly name: string;
  readonly runs: string;
}

/** A cell's plan as it was run last, with the data sets that were had then. */
export async function planAsRun({ cell, text, name, runs }: StoredCell): Promise<{ plan: ExperimentPlan; title: string; notices: readonly string[] }> {
  const place = placeOf(name);
  const record = await readExperimentRecord(experimentFolder(runs, place));
  const known = record?.text === text ? record : undefined;
  return { plan: planExperiment(cell, new Map(Object.entries(known?.substitutes ?? {}))), title: known?.title ?? name, notices: known?.notices ?? [] };
}

/** The experiment of a cell as its run folders have it; undefined where none of its trials was ever started. A run that is neither done nor failed counts as stopped. */
export async function storedExperiment(stored: StoredCell, store: SeriesStore): Promise<ExperimentData | undefined> {
  const { plan, title, notices } = await planAsRun(stored);
  const found = await findTrials(plan, stored.runs);
  if (found.every(({ state }) => state === undefined)) return undefined;
  const { file, number } = placeOf(stored.name);
  const results = found.map(({ standing }) => standing);
  const state = endState(results);
  const source = { file, cell: number, text: stored.text };
  const input: ReportInput = { title, source, results, notices, ...(plan.comparison && { comparison: plan.comparison }) };
  const report = state === 'stopped' ? await unfinishedReport(input, plan, found, store) : await buildReport(input, resolutionOf(plan), store);
  const work = plan.trials.reduce((sum, trial) => sum + trial.work, 0);
  const fraction = found.reduce((sum, trial) => sum + trial.planned.work * doneBefore(trial), 0) / work;
  const message = state === 'failed' ? results.find((standing) => standing.state === 'failed')?.error : await busyMessage(found);
  const progress = { fraction, seconds: results.reduce((sum, { seconds }) => sum + seconds, 0) };
  return { version: EXPERIMENT_VERSION, state, ...(message !== undefined && { message }), progress, trials: found.map(restingStatus), report };
}

async function unfinishedReport(input: ReportInput, plan: ExperimentPlan, found: readonly FoundTrial[], store: SeriesStore): Promise<ExperimentData['report']> {
  const series = new Map<string, TrialSeries>();
  for (const { state, standing: { folder } } of found) {
    const read = state === undefined ? undefined : await store.refresh(folder).catch(() => undefined);
    if (read !== undefined) series.set(folder, read);
  }
  return composeReport(input, { resolution: resolutionOf(plan), series, environment: await readEnvironment(input.results), unfinished: true });
}

async function busyMessage(found: readonly FoundTrial[]): Promise<string | undefined> {
  for (const { state, standing } of found) {
    if (state?.state === 'running' && (await isHeld(standing.folder))) return t('Another process is training this experiment.');
  }
  return undefined;
}
