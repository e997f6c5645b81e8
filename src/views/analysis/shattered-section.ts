import type { ShatteredResult } from '../../experiment/analysis-data';
import { element } from '../ui/dom';
import type { AnalysisParts } from './analysis-figure';
import { PlotFigure } from './plot-figure';
import type { Scene, Section } from './scene';
import { correlationContent, depthContent } from './shattered-plots';
import { TraceFigure } from './trace-figure';

/** How gradients around a circle of images resemble each other. */
export class ShatteredSection implements Section<ShatteredResult> {
  readonly root: HTMLElement;
  private readonly traces: TraceFigure;
  private readonly correlation: PlotFigure;
  private readonly depth: PlotFigure;

  constructor(private readonly parts: AnalysisParts) {
    this.traces = new TraceFigure(parts);
    this.correlation = new PlotFigure(parts, 'correlation');
    this.depth = new PlotFigure(parts, 'depth');
    this.root = element('section', { class: 'shattered' }, element('div', { class: 'pair' }, this.correlation.root, this.depth.root), this.traces.root);
  }

  draw(scene: Scene, result: ShatteredResult): void {
    const { title } = scene.data;
    this.correlation.draw(title, correlationContent(scene, result, this.parts));
    this.depth.draw(title, depthContent(scene, result, this.parts));
    this.traces.draw(scene, result);
  }

  dispose(): void {
    for (const figure of [this.traces, this.correlation, this.depth]) figure.dispose();
  }
}
