import type { Explanation, ProbesWords } from '../text/probes-words';
import { element } from '../ui/dom';
import { SOURCES, type SourceId } from './sources';

/** What the data say. */
export function finding(sentence: string): HTMLElement[] {
  return sentence === '' ? [] : [element('p', { class: 'finding' }, sentence)];
}

/** What must be known of the drawing. */
export function remark(...sentences: readonly string[]): HTMLElement[] {
  const said = sentences.filter((sentence) => sentence !== '');
  return said.length === 0 ? [] : [element('p', { class: 'remark' }, said.join(' '))];
}

/** In plain words, with where they come from. */
export function explained({ what, read, limits, sources }: Explanation, words: ProbesWords): HTMLElement[] {
  return [element('p', {}, what), element('p', {}, element('b', {}, words.howToRead), ' ', read), element('p', {}, element('b', {}, words.notShown), ' ', limits), ...sourceList(sources, words)];
}

export function sourceList(sources: readonly SourceId[], words: ProbesWords): HTMLElement[] {
  if (sources.length === 0) return [];
  const links = sources.flatMap((source, i) => {
    const { name, id } = SOURCES[source];
    return [i === 0 ? ' ' : ', ', element('a', { href: `https://arxiv.org/abs/${id}`, target: '_blank', rel: 'noreferrer' }, name)];
  });
  return [element('p', { class: 'sources' }, words.sources, ...links)];
}
