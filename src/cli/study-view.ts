import type { AnalysisData } from '../experiment/analysis-data';
import { analysisRows } from '../experiment/study/analysis-text';
import { plainTable } from './tables';
import { bar, duration, percent } from './terminal';

/** The lines that show a running study. */
export function studyLines({ progress: { fraction, eta }, networks, message }: AnalysisData): string[] {
  const done = networks.filter((network) => network.done).length;
  const what = message ?? `${done} of ${networks.length} networks measured`;
  return [`  ${bar(fraction)}  ${percent(fraction, 0)}  ${what}${eta === undefined ? '' : `  ETA ${duration(eta)}`}`];
}

/** What a study found, in a few numbers a network. */
export function studyTable(data: AnalysisData): string {
  const { head, rows } = analysisRows(data);
  const table = plainTable(head, head.map((_, column) => (column === 0 ? 'left' : 'right')));
  table.push(...rows.map((row) => [...row]));
  return [data.title, table.toString(), ...data.notes.map((note) => `note: ${note}`)].join('\n');
}
