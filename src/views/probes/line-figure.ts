import { csvTable, type Cell } from '../chart/csv';
import { drawPng, drawSvg, type Figure } from '../chart/figure';
import type { Line } from '../chart/lines';
import type { ProbesWords } from '../text/probes-words';
import type { Child } from '../ui/dom';
import { plainTable, scrolling } from '../ui/tables';
import { ChartFrame, type Framed } from '../view/chart-frame';
import type { ViewParts } from '../view/context';
import { menu } from '../view/save-menu';
import { FigureShell } from '../ui/figure-shell';

/** All of a figure of lines. */
export interface FigureContent extends Framed {
  /** For its file and its table. */
  readonly title: string;
  readonly caption: readonly HTMLElement[];
  readonly table: { readonly head: readonly string[]; readonly rows: readonly (readonly Child[])[] };
  readonly csv: { readonly head: readonly string[]; readonly rows: readonly (readonly Cell[])[] };
  /** False where the drawing names its series itself. */
  readonly legend: boolean;
}

/** A chart of lines with its head, explanation, table and files. */
export class LineFigure {
  readonly figure: HTMLElement;
  private readonly frame: ChartFrame;
  private readonly shell: FigureShell;
  private drawn: FigureContent | undefined;
  private axis = '';

  constructor(
    parts: ViewParts,
    words: ProbesWords,
    { id, head, under = [], redraw }: { readonly id: string; readonly head: readonly Child[]; readonly under?: readonly HTMLElement[]; readonly redraw: () => void },
  ) {
    const { strings, choices, files } = parts;
    const settled = (range: ChartFrame['range']): void => choices.setProbes({ ranges: { ...choices.now.probes?.ranges, [id]: range } });
    this.frame = new ChartFrame({ strings, theme: () => parts.theme(), range: choices.now.probes?.ranges?.[id], onRange: redraw, onSettled: settled });
    const save = (act: (content: FigureContent) => void) => () => {
      if (this.drawn !== undefined) act(this.drawn);
    };
    const items = [
      { id: 'png', text: strings.saveAs.png, act: save((content) => files.save(content.title, 'png', drawPng(this.printed(content)))) },
      { id: 'svg', text: strings.saveAs.svg, act: save((content) => files.save(content.title, 'svg', drawSvg(this.printed(content)))) },
      { id: 'csv', text: words.saveCsv, act: save(({ title, csv }) => files.save(title, 'csv', csvTable(csv.head, csv.rows))) },
    ];
    this.shell = new FigureShell(id, strings.showTable, { head, tools: [...this.frame.tools, menu(strings.save, items)], body: [this.frame.root, ...under] });
    this.figure = this.shell.figure;
  }

  /** `axis`: what stands on the horizontal axis; where it is something else than before, all of it is seen. */
  draw(content: FigureContent, axis: string): void {
    if (this.axis !== '' && this.axis !== axis) this.frame.forget();
    this.axis = axis;
    this.drawn = content;
    this.frame.draw(content);
    this.shell.describe(content.caption, () => scrolling(plainTable([content.title], content.table.head, content.table.rows), content.title));
  }

  dispose(): void {
    this.frame.dispose();
  }

  private printed({ picture, legend }: FigureContent): Figure {
    const series = new Map(picture.lines.filter(({ role }) => role === 'mean').map(({ series: one }: Line) => [one.label, one.style]));
    return { picture: { ...picture, range: this.frame.range }, legend: legend ? [...series].map(([text, style]) => ({ text, style })) : [] };
  }
}
