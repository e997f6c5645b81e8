import type { ClassificationData } from '../../../models/classification-data';
import { csvTable } from '../../chart/csv';
import { actionButton, element } from '../../ui/dom';
import { scrolling, sortableTable, type Row } from '../../ui/tables';
import { classLines } from './class-lines';
import type { DetailParts } from '../detail-parts';
import { percent } from '../numbers';

/** Every class that occurs: how many of its images are right, and how often it was named. */
export function classTable(data: ClassificationData, { words, common, strings }: DetailParts, show: (truth: number) => void): HTMLElement {
  const { models, scores = [] } = data;
  const { classHead, ofModel } = words.summary;
  const of = (head: string, model: number): string => (models.length > 1 ? ofModel(head, common.letters[model] ?? '') : head);
  const head = [classHead.class, classHead.images, ...scores.flatMap((_, model) => [of(classHead.accuracy, model), of(classHead.precision, model), of(classHead.predicted, model)])];
  const rows = classLines(data).map(({ index, model, name, counts }): Row => {
    const images = Math.max(...counts.map((count) => count?.images ?? 0));
    const numbers = scores.map((_, m) => {
      const { images: own = 0, hits = 0, predicted = 0 } = counts[m] ?? {};
      return { accuracy: own === 0 ? undefined : hits / own, precision: predicted === 0 ? undefined : hits / predicted, predicted };
    });
    const shown = (share: number | undefined): string => (share === undefined ? '–' : percent(share, strings));
    const label = model === 0 && images > 0 ? actionButton({ class: 'link', title: words.summary.showImages(name), 'data-key': `class ${index}` }, () => show(index), name) : name;
    return {
      cells: [label, strings.number(images), ...numbers.flatMap(({ accuracy, precision, predicted }) => [shown(accuracy), shown(precision), strings.number(predicted)])],
      keys: [name, images, ...numbers.flatMap(({ accuracy, precision, predicted }) => [accuracy, precision, predicted])],
    };
  });
  return element('div', {}, scrolling(sortableTable([words.summary.classesCaption], head, rows), words.summary.classes));
}

/** In full precision. */
export function classCsv(data: ClassificationData): string {
  const { models, scores = [] } = data;
  const rows = scores.flatMap(({ classes }, model) => classes.map(({ index, images, hits, predicted }) => [models[model]?.name, index, models[model]?.labels[index], images, hits, predicted, images === 0 ? undefined : hits / images, predicted === 0 ? undefined : hits / predicted]));
  return csvTable(['model', 'index', 'class', 'images', 'hits', 'predicted', 'accuracy', 'precision'], rows);
}
