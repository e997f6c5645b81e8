import type { Box } from '../../diagram/drawing';
import { shapeText } from '../../diagram/layout';
import type { DiagramWords } from '../text/diagram-words';
import { actionButton, element, type Child } from '../ui/dom';
import { bytes, percent, short } from './amounts';
import type { Inventory } from './inventory';

/** Says a box in a sentence: what it is, its shape and what it costs. */
export function boxLabel(box: Box, inventory: Inventory, words: DiagramWords): string {
  const { parameters, macs } = inventory.sums(box);
  const name = box.kind === 'add' ? box.id : box.title;
  const costs = [parameters > 0 ? words.parameters(short(parameters)) : '', macs > 0 ? `${short(macs)} ${words.details.macs}` : ''];
  return [`${words.kinds[box.kind]} ${name}`, box.times > 1 ? words.times(box.times) : '', box.detail, ...costs].filter((part) => part !== '').join(', ');
}

/** Everything about a box, as a list of terms. */
export function boxDetails(box: Box, inventory: Inventory, words: DiagramWords, onToggle: (id: string) => void): HTMLElement {
  const { details } = words;
  const toggle = box.expandable ? [actionButton({ class: 'quiet', 'data-do': 'toggle' }, () => onToggle(box.id), box.expanded ? details.fold : details.expand)] : [];
  const heading = element('div', { class: 'heading' }, element('b', {}, box.kind === 'add' ? box.id : box.title), element('span', { class: 'kind' }, words.kinds[box.kind]), ...toggle);
  return element('section', { class: 'box-details', 'aria-label': details.title }, heading, element('dl', {}, ...terms(box, inventory, words)));
}

/** What stands there while no box is selected. */
export function noDetails(words: DiagramWords): HTMLElement {
  return element('section', { class: 'box-details none', 'aria-label': words.details.title }, element('p', {}, words.details.none), element('p', {}, words.help));
}

function terms(box: Box, inventory: Inventory, words: DiagramWords): HTMLElement[] {
  const { details } = words;
  const layers = inventory.layers(box);
  const [first, last] = [layers[0], layers.at(-1)];
  if (first === undefined || last === undefined) return [];
  const { total } = inventory;
  const own = inventory.sums(box);
  const shortcut = inventory.group(box.id)?.units[0]?.shortcut;
  const copies = box.kind === 'stage' ? 1 : box.kind === 'unit' ? box.times : layers.length;
  const cost = (part: number, whole: number, text: (value: number) => string): Child[] => {
    if (part === 0) return ['0'];
    const each = copies > 1 ? `, ${details.each(text(part / copies))}` : '';
    return [`${text(part)}`, element('small', {}, `${details.share(percent(part, whole))}${each}`)];
  };
  const single = !box.expandable;
  const what = single && first.detail !== '' ? first.detail : single ? '' : box.detail.split(' → ')[0] ?? '';
  return [
    ...term(details.layers, layers.length === 1 ? [element('code', {}, first.layer.name)] : [words.layersIn(layers.length), element('small', {}, `${first.layer.name} … ${last.layer.name}`)]),
    ...(what === '' ? [] : term(details.what, [what])),
    ...(shortcut === undefined ? [] : term(details.shortcut, [words.shortcuts[shortcut]])),
    ...term(details.output, [shapeText(last.layer)], details.shapeHelp),
    ...term(details.parameters, cost(own.parameters, total.parameters, short)),
    ...term(details.macs, [...cost(own.macs, total.macs, short), ...(own.macs === 0 ? [] : [element('small', {}, details.flops(short(2 * own.macs)))])], details.macsHelp),
    ...term(details.receptiveField, [details.receptiveFieldOf(fields(first.receptiveField, last.receptiveField, single), words.number(last.jump))], details.receptiveFieldHelp),
    ...term(details.activation, cost(own.activationBytes, total.activationBytes, bytes), details.activationHelp),
  ];
}

/** A layer that stands for several sees more in each later unit. */
function fields(first: number, last: number, range: boolean): string {
  return range && first !== last ? `${first}–${last}` : `${last}`;
}

function term(name: string, value: Child[], help?: string): HTMLElement[] {
  return [element('div', {}, element('dt', { title: help }, name), element('dd', {}, ...value))];
}
