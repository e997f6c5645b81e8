import { buildGraph } from '../../resnet/build';
import { totals } from '../../resnet/count';
import type { Graph } from '../../resnet/graph';
import { parseOrder } from '../../resnet/order';
import { orderDifferences } from '../../resnet/order-difference';
import type { WorkbenchWords } from '../text/workbench-words';
import { element } from '../ui/dom';
import { plainTable } from '../ui/tables';

const ORIGINAL = 'original';

/** Parameters and multiply-adds of a network beside those of the same architecture with the original order. */
export function numbersSection(graph: Graph, words: WorkbenchWords): HTMLElement {
  const { architecture } = graph;
  const own = totals(graph);
  const original = totals(buildGraph({ architecture: architecture.name, order: ORIGINAL }));
  const { what, own: ownHead, original: originalHead, difference } = words.numbersHead;
  const row = (name: 'parameters' | 'macs'): string[] => [words[name], words.number(own[name]), words.number(original[name]), differenceText(own[name], original[name], words)];
  const table = plainTable([words.numbersCaption(architecture.title)], [what, ownHead, originalHead, difference], [row('parameters'), row('macs')]);
  return element('section', { class: 'unit-numbers' }, element('h2', {}, words.numbers), table);
}

/** What differs from the original order, part by part. */
export function differencesSection({ order }: Graph, words: WorkbenchWords): HTMLElement {
  const differences = orderDifferences(parseOrder(ORIGINAL), order);
  const list = differences.length === 0 ? element('p', {}, words.sameAsOriginal) : element('ul', {}, ...differences.map((each) => element('li', {}, words.difference(each))));
  return element('section', { class: 'order-differences' }, element('h2', {}, words.differs), list);
}

/** `+2,304 (+0.85 %)`. */
function differenceText(own: number, original: number, words: WorkbenchWords): string {
  if (own === original) return words.none;
  const sign = own > original ? '+' : '−';
  const share = (100 * Math.abs(own - original)) / original;
  return `${sign}${words.number(Math.abs(own - original))} (${sign}${share < 0.01 ? '<0.01' : share.toFixed(2)}\u00a0%)`;
}
