import { access } from 'node:fs/promises';
import { basename, dirname, extname, join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { inputError } from '../base/errors';
import { placeOf, readExperimentRecord } from '../experiment/experiment-record';
import { comparisonCell, isStudy, trialsCell } from '../experiment/cell/networks';
import { cellsOf, type CellText } from '../experiment/cell/notebook';
import { parseCell } from '../experiment/cell/parse';
import type { ReportData } from '../experiment/report-data';
import { cellStem, chosenStem, outPlace, REPORT_FORMATS, writeReportFiles, type ReportFormat } from '../experiment/report/report-files';
import { cellReport, chosenReport, type ReportedCell } from '../experiment/report/report-found';
import { SeriesStore } from '../experiment/trial/series-store';
import { wholeNumber } from './describe';
import { readText } from './run';
import type { Terminal } from './terminal';

export interface ReportFlags {
  cell?: string;
  runs: string;
  out?: string;
  format?: string;
}

/** A report with where it lies if nothing else is said. */
interface Made {
  readonly report: ReportData;
  readonly stem: string;
}

/** `resnet-lab report`: writes what the run folders have. Trains nothing. @throws LabError where there is nothing to report on */
export async function reportCommand(sources: readonly string[], flags: ReportFlags, terminal: Terminal): Promise<void> {
  const formats = formatsOf(flags);
  const made = await reportsOf(sources, flags, terminal);
  const out = flags.out === undefined ? undefined : outPlace(flags.out);
  if (out?.format !== undefined && made.length > 1) throw inputError(`these are ${made.length} reports, and --out names one file.`, { mend: 'Give --out a folder, or choose a cell by --cell.' });
  for (const { report, stem } of made) {
    const target = out === undefined ? stem : join(resolve(out.folder), ...(made.length > 1 ? [basename(dirname(stem))] : []), out.stem);
    const files = await writeReportFiles(target, report, formats);
    const { arms, analyses = [] } = report;
    const { title, unfinished, conclusions, caveats, notes } = report;
    terminal.emit({ event: 'report', title, ...(unfinished !== undefined && { unfinished }), ...files, arms: arms.map(({ curves: _, ...arm }) => arm), analyses: analyses.length, conclusions, caveats, notes });
    terminal.print(`${terminal.style('bold', title)}${unfinished === undefined ? '' : `\n${unfinished}`}`);
    for (const note of notes) terminal.print(`note: ${note}`);
    if (files.html !== undefined) terminal.print(`Report:   ${relative(process.cwd(), files.html)}\n          ${pathToFileURL(files.html).href}`);
    if (files.markdown !== undefined) terminal.print(`Markdown: ${relative(process.cwd(), files.markdown)} and ${files.figures.length} figures beside it`);
  }
}

function formatsOf({ format, out }: ReportFlags): ReportFormat[] {
  const ending = out === undefined ? undefined : outPlace(out).format;
  if (format === undefined) return ending === undefined ? [...REPORT_FORMATS] : [ending];
  const names = format.split(',').map((name) => name.trim());
  const unknown = names.find((name) => !(REPORT_FORMATS as readonly string[]).includes(name));
  if (unknown !== undefined) throw inputError(`--format is "${format}"; expected html, md, or html,md.`);
  return REPORT_FORMATS.filter((known) => names.includes(known));
}

async function reportsOf(sources: readonly string[], flags: ReportFlags, terminal: Terminal): Promise<Made[]> {
  const [file] = sources;
  if (file !== undefined && isFile(file)) {
    if (sources.length > 1) throw inputError('a file is reported on by itself.', { mend: 'Give one notebook or cell file, or any number of runs.' });
    return fileReports(file, flags, terminal);
  }
  if (flags.cell !== undefined) throw inputError('--cell chooses a cell of a file; runs have none.');
  return [await runsReport(sources, flags)];
}

function isFile(source: string): boolean {
  return ['.resnb', '.yaml', '.yml'].includes(extname(source).toLowerCase());
}

/** A report for each cell with trials, or for the one that was chosen. */
async function fileReports(file: string, { cell, runs }: ReportFlags, terminal: Terminal): Promise<Made[]> {
  const wanted = wholeNumber('--cell', cell);
  const cells = cellsOf(await readText(file), file).filter(({ number }) => wanted === undefined || number === wanted);
  const reported = cells.flatMap((source) => reportable(source, file, resolve(runs)));
  if (reported.length === 0) throw inputError(wanted === undefined ? 'no cell of this file trains anything.' : `code cell ${wanted} trains nothing, or is not there.`, { place: file, mend: 'A report is of a train or compare cell, or of one that looks into networks.' });
  const store = new SeriesStore();
  const made: Made[] = [];
  for (const one of reported) {
    const report = await cellReport(one, store);
    if (report !== undefined) made.push({ report, stem: cellStem(one.runs, one.name) });
    else if (reported.length > 1) terminal.note(`note: no trial of cell ${placeOf(one.name).number} has begun; run it by: ${runCommand(one.name, runs)}`);
  }
  const [first] = reported;
  if (made.length === 0) throw inputError('no trial has begun: there is nothing to report on.', { place: file, mend: `Run it by: ${reported.length === 1 && first !== undefined ? runCommand(first.name, runs) : runCommand(file, runs)}` });
  return made;
}

/** How the trials of a cell, or of a whole file, are run. */
function runCommand(name: string, runs: string): string {
  const { file, number } = placeOf(name);
  return ['resnet-lab run', file, ...(file === name ? [] : [`--cell ${number}`]), ...(runs === 'runs' ? [] : [`--runs ${runs}`])].join(' ');
}

/** A cell with its trials; one that has none, not even those of the networks it looks into, is left out. @throws CellError where the text is wrong */
function reportable(source: CellText, file: string, runs: string): ReportedCell[] {
  const { text, number, markdown } = source;
  const parsed = parseCell(text, source.name);
  const cell = trialsCell(parsed) ?? (isStudy(parsed) ? comparisonCell(parsed) : undefined);
  return cell === undefined ? [] : [{ cell, text, name: `${file}#${number}`, runs, question: markdown }];
}

/** Runs by the paths of their folders or by their names in --runs, or one experiment's folder. */
async function runsReport(sources: readonly string[], flags: ReportFlags): Promise<Made> {
  const [first = ''] = sources;
  const experiment = sources.length === 1 ? await experimentReport(resolve(first)) : undefined;
  if (experiment !== undefined) return experiment;
  const folders: string[] = [];
  for (const source of sources) folders.push(await runFolder(source, flags.runs));
  const report = await chosenReport(folders, new SeriesStore());
  if (report === undefined) throw inputError('none of these runs can be read: their trial.json is damaged.', { place: folders[0], mend: 'Run their cell again with another --runs.' });
  return { report, stem: chosenStem(folders) };
}

async function experimentReport(folder: string): Promise<Made | undefined> {
  const record = await readExperimentRecord(folder);
  if (record === undefined) return undefined;
  const runs = dirname(dirname(folder));
  const file = resolve(runs, record.notebook);
  const [cell] = reportable({ text: record.text, name: `${file}#${record.cell}`, number: record.cell }, file, runs);
  const report = cell && (await cellReport(cell, new SeriesStore()));
  if (report === undefined) throw inputError('no trial of this experiment has begun: there is nothing to report on.', { place: folder, mend: `Run it by: ${runCommand(`${file}#${record.cell}`, runs)}` });
  return { report, stem: join(folder, 'report') };
}

async function runFolder(source: string, runs: string): Promise<string> {
  for (const folder of [resolve(source), resolve(runs, source)]) if (await access(join(folder, 'trial.json')).then(() => true, () => false)) return folder;
  throw inputError('this is no run: it has no trial.json.', { place: source, mend: `Give a notebook or cell file, a run folder, or the name of one in ${runs}; a run is made by: resnet-lab run FILE` });
}
