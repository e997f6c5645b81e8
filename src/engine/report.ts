import { experimentFolder, placeOf, readExperimentRecord } from '../experiment/experiment-record';
import { comparisonCell, isStudy, trialsCell } from '../experiment/cell/networks';
import { parseCell } from '../experiment/cell/parse';
import type { ReportData } from '../experiment/report-data';
import { cellStem, chosenStem, REPORT_FORMATS, writeReportFiles } from '../experiment/report/report-files';
import { cellReport, chosenReport, type ReportedCell } from '../experiment/report/report-found';
import type { SeriesStore } from '../experiment/trial/series-store';
import type { ReportParams, WrittenReport } from './protocol';

type CellParams = Extract<ReportParams, { kind: 'cell' }>;

/** Writes the report of a cell or of chosen runs where it lies by default; null where there is nothing to report on. @throws LabError */
export async function makeReport(params: ReportParams, store: SeriesStore): Promise<WrittenReport | null> {
  if (params.kind === 'runs') return written(await chosenReport(params.folders, store), chosenStem(params.folders));
  const { name, runs, text } = params;
  const record = await readExperimentRecord(experimentFolder(runs, placeOf(name)));
  // A cell that was edited since, or is being edited, has its report by the text that was run last.
  const edited = record !== undefined && record.text !== text;
  const report = await reportOf(params, store).catch((error: unknown) => {
    if (edited) return undefined;
    throw error;
  });
  return written(report ?? (edited ? await reportOf({ ...params, text: record.text }, store) : undefined), cellStem(runs, name));
}

async function reportOf(params: CellParams, store: SeriesStore): Promise<ReportData | undefined> {
  const cell = reported(params);
  return cell && cellReport(cell, store);
}

/** @throws CellError where the text is wrong */
function reported({ text, name, runs, title, markdown }: CellParams): ReportedCell | undefined {
  const parsed = parseCell(text, name);
  const cell = trialsCell(parsed) ?? (isStudy(parsed) ? comparisonCell(parsed) : undefined);
  return cell && { cell, text, name, runs, title, question: markdown };
}

async function written(report: ReportData | undefined, stem: string): Promise<WrittenReport | null> {
  if (report === undefined) return null;
  await writeReportFiles(stem, report, REPORT_FORMATS);
  return { title: report.title, html: `${stem}.html`, markdown: `${stem}.md` };
}
