import type { DoctorReport } from '../engine/doctor';
import type { EvaluationResult } from '../experiment/events';
import type { TrialsOutcome } from '../experiment/run-trials-cell';
import { plainTable } from './tables';
import { percent, type Terminal } from './terminal';

export interface TrialsContext {
  readonly title: string;
  /** The cell's text. */
  readonly text: string;
  readonly file: string;
  readonly runs: string;
  readonly report: DoctorReport;
}

/** Shows how the trials of a cell ended. */
export async function showTrials(outcome: TrialsOutcome, context: TrialsContext, terminal: Terminal): Promise<void> {
  terminal.print(JSON.stringify(outcome.results.map((r) => [r.id, r.state, r.metrics?.testAccuracy, r.seconds, r.error])), );
  void context;
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

function mistakenFor({ confusion, classes }: EvaluationResult, label: number): string {
  const others = (confusion[label] ?? []).map((count, c) => (c === label ? 0 : count));
  const most = Math.max(0, ...others);
  return most === 0 ? '' : `${classes[others.indexOf(most)]?.name ?? ''} (${most})`;
}
