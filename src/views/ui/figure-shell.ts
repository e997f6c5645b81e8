import { element, folded, type Child } from './dom';

/** What stands around a drawing: its head above, its explanation and its table below. */
export class FigureShell {
  readonly figure: HTMLElement;
  private readonly caption = element('figcaption', { class: 'explained' });
  private readonly table: HTMLDetailsElement;
  private makeTable: () => HTMLElement = () => element('div');

  constructor(id: string, showTable: string, { head, tools, body }: { readonly head: readonly Child[]; readonly tools: readonly HTMLElement[]; readonly body: readonly HTMLElement[] }) {
    this.table = folded(showTable, () => element('div'));
    this.table.addEventListener('toggle', () => this.fill());
    const picker = element('div', { class: 'picker' }, element('span', { class: 'pickers' }, ...head), element('span', { class: 'tools' }, ...tools));
    this.figure = element('figure', { class: 'panel', 'data-figure': id }, picker, ...body, this.caption, this.table);
  }

  /** The caption is changed only where it says something else. */
  describe(caption: readonly HTMLElement[], table: () => HTMLElement): void {
    const made = element('figcaption', {}, ...caption);
    if (made.innerHTML !== this.caption.innerHTML) this.caption.replaceChildren(...made.childNodes);
    this.makeTable = table;
    this.fill();
  }

  private fill(): void {
    if (this.table.open) this.table.lastElementChild?.replaceWith(this.makeTable());
  }
}
