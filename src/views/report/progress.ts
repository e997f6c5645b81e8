import type { ReportData } from '../../experiment/report-data';
import type { ReportWords } from '../text/report-words';
import { element } from '../ui/dom';
import { plainTable, scrolling } from '../ui/tables';

/** In place of the result while the experiment is unfinished: how far the trials of each arm are. */
export function progressSection({ arms, trials }: ReportData, words: ReportWords): HTMLElement {
  const { arm, planned, done, failed } = words.progressHead;
  const ended = (label: string, state: 'done' | 'failed'): string => String(trials.filter((trial) => trial.arm === label && trial.state === state).length);
  const table = plainTable([], [arm, planned, done, failed], arms.map((each) => [each.label, String(each.planned), ended(each.label, 'done'), ended(each.label, 'failed')]));
  return element('section', { class: 'progress' }, element('h2', {}, words.progress), scrolling(table, words.progress));
}
