import { element, setText } from '../ui/dom';
import { Readout } from '../view/readout';
import { swatch } from '../view/legend';
import { AnalysisFigure, type AnalysisParts } from './analysis-figure';
import { drawContours, plotSquare, type Surface } from './contours';
import { three } from './landscape-line';
import { shortNumber } from '../chart/numbers';
import type { SurfaceScale } from './levels';
import { Multiples, type Small } from './multiples';
import { drawKey, sheetPng, sheetSvg, type Sheet } from './sheet';
import type { SurfaceLook } from './surface-look';
import type { SurfaceContent } from './surface-content';

/** Row and column of a grid. */
type Spot = readonly [row: number, column: number];

/** Contours of each arm on the same levels, read at the same place in all of them. */
export class ContourFigure {
  readonly root: HTMLElement;
  private readonly multiples: Multiples;
  private readonly key = element('canvas', { class: 'key', 'aria-hidden': 'true' });
  private readonly live = element('p', { class: 'visually-hidden', 'aria-live': 'polite' });
  private readonly readout: Readout;
  private readonly spots: HTMLElement[] = [];
  private readonly figure: AnalysisFigure;
  private content: SurfaceContent | undefined;
  private spot: Spot | undefined;
  private readIn = 0;

  constructor(private readonly parts: AnalysisParts, picker: HTMLElement) {
    const { strings, words } = parts;
    this.readout = new Readout(strings);
    this.multiples = new Multiples('contours', words.keys, (context, small, width, height) => this.drawOne(context, small, width, height), (frame, index) => this.furnish(frame, index));
    const sources = {
      name: () => [this.content?.analysis, this.content?.contourText.title].join(' '),
      png: () => this.sheet(sheetPng),
      svg: () => this.sheet(sheetSvg),
      csv: () => this.content?.csv() ?? { head: [], rows: [] },
      tables: () => this.content?.tables() ?? [],
    };
    this.figure = new AnalysisFigure(parts, sources, { id: 'contours', body: [picker, this.key, this.multiples.root, this.live] });
    this.root = this.figure.root;
    this.root.classList.add('wide');
  }

  draw(content: SurfaceContent | undefined): void {
    this.root.hidden = content === undefined;
    this.content = content;
    if (content === undefined) return;
    this.multiples.update(content.smalls);
    this.drawScale(content);
    this.figure.describe(content.contourText);
    if (this.spot !== undefined) this.read(this.spot, this.readIn, false);
  }

  dispose(): void {
    this.multiples.dispose();
  }

  private drawOne(context: CanvasRenderingContext2D, { surface }: Small, width: number, height: number): void {
    if (this.content !== undefined) drawContours(context, surface, this.content.scale, this.content.look, plotSquare(width, height));
  }

  private drawScale({ scale, look }: { scale: SurfaceScale; look: SurfaceLook }): void {
    const { key } = this;
    const [width, height] = [key.clientWidth, key.clientHeight];
    Object.assign(key, { width: Math.round(width * devicePixelRatio), height: Math.round(height * devicePixelRatio) });
    const context = key.getContext('2d');
    if (context === null || width === 0) return;
    context.scale(devicePixelRatio, devicePixelRatio);
    drawKey(context, { scale, look, unit: this.parts.words.landscape.key }, width - 1);
  }

  private sheet(write: (sheet: Sheet) => string): string {
    if (this.content === undefined) return '';
    const { smalls, scale, look } = this.content;
    return write({ smalls, scale, look, unit: this.parts.words.landscape.key, draw: (context, small, width, height) => this.drawOne(context, small, width, height) });
  }

  private furnish(frame: HTMLElement, index: number): void {
    const spot = element('span', { class: 'spot', hidden: true });
    this.spots[index] = spot;
    frame.append(spot);
    frame.addEventListener('keydown', (event) => this.onKey(event, index));
    frame.addEventListener('blur', () => this.read(undefined, index, false));
    frame.addEventListener('pointermove', (event) => this.onPointer(event, frame, index));
    frame.addEventListener('pointerleave', () => this.read(undefined, index, false));
  }

  private onPointer({ clientX, clientY }: PointerEvent, frame: HTMLElement, index: number): void {
    const surface = this.content?.smalls[index]?.surface;
    if (surface === undefined) return;
    const box = frame.getBoundingClientRect();
    const { left, top, side } = plotSquare(box.width, box.height);
    const [across, up] = [(clientX - box.left - left) / side, (top + side - (clientY - box.top)) / side];
    const inside = across >= -0.02 && across <= 1.02 && up >= -0.02 && up <= 1.02;
    this.read(inside ? [near(up, surface.y.length), near(across, surface.x.length)] : undefined, index, false);
  }

  /** Arrows move from point to point, Home goes to the centre, Escape lets go. */
  private onKey(event: KeyboardEvent, index: number): void {
    const surface = this.content?.smalls[index]?.surface;
    if (surface === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    const centre: Spot = [near(0.5, surface.y.length), near(0.5, surface.x.length)];
    const [row, column] = this.spot ?? centre;
    const moved: Readonly<Record<string, Spot | undefined>> = { ArrowUp: [row + 1, column], ArrowDown: [row - 1, column], ArrowLeft: [row, column - 1], ArrowRight: [row, column + 1], Home: centre, Escape: undefined };
    if (!(event.key in moved)) return;
    event.preventDefault();
    event.stopPropagation();
    const next = this.spot === undefined && event.key !== 'Escape' ? centre : moved[event.key];
    this.read(next === undefined ? undefined : [kept(next[0], surface.y.length), kept(next[1], surface.x.length)], index, true);
  }

  /** Shows what every surface has at a place of one of them, and says it where the keyboard asked. */
  private read(spot: Spot | undefined, index: number, aloud: boolean): void {
    this.spot = spot;
    this.readIn = index;
    const small = this.content?.smalls[index];
    const frame = this.multiples.frames[index];
    if (spot === undefined || small === undefined || frame === undefined) {
      for (const mark of this.spots) mark.hidden = true;
      this.readout.hide();
      if (aloud) setText(this.live, '');
      return;
    }
    const { words } = this.parts;
    const place = words.landscape.surfacePlace(three(small.surface.x[spot[1]] ?? NaN), three(small.surface.y[spot[0]] ?? NaN));
    const rows = (this.content?.smalls ?? []).map(({ label, style, surface }) => {
      const loss = surface.loss[spot[0]]?.[spot[1]];
      return { sign: swatch(style), text: { label, value: typeof loss === 'number' ? shortNumber(loss, 4) : words.landscape.notFinite, rest: '' } };
    });
    this.multiples.frames.forEach((one, i) => this.mark(one, this.spots[i], this.content?.smalls[i]?.surface, spot));
    frame.append(this.readout.root);
    this.readout.show(place, rows, (spot[1] / Math.max(1, small.surface.x.length - 1)) * frame.clientWidth, frame.clientWidth);
    if (aloud) setText(this.live, `${place}: ${rows.map(({ text }) => `${text.label}: ${text.value}`).join('; ')}`);
  }

  private mark(frame: HTMLElement, spot: HTMLElement | undefined, surface: Surface | undefined, [row, column]: Spot): void {
    if (spot === undefined || surface === undefined) return;
    const { left, top, side } = plotSquare(frame.clientWidth, frame.clientHeight);
    spot.hidden = false;
    spot.style.left = `${left + (side * column) / (surface.x.length - 1)}px`;
    spot.style.top = `${top + side - (side * row) / (surface.y.length - 1)}px`;
  }
}

/** The point of so many that is nearest to a share of the axis. */
function near(share: number, count: number): number {
  return kept(Math.round(share * (count - 1)), count);
}

function kept(index: number, count: number): number {
  return Math.max(0, Math.min(count - 1, index));
}
