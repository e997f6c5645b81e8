import type { ClassificationData, ResultRow } from '../../../models/classification-data';
import { actionButton, element, type Child } from '../../ui/dom';
import { icon } from '../../ui/icons';
import { distinctNames } from '../class-names';
import { chooseDetail, detailChoice, type DetailParts } from '../detail-parts';
import { Classes } from '../list/row-facts';

/** What the models said of an image: of each its five most likely classes as bars. A press on a class asks where the network saw it. */
export class LogitList {
  readonly root = element('div', { class: 'logit-lists' });
  private drawn = '';

  constructor(private readonly parts: DetailParts) {}

  show({ models }: ClassificationData, row: ResultRow): void {
    const { target } = detailChoice(this.parts);
    const key = JSON.stringify([row, target, models.map(({ name }) => name)]);
    if (key === this.drawn) return;
    this.drawn = key;
    const focused = [...this.root.querySelectorAll('button')].findIndex((button) => button.matches(':focus'));
    const classes = new Classes(models);
    this.root.replaceChildren(...models.map(({ labels }, model) => this.table(model, models, row, classes, distinctNames(labels))));
    this.root.querySelectorAll('button')[focused]?.focus();
  }

  private table(model: number, models: ClassificationData['models'], row: ResultRow, classes: Classes, names: readonly string[]): HTMLElement {
    const { words, common } = this.parts;
    const title = models.length > 1 ? words.guessesOf(`${common.letters[model] ?? ''} · ${models[model]?.name ?? ''}`) : words.guesses;
    const head = [words.class, words.probability, words.logit].map((text, i) => element('th', { scope: 'col', colspan: i === 1 ? 2 : undefined }, text));
    const rows = (row.answers[model] ?? []).map(({ index, probability, logit }) => {
      const bar = element('span', { class: 'guess-bar', 'aria-hidden': 'true' }, element('span', { class: `fill model-${model}` }));
      bar.style.setProperty('--share', String(Number.isFinite(probability) ? probability : 0));
      const right = classes.isTruth(row.truth, model, index);
      const name = element('th', { scope: 'row' }, this.name(names[index] ?? classes.name(model, index)), ...(right ? [this.mark()] : []));
      return element('tr', { class: right ? 'right' : '' }, name, element('td', { class: 'bar-cell' }, bar), element('td', {}, common.probability(probability)), element('td', {}, common.logit(logit)));
    });
    return element('table', { class: 'guess-table' }, element('caption', {}, title), element('thead', {}, element('tr', {}, ...head)), element('tbody', {}, ...rows));
  }

  private mark(): HTMLElement {
    return element('span', { class: 'right-mark', title: this.parts.words.right }, icon('done'), element('span', { class: 'visually-hidden' }, this.parts.words.right));
  }

  private name(name: string): Child {
    const { host, words } = this.parts;
    if (host === undefined) return name;
    const chosen = detailChoice(this.parts).target === name;
    return actionButton({ class: 'link', title: words.whereIs(name), 'aria-pressed': String(chosen) }, () => chooseDetail(this.parts, { target: chosen ? undefined : name, heat: true }), name);
  }
}
