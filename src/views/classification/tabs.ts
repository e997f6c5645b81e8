import { actionButton, element, setAttribute } from '../ui/dom';

/** Parts of a view of which one is seen; arrow keys go from tab to tab. */
export class Tabs<Id extends string> {
  readonly root: HTMLElement;
  private readonly tabs: readonly { readonly id: Id; readonly tab: HTMLButtonElement; readonly panel: HTMLElement }[];

  constructor(
    label: string,
    parts: readonly { readonly id: Id; readonly title: string; readonly panel: HTMLElement }[],
    private readonly onChoose: (id: Id) => void,
  ) {
    this.tabs = parts.map(({ id, title, panel }) => {
      const tab = actionButton({ role: 'tab', id: `tab-${id}`, 'aria-controls': `part-${id}`, 'data-tab': id }, () => onChoose(id), title);
      panel.id = `part-${id}`;
      return { id, tab, panel };
    });
    this.root = element('div', { class: 'tabs', role: 'tablist', 'aria-label': label }, ...this.tabs.map(({ tab }) => tab));
    this.root.addEventListener('keydown', (event) => this.key(event));
  }

  /** Where there is one part alone there are no tabs. */
  show(chosen: Id, several: boolean): void {
    this.root.hidden = !several;
    for (const { id, tab, panel } of this.tabs) {
      setAttribute(tab, 'aria-selected', String(id === chosen));
      setAttribute(tab, 'tabindex', id === chosen ? '0' : '-1');
      panel.hidden = id !== chosen;
      if (several) for (const [name, value] of [['role', 'tabpanel'], ['aria-labelledby', tab.id]] as const) setAttribute(panel, name, value);
      else for (const name of ['role', 'aria-labelledby']) panel.removeAttribute(name);
    }
  }

  private key(event: KeyboardEvent): void {
    const now = this.tabs.findIndex(({ tab }) => tab === event.target);
    const places: Readonly<Record<string, number>> = { ArrowRight: now + 1, ArrowLeft: now - 1, Home: 0, End: -1 };
    const place = places[event.key];
    const next = place === undefined ? undefined : this.tabs.at(place % this.tabs.length);
    if (next === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    next.tab.focus();
    this.onChoose(next.id);
  }
}
