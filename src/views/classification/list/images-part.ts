import type { ClassificationData, ResultRow } from '../../../models/classification-data';
import { actionButton, element, setText } from '../../ui/dom';
import { DetailPane } from '../detail/detail';
import type { ClassWish } from '../choice';
import { FilterBar } from './filter-bar';
import { isLive } from '../header';
import type { ClassificationParts } from '../parts';
import { Pictures } from './pictures';
import { ResultList } from './result-list';
import { Classes } from './row-facts';
import { RowOrder } from './row-order';
import { RowStore } from './row-store';

/** Longest side of a row's picture as it is asked for, in pixels of a plain and of a fine screen. */
const PICTURE_SIZE = { plain: 128, fine: 256 } as const;

/** All images with their answers, and beside or below them what is to be known of one. */
export class ImagesPart {
  readonly root: HTMLElement;
  private readonly bar: FilterBar;
  private readonly list: ResultList;
  private readonly note = element('p', { class: 'none' });
  private readonly clear: HTMLButtonElement;
  private readonly preview = element('p', { class: 'preview-note' });
  private readonly problem: HTMLElement;
  private readonly problemText = element('span', {});
  private readonly detail: DetailPane;
  private readonly detailPlace: HTMLElement;
  private readonly order = new RowOrder();
  private readonly store: RowStore;
  private readonly pictures: Pictures;
  private classes = new Classes([]);
  private data: ClassificationData | undefined;
  /** What is looked at where the reader has chosen nothing. */
  private first: { readonly row: number; readonly arrangement: string } | undefined;
  /** The list gets the focus when it is shown. */
  private focusSoon = false;

  constructor(private readonly parts: ClassificationParts) {
    const { words, host, choices } = parts;
    this.pictures = new Pictures(host, devicePixelRatio > 1 ? PICTURE_SIZE.fine : PICTURE_SIZE.plain, (row) => this.list.showPicture(row));
    this.bar = new FilterBar(parts);
    this.list = new ResultList({ words, pictures: this.pictures, onSelect: (selected) => choices.setClassification({ selected }), onOpen: () => this.openDetail() });
    this.detail = new DetailPane(parts);
    this.detailPlace = element('div', { class: 'detail-place', tabindex: -1, role: 'region', 'aria-label': words.detail }, this.detail.root);
    this.detailPlace.addEventListener('keydown', (event) => this.leaveDetail(event));
    this.store = new RowStore(host, { onReset: () => this.reset(), onRows: (rows) => this.add(rows), onProblem: (problem) => this.tell(problem) });
    this.clear = actionButton({}, () => choices.setClassification({ filter: {} }), words.clear);
    this.problem = element('p', { class: 'message alarming', role: 'alert', hidden: true }, this.problemText, ' ', actionButton({ 'data-do': 'again' }, () => this.store.retry(), words.again));
    const rows = element('div', { class: 'rows' }, this.bar.root, this.preview, this.problem, this.list.root, element('div', { class: 'no-rows' }, this.note, this.clear));
    this.root = element('div', { class: 'images' }, rows, this.detailPlace);
  }

  /** Rows are fetched also while another part of the view is seen. */
  update(data: ClassificationData): void {
    this.data = data;
    this.store.update(data);
  }

  show(data: ClassificationData): void {
    const { choices } = this.parts;
    const choice = choices.now.classification ?? {};
    const { order = 'file', filter = {}, compact = false, logits = false } = choice;
    this.order.arrange(order, filter);
    const { shown, all, counts } = this.order;
    const arrangement = JSON.stringify([order, filter]);
    const selected = this.looksAt(choice.selected, data, arrangement);
    const several = data.models.length > 1;
    this.bar.root.hidden = all < 2;
    this.bar.update({ choice, models: data.models.length, labels: data.models.map((model) => model.labels), counts, shown: shown.length, all });
    this.list.root.hidden = shown.length === 0;
    this.list.show({ rows: shown, selected, classes: this.classes, models: data.models.length, compact, logits, heads: several ? data.models.map(({ name }, i) => `${this.parts.words.letters[i] ?? ''} · ${name}`) : [], arrangement });
    this.showNotes(data, shown.length, all);
    const row = selected === undefined ? undefined : this.order.find(selected)?.row;
    this.detailPlace.hidden = row === undefined;
    this.detail.show(data, row);
    if (this.focusSoon) this.list.focus();
    this.focusSoon = false;
  }

  /** Selects a row, and takes away the filters where they hide it. */
  select(row: number): void {
    const { choices } = this.parts;
    choices.setClassification({ tab: 'images', selected: row, ...(this.order.hides(row) && { filter: {} }) });
    this.focusSoon = true;
  }

  /** Shows the rows of some classes alone. */
  filter(wish: ClassWish): void {
    this.parts.choices.setClassification({ tab: 'images', filter: wish, filtersOpen: true });
  }

  dispose(): void {
    this.store.dispose();
    this.list.dispose();
    this.detail.dispose();
  }

  private reset(): void {
    this.order.clear();
    this.first = undefined;
    this.classes = new Classes(this.data?.models ?? []);
    this.pictures.clear(this.data?.preview ?? []);
  }

  private add(rows: readonly ResultRow[]): void {
    this.order.add(rows.map((row) => this.classes.factsOf(row)));
    this.parts.repaint();
  }

  private tell(problem: string | undefined): void {
    this.problem.hidden = problem === undefined;
    setText(this.problemText, problem === undefined ? '' : this.parts.words.rowsProblem(problem));
  }

  /** The chosen row, else the one that was first when the rows were arranged so: it does not change with each row that comes. */
  private looksAt(chosen: number | undefined, { rows }: ClassificationData, arrangement: string): number | undefined {
    if (chosen !== undefined && chosen < rows) return chosen;
    const { shown } = this.order;
    if (arrangement !== this.first?.arrangement || !shown.some(({ row }) => row.index === this.first?.row)) {
      const [first] = shown;
      this.first = first && { row: first.row.index, arrangement };
    }
    return this.first?.row;
  }

  private showNotes({ rows, state }: ClassificationData, shown: number, all: number): void {
    const { words, host } = this.parts;
    const none = rows > 0 || isLive(state) ? words.soon : state === 'failed' ? '' : words.nothing;
    const note = shown > 0 ? '' : all > 0 ? words.noMatch : none;
    setText(this.note, note);
    this.note.hidden = note === '';
    this.clear.hidden = note !== words.noMatch;
    this.preview.hidden = host !== undefined || rows === 0;
    setText(this.preview, all < rows ? words.previewOnly(all, rows) : words.previewAll);
  }

  private openDetail(): void {
    this.detailPlace.focus({ preventScroll: true });
    this.detailPlace.scrollIntoView({ block: 'nearest' });
  }

  private leaveDetail(event: KeyboardEvent): void {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    this.list.focus();
  }
}
