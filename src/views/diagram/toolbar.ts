import type { DiagramWords } from '../text/diagram-words';
import { actionButton, choice, element, setText, type Child } from '../ui/dom';
import { icon, type IconName } from '../ui/icons';

export interface ToolbarActions {
  readonly expandAll: () => void;
  readonly foldAll: () => void;
  readonly zoom: (steps: number) => void;
  readonly fit: () => void;
  readonly search: (query: string) => void;
  /** To the next hit, or to the one before. */
  readonly jump: (by: 1 | -1) => void;
  readonly colour: (id: string) => void;
  /** Escape in the field: back to the drawing. */
  readonly leave: () => void;
}

/** The controls above the drawings. */
export class Toolbar {
  readonly root: HTMLElement;
  private readonly field: HTMLInputElement;
  private readonly found = element('output', { 'aria-live': 'polite' });
  private readonly jumps: readonly HTMLButtonElement[];

  /** @param before stand at its start, `after` at its end */
  constructor(words: DiagramWords, actions: ToolbarActions, colours: readonly (readonly [string, string])[], colour: string, { before, after }: { readonly before: readonly Child[]; readonly after: readonly Child[] }) {
    this.field = element('input', { type: 'search', placeholder: words.searchHint, 'aria-label': words.search, title: words.searchHelp, spellcheck: 'false', autocomplete: 'off' });
    this.field.addEventListener('input', () => actions.search(this.field.value));
    this.field.addEventListener('keydown', (event) => this.key(event, actions));
    this.jumps = [tool('previous', words.previousHit, () => actions.jump(-1)), tool('next', words.nextHit, () => actions.jump(1))];
    const set = (...children: Child[]): HTMLElement => element('span', { class: 'set' }, ...children);
    this.root = element(
      'div',
      { class: 'diagram-tools', role: 'group', 'aria-label': words.toolbar },
      ...before,
      set(this.field, ...this.jumps, this.found),
      set(actionButton({ 'data-do': 'expand-all' }, actions.expandAll, words.expandAll), actionButton({ 'data-do': 'fold-all' }, actions.foldAll, words.foldAll)),
      element('label', {}, words.colourBy, choice(words.colourBy, colours, colour, actions.colour)),
      element('span', { class: 'set end' }, tool('zoomOut', words.zoomOut, () => actions.zoom(-1)), tool('reset', words.fit, actions.fit), tool('zoomIn', words.zoomIn, () => actions.zoom(1)), ...after),
    );
    this.state('', 0);
  }

  focusSearch(): void {
    this.field.focus();
    this.field.select();
  }

  clearSearch(): void {
    this.field.value = '';
  }

  /** Says how many hits there are. */
  state(text: string, hits: number): void {
    setText(this.found, text);
    for (const jump of this.jumps) jump.disabled = hits === 0;
  }

  private key(event: KeyboardEvent, actions: ToolbarActions): void {
    if (event.key === 'Enter') actions.jump(event.shiftKey ? -1 : 1);
    else if (event.key === 'Escape') actions.leave();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}

/** A button with a picture only. */
export function tool(name: IconName, label: string, act: () => void): HTMLButtonElement {
  return actionButton({ class: 'quiet', title: label, 'aria-label': label, 'data-do': name }, act, icon(name));
}
