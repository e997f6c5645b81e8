import { NAMED_ORDERS } from '../../resnet/order';
import { ARCHITECTURES } from '../../resnet/catalogue';
import type { WorkbenchWords } from '../text/workbench-words';
import { actionButton, choice, element, setText } from '../ui/dom';
import { icon } from '../ui/icons';
import { compareCell, type Comparison } from './compare-cell';

const MOST_SEEDS = 100;
/** Small enough that a comparison is done in minutes. */
const SMALL = 'resnet8';
/** With these, unless the reader chooses others: what all are measured by, and what He 2016 recommends. */
const OTHERS = ['original', 'full-preact'];

export interface CompareOptions {
  readonly words: WorkbenchWords;
  /** Undefined where nobody takes cells. */
  readonly insert: ((text: string) => void) | undefined;
  readonly copy: (text: string) => void;
  /** Why a network can't have an order; undefined where it can. */
  readonly problem: (order: string, architecture: string) => string | undefined;
}

/** Makes a cell that compares the order with others by training. */
export class CompareForm {
  readonly root: HTMLElement;
  private readonly boxes: readonly HTMLInputElement[];
  private readonly seeds: HTMLInputElement;
  private readonly state = element('p', { class: 'facts' });
  private readonly preview = element('pre', {});
  private readonly buttons: readonly HTMLButtonElement[];
  private architecture = SMALL;
  /** Undefined while the order is not valid. */
  private order: string | undefined;

  constructor(private readonly options: CompareOptions) {
    const { words, insert, copy } = options;
    const update = (): void => this.update();
    this.boxes = NAMED_ORDERS.map(({ name }) => element('input', { type: 'checkbox', value: name, checked: OTHERS.includes(name) }));
    this.seeds = element('input', { type: 'number', min: 1, max: MOST_SEEDS, value: 6, 'data-do': 'seeds' });
    const orders = NAMED_ORDERS.map(({ name, tokens }, i) => element('label', { title: tokens }, ...this.boxes.slice(i, i + 1), name));
    const architectures = choice(words.architecture, ARCHITECTURES.filter(({ order }) => order === 'original').map(({ name, title }) => [name, title] as const), SMALL, (architecture) => {
      this.architecture = architecture;
      this.update();
    });
    this.buttons = [
      ...(insert === undefined ? [] : [actionButton({ class: 'primary', 'data-do': 'insert' }, () => insert(this.text()), icon('play'), words.insert)]),
      actionButton({ 'data-do': 'copy-cell' }, () => copy(this.text()), icon('copy'), words.copyCell),
    ];
    const settings = element('div', { class: 'settings' }, element('label', {}, words.seeds, this.seeds), element('label', {}, words.architecture, architectures), element('small', {}, words.seedsHelp));
    this.root = element('section', { class: 'compare-form' }, element('h2', {}, words.compare), element('fieldset', {}, element('legend', {}, words.compareWith), ...orders), settings, this.state, element('div', { class: 'making' }, this.preview, element('div', { class: 'buttons' }, ...this.buttons)));
    this.root.addEventListener('input', update);
  }

  show(order: string | undefined): void {
    this.order = order;
    this.update();
  }

  private get comparison(): Comparison {
    const others = this.boxes.filter(({ checked, value }) => checked && value !== this.order).map(({ value }) => value);
    const orders = this.order === undefined ? others : others.includes('original') ? ['original', this.order, ...others.filter((name) => name !== 'original')] : [this.order, ...others];
    return { orders, seeds: Math.max(1, Math.min(MOST_SEEDS, Math.round(Number(this.seeds.value)) || 1)), architecture: this.architecture };
  }

  private text(): string {
    return compareCell(this.comparison);
  }

  private update(): void {
    const { words, problem } = this.options;
    const { orders, seeds } = this.comparison;
    for (const box of this.boxes) box.disabled = box.value === this.order;
    const wrong = this.order === undefined ? undefined : orders.length < 2 ? words.chooseOther : orders.map((order) => problem(order, this.architecture)).find((reason) => reason !== undefined);
    setText(this.state, this.order === undefined ? '' : (wrong ?? words.trials(orders.length, seeds)));
    this.state.classList.toggle('warning', wrong !== undefined);
    const ready = this.order !== undefined && wrong === undefined;
    setText(this.preview, ready ? this.text() : '');
    this.preview.hidden = !ready;
    for (const button of this.buttons) button.disabled = !ready;
  }
}
