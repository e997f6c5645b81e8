import type { ClassificationData, Explanation, ResultRow } from '../../../models/classification-data';
import { csvTable } from '../../chart/csv';
import { actionButton, element, setText } from '../../ui/dom';
import { icon } from '../../ui/icons';
import { plainTable, scrolling } from '../../ui/tables';
import type { DetailParts } from '../detail-parts';
import { logitText, probabilityText } from '../numbers';
import { Classes } from '../list/row-facts';

const FIRST = 50;

interface Subject {
  readonly data: ClassificationData;
  readonly row: ResultRow;
  readonly explanations: readonly (Explanation | undefined)[];
}

/** Probability and logit of every class, the most likely first, searched by name. */
export class ClassScores {
  readonly root: HTMLElement;
  private readonly search: HTMLInputElement;
  private readonly count = element('span', { class: 'count', role: 'status' });
  private readonly place = element('div', { class: 'score-tables' });
  private subject: Subject | undefined;
  private most = FIRST;
  private drawn = '';

  constructor(private readonly parts: DetailParts) {
    const { words, files } = parts;
    this.search = element('input', { type: 'search', placeholder: words.searchClass, 'aria-label': words.searchClass, autocomplete: 'off', spellcheck: 'false' });
    this.search.addEventListener('input', () => {
      this.most = FIRST;
      this.fill();
    });
    const save = actionButton({ class: 'quiet', 'data-item': 'scores-csv' }, () => files.save(`${this.subject?.row.image.split('/').at(-1) ?? ''} ${words.allClasses}`, 'csv', this.csv()), icon('save'), words.scoresCsv);
    const copy = actionButton({ class: 'quiet', 'data-item': 'scores-copy' }, () => files.copy(this.csv()), icon('copy'), words.copyCsv);
    this.root = element('div', { class: 'class-scores' }, element('div', { class: 'score-tools' }, this.search, this.count, save, copy), this.place);
  }

  show(subject: Subject): void {
    if (subject.row.index !== this.subject?.row.index) this.most = FIRST;
    this.subject = subject;
    this.fill();
  }

  private fill(): void {
    const { subject } = this;
    if (subject === undefined) return;
    const { data, row, explanations } = subject;
    const query = this.search.value.trim().toLowerCase();
    const key = JSON.stringify([data.folder, row.index, explanations.map((each) => each?.logits.slice(0, 3)), query, this.most]);
    if (key === this.drawn) return;
    this.drawn = key;
    const known = explanations.some((each) => each !== undefined);
    if (!known) {
      setText(this.count, '');
      return this.place.replaceChildren(element('p', { class: 'later' }, this.parts.words.scoresLater));
    }
    const classes = new Classes(data.models);
    const found = explanations.map((each, model) => (each === undefined ? [] : ranked(each).filter(({ index }) => classes.name(model, index).toLowerCase().includes(query))));
    const longest = Math.max(...found.map(({ length }) => length));
    setText(this.count, this.parts.words.shownOf(Math.min(this.most, longest), longest));
    const more = longest > this.most ? [actionButton({ class: 'quiet', 'data-item': 'more' }, () => this.more(), this.parts.words.showMore)] : [];
    this.place.replaceChildren(...found.map((some, model) => this.table(some.slice(0, this.most), model, subject, classes)), ...more);
  }

  private more(): void {
    this.most *= 4;
    this.fill();
    this.place.querySelector<HTMLElement>('.scroll')?.focus();
  }

  private table(some: readonly Ranked[], model: number, { data, row }: Subject, classes: Classes): HTMLElement {
    const { words, common, strings } = this.parts;
    const title = data.models.length > 1 ? words.allOf(`${common.letters[model] ?? ''} · ${data.models[model]?.name ?? ''}`) : words.allClasses;
    const rows = some.map(({ rank, index, probability, logit }) => {
      const right = classes.isTruth(row.truth, model, index) ? ` (${words.right})` : '';
      return [strings.number(rank), `${classes.name(model, index)}${right}`, String(index), probabilityText(probability, strings), logitText(logit)];
    });
    return scrolling(plainTable([title], [words.rank, words.class, words.index, words.probability, words.logit], rows), title);
  }

  /** Every class in full precision, by its index. */
  private csv(): string {
    const { subject } = this;
    if (subject === undefined) return '';
    const { data: { models }, explanations } = subject;
    const rows = explanations.flatMap((each, model) => (each?.logits ?? []).map((logit, index) => [models[model]?.name, index, models[model]?.labels[index], each?.probabilities[index], logit]));
    return csvTable(['model', 'index', 'class', 'probability', 'logit'], rows);
  }
}

interface Ranked {
  readonly rank: number;
  readonly index: number;
  readonly probability: number;
  readonly logit: number;
}

function ranked({ logits, probabilities }: Explanation): Ranked[] {
  return logits
    .map((logit, index) => ({ index, logit, probability: probabilities[index] ?? NaN }))
    .sort((a, b) => b.logit - a.logit)
    .map((each, i) => ({ rank: i + 1, ...each }));
}
