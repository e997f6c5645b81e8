import type { Curve, CurveName, ReportData } from '../../experiment/report-data';
import type { Picture } from '../chart/chart-options';
import { AXES, axesOf, CURVES, firstSubjects, subjectsOf, type AxisKind, type Subject } from '../chart/curves';
import { axisValues, drawnSeries, type DrawnSeries } from '../chart/drawn';
import { linesOf, type Lines } from '../chart/lines';
import { extentOf, spanOf } from '../chart/range';
import { choice, element, folded } from '../ui/dom';
import { ChartFrame } from './chart-frame';
import type { ViewParts } from './context';
import { curveTable } from './curve-table';
import { axisName, caption, placeText, readingText, subjectTitle, summary } from './curve-words';
import { exportItems } from './export-items';
import { FineCurves, type Wish } from './fine-curves';
import { colouredLabels, seriesLabel } from './legend-entries';
import { menu } from './save-menu';

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
  private readonly frame: ChartFrame;
  private readonly caption = element('figcaption');
  private readonly pickers = element('span', { class: 'pickers' });
  private readonly fine: FineCurves;
  private readonly table: HTMLDetailsElement;
  private drawn: Drawn | undefined;
  private picked = '';

  constructor(
    private readonly parts: ViewParts,
    private readonly index: number,
    private readonly numbered: number | undefined,
  ) {
    const { strings, host, choices } = parts;
    this.frame = new ChartFrame({ strings, theme: () => parts.theme(), range: choices.chart(index).range, onRange: () => parts.repaint(), onSettled: (range) => choices.setChart(index, { range }) });
    this.fine = new FineCurves(host, () => parts.repaint());
    this.table = folded(strings.showTable, () => element('div'));
    this.table.addEventListener('toggle', () => this.fillTable());
    const tools = element('span', { class: 'tools' }, ...this.frame.tools, menu(strings.save, exportItems(parts, () => this.drawn)));
    this.figure = element('figure', { class: 'panel' }, element('div', { class: 'picker' }, this.pickers, tools), this.frame.root, this.caption, this.table);
  }

  /** Draws the data as they are now; the page must hold the figure by then. */
  draw(data: CurveData): void {
    const drawn = this.prepare(data);
    this.drawn = drawn;
    this.figure.hidden = drawn === undefined;
    if (drawn === undefined) return;
    const { subject, axis, picture, series } = drawn;
    const { strings } = this.parts;
    this.frame.draw({
      picture,
      summary: summary(subject, axis, series, strings),
      label: `${strings.by(subjectTitle(subject, strings), strings.axes[axis])}: ${strings.panel}`,
      place: (x) => placeText(x, axis, strings),
      reading: (pick, place) => readingText(pick, { place, axis, fraction: subject.fraction, strings }),
    });
    this.describe(drawn);
    for (const name of new Set(series.map((one) => one.name))) {
      const longest = longestOf(data.report, name);
      if (longest !== undefined) this.fine.want(this.wish(data.report, name, axis, longest), longest);
    }
  }

  dispose(): void {
    this.fine.dispose();
    this.frame.dispose();
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
    const picture: Picture = { lines: lines.lines, x, y: { title: axisName(subject, strings), logarithmic, fraction: subject.fraction }, range: this.frame.range, theme };
    return { report, subject, axis, picture, series, lines };
  }

  /** What to show of a curve: the smoothing that was chosen, of the part of the axis that is seen. */
  private wish(report: ReportData, curve: CurveName, axis: AxisKind, { smoothing }: Curve): Wish {
    const chosen = smoothing === undefined ? undefined : this.parts.choices.now.smoothing;
    const { range } = this.frame;
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
      this.frame.forget();
      this.parts.choices.setChart(this.index, { ...chosen, range: undefined });
    };
    const curves = choice(strings.curve, subjects.map((one) => [one.id as string, subjectTitle(one, strings)] as const), subject.id as string, (id) => another({ subject: id, axis: undefined }));
    const scales = choice(strings.axisPicker, AXES.filter((one) => axes.includes(one)).map((one) => [one, strings.axes[one]] as const), axis, (one) => another({ axis: one }));
    const focused = [...this.pickers.querySelectorAll('select')].findIndex((select) => select.matches(':focus'));
    this.pickers.replaceChildren(curves, element('span', { class: 'by' }, strings.byWord), scales);
    [curves, scales][focused]?.focus();
  }

  private describe({ picture, series, lines, report }: Drawn): void {
    const { strings, choices } = this.parts;
    const failure = series.map(({ name }) => this.fine.failureOf(name)).find((reason) => reason !== undefined);
    const words = caption({ picture, series, folded: lines.folded, eachSeed: choices.now.eachSeed, failure }, strings);
    if (this.caption.dataset['words'] !== words) {
      this.caption.dataset['words'] = words;
      const before = this.numbered === undefined ? [] : [element('b', {}, strings.figure(this.numbered + (report.baseline === undefined ? 0 : 2))), ' '];
      this.caption.replaceChildren(...before, words);
    }
    if (this.table.open) this.fillTable();
  }

  private fillTable(): void {
    if (!this.table.open || this.drawn === undefined) return;
    const { subject, axis, series } = this.drawn;
    this.table.lastElementChild?.replaceWith(curveTable(subject, axis, series, this.parts.strings));
  }
}

function longestOf({ arms }: ReportData, name: CurveName): Curve | undefined {
  return arms.flatMap(({ curves }) => curves[name] ?? []).reduce<Curve | undefined>((longest, curve) => (longest === undefined || curve.total > longest.total ? curve : longest), undefined);
}
