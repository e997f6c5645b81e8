import { readRunState } from '../runs/run-folder';
import { composeReport, type ReportInput } from './report-compose';
import { FINE, type Resolution } from './report-curves';
import type { ReportData } from './report-data';
import { readEnvironment } from './report-environment';
import { SeriesStore } from './series-store';

export type { ReportInput } from './report-compose';
export { renderReport, writeReport } from './report-html';
export { resultTable } from './report-table';

/** Reads the run folders of trials and makes a report's data of them. A folder that can't be read is noted, not fatal. */
export async function buildReport(input: ReportInput, resolution: Resolution = FINE, store = new SeriesStore()): Promise<ReportData> {
  const notices = new Set(input.notices ?? []);
  for (const { id, folder } of input.results) {
    try {
      for (const notice of (await readRunState(folder))?.notices ?? []) notices.add(notice);
      await store.refresh(folder);
    } catch {
      notices.add(`The curves of trial ${id} are missing: its run folder is damaged.`);
    }
  }
  return composeReport({ ...input, notices: [...notices] }, { resolution, environment: await readEnvironment(input.results), series: (folder) => store.of(folder) });
}
