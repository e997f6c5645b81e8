import { drawCanvas, drawSvg } from '../chart/figure';
import type { ShatteredResult } from '../../experiment/analysis-data';
import { shortNumber } from '../chart/numbers';
import { element, svg } from '../ui/dom';
import { swatch } from '../view/legend';
import type { ChartFrame } from '../view/chart-frame';
import { AnalysisFigure, type AnalysisParts } from './analysis-figure';
import { resultsOf } from './arms';
import { seriesOf, type Plot, type ShownArm } from './plot';
import { drawFrame, plotFrame, plotPrinted } from './plot-figure';
import { plotTable } from './plot-text';
import type { Scene } from './scene';
import { curveOver } from './spread';

interface Trace {
  readonly arm: ShownArm;
  readonly seed: number;
  readonly derivative: readonly number[];
  readonly plot: Plot;
}

interface Row {
  readonly root: HTMLElement;
  readonly head: HTMLElement;
  readonly frame: ChartFrame;
}

/** Pixels of a file that the name above a chart takes. */
const HEAD = 26;
const [WIDTH, HEIGHT] = [720, 420];

/** The derivative around the circle of images, each arm on a chart and a scale of its own: a mean over seeds would smooth away what is to be seen. */
export class TraceFigure {
  readonly root: HTMLElement;
  private readonly rows = element('div', { class: 'traces pair' });
  private readonly made = new Map<string, Row>();
  private readonly figure: AnalysisFigure;
  private traces: readonly Trace[] = [];
  private analysis = '';

  constructor(private readonly parts: AnalysisParts) {
    const { words } = parts;
    const sources = {
      name: () => `${this.analysis} ${words.shattered.titles.trace}`,
      png: () => this.png(),
      svg: () => this.svg(),
      csv: () => ({ head: ['arm', 'seed', 'image', 'derivative'], rows: this.traces.flatMap(({ arm, seed, derivative }) => derivative.map((value, i) => [arm.label, seed, i + 1, value])) }),
      tables: () => this.traces.map(({ arm, plot }) => plotTable(arm.label, plot)),
    };
    this.figure = new AnalysisFigure(parts, sources, { id: 'traces', body: [this.rows] });
    this.root = this.figure.root;
  }

  draw(scene: Scene, result: ShatteredResult): void {
    this.analysis = scene.data.title;
    this.traces = scene.arms.flatMap((arm) => this.traceOf(arm, result));
    this.root.hidden = this.traces.length === 0;
    const { words } = this.parts;
    const own = words.shattered;
    this.arrange();
    for (const { arm, plot, seed } of this.traces) {
      const row = this.made.get(arm.label);
      if (row === undefined) continue;
      row.head.replaceChildren(swatch(arm.coloured ? arm.style : undefined), words.network(arm.label, seed));
      drawFrame(row.frame, plot, `${arm.label}: ${own.titles.trace}`, this.parts);
    }
    this.figure.describe({
      title: own.titles.trace,
      remarks: [own.traceCaption(result.points), ...(scene.partial ? [words.partial] : [])],
      findings: this.traces.map(({ arm, derivative }) => own.roughness(arm.label, signChanges(derivative), derivative.length)),
      explanation: own.trace,
    });
  }

  dispose(): void {
    for (const { frame } of this.made.values()) frame.dispose();
  }

  /** Of the arm's first network that is measured. */
  private traceOf(arm: ShownArm, { networks }: ShatteredResult): Trace[] {
    const [first] = resultsOf(arm, networks).filter(({ result }) => result.derivative.length > 0);
    if (first === undefined) return [];
    const { derivative } = first.result;
    const own = this.parts.words.shattered;
    const xs = derivative.map((_, i) => i + 1);
    const plot: Plot = {
      series: [{ ...seriesOf({ ...arm, style: { ...arm.style, dash: [] } }), ...curveOver(xs, [{ seed: first.seed, y: derivative }], undefined), thin: true }],
      asides: [],
      x: { kind: 'value', title: own.along, extent: [1, Math.max(2, derivative.length)], whole: true },
      y: { title: own.derivativeShort, logarithmic: false, fraction: false },
      place: own.place,
      value: (value) => shortNumber(value, 4),
    };
    return [{ arm, seed: first.seed, derivative, plot }];
  }

  /** A row for each trace, kept from one drawing to the next. */
  private arrange(): void {
    const labels = this.traces.map(({ arm }) => arm.label);
    for (const [label, row] of this.made) {
      if (labels.includes(label)) continue;
      row.frame.dispose();
      this.made.delete(label);
    }
    const roots = labels.map((label) => {
      const row = this.made.get(label) ?? this.makeRow(label);
      this.made.set(label, row);
      return row.root;
    });
    if (roots.length !== this.rows.childElementCount || roots.some((root, i) => root !== this.rows.children[i])) this.rows.replaceChildren(...roots);
  }

  private makeRow(label: string): Row {
    const head = element('div', { class: 'row-head' });
    const frame = plotFrame(this.parts, `trace ${label}`);
    return { root: element('div', {}, head, frame.root), head, frame };
  }

  private png(): string {
    const canvas = document.createElement('canvas');
    Object.assign(canvas, { width: 2 * WIDTH, height: 2 * this.traces.length * (HEAD + HEIGHT) });
    const context = canvas.getContext('2d');
    if (context === null) throw new Error('no canvas');
    const theme = this.parts.theme();
    context.fillStyle = theme.background;
    context.fillRect(0, 0, canvas.width, canvas.height);
    this.printed().forEach(({ label, figure }, i) => {
      const top = 2 * i * (HEAD + HEIGHT);
      drawCanvas(figure, (one) => context.drawImage(one, 0, top + 2 * HEAD));
      context.fillStyle = theme.text;
      context.font = `600 ${2 * theme.fontSize}px ${theme.font}`;
      context.textBaseline = 'middle';
      context.fillText(label, 24, top + HEAD);
    });
    return canvas.toDataURL('image/png').replace(/^[^,]*,/, '');
  }

  private svg(): string {
    const { background, text, font, fontSize } = this.parts.theme();
    const height = this.traces.length * (HEAD + HEIGHT);
    const root = svg('svg', { xmlns: 'http://www.w3.org/2000/svg', width: WIDTH, height, viewBox: `0 0 ${WIDTH} ${height}` }, svg('rect', { width: WIDTH, height, fill: background }));
    this.printed().forEach(({ label, figure }, i) => {
      const top = i * (HEAD + HEIGHT);
      const chart = new DOMParser().parseFromString(drawSvg(figure), 'image/svg+xml').documentElement;
      chart.setAttribute('y', String(top + HEAD));
      root.append(svg('text', { x: 12, y: top + HEAD / 2 + 4, fill: text, 'font-family': font, 'font-size': fontSize, 'font-weight': 600 }, label), document.importNode(chart, true));
    });
    return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(root)}\n`;
  }

  private printed(): { label: string; figure: ReturnType<typeof plotPrinted> }[] {
    return this.traces.flatMap(({ arm, seed, plot }) => {
      const row = this.made.get(arm.label);
      return row === undefined ? [] : [{ label: this.parts.words.network(arm.label, seed), figure: plotPrinted(plot, row.frame, this.parts) }];
    });
  }
}

function signChanges(values: readonly number[]): number {
  return values.filter((value, i) => i > 0 && value * (values[i - 1] ?? 0) < 0).length;
}
