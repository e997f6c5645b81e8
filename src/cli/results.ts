import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { mistakenFor } from '../experiment/evaluation-markdown';
import type { EvaluationResult } from '../experiment/trial/events';
import { experimentFolder } from '../experiment/experiment-record';
import type { CellText } from '../experiment/cell/notebook';
import { buildReport, resultTable, writeReport } from '../experiment/report/report';
import type { TrialsOutcome } from '../experiment/run-trials-cell';
import { plainTable } from './tables';
import { percent, type Terminal } from './terminal';

/** The cell that the trials are of. */
export interface CellSource extends CellText {
  readonly title: string;
  readonly file: string;
}

/** Shows how the trials of a cell ended: a table, what may be concluded, and the report, which is written beside the runs. */
export async function showTrials({ plan, results }: TrialsOutcome, source: CellSource, runs: string, terminal: Terminal): Promise<void> {
  const { title, text, file, number, markdown } = source;
  const { comparison, notices } = plan;
  const data = await buildReport({ title, source: { file, text, cell: number }, results, notices, ...(comparison && { comparison }), ...(markdown !== undefined && { question: markdown }) });
  const { head, rows } = resultTable(data);
  const table = plainTable(head, head.map((_, column) => (column === 0 ? 'left' : 'right')));
  table.push(...rows);
  terminal.print(`\n${terminal.style('bold', title)}\n${table.toString()}\n`);
  for (const line of [...data.conclusions, ...data.notes.map((note) => `note: ${note}`)]) terminal.print(line);
  const path = join(experimentFolder(runs, { file, number }), 'report.html');
  await writeReport(path, data);
  terminal.emit({ event: 'report', path, arms: data.arms.map(({ curves, ...arm }) => arm), conclusions: data.conclusions, notes: data.notes });
  terminal.print(`\nReport: ${relative(process.cwd(), path)}\n        ${pathToFileURL(path).href}`);
}

/** Shows an evaluation: the whole, and class by class. */
export function showEvaluation(result: EvaluationResult, terminal: Terminal): void {
  const { run, checkpoint, dataset, split, images, accuracy, top5, loss, classes, backend } = result;
  terminal.print(`${terminal.style('bold', run)} (${checkpoint} checkpoint) on ${images} ${split} images of ${dataset}, by ${backend}`);
  terminal.print(`accuracy ${percent(accuracy, 2)}, top 5 ${percent(top5, 2)}, loss ${loss.toFixed(4)}`);
  const table = plainTable(['class', 'images', 'right', 'most often taken for'], ['left', 'right', 'right', 'left']);
  classes.forEach(({ name, images: count, accuracy: right }, c) => table.push([name, count, percent(right), mistakenFor(result, c)]));
  terminal.print(table.toString());
}
