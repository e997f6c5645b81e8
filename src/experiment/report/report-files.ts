import { mkdir } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { readable, writeAtomic } from '../../runs/files';
import { experimentFolder, placeOf } from '../experiment-record';
import { writeReport } from './report';
import type { ReportData } from '../report-data';
import { renderMarkdown } from './report-markdown';

export const REPORT_FORMATS = ['html', 'md'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

/** What was written: full paths. */
export interface ReportFiles {
  readonly html?: string;
  readonly markdown?: string;
  readonly figures: readonly string[];
}

/** Writes a report to `stem` with the extension of each format, the figures of the Markdown into a folder beside it. @throws LabError where a file can't be written */
export async function writeReportFiles(stem: string, report: ReportData, formats: readonly ReportFormat[]): Promise<ReportFiles> {
  const html = formats.includes('html') ? `${stem}.html` : undefined;
  if (html !== undefined) await writeReport(html, report);
  if (!formats.includes('md')) return { ...(html !== undefined && { html }), figures: [] };
  const folder = `${stem}-figures`;
  const { markdown, figures } = renderMarkdown(report, basename(folder));
  const files = figures.map(({ name, svg }) => ({ path: join(folder, `${name}.svg`), svg }));
  await mkdir(folder, { recursive: true }).catch((error: unknown) => {
    throw readable(error, folder);
  });
  for (const { path, svg } of files) await writeAtomic(path, [svg]);
  await writeAtomic(`${stem}.md`, [markdown]);
  return { ...(html !== undefined && { html }), markdown: `${stem}.md`, figures: files.map(({ path }) => path) };
}

/** Where `--out` leads: a name that ends like a report is one file, anything else a folder. */
export function outPlace(out: string): { readonly folder: string; readonly stem: string; readonly format?: ReportFormat } {
  const extension = extname(out).toLowerCase();
  const format = REPORT_FORMATS.find((known) => extension === `.${known}` || (known === 'md' && extension === '.markdown') || (known === 'html' && extension === '.htm'));
  return format === undefined ? { folder: out, stem: 'report' } : { folder: dirname(out), stem: basename(out, extname(out)), format };
}

/** Where a cell's report lies if nothing else is said: beside its experiment's record. */
export function cellStem(runs: string, name: string): string {
  return join(experimentFolder(runs, placeOf(name)), 'report');
}

/** Where the report of chosen runs lies: in the folder of the first one's neighbours. */
export function chosenStem(folders: readonly string[]): string {
  const [first = ''] = folders;
  return join(dirname(first), 'reports', folders.length === 1 ? basename(first) : `${basename(first)}-and-${folders.length - 1}-more`, 'report');
}
