import type { ClassificationData } from '../../../models/classification-data';
import { actionButton, element, setAttribute, setText } from '../../ui/dom';
import { CellFigure } from './cell-figure';
import { distinctNames } from '../class-names';
import type { ClassWish } from '../choice';
import { confusedPairs, MOST_CLASSES } from './confusion-cells';
import { confusionPicture } from './confusion';
import type { DetailParts } from '../detail-parts';
import { refresh } from './refresh';
import { reliabilityPicture } from './reliability';
import type { SummaryLinks } from './summary';
import { WorstMistakes } from './worst';

/** What is shown of each model by itself: what it takes for what, how far it can be trusted, and its surest mistakes. */
export class ModelSummary {
  readonly confusion: HTMLElement;
  readonly reliability: HTMLElement;
  readonly worst: HTMLElement;
  private readonly matrix: CellFigure;
  private readonly bins: CellFigure;
  private readonly pairs = element('div', { class: 'pairs' });
  private readonly mistakes: WorstMistakes;
  private pairsDrawn = '';

  constructor(
    private readonly parts: DetailParts,
    private readonly model: number,
    private readonly links: SummaryLinks,
  ) {
    const { summary } = parts.words;
    this.matrix = new CellFigure(parts, `confusion-${model}`, { keys: summary.confusionKeys, csv: summary.confusionCsv });
    this.bins = new CellFigure(parts, `reliability-${model}`, { keys: summary.reliabilityKeys, csv: summary.reliabilityCsv });
    this.mistakes = new WorstMistakes(parts, model, links.select);
    this.confusion = element('div', { class: 'model-part' }, this.pairs, this.matrix.root);
    this.reliability = this.bins.root;
    this.worst = this.mistakes.root;
  }

  show(data: ClassificationData): void {
    const scores = data.scores?.[this.model];
    if (scores === undefined) return;
    const { summary } = this.parts.words;
    const names = distinctNames(data.models[this.model]?.labels ?? []);
    const several = data.models.length > 1;
    const heading = several ? `${this.parts.common.letters[this.model] ?? ''} · ${data.models[this.model]?.name ?? ''}` : '';
    const title = (one: string, of: (model: string) => string): string => (several ? of(heading) : one);
    const press = (truth: number, prediction: number | undefined): void => this.links.filter(this.wish(data, truth, prediction));
    this.showPairs(data, names, press);
    this.matrix.show(confusionPicture({ scores, names, title: title(summary.confusion, summary.confusionOf), heading, press }, this.parts));
    this.bins.show(reliabilityPicture({ scores, title: title(summary.reliability, summary.reliabilityOf), heading, model: this.model }, this.parts));
    this.mistakes.show(data, title(summary.worst, summary.worstOf), heading);
  }

  dispose(): void {
    this.matrix.dispose();
    this.bins.dispose();
  }

  /** The list asks for true classes by the first model's numbers, which the second need not share. */
  private wish({ models }: ClassificationData, truth: number, prediction: number | undefined): ClassWish {
    if (this.model === 0) return { truth, prediction };
    const index = models[0]?.labels.indexOf(models[this.model]?.labels[truth] ?? '') ?? -1;
    return { truth: index < 0 ? undefined : index, second: prediction };
  }

  /** A matrix of all classes says it already where there are few. */
  private showPairs(data: ClassificationData, names: readonly string[], press: (truth: number, prediction: number) => void): void {
    const scores = data.scores?.[this.model];
    const { summary } = this.parts.words;
    this.pairs.hidden = scores === undefined || scores.classes.length <= MOST_CLASSES;
    if (scores === undefined || this.pairs.hidden) return;
    const pairs = confusedPairs(scores);
    const key = JSON.stringify([data.folder, pairs]);
    if (key === this.pairsDrawn) return;
    this.pairsDrawn = key;
    const name = (index: number): string => names[index] ?? `#${index}`;
    const items = pairs.map(([truth, prediction, images]) => element('li', {}, actionButton({ class: 'link', 'data-key': `${truth} ${prediction}` }, () => press(truth, prediction), summary.pair(name(truth), name(prediction), images))));
    const heading = element('h4', { class: 'title' });
    const list = element('ol', {}, ...items);
    setText(heading, summary.pairs);
    setAttribute(list, 'aria-label', summary.pairs);
    refresh(this.pairs, element('div', {}, heading, pairs.length === 0 ? element('p', { class: 'none' }, summary.noMistakes) : list));
  }
}
