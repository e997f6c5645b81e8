import { readFile } from 'node:fs/promises';
import { basename, dirname, extname, isAbsolute } from 'node:path';
import { sentence } from '../../base/errors';
import { t } from '../../base/l10n';
import { readRunState } from '../../runs/run-folder';
import { findChosen } from '../chosen-runs';
import { placeOf, shownFile } from '../experiment-record';
import { cellsOf } from '../cell/notebook';
import { damaged, resolutionOfPage } from './report';
import { findAnalyses } from './report-analyses';
import type { ReportInput } from './report-compose';
import type { ReportData } from '../report-data';
import type { SeriesStore } from '../trial/series-store';
import type { FoundTrial } from '../standing';
import { findCell, foundExperiment, type StoredCell } from '../stored';

/** A cell with trials whose report is wanted. What is not given is looked up: the title in the experiment's record, the question in the notebook. */
export interface ReportedCell extends StoredCell {
  readonly title?: string | undefined;
  /** Markdown that stands before the cell. */
  readonly question?: string | undefined;
}

/** The report of a cell as its run folders have it, with the analyses of its trials; undefined where none of them was ever started. Trains nothing. */
export async function cellReport(reported: ReportedCell, store: SeriesStore): Promise<ReportData | undefined> {
  const { name, text, runs } = reported;
  const { plan, found, title, notices } = await findCell(reported);
  const damages = await findDamages(found, store);
  if (found.every(({ state }) => state === undefined) && damages.length === 0) return undefined;
  const { file, number } = placeOf(name);
  const question = reported.question ?? (await questionBefore(name, text));
  const input = {
    title: reported.title ?? (title === name ? t('{0} · cell {1}', basename(file, extname(file)), number) : title),
    ...(question !== undefined && { question }),
    source: { file: isAbsolute(file) ? shownFile(runs, file) : file, cell: number, text },
    notices: [...notices, ...damages],
    ...(plan.comparison && { comparison: plan.comparison }),
  };
  return reportOf(input, found, runs, store);
}

/** The report of runs that somebody chose; undefined where none of them can be read. */
export async function chosenReport(folders: readonly string[], store: SeriesStore): Promise<ReportData | undefined> {
  const { comparison, found } = await findChosen(folders);
  const [first] = found;
  if (first === undefined) return undefined;
  const title = found.length === 1 ? first.planned.id : t('{0} chosen runs', found.length);
  const missing = folders.length - found.length;
  const notices = [...(missing > 0 ? [t('{0} of the chosen runs are left out: they have no readable record, or are the same trial as another.', missing)] : []), ...(await findDamages(found, store))];
  return reportOf({ title, source: { text: '' }, notices, comparison }, found, dirname(first.standing.folder), store);
}

async function reportOf(input: Omit<ReportInput, 'results'>, found: readonly FoundTrial[], runs: string, store: SeriesStore): Promise<ReportData> {
  const results = found.map(({ standing }) => standing);
  const { analyses, notices } = await findAnalyses(runs, new Set(results.map(({ id }) => id)));
  const whole = { ...input, notices: [...(input.notices ?? []), ...notices] };
  const { report } = await foundExperiment(whole, found, resolutionOfPage({ ...input, results }), store);
  return analyses.length === 0 ? report : { ...report, analyses };
}

/** Sentences on run folders that can't be read; a trial that was never started is none of them. */
async function findDamages(found: readonly FoundTrial[], store: SeriesStore): Promise<string[]> {
  const damages: string[] = [];
  for (const { standing: { id, folder }, state } of found) {
    if (state !== undefined) await store.refresh(folder).catch(() => damages.push(damaged(id)));
    else await readRunState(folder).catch((error: unknown) => damages.push(t('Trial {0} counts as not begun: {1}', id, sentence(error))));
  }
  return damages;
}

/** The Markdown before a cell, where its file still has the cell as it was run. */
async function questionBefore(name: string, text: string): Promise<string | undefined> {
  const { file, number } = placeOf(name);
  try {
    return cellsOf(await readFile(file, 'utf8'), file).find((cell) => cell.number === number && cell.text === text)?.markdown;
  } catch {
    return undefined; // moved, or not to be read now: the report is of the runs
  }
}
