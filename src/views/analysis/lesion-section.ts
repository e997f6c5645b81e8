import type { DiagramNetwork } from '../../diagram/diagram-data';
import type { LesionResult } from '../../experiment/analysis-data';
import { actionButton, element } from '../ui/dom';
import { icon } from '../ui/icons';
import type { AnalysisParts } from './analysis-figure';
import { deletedContent, lesionArms, type LesionArm } from './lesion-deleted';
import { severalContent, swappedContent } from './lesion-more';
import { PlotFigure } from './plot-figure';
import type { Scene, Section } from './scene';

/** Diagrams that stand side by side. */
const MOST_DIAGRAMS = 2;

/** Error without units, and with units in another order. */
export class LesionSection implements Section<LesionResult> {
  readonly root: HTMLElement;
  private readonly deleted: PlotFigure;
  private readonly several: PlotFigure;
  private readonly swapped: PlotFigure;
  private readonly onDiagram = element('div', { class: 'on-diagram' });
  private offered = '';

  constructor(private readonly parts: AnalysisParts) {
    this.deleted = new PlotFigure(parts, 'deleted', [this.onDiagram]);
    this.several = new PlotFigure(parts, 'several');
    this.swapped = new PlotFigure(parts, 'swapped');
    this.root = element('section', { class: 'lesion' }, this.deleted.root, element('div', { class: 'pair' }, this.several.root, this.swapped.root));
  }

  draw(scene: Scene, result: LesionResult): void {
    const { title } = scene.data;
    const lesions = lesionArms(scene, result);
    this.deleted.draw(title, deletedContent(scene, result, lesions, this.parts));
    this.several.draw(title, severalContent(scene, result, lesions, this.parts));
    this.swapped.draw(title, swappedContent(scene, result, lesions, this.parts));
    this.offer(lesions);
  }

  dispose(): void {
    for (const figure of [this.deleted, this.several, this.swapped]) figure.dispose();
  }

  /** The diagrams of the first arms that are shown, coloured by the error without each unit. */
  private offer(lesions: readonly LesionArm[]): void {
    const { host, words } = this.parts;
    const networks = lesions.flatMap((lesion) => heatedNetwork(lesion, words.lesion.heat)).slice(0, MOST_DIAGRAMS);
    const offered = JSON.stringify(networks);
    if (host === undefined || offered === this.offered) return;
    this.offered = offered;
    const button = actionButton({ 'data-item': 'diagram' }, () => host.open({ kind: 'diagram', networks }), icon('panel'), words.lesion.showOnDiagram(networks.map(({ label }) => label)));
    this.onDiagram.replaceChildren(...(networks.length === 0 ? [] : [button]));
  }
}

function heatedNetwork({ arm, units, series }: LesionArm, title: string): DiagramNetwork[] {
  const values = Object.fromEntries(units.flatMap(({ name }, i) => (typeof series.curve.mean[i] === 'number' ? [[name, 100 * series.curve.mean[i]]] : [])));
  return Object.keys(values).length === 0 ? [] : [{ label: arm.label, options: arm.networks[0].network, heats: [{ title, values }] }];
}
