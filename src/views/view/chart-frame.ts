import type { Picture, Range } from '../chart/chart-options';
import { Cursor } from '../chart/cursor';
import { LineChart } from '../chart/line-chart';
import { panned, zoomed } from '../chart/range';
import { nearestPlace, picksAt, places, type Pick } from '../chart/reading';
import { actionButton, element, setAttribute, setText } from '../ui/dom';
import { icon } from '../ui/icons';
import type { Theme } from '../ui/series-style';
import type { Strings } from '../text/strings';
import { readingSentence, type ReadingText } from './curve-words';
import { swatch } from './legend';
import { Readout } from './readout';

/** Milliseconds after which a zoom is kept and finer curves are asked for. */
const SETTLED = 200;
const ZOOM_STEP = 1.5;
const PAN_STEP = 0.2;

/** A picture with what is said of it. */
export interface Framed {
  /** Without its range, which is the frame's. */
  readonly picture: Omit<Picture, 'range'>;
  /** Of the whole drawing, for those who don't see it. */
  readonly summary: string;
  /** Of the frame, with its keys. */
  readonly label: string;
  /** What the place is called. */
  place(x: number): string;
  /** What is read off a line there; undefined: nothing. */
  reading(pick: Pick, x: number): ReadingText | undefined;
}

export interface FrameOptions {
  readonly strings: Strings;
  readonly theme: () => Theme;
  readonly range: Range | undefined;
  /** The reader has zoomed or moved: draw again. */
  readonly onRange: () => void;
  /** Some time later: what is seen now is to be kept. */
  readonly onSettled: (range: Range | undefined) => void;
}

/** A chart of lines that is zoomed, moved, and read by pointer and keyboard. */
export class ChartFrame {
  readonly root: HTMLElement;
  /** Zooms in and out, and shows all. */
  readonly tools: readonly HTMLElement[];
  private readonly canvas = element('canvas', { role: 'img', class: 'curves' });
  private readonly overlay = element('canvas', { class: 'overlay', 'aria-hidden': 'true' });
  private readonly frame: HTMLElement;
  private readonly live = element('p', { class: 'visually-hidden', 'aria-live': 'polite' });
  private readonly reset: HTMLButtonElement;
  private readonly chart: LineChart;
  private readonly cursor: Cursor;
  private readonly readout: Readout;
  private drawn: Framed | undefined;
  private seen: Range | undefined;
  private place: number | undefined;
  private settling: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly options: FrameOptions) {
    const { strings } = options;
    this.seen = options.range;
    this.readout = new Readout(strings);
    this.frame = element('div', { class: 'chart', tabindex: 0, role: 'group' }, this.canvas, this.overlay, this.readout.root);
    this.root = element('div', {}, this.frame, this.live);
    this.chart = new LineChart(this.canvas, (range) => this.setRange(range));
    this.cursor = new Cursor(this.overlay, this.chart);
    const zoom = (factor: number): void => this.change((range, extent) => zoomed(range, extent, factor, this.place));
    this.reset = actionButton({ class: 'quiet', title: strings.zoomReset, 'aria-label': strings.zoomReset }, () => this.setRange(undefined), icon('reset'));
    this.tools = [
      actionButton({ class: 'quiet', title: `${strings.zoomIn}\n${strings.zoomHelp}`, 'aria-label': strings.zoomIn }, () => zoom(ZOOM_STEP), icon('zoomIn')),
      actionButton({ class: 'quiet', title: strings.zoomOut, 'aria-label': strings.zoomOut }, () => zoom(1 / ZOOM_STEP), icon('zoomOut')),
      this.reset,
    ];
    this.listen();
  }

  /** The part of the axis that is seen; undefined: all of it. */
  get range(): Range | undefined {
    return this.seen;
  }

  /** Draws, in a page that holds the root. */
  draw(framed: Framed): void {
    this.drawn = framed;
    this.chart.draw({ ...framed.picture, range: this.seen });
    setAttribute(this.canvas, 'aria-label', framed.summary);
    setAttribute(this.frame, 'aria-label', framed.label);
    this.reset.disabled = this.seen === undefined;
    this.read(this.place, false);
  }

  /** Another axis is drawn from now on: all of it is seen, and nothing is read. */
  forget(): void {
    this.seen = undefined;
    this.place = undefined;
  }

  dispose(): void {
    clearTimeout(this.settling);
    this.chart.destroy();
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
      this.cursor.draw(undefined, [], this.options.theme());
      this.readout.hide();
      if (aloud) setText(this.live, '');
      return;
    }
    if (aloud) this.bringIntoSight(place);
    const picks = picksAt(drawn.picture.lines, place);
    const rows = picks.flatMap((pick) => {
      const text = drawn.reading(pick, place);
      return text === undefined ? [] : [{ sign: swatch(pick.line.series.coloured ? pick.line.series.style : undefined), text }];
    });
    const title = drawn.place(place);
    this.cursor.draw(place, picks, drawn.picture.theme);
    this.readout.show(title, rows, this.chart.geometry?.x(place) ?? 0, this.frame.clientWidth);
    if (aloud) setText(this.live, readingSentence(rows.map(({ text }) => text), title));
  }

  private bringIntoSight(place: number): void {
    if (this.seen === undefined) return;
    const [from, to] = this.seen;
    if (place < from || place > to) this.change((range, extent) => panned(range, extent, (place - (range[0] + range[1]) / 2) / (range[1] - range[0])));
  }

  private change(next: (range: Range, extent: Range) => Range): void {
    const extent = this.drawn?.picture.x.extent;
    if (extent !== undefined) this.setRange(next(this.seen ?? extent, extent));
  }

  /** Keeps a part of the axis; all of it is the same as none chosen. */
  private setRange(range: Range | undefined): void {
    const extent = this.drawn?.picture.x.extent;
    const all = range === undefined || extent === undefined || (range[0] <= extent[0] && range[1] >= extent[1]);
    this.seen = all ? undefined : range;
    this.reset.disabled = all;
    this.readout.hide();
    this.options.onRange();
    clearTimeout(this.settling);
    this.settling = setTimeout(() => this.options.onSettled(this.seen), SETTLED);
  }
}
