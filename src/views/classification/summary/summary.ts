import type { ClassificationData } from '../../../models/classification-data';
import { classificationDetailWords } from '../../text/classification-detail-words';
import { classificationWords } from '../../text/classification-words';
import { actionButton, element, setText } from '../../ui/dom';
import { icon } from '../../ui/icons';
import type { ViewParts } from '../../view/context';
import { accuracySection, agreementSentence } from './accuracy';
import { classCsv, classTable } from './class-table';
import { adoptDetailStyle } from '../detail-style';
import type { ClassWish } from '../choice';
import type { DetailParts } from '../detail-parts';
import { ModelSummary } from './model-summary';
import { refresh } from './refresh';

/** Milliseconds between two drawings while images come in: a thousand classes are a long table. */
const BETWEEN = 1000;

/** What the summary can ask of the list. */
export interface SummaryLinks {
  /** Shows the image of a row. */
  readonly select: (row: number) => void;
  /** Shows the images of a class, as truth or as prediction, alone. */
  readonly filter: (wish: ClassWish) => void;
}

/** How good the models are on all images. */
export class SummaryPane {
  readonly root: HTMLElement;
  private readonly parts: DetailParts;
  private readonly unknown = element('p', { class: 'later' });
  private readonly agreement = element('p', { class: 'agreement' });
  private readonly accuracy = element('div', { class: 'accuracy' });
  private readonly classes = element('div', { class: 'class-table' });
  private readonly confusions = element('div', { class: 'pair' });
  private readonly reliabilities = element('div', { class: 'pair' });
  private readonly worsts = element('div', { class: 'pair' });
  private readonly known: HTMLElement;
  private models: readonly ModelSummary[] = [];
  private furnished = '';
  private drawn = '';
  private last = -Infinity;
  private data: ClassificationData | undefined;

  constructor(
    parts: ViewParts,
    private readonly links: SummaryLinks,
  ) {
    const { locale } = parts.strings;
    this.parts = { ...parts, common: classificationWords(locale), words: classificationDetailWords(locale) };
    const { summary } = this.parts.words;
    const csv = actionButton({ class: 'quiet', 'data-item': 'classes-csv' }, () => this.data !== undefined && parts.files.save(`${this.data.title} ${summary.classes}`, 'csv', classCsv(this.data)), icon('save'), summary.classesCsv);
    const part = (title: string, ...children: HTMLElement[]): HTMLElement => element('section', { class: 'summary-part' }, element('h3', {}, title), ...children);
    this.known = element('div', {}, part(summary.accuracy, this.accuracy), part(summary.confusion, this.confusions), part(summary.worst, this.worsts), part(summary.reliability, this.reliabilities), part(summary.classes, this.classes, csv));
    this.root = element('section', { class: 'summary' }, this.agreement, this.unknown, this.known);
  }

  show(data: ClassificationData): void {
    adoptDetailStyle(this.root);
    this.data = data;
    const { summary } = this.parts.words;
    const counted = data.scores?.some(({ images }) => images > 0) === true;
    setText(this.agreement, agreementSentence(data, this.parts));
    this.unknown.hidden = counted;
    this.known.hidden = !counted;
    setText(this.unknown, data.scores === undefined ? summary.unknown : summary.soon);
    if (!counted) return;
    this.furnish(data);
    const key = JSON.stringify([data.folder, data.scores, this.parts.theme()]);
    if (key === this.drawn || (data.state === 'running' && performance.now() < this.last + BETWEEN)) return;
    this.drawn = key;
    this.last = performance.now();
    refresh(this.accuracy, accuracySection(data, this.parts));
    refresh(this.classes, classTable(data, this.parts, (truth) => this.links.filter({ truth })));
    for (const model of this.models) model.show(data);
  }

  dispose(): void {
    for (const model of this.models) model.dispose();
    this.root.remove();
  }

  private furnish({ folder, models }: ClassificationData): void {
    const key = JSON.stringify([folder, models.map(({ reference }) => reference)]);
    if (key === this.furnished) return;
    this.furnished = key;
    for (const model of this.models) model.dispose();
    this.models = models.map((_, model) => new ModelSummary(this.parts, model, this.links));
    this.confusions.replaceChildren(...this.models.map(({ confusion }) => confusion));
    this.reliabilities.replaceChildren(...this.models.map(({ reliability }) => reliability));
    this.worsts.replaceChildren(...this.models.map(({ worst }) => worst));
  }
}
