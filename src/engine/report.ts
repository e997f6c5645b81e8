import { comparisonCell, isStudy, trialsCell } from '../experiment/networks';
import { parseCell } from '../experiment/parse';
import type { ReportData } from '../experiment/report-data';
import { cellStem, chosenStem, REPORT_FORMATS, writeReportFiles } from '../experiment/report-files';
import { cellReport, chosenReport } from '../experiment/report-found';
import type { SeriesStore } from '../experiment/series-store';
import type { ReportParams, WrittenReport } from './protocol';

/** Writes the report of a cell or of chosen runs where it lies by default; null where there is nothing to report on. @throws LabError */
export async function makeReport(params: ReportParams, store: SeriesStore): Promise<WrittenReport | null> {
  if (params.kind === 'runs') return written(await chosenReport(params.folders, store), chosenStem(params.folders));
  const { text, name, runs, title, markdown } = params;
  const parsed = parseCell(text, name);
  const cell = trialsCell(parsed) ?? (isStudy(parsed) ? comparisonCell(parsed) : undefined);
  if (cell === undefined) return null;
  return written(await cellReport({ cell, text, name, runs, title, question: markdown }, store), cellStem(runs, name));
}

async function written(report: ReportData | undefined, stem: string): Promise<WrittenReport | null> {
  if (report === undefined) return null;
  await writeReportFiles(stem, report, REPORT_FORMATS);
  return { title: report.title, html: `${stem}.html`, markdown: `${stem}.md` };
}
