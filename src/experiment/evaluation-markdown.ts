import { t } from '../base/l10n';
import type { EvaluationResult } from './trial/events';
import { markdownTable } from './markdown';

/** The class that images of a class are most often taken for, and how many; empty where none is. */
export function mistakenFor({ confusion, classes }: EvaluationResult, label: number): string {
  const others = (confusion[label] ?? []).map((count, c) => (c === label ? 0 : count));
  const most = Math.max(0, ...others);
  return most === 0 ? '' : `${classes[others.indexOf(most)]?.name ?? ''} (${most})`;
}

/** An evaluation: the whole, and class by class. */
export function evaluationMarkdown(result: EvaluationResult): string {
  const { run, checkpoint, dataset, split, images, accuracy, top5, loss, classes, backend } = result;
  const rows = classes.map(({ name, images: count, accuracy: right }, c) => [name, String(count), percent(right, 1), mistakenFor(result, c)]);
  return [
    `**${run}** (${checkpoint === 'best' ? t('best checkpoint') : t('last checkpoint')})`,
    split === 'test' ? t('{0} test images of {1}, by {2}', images, dataset, backend) : t('{0} validation images of {1}, by {2}', images, dataset, backend),
    t('Accuracy **{0}**, top 5 {1}, loss {2}', percent(accuracy, 2), percent(top5, 2), loss.toFixed(4)),
    markdownTable([t('class'), t('images'), t('right'), t('most often taken for')], rows, ['left', 'right', 'right', 'left']),
  ].join('\n\n');
}

function percent(fraction: number, digits: number): string {
  return `${(100 * fraction).toFixed(digits)} %`;
}
