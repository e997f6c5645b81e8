import { drawPng, drawSvg, type Figure } from '../chart/figure';
import { setAttribute } from '../ui/dom';
import { ChartFrame } from '../view/chart-frame';
import { AnalysisFigure, type AnalysisParts, type FigureText, type NumberRows } from './analysis-figure';
import { pictureOf, type Plot } from './plot';
import { plotReading, plotSummary, plotTable } from './plot-text';

/** All of a figure of lines. */
export interface PlotContent {
  readonly plot: Plot;
  readonly text: FigureText;
  readonly csv: () => NumberRows;
}

/** A figure of one chart of lines. */
export class PlotFigure {
  readonly root: HTMLElement;
  private readonly frame: ChartFrame;
  private readonly figure: AnalysisFigure;
  private content: PlotContent | undefined;
  private analysis = '';

  constructor(
    private readonly parts: AnalysisParts,
    id: string,
    under: readonly HTMLElement[] = [],
  ) {
    this.frame = plotFrame(parts, id);
    const sources = {
      name: () => [this.analysis, this.content?.text.title].join(' '),
      png: () => this.printed(drawPng),
      svg: () => this.printed(drawSvg),
      csv: () => this.content?.csv() ?? { head: [], rows: [] },
      tables: () => (this.content === undefined ? [] : [plotTable(this.content.text.title, this.content.plot)]),
    };
    this.figure = new AnalysisFigure(parts, sources, { id, body: [this.frame.root, ...under], tools: this.frame.tools });
    this.root = this.figure.root;
  }

  /** `analysis`: its title, for names of files. Undefined content hides the figure. */
  draw(analysis: string, content: PlotContent | undefined): void {
    this.root.hidden = content === undefined;
    this.content = content;
    this.analysis = analysis;
    if (content === undefined) return;
    drawFrame(this.frame, content.plot, content.text.title, this.parts);
    this.figure.describe(content.text);
    setAttribute(this.root, 'aria-label', content.text.title);
  }

  dispose(): void {
    this.frame.dispose();
  }

  private printed(draw: (figure: Figure) => string): string {
    return this.content === undefined ? '' : draw(plotPrinted(this.content.plot, this.frame, this.parts));
  }
}

/** A frame that keeps what is seen of its axis under a name. */
export function plotFrame(parts: AnalysisParts, id: string): ChartFrame {
  const { strings, choices } = parts;
  return new ChartFrame({
    strings,
    theme: () => parts.theme(),
    range: choices.now.analysis?.ranges?.[id],
    onRange: () => parts.repaint(),
    onSettled: (range) => choices.setAnalysis({ ranges: { ...choices.now.analysis?.ranges, [id]: range } }),
  });
}

export function drawFrame(frame: ChartFrame, plot: Plot, title: string, { strings, words, choices, theme }: AnalysisParts): void {
  frame.draw({
    picture: pictureOf(plot, choices.now.eachSeed, theme()),
    summary: plotSummary(title, plot),
    label: `${title}: ${strings.panel}`,
    place: plot.place,
    reading: (pick, place) => plotReading(pick, place, plot, words),
  });
}

/** The plot as it is in a file, as much of its axis as is seen. */
export function plotPrinted(plot: Plot, frame: ChartFrame, { choices, theme }: AnalysisParts): Figure {
  const legend = plot.series.filter(({ coloured }) => coloured).map(({ label, style }) => ({ text: label, style }));
  return { picture: { ...pictureOf(plot, choices.now.eachSeed, theme()), range: frame.range }, legend };
}
