import { t } from '../base/l10n';
import { markdownTable, plainMarkdown } from '../experiment/markdown';
import type { ClassificationData, Guess, ResultRow, ShownModel } from './classification-data';

/** A classification as Markdown, for readers without its view: how it went, how good it was, and what was said of the first images. */
export function classificationMarkdown(data: ClassificationData): string {
  const { title, error, models, notices, preview, rows } = data;
  const names = models.map(({ name }) => name).join(' ↔ ');
  const left = rows - preview.length;
  return [
    `**${plainMarkdown(title)}**: ${[progressText(data), plainMarkdown(names)].filter((word) => word !== '').join(' · ')}`,
    ...(error === undefined ? [] : [plainMarkdown(error)]),
    ...scoreLines(data),
    ...notices.map(plainMarkdown),
    ...(preview.length === 0 ? [] : [rowsTable(data)]),
    ...(preview.length === 0 || left <= 0 ? [] : [t('… and {0} more', left)]),
  ].join('\n\n');
}

/** `120 of 1000 images · stopped · 2 unreadable`. */
export function progressText({ state, rows, total, unreadable }: Pick<ClassificationData, 'state' | 'rows' | 'total' | 'unreadable'>): string {
  const count = state === 'done' || total === undefined ? imagesText(rows) : t('{0} of {1} images', rows, total);
  const words = { running: '', done: '', stopping: t('stopping'), stopped: t('stopped'), failed: t('failed') };
  return [count, words[state], unreadable === 0 ? '' : t('{0} unreadable', unreadable)].filter((word) => word !== '').join(' · ');
}

function imagesText(images: number): string {
  return images === 1 ? t('1 image') : t('{0} images', images);
}

function scoreLines({ scores, models, agreement }: ClassificationData): string[] {
  const right = (scores ?? []).map(({ images, top1, top5 }, model) => {
    const name = models.length > 1 ? `${plainMarkdown(models[model]?.name ?? '')}: ` : '';
    return `${name}${t('accuracy **{0}**, top 5 {1}, of {2}', percent(top1), percent(top5), imagesText(images))}`;
  });
  return agreement === undefined || agreement.images === 0 ? right : [...right, t('The same class for {0} of {1}', agreement.same, imagesText(agreement.images))];
}

function rowsTable({ models, scores, preview }: ClassificationData): string {
  const known = scores !== undefined;
  const head = [t('image'), ...(known ? [t('class by folder')] : []), ...models.map(({ name }) => plainMarkdown(models.length > 1 ? name : t('most likely')))];
  const lines = preview.map(({ row }) => [plainMarkdown(row.image), ...(known ? [plainMarkdown(truthText(row, models))] : []), ...models.map((model, m) => plainMarkdown(answerText(row, model, m)))]);
  return markdownTable(head, lines, head.map(() => 'left'));
}

function truthText({ truth }: ResultRow, [first]: readonly ShownModel[]): string {
  return truth === undefined ? '–' : (first?.labels[truth] ?? String(truth));
}

/** `tabby 81.2 %, tiger cat 9.0 %`; of an image that can't be read, why. */
function answerText({ answers, error }: ResultRow, { labels }: ShownModel, model: number): string {
  if (error !== undefined) return error;
  return (answers[model] ?? []).slice(0, 2).map(({ index, probability }: Guess) => `${labels[index] ?? index} ${percent(probability)}`).join(', ');
}

function percent(fraction: number): string {
  return `${(100 * fraction).toFixed(1)} %`;
}
