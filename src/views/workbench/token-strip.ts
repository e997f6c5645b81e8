import type { Token } from '../../resnet/order';
import type { WorkbenchWords } from '../text/workbench-words';
import { actionButton, element, setAttribute, svg } from '../ui/dom';

/** What the hands did to the tokens: the new ones, what was done in words, and the token that it was done to. */
export interface Edit {
  readonly tokens: readonly string[];
  readonly said: string;
  readonly selected: number;
}

export interface StripEvents {
  readonly words: WorkbenchWords;
  onEdit(edit: Edit): void;
  /** A token is held over another place; undefined where it was let go elsewhere. */
  onPreview(tokens: readonly string[] | undefined): void;
  onSelect(index: number | undefined): void;
}

export const TOKENS: readonly Token[] = ['conv', 'bn', 'relu', 'add'];
const LETTERS: Readonly<Record<string, Token>> = { c: 'conv', b: 'bn', r: 'relu', a: 'add' };
/** A press that moves farther than this is a drag, in pixels. */
const SLOP = 4;
/** Height of the shortcut's arc above the tokens, in pixels. */
const ARC = 20;

interface Drag {
  readonly from: number;
  readonly x: number;
  readonly y: number;
  to: number | undefined;
}

/** The layers of a unit as a row of tokens, which pointer and keys move, add and remove. What it shows is told to it; what is done it only tells. */
export class TokenStrip {
  readonly root: HTMLElement;
  private readonly list: HTMLOListElement;
  private readonly signal: HTMLElement;
  private readonly arc = svg('path', { class: 'line' });
  private readonly arcTip = svg('path', { class: 'tip' });
  private readonly own: readonly HTMLButtonElement[];
  private readonly observer = new ResizeObserver(() => this.drawArc());
  private tokens: readonly string[] = [];
  private selected: number | undefined;
  private drag: Drag | undefined;

  constructor(private readonly events: StripEvents) {
    const { words } = events;
    this.list = element('ol', { class: 'tokens', role: 'listbox', 'aria-label': words.strip, 'aria-orientation': 'horizontal' });
    this.signal = element('span', { class: 'signal', title: words.signalHelp }, words.signal);
    const arcs = svg('svg', { class: 'arc edge shortcut identity', 'aria-hidden': 'true' }, this.arc, this.arcTip);
    const adds = TOKENS.map((token) => actionButton({ class: `add kind-${token}`, 'data-add': token }, () => this.add(token), words.add(token)));
    this.own = [
      actionButton({ class: 'quiet', title: words.moveLeft, 'aria-label': words.moveLeft, 'data-do': 'left' }, () => this.moveBy(-1), '←'),
      actionButton({ class: 'quiet', title: words.moveRight, 'aria-label': words.moveRight, 'data-do': 'right' }, () => this.moveBy(1), '→'),
      actionButton({ class: 'quiet', 'data-do': 'remove' }, () => this.remove(), words.remove),
    ];
    this.root = element('div', { class: 'strip' }, element('div', { class: 'track' }, arcs, this.signal, this.list), element('div', { class: 'strip-tools' }, ...adds, element('span', { class: 'own' }, ...this.own)), element('p', { class: 'help' }, words.stripHelp));
    this.list.addEventListener('keydown', (event) => this.key(event));
    this.list.addEventListener('focusin', ({ target }) => this.select(placeOf(target)));
    this.list.addEventListener('pointerdown', (event) => this.press(event));
    this.list.addEventListener('pointermove', (event) => this.drags(event));
    this.list.addEventListener('pointerup', () => this.drop(true));
    this.list.addEventListener('pointercancel', () => this.drop(false));
    this.observer.observe(this.list);
  }

  dispose(): void {
    this.observer.disconnect();
  }

  /** @param wrong place of the token that makes the order invalid @param selected the token to be selected, which has the focus if one of the tokens had it */
  show(tokens: readonly string[], wrong: number | undefined, selected = this.selected): void {
    const focused = this.list.contains(activeIn(this.list));
    this.tokens = tokens;
    this.selected = selected === undefined || tokens.length === 0 ? undefined : Math.min(selected, tokens.length - 1);
    this.list.replaceChildren(...tokens.map((token, i) => this.item(token, i, i === wrong)));
    this.mark();
    this.drawArc();
    if (focused) this.itemAt(this.selected ?? 0)?.focus();
  }

  private item(token: string, place: number, wrong: boolean): HTMLLIElement {
    const { words } = this.events;
    const label = words.tokenAt(token, place + 1, this.tokens.length);
    const known = (TOKENS as readonly string[]).includes(token);
    const item = element('li', { class: `token${known ? ` kind-${token}` : ''}${wrong ? ' wrong' : ''}`, role: 'option', 'data-place': place, 'aria-label': wrong ? `${label}: ${words.wrongToken}` : label }, token === '' ? '␣' : token);
    if (this.drag?.to === place) item.classList.add('held');
    return item;
  }

  private itemAt(place: number): HTMLElement | undefined {
    return this.list.children[place] as HTMLElement | undefined;
  }

  private mark(): void {
    for (const [i, item] of [...this.list.children].entries()) {
      setAttribute(item, 'aria-selected', String(i === this.selected));
      setAttribute(item, 'tabindex', i === (this.selected ?? 0) ? '0' : '-1');
    }
    const [left, right, remove] = this.own;
    const { selected } = this;
    if (left !== undefined) left.disabled = selected === undefined || selected === 0;
    if (right !== undefined) right.disabled = selected === undefined || selected === this.tokens.length - 1;
    if (remove !== undefined) remove.disabled = selected === undefined;
  }

  private select(place: number | undefined): void {
    if (place === undefined || place === this.selected) return;
    this.selected = place;
    this.mark();
    this.events.onSelect(place);
  }

  private key(event: KeyboardEvent): void {
    const { key, altKey, ctrlKey, metaKey, shiftKey } = event;
    const moves = altKey || ctrlKey || metaKey;
    const act = ((): (() => void) | undefined => {
      if (key === 'ArrowLeft') return () => (moves ? this.moveBy(-1) : this.go((this.selected ?? 0) - 1));
      if (key === 'ArrowRight') return () => (moves ? this.moveBy(1) : this.go((this.selected ?? -1) + 1));
      if (key === 'Escape') return this.drag === undefined ? undefined : () => this.drop(false);
      if (moves) return undefined;
      if (key === 'Home') return () => this.go(0);
      if (key === 'End') return () => this.go(this.tokens.length - 1);
      if (key === 'Delete' || key === 'Backspace') return () => this.remove();
      const token = shiftKey ? undefined : LETTERS[key];
      return token === undefined ? undefined : () => this.add(token);
    })();
    if (act === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  }

  private go(place: number): void {
    this.itemAt(Math.max(0, Math.min(this.tokens.length - 1, place)))?.focus();
  }

  private moveBy(by: -1 | 1): void {
    const { selected } = this;
    const to = (selected ?? 0) + by;
    if (selected !== undefined && to >= 0 && to < this.tokens.length) this.move(selected, to);
  }

  private move(from: number, to: number): void {
    const { words, onEdit } = this.events;
    onEdit({ tokens: moved(this.tokens, from, to), said: words.said.moved(this.tokens[from] ?? '', to + 1, this.tokens.length), selected: to });
  }

  private remove(): void {
    const { selected } = this;
    if (selected === undefined) return;
    this.events.onEdit({ tokens: this.tokens.toSpliced(selected, 1), said: this.events.words.said.removed(this.tokens[selected] ?? ''), selected: Math.min(selected, this.tokens.length - 2) });
  }

  /** Behind the selected token, or at the end. */
  private add(token: Token): void {
    const place = this.selected === undefined ? this.tokens.length : this.selected + 1;
    this.events.onEdit({ tokens: this.tokens.toSpliced(place, 0, token), said: this.events.words.said.added(token, place + 1, this.tokens.length + 1), selected: place });
  }

  private press(event: PointerEvent): void {
    const from = placeOf(event.target);
    if (from === undefined || event.button !== 0) return;
    this.drag = { from, x: event.clientX, y: event.clientY, to: undefined };
    this.list.setPointerCapture(event.pointerId);
  }

  private drags({ clientX, clientY }: PointerEvent): void {
    const { drag } = this;
    if (drag === undefined) return;
    if (drag.to === undefined && Math.hypot(clientX - drag.x, clientY - drag.y) < SLOP) return;
    const before = drag.to ?? drag.from;
    const to = this.placeUnder(clientX, clientY, before);
    if (to === drag.to) return;
    const start = moved(this.tokens, before, drag.from);
    drag.to = to;
    this.list.classList.add('dragging');
    this.selected = to;
    this.events.onPreview(moved(start, drag.from, to));
  }

  /** The place that a held token takes under a point: before the first token whose middle lies behind it. */
  private placeUnder(x: number, y: number, held: number): number {
    const others = [...this.list.children].filter((_, i) => i !== held).map((item) => item.getBoundingClientRect());
    const next = others.findIndex(({ left, right, top, bottom }) => y < top || (y <= bottom && x < (left + right) / 2));
    return next < 0 ? others.length : next;
  }

  private drop(keep: boolean): void {
    const { drag } = this;
    this.drag = undefined;
    this.list.classList.remove('dragging');
    if (drag === undefined) return;
    if (drag.to === undefined) return this.go(drag.from);
    // The tokens are again as they were before the drag.
    this.events.onPreview(undefined);
    if (!keep || drag.to === drag.from) return this.go(drag.from);
    this.move(drag.from, drag.to);
    this.go(drag.to);
  }

  /** The shortcut, from what the unit reads over the branch to the addition; only where they stand in one line. */
  private drawArc(): void {
    const add = this.tokens.indexOf('add');
    const end = this.itemAt(add);
    const track = this.list.parentElement?.getBoundingClientRect();
    const from = this.signal.getBoundingClientRect();
    const to = end?.getBoundingClientRect();
    const shown = track !== undefined && to !== undefined && add > 0 && Math.abs(to.top - from.top) < 8;
    this.root.classList.toggle('with-arc', shown);
    if (!shown) {
      setAttribute(this.arc, 'd', '');
      return setAttribute(this.arcTip, 'd', '');
    }
    const [x1, x2] = [from.left + from.width / 2 - track.left, to.left + to.width / 2 - track.left];
    const [y1, y2] = [from.top - track.top - 2, to.top - track.top - 2];
    const top = Math.min(y1, y2) - ARC + 6;
    setAttribute(this.arc, 'd', `M${x1} ${y1}V${top + 8}Q${x1} ${top} ${x1 + 8} ${top}H${x2 - 8}Q${x2} ${top} ${x2} ${top + 8}V${y2 - 4}`);
    setAttribute(this.arcTip, 'd', `M${x2} ${y2}l-3.5 -6h7Z`);
  }
}

/** The tokens with one of them at another place. */
export function moved(tokens: readonly string[], from: number, to: number): string[] {
  return tokens.toSpliced(from, 1).toSpliced(to, 0, tokens[from] ?? '');
}

function placeOf(target: EventTarget | null): number | undefined {
  const place = target instanceof Element ? target.closest<HTMLElement>('.token')?.dataset['place'] : undefined;
  return place === undefined ? undefined : Number(place);
}

function activeIn(element: Element): Element | null {
  const root = element.getRootNode();
  return root instanceof Document || root instanceof ShadowRoot ? root.activeElement : null;
}
