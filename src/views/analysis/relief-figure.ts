import { element, setText, toggleButton } from '../ui/dom';
import { AnalysisFigure, type AnalysisParts } from './analysis-figure';
import { Multiples, type Small } from './multiples';
import { drawRelief, FIRST_VIEW, type View3D } from './relief';
import { sheetPng, sheetSvg, type Sheet } from './sheet';
import type { SurfaceContent } from './surface-content';

/** Degrees for one press of a key, and for a pixel of a drag. */
const KEY_STEP = 10;
const DRAG_STEP = 0.5;
const TILTS = [5, 85] as const;
/** Quadrilaterals that can be drawn fluently. */
const MOST_FACETS = 9000;

/** Reliefs of each arm on the same scale, turned together. */
export class ReliefFigure {
  readonly root: HTMLElement;
  private readonly multiples: Multiples;
  private readonly live = element('p', { class: 'visually-hidden', 'aria-live': 'polite' });
  private readonly figure: AnalysisFigure;
  private content: SurfaceContent | undefined;
  private view: View3D;
  private frame: number | undefined;
  private dragging = false;

  constructor(private readonly parts: AnalysisParts) {
    const { words, choices } = parts;
    const { turn = FIRST_VIEW.turn, tilt = FIRST_VIEW.tilt } = choices.now.analysis ?? {};
    this.view = { turn, tilt };
    this.multiples = new Multiples('reliefs', words.turnKeys, (context, small, width, height) => this.drawOne(context, small, width, height), (frame) => this.furnish(frame));
    const sources = {
      name: () => [this.content?.analysis, this.content?.reliefText.title].join(' '),
      png: () => this.sheet(sheetPng),
      svg: () => this.sheet(sheetSvg),
      csv: () => this.content?.csv() ?? { head: [], rows: [] },
      tables: () => this.content?.tables() ?? [],
    };
    const logarithmic = toggleButton(choices.now.analysis?.proportional !== true, (on) => choices.setAnalysis({ proportional: !on }), words.landscape.logHeight);
    this.figure = new AnalysisFigure(parts, sources, { id: 'reliefs', body: [this.multiples.root, this.live], tools: [element('span', { class: 'modes' }, logarithmic)] });
    this.root = this.figure.root;
    this.root.classList.add('wide');
  }

  draw(content: SurfaceContent | undefined): void {
    this.root.hidden = content === undefined;
    this.content = content;
    if (content === undefined) return;
    // The numbers stand under the contours.
    this.multiples.update(content.smalls.map((small) => ({ ...small, note: '' })));
    this.figure.describe(content.reliefText);
  }

  dispose(): void {
    if (this.frame !== undefined) cancelAnimationFrame(this.frame);
    this.multiples.dispose();
  }

  private drawOne(context: CanvasRenderingContext2D, { surface }: Small, width: number, height: number, whole = false): void {
    if (this.content === undefined) return;
    const facets = this.content.smalls.reduce((sum, one) => sum + one.surface.x.length * one.surface.y.length, 0);
    const stride = whole || !this.dragging ? 1 : Math.ceil(Math.sqrt(facets / MOST_FACETS));
    const { choices, words } = this.parts;
    drawRelief(context, surface, this.content.scale, this.content.look, { width, height }, { view: this.view, logarithmic: choices.now.analysis?.proportional !== true, stride, axes: words.landscape.directions });
  }

  private sheet(write: (sheet: Sheet) => string): string {
    if (this.content === undefined) return '';
    const { smalls, scale, look } = this.content;
    return write({ smalls, scale, look, unit: this.parts.words.landscape.key, draw: (context, small, width, height) => this.drawOne(context, small, width, height, true) });
  }

  private furnish(frame: HTMLElement): void {
    let from: { readonly x: number; readonly y: number; readonly view: View3D } | undefined;
    frame.addEventListener('pointerdown', ({ clientX: x, clientY: y, pointerId }) => {
      from = { x, y, view: this.view };
      frame.setPointerCapture(pointerId);
    });
    frame.addEventListener('pointermove', ({ clientX, clientY }) => {
      if (from === undefined) return;
      this.dragging = true;
      this.look({ turn: from.view.turn + DRAG_STEP * (clientX - from.x), tilt: from.view.tilt + DRAG_STEP * (clientY - from.y) });
    });
    for (const end of ['pointerup', 'pointercancel'] as const) {
      frame.addEventListener(end, () => {
        if (from === undefined) return;
        from = undefined;
        this.settle();
      });
    }
    frame.addEventListener('keydown', (event) => this.onKey(event));
  }

  private onKey(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { turn, tilt } = this.view;
    const views: Readonly<Record<string, View3D>> = { ArrowLeft: { turn: turn - KEY_STEP, tilt }, ArrowRight: { turn: turn + KEY_STEP, tilt }, ArrowUp: { turn, tilt: tilt + KEY_STEP }, ArrowDown: { turn, tilt: tilt - KEY_STEP }, Home: FIRST_VIEW };
    const next = views[event.key];
    if (next === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    this.look(next);
    this.settle();
    setText(this.live, this.parts.words.landscape.turned(String(Math.round(this.view.turn)), String(Math.round(this.view.tilt))));
  }

  /** Turns all of them; drawn with the next frame, however often it is turned before. Nothing moves that the reader does not move. */
  private look({ turn, tilt }: View3D): void {
    const round = ((((turn + 180) % 360) + 360) % 360) - 180;
    this.view = { turn: round, tilt: Math.max(TILTS[0], Math.min(TILTS[1], tilt)) };
    this.frame ??= requestAnimationFrame(() => {
      this.frame = undefined;
      this.multiples.redraw();
    });
  }

  /** Draws in full again, and keeps where it is seen from. */
  private settle(): void {
    this.dragging = false;
    this.parts.choices.setAnalysis({ turn: this.view.turn, tilt: this.view.tilt });
  }
}
