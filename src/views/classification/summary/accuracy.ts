import type { ClassificationData, Scores } from '../../../models/classification-data';
import { element } from '../../ui/dom';
import { plainTable, scrolling } from '../../ui/tables';
import type { DetailParts } from '../detail-parts';
import { percent } from '../numbers';
import { wilson } from './wilson';

/** How good the models are, in a few numbers. */
export function accuracySection({ models, scores = [] }: ClassificationData, { words, common, strings }: DetailParts): HTMLElement {
  const { summary } = words;
  const { model, images, top1, top5, calibration } = summary.accuracyHead;
  // Among five of five classes every answer is.
  const five = models.some(({ labels }) => labels.length > 5);
  const share = (of: Scores, value: number): string => {
    const interval = wilson(Math.round(value * of.images), of.images);
    return interval === undefined ? '–' : summary.interval(percent(value, strings), percent(interval.low, strings), percent(interval.high, strings));
  };
  const rows = scores.map((score, i) => [
    models.length > 1 ? `${common.letters[i] ?? ''} · ${models[i]?.name ?? ''}` : (models[i]?.name ?? ''),
    strings.number(score.images),
    element('b', {}, share(score, score.top1)),
    ...(five ? [share(score, score.top5)] : []),
    percent(score.calibrationError, strings),
  ]);
  const caption = summary.accuracyCaption(Math.max(0, ...scores.map((score) => score.images)));
  return scrolling(plainTable([caption], [model, images, top1, ...(five ? [top5] : []), calibration], rows), summary.accuracy);
}

/** How often two models name the same class; nothing where there is nothing to compare. */
export function agreementSentence({ agreement }: Pick<ClassificationData, 'agreement'>, { words, strings }: DetailParts): string {
  return agreement === undefined || agreement.images === 0 ? '' : words.summary.agreement(percent(agreement.same / agreement.images, strings), agreement.images);
}
