import type { ClassificationDetailWords } from '../../text/classification-detail-words';
import { element } from '../../ui/dom';

let lists = 0;

/** The class that a map speaks for: each model's first, one of those that it names, or any. */
export class ClassPicker {
  readonly root: HTMLElement;
  private readonly select: HTMLSelectElement;
  private readonly search: HTMLInputElement;
  private readonly list = element('datalist', { id: `lab-classes-${++lists}` });
  private all: readonly string[] = [];
  private offered = '';

  constructor(private readonly words: ClassificationDetailWords, private readonly onChoose: (name: string | undefined) => void) {
    this.select = element('select', { 'aria-label': words.target });
    this.select.addEventListener('change', () => onChoose(this.select.value === '' ? undefined : this.select.value));
    this.search = element('input', { type: 'search', list: this.list.id, placeholder: words.anyClass, 'aria-label': words.anyClass, autocomplete: 'off', spellcheck: 'false' });
    this.search.addEventListener('change', () => this.take());
    this.root = element('span', { class: 'class-picker' }, this.select, this.search, this.list);
  }

  /** `likely`: classes that the models name; `all`: all that there are. */
  update(likely: readonly string[], all: readonly string[], chosen: string | undefined): void {
    const offered = [...likely, ...(chosen === undefined || likely.includes(chosen) ? [] : [chosen])];
    const key = JSON.stringify(offered);
    if (key !== this.offered) {
      this.offered = key;
      this.select.replaceChildren(element('option', { value: '' }, this.words.ownFirst), ...offered.map((name) => element('option', { value: name }, name)));
    }
    this.select.value = chosen ?? '';
    if (all.join('\n') === this.all.join('\n')) return;
    this.all = all;
    this.list.replaceChildren(...all.map((name) => element('option', { value: name })));
  }

  /** What was typed is a class by its whole name, or the only one that has it in its name. */
  private take(): void {
    const typed = this.search.value.trim().toLowerCase();
    if (typed === '') return;
    const fitting = this.all.filter((name) => name.toLowerCase().includes(typed));
    const found = this.all.find((name) => name.toLowerCase() === typed) ?? (fitting.length === 1 ? fitting[0] : undefined);
    this.search.setCustomValidity(found === undefined ? this.words.noSuchClass : '');
    this.search.reportValidity();
    if (found === undefined) return;
    this.search.value = '';
    this.onChoose(found);
  }
}
