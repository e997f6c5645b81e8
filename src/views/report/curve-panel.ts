import type { Chart } from 'chart.js';
import { valueText, type CurveName, type ReportData } from '../../experiment/report-data';
import { drawChart, readAt, type ChartParts } from './curve-chart';
import { drawnArms, linesOf, type DrawnArm } from './curve-datasets';
import { element, folded } from './dom';
import type { Choices } from './state';
import { CURVES, STRINGS } from './strings';
import { plainTable, scrolling } from './tables';
import { readTheme } from './theme';

/** Names of the curves that the data have, in the order of the picker. */
export function curveNames({ arms }: ReportData): CurveName[] {
  return (Object.keys(CURVES) as CurveName[]).filter((name) => arms.some(({ curves }) => curves[name] !== undefined));
}

/** A chart of curves with its picker, caption, reading by keyboard, and table. */
export class CurvePanel {
  readonly figure: HTMLElement;
  private readonly canvas = element('canvas', { role: 'img' });
  private readonly frame = element('div', { class: 'chart', tabindex: 0, role: 'group' }, this.canvas);
  private readonly live = element('p', { class: 'visually-hidden', 'aria-live': 'polite' });
  private readonly caption = element('figcaption');
  private table: HTMLDetailsElement | undefined;
  private chart: Chart<'line'> | undefined;
  private parts: ChartParts | undefined;
  private cursor = -1;

  constructor(
    private readonly data: ReportData,
    private readonly choices: Choices,
    private name: CurveName,
    private readonly number: number,
  ) {
    this.figure = element('figure', { class: 'panel' }, this.picker(), this.frame, this.live, this.caption);
    this.frame.addEventListener('keydown', (event) => this.onKey(event));
    choices.onChange(() => this.draw());
  }

  /** Draws all anew: the page must hold the figure by then. */
  draw(): void {
    const theme = readTheme();
    const arms = drawnArms(this.data, this.name, this.choices);
    const logarithmic = this.choices.logarithmic && CURVES[this.name].logarithmic;
    this.parts = { name: this.name, arms, lines: linesOf(arms, this.name, this.choices, theme), logarithmic, theme };
    this.chart?.destroy();
    this.chart = drawChart(this.canvas, this.parts);
    this.cursor = -1;
    this.describe(this.parts);
  }

  private picker(): HTMLElement {
    const options = curveNames(this.data).map((name) => element('option', { value: name, selected: name === this.name }, STRINGS.by(CURVES[name].title, CURVES[name].x)));
    const select = element('select', { 'aria-label': STRINGS.curve }, ...options);
    select.addEventListener('change', () => {
      this.name = select.value as CurveName;
      this.draw();
    });
    return element('div', { class: 'picker' }, select);
  }

  private describe({ name, arms, logarithmic }: ChartParts): void {
    const { title, x } = CURVES[name];
    this.canvas.setAttribute('aria-label', summary(name, arms));
    this.frame.setAttribute('aria-label', `${STRINGS.by(title, x)}: ${STRINGS.panel}`);
    const several = arms.some(({ curve }) => curve.n.some((n) => n > 1));
    const curve = arms[0]?.curve;
    const remarks = [STRINGS.curveCaption(title, x, several)];
    if (curve?.smoothing !== undefined) remarks.push(STRINGS.smoothing(curve.smoothing));
    if (curve !== undefined && curve.x.length < curve.total) remarks.push(STRINGS.decimated(curve.x.length, curve.total, x));
    if (arms.some(({ curve: { seeds }, seedsOnly }) => (seedsOnly || this.choices.eachSeed) && seeds.some(({ finished }) => !finished))) remarks.push(STRINGS.broken);
    if (logarithmic && several) remarks.push(STRINGS.logBand);
    this.caption.replaceChildren(element('b', {}, STRINGS.figure(this.number)), ` ${remarks.join(' ')}`);
    const open = this.table?.open === true;
    const table = folded(STRINGS.showTable, () => curveTable(name, arms));
    table.open = open;
    if (this.table === undefined) this.figure.append(table);
    else this.table.replaceWith(table);
    this.table = table;
  }

  /** Left and right move from value to value, Home and End to the first and the last, Escape lets go. */
  private onKey(event: KeyboardEvent): void {
    const { chart, parts } = this;
    if (chart === undefined || parts === undefined) return;
    const xs = allX(parts.arms);
    const moves: Readonly<Record<string, number>> = { ArrowLeft: Math.max(0, this.cursor - 1), ArrowRight: Math.min(xs.length - 1, this.cursor + 1), Home: 0, End: xs.length - 1, Escape: -1 };
    const next = moves[event.key];
    if (next === undefined) return;
    event.preventDefault();
    this.cursor = next;
    const found = readAt(chart, parts, xs[next] ?? NaN);
    const first = found?.elements[0]?.element;
    chart.tooltip?.setActiveElements(found?.elements ?? [], { x: first?.x ?? 0, y: first?.y ?? 0 });
    chart.setActiveElements(found?.elements ?? []);
    chart.update('none');
    this.live.textContent = found?.words ?? '';
  }
}

function summary(name: CurveName, arms: readonly DrawnArm[]): string {
  const { title, x } = CURVES[name];
  const sentences = arms.map(({ label, curve }) => {
    const values = (curve.n.some((n) => n > 0) ? curve.mean : (curve.seeds[0]?.y ?? [])).filter((value) => value !== null);
    return STRINGS.armSummary(label, valueText(values[0], CURVES[name]), valueText(values.at(-1), CURVES[name]), Math.max(...curve.n) || curve.seeds.length);
  });
  return STRINGS.summary(title, x, sentences.length === 0 ? [STRINGS.nothingShown] : sentences);
}

function allX(arms: readonly DrawnArm[]): number[] {
  return [...new Set(arms.flatMap(({ curve }) => curve.x))].sort((a, b) => a - b);
}

function curveTable(name: CurveName, arms: readonly DrawnArm[]): HTMLElement {
  const { title, x } = CURVES[name];
  const text = (value: number | null | undefined): string => valueText(value, CURVES[name]);
  const rows = allX(arms).map((at) => [
    String(at),
    ...arms.map(({ curve, seedsOnly }) => {
      const i = curve.x.indexOf(at);
      if (seedsOnly) return curve.seeds.map(({ y }) => text(y[i])).join(', ');
      const [low, high] = [curve.low[i] ?? undefined, curve.high[i] ?? undefined];
      return low === undefined || high === undefined ? text(curve.mean[i]) : `${text(curve.mean[i])} [${text(low)}, ${text(high)}], n = ${curve.n[i] ?? 0}`;
    }),
  ]);
  return scrolling(plainTable([STRINGS.by(title, x)], [x, ...arms.map(({ label }) => label)], rows), STRINGS.by(title, x));
}
