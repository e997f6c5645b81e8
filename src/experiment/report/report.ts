import { t } from '../../base/l10n';
import { readRunState } from '../../runs/run-folder';
import { composeReport, type ReportInput } from './report-compose';
import { pageResolution, type Resolution } from './report-curves';
import type { ReportData } from '../report-data';
import { readEnvironment } from './report-environment';
import { SeriesStore } from '../trial/series-store';
import type { TrialSeries } from '../trial/trial-series';

export type { ReportInput } from './report-compose';
export { renderReport, writeReport } from './report-html';
export { resultTable } from './report-table';

/** Reads the run folders of trials and makes a report's data of them. A folder that can't be read is noted, not fatal. */
export async function buildReport(input: ReportInput, resolution: Resolution = resolutionOfPage(input), store = new SeriesStore()): Promise<ReportData> {
  const notices = new Set(input.notices ?? []);
  const series = new Map<string, TrialSeries>();
  for (const { id, folder } of input.results) {
    try {
      for (const notice of (await readRunState(folder))?.notices ?? []) notices.add(notice);
      series.set(folder, await store.refresh(folder));
    } catch {
      notices.add(damaged(id));
    }
  }
  return composeReport({ ...input, notices: [...notices] }, { resolution, environment: await readEnvironment(input.results), series });
}

/** How fine the curves of a page are. */
export function resolutionOfPage({ comparison, results }: Pick<ReportInput, 'comparison' | 'results'>): Resolution {
  return pageResolution(comparison?.arms.length ?? 1, results.length, Math.max(...results.map(({ config }) => config.epochs)));
}

/** Says that a trial's curves are not there. */
export function damaged(id: string): string {
  return t('The curves of trial {0} are missing: its run folder is damaged.', id);
}
