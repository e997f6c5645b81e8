import type { ExperimentData } from './experiment-data';
import { duration, resultTable } from './report-data';
import { t } from '../base/l10n';

/** An experiment as Markdown, for readers without its view: state, result table, and what may be concluded. */
export function dataMarkdown(data: ExperimentData): string {
  const { report, message } = data;
  const parts = [`**${escaped(report.title)}**: ${stateText(data)}`];
  if (message !== undefined) parts.push(escaped(message));
  const { head, rows } = resultTable(report);
  if (rows.length > 0) parts.push([row(head), row(head.map((_, i) => (i === 0 ? '---' : '--:'))), ...rows.map(row)].join('\n'));
  const sentences = [...report.conclusions, ...report.notes];
  if (sentences.length > 0) parts.push(sentences.map((sentence) => `- ${escaped(sentence)}`).join('\n'));
  return parts.join('\n\n');
}

/** The state in words: `running, 40 %, about 12.3 s to go`. */
export function stateText({ state, progress, trials }: ExperimentData): string {
  const ended = trials.filter(({ state: own }) => own === 'done' || own === 'reused').length;
  const percent = Math.floor(100 * progress.fraction);
  switch (state) {
    case 'running':
      return progress.eta === undefined ? t('running, {0} %', percent) : t('running, {0} %, about {1} to go', percent, duration(progress.eta));
    case 'stopping':
      return t('stopping: the trials finish their batch and write a checkpoint');
    case 'done':
      return trials.length === 1 ? t('finished') : t('{0} trials finished', trials.length);
    case 'stopped':
      return t('stopped at {0} %, {1} of {2} trials finished', percent, ended, trials.length);
    case 'crashed':
      return t('the engine ended at {0} %', percent);
    case 'failed':
      return t('{0} of {1} trials failed', trials.filter(({ state: own }) => own === 'failed').length, trials.length);
  }
}

function row(cells: readonly string[]): string {
  return `| ${cells.map((cell) => escaped(cell).replaceAll('|', '\\|')).join(' | ')} |`;
}

/** Names in the data are words, not Markdown. */
function escaped(text: string): string {
  return text.replace(/[\\`*_{}[\]<>#]/g, '\\$&');
}
