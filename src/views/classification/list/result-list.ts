import { element, setAttribute } from '../../ui/dom';
import type { ClassificationWords } from '../../text/classification-words';
import type { Pictures } from './pictures';
import { RowCard, type CardScene } from './row-card';
import type { Classes, RowFacts } from './row-facts';
import { rowLook, type LookWish, type RowLook } from './row-look';

/** Rows above and below what is seen that are there already. */
const AHEAD = 3;

export interface ListScene extends Pick<LookWish, 'compact' | 'logits' | 'models'> {
  readonly rows: readonly RowFacts[];
  readonly selected: number | undefined;
  readonly classes: Classes;
  /** Names of two models, above their columns. */
  readonly heads: readonly string[];
  /** Of the rows' order and filter: another one is seen from its top, and rows that come into the same leave what is seen where it is. */
  readonly arrangement: string;
}

export interface ListEvents {
  readonly words: ClassificationWords;
  readonly pictures: Pictures;
  onSelect(row: number): void;
  /** The reader wants to go to the details of the row. */
  onOpen(): void;
}

/** The rows as a list of which only what is seen is in the page, with a keyboard of its own. */
export class ResultList {
  readonly root: HTMLElement;
  private readonly heads = element('div', { class: 'list-heads', 'aria-hidden': 'true' });
  private readonly space = element('div', { class: 'list-space', role: 'presentation' });
  private readonly view: HTMLElement;
  private readonly observer = new ResizeObserver(() => this.draw());
  /** Cards in the page by row number. */
  private cards = new Map<number, RowCard>();
  private scene: ListScene | undefined;
  private cardScene: CardScene | undefined;
  private lookKey = '';

  constructor(private readonly events: ListEvents) {
    this.view = element('div', { class: 'list-view', role: 'listbox', tabindex: 0, 'aria-label': events.words.list }, this.space);
    this.root = element('div', { class: 'list' }, this.heads, this.view);
    this.view.addEventListener('scroll', () => this.draw(), { passive: true });
    this.view.addEventListener('keydown', (event) => this.key(event));
    this.space.addEventListener('click', ({ target }) => this.press(target));
    this.space.addEventListener('dblclick', () => this.events.onOpen());
    this.observer.observe(this.view);
  }

  dispose(): void {
    this.observer.disconnect();
  }

  /** With the selected row in sight. */
  focus(): void {
    this.view.focus();
    this.reveal();
  }

  show(scene: ListScene): void {
    const before = this.scene;
    const anchor = before?.arrangement === scene.arrangement ? this.anchor() : undefined;
    this.scene = scene;
    this.drawHeads(scene);
    const look = this.fit(scene);
    if (before !== undefined && before.arrangement !== scene.arrangement) this.view.scrollTop = 0;
    else if (anchor !== undefined) this.holdOn(anchor, scene, look);
    this.draw();
    if (before?.selected !== scene.selected) this.reveal();
  }

  /** A picture has come. */
  showPicture(row: number): void {
    this.cards.get(row)?.setPicture(this.events.pictures.of(row));
  }

  private drawHeads({ heads }: ListScene): void {
    this.heads.hidden = heads.length < 2;
    if (this.heads.childElementCount === heads.length && heads.every((head, i) => this.heads.children[i]?.textContent === head)) return;
    this.heads.replaceChildren(...heads.map((head, model) => element('span', { class: `model-${model}`, title: head }, head)));
  }

  /** The look that the list has room for, and everything that follows from it. */
  private fit(scene: ListScene): RowLook {
    const { compact, logits, models, classes } = scene;
    const look = rowLook({ compact, logits, models, classes: classes.most, width: this.view.clientWidth, fontSize: parseFloat(getComputedStyle(this.root).fontSize) });
    const key = JSON.stringify(look);
    if (this.cardScene === undefined || key !== this.lookKey || this.cardScene.classes !== classes) {
      this.lookKey = key;
      this.cardScene = { look, classes, words: this.events.words };
      for (const [name, value] of Object.entries({ row: look.height, line: look.line, picture: look.picture })) this.root.style.setProperty(`--${name}-size`, `${value}px`);
      this.root.classList.toggle('stacked', look.stacked);
      this.root.classList.toggle('with-logits', look.logits);
    }
    this.root.style.setProperty('--content-size', `${scene.rows.length * look.height}px`);
    return look;
  }

  /** The first row that is seen whole, and how far below the upper edge it is; none at the top, where new rows may come in. */
  private anchor(): { readonly row: number; readonly below: number } | undefined {
    const { scene, cardScene, view: { scrollTop } } = this;
    if (scene === undefined || cardScene === undefined || scrollTop === 0) return undefined;
    const place = Math.ceil(scrollTop / cardScene.look.height);
    const facts = scene.rows[place];
    return facts && { row: facts.row.index, below: place * cardScene.look.height - scrollTop };
  }

  private holdOn({ row, below }: { readonly row: number; readonly below: number }, { rows }: ListScene, { height }: RowLook): void {
    const place = rows.findIndex((facts) => facts.row.index === row);
    const top = place * height - below;
    if (place >= 0 && Math.abs(top - this.view.scrollTop) >= 1) this.view.scrollTop = top;
  }

  private draw(): void {
    const { scene, view } = this;
    if (scene === undefined || view.clientHeight === 0) return;
    const { height } = this.fit(scene);
    const first = Math.max(0, Math.floor(view.scrollTop / height) - AHEAD);
    const end = Math.min(scene.rows.length, Math.ceil((view.scrollTop + view.clientHeight) / height) + AHEAD);
    this.place(scene.rows.slice(first, end), first, scene);
    const seen = scene.rows.slice(first, end).filter(({ row }) => row.error === undefined).map(({ row }) => row.index);
    this.events.pictures.want(seen);
  }

  /** Gives each row a card: its own if it has one, else one that is free. */
  private place(rows: readonly RowFacts[], first: number, { rows: { length }, selected }: ListScene): void {
    const { cardScene } = this;
    if (cardScene === undefined) return;
    const wanted = new Set(rows.map(({ row }) => row.index));
    const free = [...this.cards].filter(([index]) => !wanted.has(index)).map(([, card]) => card);
    const cards = new Map<number, RowCard>();
    for (const [i, facts] of rows.entries()) {
      const { index } = facts.row;
      const card = this.cards.get(index) ?? free.pop() ?? this.newCard();
      card.show(facts, cardScene, first + i, length);
      card.select(index === selected);
      card.setPicture(facts.row.error === undefined ? this.events.pictures.of(index) : undefined);
      cards.set(index, card);
    }
    for (const card of free) card.root.remove();
    this.cards = cards;
    if (selected !== undefined && cards.has(selected)) setAttribute(this.view, 'aria-activedescendant', `row-${selected}`);
    else this.view.removeAttribute('aria-activedescendant');
  }

  private newCard(): RowCard {
    const card = new RowCard(this.events.words);
    this.space.append(card.root);
    return card;
  }

  private press(target: EventTarget | null): void {
    const root = target instanceof Element ? target.closest('.card') : null;
    const card = [...this.cards.values()].find((each) => each.root === root);
    if (card?.index !== undefined) this.select(card.index);
  }

  private key(event: KeyboardEvent): void {
    const { scene, cardScene } = this;
    if (scene === undefined || cardScene === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    const last = scene.rows.length - 1;
    const now = scene.rows.findIndex(({ row }) => row.index === scene.selected);
    const page = Math.max(1, Math.floor(this.view.clientHeight / cardScene.look.height) - 1);
    const places: Readonly<Record<string, number>> = { ArrowDown: now + 1, ArrowUp: Math.max(0, now - 1), PageDown: Math.max(0, now) + page, PageUp: now - page, Home: 0, End: last };
    const place = places[event.key];
    if (place === undefined && event.key !== 'Enter') return;
    event.preventDefault();
    event.stopPropagation();
    if (place === undefined) return this.events.onOpen();
    const facts = scene.rows[Math.max(0, Math.min(last, place))];
    if (facts !== undefined) this.select(facts.row.index);
  }

  /** Shown at once: whoever holds an arrow key down does not wait for a repaint. */
  private select(row: number): void {
    if (this.scene === undefined) return;
    this.scene = { ...this.scene, selected: row };
    this.draw();
    this.reveal();
    this.events.onSelect(row);
  }

  /** Scrolls no farther than the selected row needs. */
  private reveal(): void {
    const { scene, cardScene, view } = this;
    const place = scene?.rows.findIndex(({ row }) => row.index === scene.selected) ?? -1;
    if (cardScene === undefined || place < 0) return;
    const { height } = cardScene.look;
    const top = place * height;
    if (top < view.scrollTop) view.scrollTop = top;
    else if (top + height > view.scrollTop + view.clientHeight) view.scrollTop = top + height - view.clientHeight;
    else return;
    this.draw();
  }
}
