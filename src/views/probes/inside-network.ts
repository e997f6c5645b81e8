import type { ReportProbes } from '../../experiment/probe-data';
import type { ReportData } from '../../experiment/report-data';
import { probesWords, type ProbesWords } from '../text/probes-words';
import { actionButton, element, setText, toggleButton } from '../ui/dom';
import { icon } from '../ui/icons';
import type { ViewParts } from '../view/context';
import { Legend, swatch } from '../view/legend';
import { DepthFigure } from './depth-figure';
import { diagramHeats } from './diagram-heats';
import { explained } from './explain';
import { HeatFigure } from './heat-figure';
import { measuresOf, type Measure } from './measures';
import { rowAt } from './places';
import { seenOf, type Seen } from './seen';
import { SmoothnessFigures } from './smoothness-figures';
import { TrainingFigure } from './training-figure';

export interface InsideData {
  readonly report: ReportData;
  readonly probes: ReportProbes;
  /** More may come. */
  readonly live: boolean;
}

/** What was measured inside networks: by depth, over training, both at once, and along the gradient. */
export class InsideNetwork {
  readonly root: HTMLElement;
  private readonly words: ProbesWords;
  private readonly recorded = element('p', { class: 'recorded' });
  private readonly none: HTMLElement;
  private readonly measure: HTMLSelectElement;
  private readonly logarithmic: HTMLButtonElement;
  private readonly sameScale: HTMLButtonElement;
  private readonly legend: Legend;
  private readonly diagrams = element('div', { class: 'on-diagram' });
  private readonly explanation = element('div', { class: 'explained wide' });
  private readonly byLayer: HTMLElement;
  private readonly depth: DepthFigure;
  private readonly training: TrainingFigure;
  private readonly heat: HeatFigure;
  private readonly smoothness: SmoothnessFigures;
  private data: InsideData | undefined;
  private seen: Seen | undefined;
  private frame: number | undefined;
  private readonly wanted = new Set<() => void>();
  private offered = '';
  private buttons = '';

  constructor(private readonly parts: ViewParts) {
    const { strings, choices } = parts;
    const words = probesWords(strings.locale);
    this.words = words;
    this.none = element('p', { class: 'none' }, words.nothing);
    this.measure = element('select', { 'aria-label': words.measure });
    this.measure.addEventListener('change', () => choices.setProbes({ measure: this.measure.value as Measure['id'], logarithmic: undefined }));
    this.logarithmic = toggleButton(false, (logarithmic) => choices.setProbes({ logarithmic }), words.logarithmic);
    this.sameScale = toggleButton(true, (sameScale) => choices.setProbes({ sameScale }), words.sameScale);
    this.legend = new Legend(parts);
    this.depth = new DepthFigure(parts, words, () => this.soon(this.drawDepth));
    this.training = new TrainingFigure(parts, words, () => this.soon(this.drawTraining));
    this.heat = new HeatFigure(parts, words);
    this.smoothness = new SmoothnessFigures(parts, words, () => this.soon(this.drawSmoothness));
    this.depth.figure.querySelector('figcaption')?.before(this.diagrams);
    const toolbar = element('div', { class: 'toolbar' }, element('div', { class: 'chosen' }, this.measure, this.legend.root), element('div', { class: 'modes' }, this.logarithmic, this.sameScale));
    this.byLayer = element('div', {}, toolbar, element('div', { class: 'pair' }, this.depth.figure, this.training.figure, this.explanation, this.heat.figure));
    this.root = element('section', { class: 'probes-section' }, element('h2', {}, words.heading), this.recorded, this.none, this.byLayer, this.smoothness.root);
  }

  /** Draws the data as they are now; the page must hold the root by then. */
  draw(data: InsideData): void {
    this.data = data;
    const { report, probes } = data;
    const seen = seenOf(report, probes, this.parts, this.words);
    this.byLayer.hidden = seen === undefined;
    this.none.hidden = seen !== undefined || probes.arms.some(({ smoothness }) => smoothness !== undefined);
    this.tell(probes);
    this.seen = seen;
    if (seen !== undefined) this.drawLayers(probes, seen);
    this.drawSmoothness();
  }

  dispose(): void {
    if (this.frame !== undefined) cancelAnimationFrame(this.frame);
    for (const part of [this.depth, this.training, this.heat, this.smoothness]) part.dispose();
  }

  /** A figure alone is drawn again: the rest of the view stays as it is while the reader moves through training, or zooms. */
  private soon(draw: () => void): void {
    this.wanted.add(draw);
    this.frame ??= requestAnimationFrame(() => {
      this.frame = undefined;
      if (this.root.isConnected) for (const one of this.wanted) one();
      this.wanted.clear();
    });
  }

  private readonly drawDepth = (): void => {
    if (this.seen !== undefined) this.depth.draw(this.seen, this.sameAtAll, this.data?.live === true);
  };

  private readonly drawTraining = (): void => {
    if (this.seen !== undefined) this.training.draw(this.seen);
  };

  private readonly drawSmoothness = (): void => {
    if (this.data !== undefined) this.smoothness.draw(this.data.report, this.data.probes);
  };

  private get sameAtAll(): boolean {
    return this.parts.choices.now.probes?.sameScale ?? true;
  }

  private drawLayers(probes: ReportProbes, seen: Seen): void {
    this.offer(measuresOf(probes), seen.measure);
    this.explain(seen.measure);
    this.logarithmic.hidden = seen.measure.logarithmic === undefined;
    this.logarithmic.setAttribute('aria-pressed', String(seen.logarithmic));
    this.sameScale.hidden = seen.moments.length < 2;
    this.sameScale.setAttribute('aria-pressed', String(this.sameAtAll));
    const measured = new Set(probes.arms.map(({ arm }) => arm));
    this.legend.update(seen.report, (label) => measured.has(label));
    this.drawDepth();
    this.drawTraining();
    this.heat.draw(seen);
    this.offerDiagrams(seen);
  }

  private explain({ id }: Measure): void {
    if (this.explanation.dataset['measure'] === id) return;
    this.explanation.dataset['measure'] = id;
    this.explanation.replaceChildren(...explained(this.words.explanations[id], this.words));
  }

  private tell({ every, arms }: ReportProbes): void {
    const [shown, all] = arms.reduce(([kept, of], { steps, recorded }) => (recorded > of ? [steps.length, recorded] : [kept, of]), [0, 0]);
    setText(this.recorded, this.words.recorded(every, shown, all));
  }

  /** The list of measures, made anew only when there is something else to choose from. */
  private offer(measures: readonly Measure[], measure: Measure): void {
    const { words } = this;
    const key = measures.map(({ id }) => id).join();
    if (key !== this.offered) {
      this.offered = key;
      const groups = (['gradients', 'activations'] as const).flatMap((group) => {
        const options = measures.filter((one) => one.group === group).map(({ id }) => element('option', { value: id }, words.measures[id]));
        return options.length === 0 ? [] : [element('optgroup', { label: words.measureGroups[group] }, ...options)];
      });
      this.measure.replaceChildren(...groups);
    }
    this.measure.value = measure.id;
  }

  /** A button an arm, where somebody can show a diagram. */
  private offerDiagrams({ arms, step, measure }: Seen): void {
    const { words, parts: { host } } = this;
    this.diagrams.hidden = host === undefined || arms.length === 0;
    const key = JSON.stringify([arms.map(({ label, style }) => [label, style]), step, measure.id]);
    if (host === undefined || key === this.buttons) return;
    this.buttons = key;
    const focused = [...this.diagrams.querySelectorAll('button')].findIndex((button) => button.matches(':focus'));
    const buttons = arms.map(({ label, probes, style, coloured }) => {
      const open = (): void => host.open({ kind: 'diagram', networks: [{ label, options: probes.network, heats: diagramHeats(probes, step, measure.id, words) }] });
      const button = actionButton({ class: 'quiet', title: words.onDiagramHelp(label, step) }, open, swatch(coloured ? style : undefined), label);
      button.disabled = rowAt(probes.steps, step) === undefined;
      return button;
    });
    this.diagrams.replaceChildren(icon('diagram'), element('span', {}, words.onDiagram), ...buttons);
    this.diagrams.querySelectorAll('button')[focused]?.focus();
  }
}
