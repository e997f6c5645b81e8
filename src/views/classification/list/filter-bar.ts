import { actionButton, choice, element, setAttribute, setText, toggleButton } from '../../ui/dom';
import type { ClassificationChoice, Filter, Kept, Order } from '../choice';
import { distinctNames } from '../class-names';
import { ConfidenceRange } from './confidence-range';
import type { ClassificationParts } from '../parts';
import type { Counts } from './row-order';

/** What the bar speaks of. */
export interface BarScene {
  readonly choice: ClassificationChoice;
  readonly models: number;
  /** Names of each model's classes. */
  readonly labels: readonly (readonly string[])[];
  readonly counts: Counts;
  readonly shown: number;
  readonly all: number;
}

const ANY = '';
const ORDERS: readonly Order[] = ['file', 'name', 'surest', 'unsurest', 'class', 'difference', 'mistakes'];
const KEPT: readonly Kept[] = ['all', 'hits', 'misses', 'firstOnly', 'secondOnly', 'differ', 'unreadable'];

/** Controls that order and filter the rows. They are made once, so that the focus stays; lists of choices are made anew where nobody has them open. */
export class FilterBar {
  readonly root: HTMLElement;
  private readonly text: HTMLInputElement;
  private readonly order: HTMLSelectElement;
  private readonly open: HTMLButtonElement;
  private readonly compact: HTMLButtonElement;
  private readonly logits: HTMLButtonElement;
  private readonly count = element('span', { class: 'count' });
  /** Rows when they were last counted. */
  private counted = 0;
  private readonly more: HTMLElement;
  private readonly kept: HTMLSelectElement;
  private readonly prediction: HTMLSelectElement;
  private readonly second: HTMLSelectElement;
  private readonly secondLabel: HTMLElement;
  private readonly truth: HTMLSelectElement;
  private readonly truthLabel: HTMLElement;
  private readonly confidence: ConfidenceRange;
  private readonly clear: HTMLButtonElement;
  /** What the options of a list were made of. */
  private readonly made = new Map<HTMLSelectElement, string>();

  constructor(private readonly parts: ClassificationParts) {
    const { words, choices } = parts;
    this.text = element('input', { type: 'search', placeholder: words.filterText, 'aria-label': words.filterText, 'data-filter': 'text', spellcheck: 'false' });
    this.text.addEventListener('input', () => this.filter({ text: this.text.value }));
    this.order = choice<Order>(words.order, [], 'file', (order) => choices.setClassification({ order }));
    this.order.title = words.order;
    this.open = toggleButton(false, (filtersOpen) => choices.setClassification({ filtersOpen }), words.filters);
    setAttribute(this.open, 'aria-controls', 'filters');
    this.compact = toggleButton(false, (compact) => choices.setClassification({ compact }), words.compact);
    this.logits = toggleButton(false, (logits) => choices.setClassification({ logits }), words.logits);
    this.compact.title = words.compactHelp;
    this.logits.title = words.logitsHelp;
    this.kept = choice<Kept>(words.kept, [], 'all', (kept) => this.filter({ kept }));
    this.prediction = choice(words.prediction, [], ANY, (index) => this.filter({ prediction: classOf(index) }));
    this.second = choice(words.secondPrediction, [], ANY, (index) => this.filter({ second: classOf(index) }));
    this.secondLabel = labelled(words.secondPrediction, this.second);
    this.truth = choice(words.truth, [], ANY, (index) => this.filter({ truth: classOf(index) }));
    this.truthLabel = labelled(words.truth, this.truth);
    this.confidence = new ConfidenceRange(words, (bounds) => this.filter(bounds));
    this.clear = actionButton({ class: 'quiet', 'data-filter': 'clear' }, () => choices.setClassification({ filter: {} }), words.clear);
    this.more = element('div', { class: 'filters', id: 'filters', role: 'group', 'aria-label': words.filters }, labelled(words.kept, this.kept), labelled(words.prediction, this.prediction), this.secondLabel, this.truthLabel, this.confidence.root, this.clear);
    const row = element('div', { class: 'filter-row modes' }, this.text, this.order, this.open, this.compact, this.logits, this.count);
    this.root = element('div', { class: 'filter-bar', role: 'search' }, row, this.more);
  }

  update(scene: BarScene): void {
    const { words } = this.parts;
    const { choice: { filter = {}, order = 'file', filtersOpen = false, compact = false, logits = false }, models, shown, all } = scene;
    if (!this.text.matches(':focus') || filter.text === undefined) this.text.value = filter.text ?? '';
    for (const [button, on] of [[this.open, filtersOpen], [this.compact, compact], [this.logits, logits]] as const) setAttribute(button, 'aria-pressed', String(on));
    setAttribute(this.open, 'aria-expanded', String(filtersOpen));
    const active = activeFilters(filter);
    setText(this.open, words.activeFilters(active));
    this.more.hidden = !filtersOpen;
    this.clear.disabled = active === 0 && (filter.text ?? '') === '';
    // What a filter leaves is spoken; rows that come one after the other are not.
    setAttribute(this.count, 'aria-live', all === this.counted ? 'polite' : 'off');
    this.counted = all;
    setText(this.count, words.shownOf(shown, all));
    this.fillLists(scene, filter, order);
    this.confidence.update(filter, models);
  }

  private filter(part: Filter): void {
    const { choices } = this.parts;
    choices.setClassification({ filter: { ...choices.now.classification?.filter, ...part } });
  }

  private fillLists({ models, labels, counts }: BarScene, filter: Filter, order: Order): void {
    const { words } = this.parts;
    const known = counts.truths.size > 0;
    const orders = ORDERS.filter((each) => each === order || ((each !== 'difference' || models > 1) && (each !== 'mistakes' || known)));
    this.fill(this.order, orders.map((each) => [each, words.orders[each]]), order);
    const kept = filter.kept ?? 'all';
    this.fill(this.kept, KEPT.filter((each) => each === kept || each === 'all' || counts.kept[each] > 0).filter((each) => models > 1 || (each !== 'firstOnly' && each !== 'secondOnly')).map((each) => [each, words.counted((models > 1 ? words.keptFirst[each] : undefined) ?? words.keptKinds[each], counts.kept[each])]), kept);
    this.fillClasses(this.prediction, counts.predictions, labels[0], filter.prediction);
    this.secondLabel.hidden = models < 2 && filter.second === undefined;
    this.fillClasses(this.second, counts.seconds, labels[1], filter.second);
    this.truthLabel.hidden = !known && filter.truth === undefined;
    this.fillClasses(this.truth, counts.truths, labels[0], filter.truth);
  }

  private fillClasses(list: HTMLSelectElement, counts: ReadonlyMap<number, number>, labels: readonly string[] | undefined, chosen: number | undefined): void {
    const { words, strings } = this.parts;
    if (list.matches(':focus') || this.more.hidden) return void (list.value = String(chosen ?? ANY));
    const names = distinctNames(labels ?? []);
    const all = new Map([...(chosen === undefined ? [] : [[chosen, 0] as const]), ...counts]);
    const options = [...all].map(([index, n]) => [String(index), words.counted(names[index] ?? `#${index}`, n)] as const).sort(([, a], [, b]) => a.localeCompare(b, strings.locale, { numeric: true }));
    this.fill(list, [[ANY, words.anyClass], ...options], String(chosen ?? ANY));
  }

  private fill(list: HTMLSelectElement, options: readonly (readonly [string, string])[], chosen: string): void {
    const key = JSON.stringify(options);
    // A list that is open would lose its place; it is filled again when the next rows come.
    if (key !== this.made.get(list) && !list.matches(':focus')) {
      this.made.set(list, key);
      list.replaceChildren(...options.map(([value, text]) => element('option', { value }, text)));
    }
    list.value = chosen;
  }
}

/** Filters besides the text. */
function activeFilters({ kept = 'all', truth, prediction, second, least = 0, most = 100 }: Filter): number {
  return [kept !== 'all', truth !== undefined, prediction !== undefined, second !== undefined, least > 0 || most < 100].filter(Boolean).length;
}

function classOf(value: string): number | undefined {
  return value === ANY ? undefined : Number(value);
}

function labelled(text: string, control: HTMLElement): HTMLElement {
  return element('label', {}, text, control);
}
