import { besideOriginal, knownOf, measureText, otherSequences, valueTextOf, type LiteratureEntry } from '../../resnet/literature';
import type { Order } from '../../resnet/order';
import type { WorkbenchWords } from '../text/workbench-words';
import { element, folded, type Child } from '../ui/dom';
import { plainTable, scrolling } from '../ui/tables';

/** What follows from how an order is built. */
export function factsSection(order: Order, words: WorkbenchWords): HTMLElement {
  return element('section', { class: 'known' }, element('h2', {}, words.known), element('ul', {}, ...knownOf(order).sentences.map((sentence) => element('li', {}, sentence))));
}

/** What papers measured of an order. */
export function measuredSection(order: Order, words: WorkbenchWords): HTMLElement {
  const { entries } = knownOf(order);
  const of = (scope: LiteratureEntry['scope']): LiteratureEntry[] => entries.filter((entry) => entry.scope === scope);
  const [measured, sequences, shortcuts] = [of('order'), of('sequence'), of('shortcut')];
  return element(
    'section',
    { class: 'measured' },
    element('h2', {}, words.measured),
    measured.length === 0 ? element('p', { class: 'none' }, words.notMeasured) : measuredTable(measured, order, words),
    ...(sequences.length === 0 ? [] : [folded(words.sequences, () => sequenceTable(sequences, words))]),
    ...(shortcuts.length === 0 ? [] : [folded(words.shortcuts, () => shortcutTable(shortcuts, words))]),
  );
}

function measuredTable(entries: readonly LiteratureEntry[], order: Order, words: WorkbenchWords): HTMLElement {
  const { network, measure, own, original, source } = words.measuredHead;
  const isOriginal = order.name === 'original';
  const rows = entries.map((entry): Child[] => {
    const beside = besideOriginal(entry);
    return [networkCell(entry), measureText(entry.measure), element('b', {}, valueTextOf(entry)), ...(isOriginal ? [] : [beside === undefined ? '–' : valueTextOf(beside)]), sourceCell(entry, words)];
  });
  return scrolling(plainTable([words.measuredCaption], [network, measure, own, ...(isOriginal ? [] : [original]), source], rows), words.measured);
}

function sequenceTable(entries: readonly LiteratureEntry[], words: WorkbenchWords): HTMLElement {
  const { network, measure, own, others, source } = words.sequencesHead;
  const said = (entry: LiteratureEntry): Child => element('span', { class: 'sequence' }, element('code', {}, entry.order), ` ${valueTextOf(entry)}`);
  const rows = entries.map((entry): Child[] => [networkCell(entry), measureText(entry.measure), said(entry), element('span', {}, ...otherSequences(entry).map(said)), sourceCell(entry, words)]);
  return scrolling(plainTable([], [network, measure, own, others, source], rows), words.sequences);
}

function shortcutTable(entries: readonly LiteratureEntry[], words: WorkbenchWords): HTMLElement {
  const { shortcut, network, value, source } = words.shortcutsHead;
  const rows = entries.map((entry): Child[] => [entry.shortcut?.() ?? '', networkCell(entry), valueTextOf(entry), sourceCell(entry, words)]);
  return scrolling(plainTable([], [shortcut, network, value, source], rows), words.shortcuts);
}

function networkCell({ architecture, dataset, note }: LiteratureEntry): Child {
  return element('span', {}, `${architecture}, ${dataset}`, ...(note === undefined ? [] : [element('small', {}, note())]));
}

function sourceCell({ paper, table, secondHand }: LiteratureEntry, words: WorkbenchWords): Child {
  const link = element('a', { href: paper.url, title: paper.title }, paper.name);
  const rest = [...(table === undefined ? [] : [words.tableNumber(table)]), ...(secondHand === true ? [words.secondHand] : [])];
  return element('span', {}, link, ...(rest.length === 0 ? [] : [`, ${rest.join(', ')}`]));
}
