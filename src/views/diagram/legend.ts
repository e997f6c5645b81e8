import type { BoxKind, Drawing } from '../../diagram/drawing';
import type { ShortcutKind } from '../../diagram/model';
import type { DiagramWords } from '../text/diagram-words';
import { element, svg } from '../ui/dom';
import { MARKS, type MarkKind } from './canvas';

/** Kinds that need no colour of their own to be known. */
const PLAIN: readonly BoxKind[] = ['stage', 'unit', 'add', 'input', 'softmax'];

/** What the colours of boxes and lines mean, as far as they can be seen. */
export function kindLegend(drawings: readonly Drawing[], words: DiagramWords): HTMLElement {
  const kinds = new Set(drawings.flatMap(({ boxes }) => boxes.map(({ kind }) => (kind === 'maxpool' ? 'avgpool' : kind))).filter((kind) => !PLAIN.includes(kind)));
  const shortcuts = new Set(drawings.flatMap(({ edges }) => edges.flatMap(({ shortcut }) => shortcut ?? [])));
  const list = [...[...kinds].map((kind) => entry(swatch(kind), kind === 'avgpool' ? words.pooling : words.kinds[kind], 'kind')), ...[...shortcuts].map((kind) => entry(line(kind), words.shortcuts[kind]))];
  return element('ul', { class: 'key', 'aria-label': words.kindLegend }, ...list);
}

/** The scale of a colouring, from its lowest value to its highest. */
export function heatLegend({ title, low, high, logarithmic }: { readonly title: string; readonly low: string; readonly high: string; readonly logarithmic: boolean }, words: DiagramWords): HTMLElement {
  const scale = element('span', { class: 'scale', 'aria-hidden': 'true' });
  const name = logarithmic ? `${title} (${words.logarithmic})` : title;
  const seen = [element('span', {}, name), element('span', { class: 'low' }, low), scale, element('span', { class: 'high' }, high)];
  return element('p', { class: 'key heat-key', role: 'img', 'aria-label': words.heatLegend(name, low, high) }, ...seen);
}

/** The signs of a comparison. */
export function markLegend(words: DiagramWords): HTMLElement {
  const kinds = Object.keys(MARKS) as MarkKind[];
  return element('ul', { class: 'key', 'aria-label': words.diff.legend }, ...kinds.map((kind) => entry(element('span', { class: `mark ${kind}`, 'aria-hidden': 'true' }, MARKS[kind]), words.diff[kind])));
}

function entry(sign: Node, text: string, name?: string): HTMLElement {
  return element('li', { class: name }, sign, text);
}

function swatch(kind: BoxKind): SVGElement {
  return svg('svg', { class: 'swatch', viewBox: '0 0 16 12', width: 16, height: 12, 'aria-hidden': 'true' }, svg('g', { class: `box kind-${kind}` }, svg('rect', { class: 'face', x: 0.5, y: 0.5, width: 15, height: 11, rx: 3 })));
}

function line(kind: ShortcutKind): SVGElement {
  return svg('svg', { class: 'swatch', viewBox: '0 0 24 12', width: 24, height: 12, 'aria-hidden': 'true' }, svg('g', { class: `edge shortcut ${kind}` }, svg('path', { class: 'line', d: 'M1 6H18' }), svg('path', { class: 'tip', d: 'M23 6L18 3L18 9Z' })));
}
