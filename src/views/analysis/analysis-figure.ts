import type { SaveFormat } from '../../engine/view-protocol';
import { csvTable, type Cell } from '../chart/csv';
import { FigureShell } from '../ui/figure-shell';
import type { AnalysisWords, Explanation } from '../text/analysis-words';
import { element, type Child } from '../ui/dom';
import { plainTable, scrolling } from '../ui/tables';
import type { ViewParts } from '../view/context';
import { menu } from '../view/save-menu';

/** What all parts of an analysis' view need. */
export interface AnalysisParts extends ViewParts {
  readonly words: AnalysisWords;
}

/** What is said of a figure. */
export interface FigureText {
  readonly title: string;
  /** What the marks stand for. */
  readonly remarks: readonly string[];
  /** What the data say, computed. */
  readonly findings: readonly string[];
  readonly explanation: Explanation;
}

export interface NumberTable {
  readonly caption: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export interface NumberRows {
  readonly head: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

/** What a figure can be turned into, made when it is asked for. */
export interface FigureSources {
  /** A name for its files. */
  readonly name: () => string;
  readonly png: () => string;
  readonly svg: () => string;
  /** Full precision. */
  readonly csv: () => NumberRows;
  readonly tables: () => readonly NumberTable[];
}

export interface FigureBody {
  readonly id: string;
  readonly body: readonly HTMLElement[];
  readonly tools?: readonly HTMLElement[];
}

/** A figure with its title, tools, what it says and means, its numbers and its files. */
export class AnalysisFigure {
  readonly root: HTMLElement;
  private readonly title = element('h3', { class: 'title' });
  private readonly shell: FigureShell;

  constructor(
    private readonly parts: AnalysisParts,
    private readonly sources: FigureSources,
    { id, body, tools = [] }: FigureBody,
  ) {
    const { strings, words, files } = parts;
    const save = (format: SaveFormat, content: () => string) => () => files.save(sources.name(), format, content());
    const csv = (): string => {
      const { head, rows } = sources.csv();
      return csvTable(head, rows);
    };
    const items = [
      { id: 'png', text: strings.saveAs.png, act: save('png', sources.png) },
      { id: 'svg', text: strings.saveAs.svg, act: save('svg', sources.svg) },
      { id: 'csv', text: words.csv, act: save('csv', csv) },
    ];
    this.shell = new FigureShell(id, strings.showTable, { head: [this.title], tools: [...tools, menu(strings.save, items)], body });
    this.root = this.shell.figure;
  }

  describe(text: FigureText): void {
    if (this.title.textContent !== text.title) this.title.textContent = text.title;
    const tables = (): HTMLElement => element('div', {}, ...this.sources.tables().map(({ caption, head, rows }) => scrolling(plainTable([caption], head, rows), caption)));
    this.shell.describe(said(text, this.parts.words), tables);
  }
}

function said({ remarks, findings, explanation: { what, limits, source: [paper, id] } }: FigureText, words: AnalysisWords): HTMLElement[] {
  const shown = remarks.filter((sentence) => sentence !== '');
  const paragraph = (name: string, ...children: Child[]): HTMLElement => element('p', { class: name }, ...children);
  return [
    ...(findings.length === 0 ? [] : [element('ul', { class: 'finding' }, ...findings.map((sentence) => element('li', {}, sentence)))]),
    ...(shown.length === 0 ? [] : [paragraph('remark', shown.join(' '))]),
    paragraph('what', what),
    paragraph('limits', element('b', {}, words.notShown), ' ', limits),
    paragraph('sources', words.source, ' ', element('a', { href: `https://arxiv.org/abs/${id}`, target: '_blank', rel: 'noreferrer' }, paper)),
  ];
}
