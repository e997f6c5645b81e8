import type { Curve, CurveName, ReportData } from '../../experiment/report-data';
import type { Picture, Range } from '../chart/chart-options';
import { Cursor } from '../chart/cursor';
import { AXES, axesOf, CURVES, firstSubjects, subjectsOf, type AxisKind, type Subject } from '../chart/curves';
import { axisValues, drawnSeries, type DrawnSeries } from '../chart/drawn';
import { LineChart } from '../chart/line-chart';
import { linesOf, type Lines } from '../chart/lines';
import { nearestPlace, picksAt, places } from '../chart/reading';
import { actionButton, choice, element, folded, setAttribute, setText } from '../ui/dom';
import { icon } from '../ui/icons';
import { extentOf, panned, spanOf, zoomed } from '../chart/range';
import type { ViewParts } from './context';
import { curveTable } from './curve-table';
import { axisName, caption, placeText, readingSentence, readingText, subjectTitle, summary } from './curve-words';
import { exportItems } from './export-items';
import { FineCurves, type Wish } from './fine-curves';
import { colouredLabels, seriesLabel } from './legend-entries';
import { Readout } from './readout';
import { menu } from './save-menu';

/** Milliseconds after which a zoom is kept and finer curves are asked for. */
const SETTLED = 200;
const ZOOM_STEP = 1.5;
const PAN_STEP = 0.2;

/** What a panel draws. */
export interface CurveData {
  readonly report: ReportData;
  readonly isRunning: (arm: string, seed: number) => boolean;
}

/** All of a chart as it was drawn last. */
export interface Drawn {
  readonly report: ReportData;
  readonly subject: Subject;
  readonly axis: AxisKind;
  readonly picture: Picture;
  readonly series: readonly DrawnSeries[];
  readonly lines: Lines;
}

/** A chart of curves with its pickers, zoom, caption, reading by pointer and keyboard, and table. */
export class CurvePanel {
  readonly figure: HTMLElement;
  private readonly canvas = element('canvas', { role: 'img', class: 'curves' });
  private readonly overlay = element('canvas', { class: 'overlay', 'aria-hidden': 'true' });
  private readonly frame: HTMLElement;
  private readonly live = element('p', { class: 'visually-hidden', 'aria-live': 'polite' });
  private readonly caption = element('figcaption');
  private readonly pickers = element('span', { class: 'pickers' });
  private readonly reset: HTMLButtonElement;
  private readonly chart: LineChart;
  private readonly cursor: Cursor;
  private readonly readout: Readout;
  private readonly fine: FineCurves;
  private readonly table: HTMLDetailsElement;
  private drawn: Drawn | undefined;
  private range: Range | undefined;
  private place: number | undefined;
  private picked = '';
  private settling: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly parts: ViewParts,
    private readonly index: number,
    private readonly numbered: number | undefined,
  ) {
    const { strings, host, choices } = parts;
    this.range = choices.chart(index).range;
    this.readout = new Readout(strings);
    this.frame = element('div', { class: 'chart', tabindex: 0, role: 'group' }, this.canvas, this.overlay, this.readout.root);
    this.chart = new LineChart(this.canvas, (range) => this.setRange(range));
    this.cursor = new Cursor(this.overlay, this.chart);
    this.fine = new FineCurves(host, () => parts.repaint());
    this.reset = actionButton({ class: 'quiet', title: strings.zoomReset, 'aria-label': strings.zoomReset }, () => this.setRange(undefined), icon('reset'));
    this.table = folded(strings.showTable, () => element('div'));
    this.table.addEventListener('toggle', () => this.fillTable());
    this.figure = element('figure', { class: 'panel' }, element('div', { class: 'picker' }, this.pickers, this.tools()), this.frame, this.live, this.caption, this.table);
    this.listen();
  }

  /** Draws the data as they are now; the page must hold the figure by then. */
  draw(data: CurveData): void {
    const drawn = this.prepare(data);
    this.drawn = drawn;
    this.figure.hidden = drawn === undefined;
    if (drawn === undefined) return;
    this.chart.draw(drawn.picture);
    this.describe(drawn);
    this.read(this.place, false);
    for (const name of new Set(drawn.series.map((series) => series.name))) {
      const longest = longestOf(data.report, name);
      if (longest !== undefined) this.fine.want(this.wish(data.report, name, drawn.axis, longest), longest);
    }
  }

  dispose(): void {
    clearTimeout(this.settling);
    this.fine.dispose();
    this.chart.destroy();
  }

  private prepare({ report, isRunning }: CurveData): Drawn | undefined {
    const { strings, choices } = this.parts;
    const theme = this.parts.theme();
    const subjects = subjectsOf(report);
    const chosen = choices.chart(this.index);
    const first = firstSubjects(report)[this.index];
    const subject = subjects.find(({ id }) => id === chosen.subject) ?? subjects.find(({ id }) => id === first);
    if (subject === undefined) return undefined;
    const axes = axesOf(report, subject);
    const axis = chosen.axis !== undefined && axes.all.includes(chosen.axis) ? chosen.axis : axes.first;
    this.offer(subjects, subject, axes.all, axis);
    const coloured = colouredLabels(report, strings, choices);
    const series = drawnSeries({
      report,
      subject,
      axis,
      theme,
      isRunning,
      label: (one) => seriesLabel(one, strings),
      isShown: (label) => choices.isShown(label),
      isColoured: (label) => coloured.has(label),
      better: (one, curve) => this.fine.best(one.arm, curve, this.wish(report, one.name, axis, curve)),
    });
    const logarithmic = choices.now.logarithmic && subject.logarithmic;
    const lines = linesOf(series, { fraction: subject.fraction, logarithmic, eachSeed: choices.now.eachSeed });
    const whole = series.every(({ name }) => CURVES[name].x === axis);
    const x = { kind: axis, title: strings.axes[axis], extent: extentOf(series), whole };
    const picture: Picture = { lines: lines.lines, x, y: { title: axisName(subject, strings), logarithmic, fraction: subject.fraction }, range: this.range, theme };
    return { report, subject, axis, picture, series, lines };
  }

  /** What to show of a curve: the smoothing that was chosen, of the part of the axis that is seen. */
  private wish(report: ReportData, curve: CurveName, axis: AxisKind, { smoothing }: Curve): Wish {
    const chosen = smoothing === undefined ? undefined : this.parts.choices.now.smoothing;
    const { range } = this;
    if (range === undefined) return { curve, smoothing: chosen, span: undefined };
    const scales = report.arms.flatMap((arm) => {
      const stored = arm.curves[curve];
      return stored === undefined ? [] : [{ x: stored.x, at: axisValues(stored, { name: curve }, arm, axis) }];
    });
    return { curve, smoothing: chosen, span: spanOf(scales, range) };
  }

  /** The lists of curves and axes, made anew only when there is something else to choose from. */
  private offer(subjects: readonly Subject[], subject: Subject, axes: readonly AxisKind[], axis: AxisKind): void {
    const key = JSON.stringify([subjects.map(({ id }) => id), subject.id, axes, axis]);
    if (key === this.picked) return;
    this.picked = key;
    const { strings } = this.parts;
    const another = (chosen: { subject?: string; axis?: AxisKind | undefined }): void => {
      this.range = undefined;
      this.place = undefined;
      this.parts.choices.setChart(this.index, { ...chosen, range: undefined });
    };
    const curves = choice(strings.curve, subjects.map((one) => [one.id as string, subjectTitle(one, strings)] as const), subject.id as string, (id) => another({ subject: id, axis: undefined }));
    const scales = choice(strings.axisPicker, AXES.filter((one) => axes.includes(one)).map((one) => [one, strings.axes[one]] as const), axis, (one) => another({ axis: one }));
    const focused = [...this.pickers.querySelectorAll('select')].findIndex((select) => select.matches(':focus'));
    this.pickers.replaceChildren(curves, element('span', { class: 'by' }, strings.byWord), scales);
    [curves, scales][focused]?.focus();
  }

  private tools(): HTMLElement {
    const { strings } = this.parts;
    const save = menu(strings.save, exportItems(this.parts, () => this.drawn));
    const zoom = (factor: number): void => this.change((range, extent) => zoomed(range, extent, factor, this.place));
    return element(
      'span',
      { class: 'tools' },
      actionButton({ class: 'quiet', title: `${strings.zoomIn}\n${strings.zoomHelp}`, 'aria-label': strings.zoomIn }, () => zoom(ZOOM_STEP), icon('zoomIn')),
      actionButton({ class: 'quiet', title: strings.zoomOut, 'aria-label': strings.zoomOut }, () => zoom(1 / ZOOM_STEP), icon('zoomOut')),
      this.reset,
      save,
    );
  }

  private describe(drawn: Drawn): void {
    const { subject, axis, picture, series, lines, report } = drawn;
    const { strings, choices } = this.parts;
    setAttribute(this.canvas, 'aria-label', summary(subject, axis, series, strings));
    setAttribute(this.frame, 'aria-label', `${strings.by(subjectTitle(subject, strings), strings.axes[axis])}: ${strings.panel}`);
    const failure = series.map(({ name }) => this.fine.failureOf(name)).find((reason) => reason !== undefined);
    const words = caption({ picture, series, folded: lines.folded, eachSeed: choices.now.eachSeed, failure }, strings);
    if (this.caption.dataset['words'] !== words) {
      this.caption.dataset['words'] = words;
      const before = this.numbered === undefined ? [] : [element('b', {}, strings.figure(this.numbered + (report.baseline === undefined ? 0 : 2))), ' '];
      this.caption.replaceChildren(...before, words);
    }
    this.reset.disabled = this.range === undefined;
    if (this.table.open) this.fillTable();
  }

  private fillTable(): void {
    if (!this.table.open || this.drawn === undefined) return;
    const { subject, axis, series } = this.drawn;
    this.table.lastElementChild?.replaceWith(curveTable(subject, axis, series, this.parts.strings));
  }

  private listen(): void {
    const { frame } = this;
    frame.addEventListener('keydown', (event) => this.onKey(event));
    frame.addEventListener('blur', () => this.read(undefined, false));
    this.canvas.addEventListener('pointermove', (event) => this.onPointer(event));
    this.canvas.addEventListener('pointerleave', () => this.read(undefined, false));
    this.canvas.addEventListener('dblclick', () => this.setRange(undefined));
    // A wheel without a key scrolls the page, wherever the pointer is.
    frame.addEventListener('wheel', (event) => !event.ctrlKey && !event.metaKey && event.stopPropagation(), { capture: true, passive: true });
  }

  private onPointer({ offsetX, buttons }: PointerEvent): void {
    const { geometry } = this.chart;
    if (geometry === undefined || this.drawn === undefined) return;
    this.read(buttons === 0 ? nearestPlace(this.drawn.picture.lines, geometry.value(offsetX)) : undefined, false);
  }

  /** Left and right move from value to value, Home and End to the first and the last, Escape lets go; plus, minus, 0 and Shift with an arrow change what is seen. */
  private onKey(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || this.drawn === undefined) return;
    const { key, shiftKey } = event;
    const sight: Readonly<Record<string, () => void>> = {
      '+': () => this.change((range, extent) => zoomed(range, extent, ZOOM_STEP, this.place)),
      '-': () => this.change((range, extent) => zoomed(range, extent, 1 / ZOOM_STEP, this.place)),
      '0': () => this.setRange(undefined),
      ArrowLeft: () => this.change((range, extent) => panned(range, extent, -PAN_STEP)),
      ArrowRight: () => this.change((range, extent) => panned(range, extent, PAN_STEP)),
    };
    const look = key.startsWith('Arrow') && !shiftKey ? undefined : sight[key === '=' ? '+' : key];
    const move = look === undefined ? this.moved(key) : undefined;
    if (look === undefined && move === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    look?.();
    move?.();
  }

  private moved(key: string): (() => void) | undefined {
    const xs = places(this.drawn?.picture.lines ?? []);
    const at = this.place === undefined ? -1 : xs.indexOf(this.place);
    const moves: Readonly<Record<string, number>> = { ArrowLeft: Math.max(0, at - 1), ArrowRight: Math.min(xs.length - 1, at + 1), Home: 0, End: xs.length - 1, Escape: -1 };
    const next = moves[key];
    return next === undefined ? undefined : () => this.read(xs[next], true);
  }

  /** Shows the values at a place of the axis, and says them where the keyboard asked. */
  private read(place: number | undefined, aloud: boolean): void {
    this.place = place;
    const { drawn } = this;
    if (drawn === undefined || place === undefined) {
      this.cursor.draw(undefined, [], this.parts.theme());
      this.readout.hide();
      if (aloud) setText(this.live, '');
      return;
    }
    if (aloud) this.bringIntoSight(place);
    const { strings } = this.parts;
    const { axis, subject, picture } = drawn;
    const picks = picksAt(picture.lines, place);
    const texts = picks.map((pick) => readingText(pick, { place, axis, fraction: subject.fraction, strings }));
    const title = placeText(place, axis, strings);
    this.cursor.draw(place, picks, picture.theme);
    this.readout.show(title, picks, texts, this.chart.geometry?.x(place) ?? 0, this.frame.clientWidth);
    if (aloud) setText(this.live, readingSentence(texts, title));
  }

  private bringIntoSight(place: number): void {
    if (this.range === undefined) return;
    const [from, to] = this.range;
    if (place < from || place > to) this.change((range, extent) => panned(range, extent, (place - (range[0] + range[1]) / 2) / (range[1] - range[0])));
  }

  private change(next: (range: Range, extent: Range) => Range): void {
    const extent = this.drawn?.picture.x.extent;
    if (extent !== undefined) this.setRange(next(this.range ?? extent, extent));
  }

  /** Keeps a part of the axis; all of it is the same as none chosen. */
  private setRange(range: Range | undefined): void {
    const extent = this.drawn?.picture.x.extent;
    const all = range === undefined || extent === undefined || (range[0] <= extent[0] && range[1] >= extent[1]);
    this.range = all ? undefined : range;
    this.reset.disabled = all;
    this.readout.hide();
    this.parts.repaint();
    clearTimeout(this.settling);
    this.settling = setTimeout(() => this.parts.choices.setChart(this.index, { range: this.range }), SETTLED);
  }
}

function longestOf({ arms }: ReportData, name: CurveName): Curve | undefined {
  return arms.flatMap(({ curves }) => curves[name] ?? []).reduce<Curve | undefined>((longest, curve) => (longest === undefined || curve.total > longest.total ? curve : longest), undefined);
}
