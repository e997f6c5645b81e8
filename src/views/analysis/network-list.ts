import type { AnalysedNetwork } from '../../experiment/analysis-data';
import { element } from '../ui/dom';
import { icon } from '../ui/icons';
import type { AnalysisParts } from './analysis-figure';

/** The networks that are looked into: counted, and the whole list folded away. */
export class NetworkList {
  readonly root: HTMLElement;
  private readonly counts = element('span', { class: 'counts' });
  private readonly all = element('ul', { class: 'all' });
  private shown = '';

  constructor(private readonly parts: AnalysisParts) {
    this.root = element('div', { class: 'trials' }, element('details', {}, element('summary', {}, this.counts), this.all));
  }

  update(networks: readonly AnalysedNetwork[]): void {
    const shown = JSON.stringify(networks);
    if (shown === this.shown) return;
    this.shown = shown;
    const { words } = this.parts;
    const done = networks.filter((network) => network.done).length;
    const weights = [...new Set(networks.map((network) => network.weights))].map((kind) => words.weights[kind]);
    const chips = [
      ...(done > 0 ? [element('span', { class: 'chip done' }, icon('done'), words.networksDone(done))] : []),
      ...(done < networks.length ? [element('span', { class: 'chip queued' }, icon('queued'), words.networksOpen(networks.length - done))] : []),
    ];
    this.counts.replaceChildren(element('span', { class: 'total' }, words.networks(networks.length)), ...chips, element('span', { class: 'fact' }, weights.join(', ')));
    this.all.replaceChildren(
      ...networks.map((network) =>
        element('li', { class: network.done ? 'done' : 'queued' }, icon(network.done ? 'done' : 'queued'), element('span', { class: 'name' }, words.network(network.label, network.seed)), element('span', { class: 'fact' }, network.done ? words.done : words.open), element('small', {}, words.weights[network.weights])),
      ),
    );
  }
}
