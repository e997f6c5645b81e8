import { element } from '../ui/dom';
import type { Strings } from '../text/strings';
import type { ReadingText } from './curve-words';

/** More values at a time than these don't fit into a chart. */
const MOST = 20;
/** Pixels between the place that is read and the box. */
const DISTANCE = 14;

/** A value that is read off, beside a picture of what it belongs to. */
export interface ReadoutRow {
  readonly sign: SVGElement;
  readonly text: ReadingText;
}

/** The box beside the cursor with the exact values of every series. */
export class Readout {
  readonly root = element('div', { class: 'readout', 'aria-hidden': 'true', hidden: true });

  constructor(private readonly strings: Strings) {}

  hide(): void {
    this.root.hidden = true;
  }

  /** `x` is where the cursor stands, of `width` pixels. */
  show(title: string, all: readonly ReadoutRow[], x: number, width: number): void {
    const rows = all.slice(0, MOST).map(({ sign, text }) => element('li', {}, sign, element('span', { class: 'name' }, text.label), element('b', {}, text.value), element('span', { class: 'rest' }, text.rest)));
    const more = all.length - MOST;
    this.root.replaceChildren(element('div', { class: 'place' }, title), element('ul', { class: rows.length > 10 ? 'two' : '' }, ...rows), ...(more > 0 ? [element('div', { class: 'rest' }, this.strings.more(more))] : []));
    this.root.hidden = false;
    const room = this.root.offsetWidth;
    const [right, left] = [x + DISTANCE, x - DISTANCE - room];
    this.root.style.left = `${right + room <= width ? right : left >= 0 ? left : Math.max(0, width - room)}px`;
  }
}
