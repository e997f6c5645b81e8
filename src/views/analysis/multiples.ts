import { element, setAttribute, setText } from '../ui/dom';
import type { SeriesStyle } from '../ui/series-style';
import { swatch } from '../view/legend';
import type { Surface } from './contours';

/** One of several small drawings that are alike. */
export interface Small {
  readonly label: string;
  readonly style: SeriesStyle | undefined;
  readonly surface: Surface;
  /** The numbers under it. */
  readonly note: string;
  /** For those who don't see it. */
  readonly summary: string;
}

type Draw = (context: CanvasRenderingContext2D, small: Small, width: number, height: number) => void;

interface CellParts {
  readonly root: HTMLElement;
  readonly head: HTMLElement;
  readonly frame: HTMLElement;
  readonly canvas: HTMLCanvasElement;
  readonly note: HTMLElement;
  headed: string;
}

/** Small drawings side by side, each on a canvas of its own, drawn again when their place changes its size. */
export class Multiples {
  readonly root: HTMLElement;
  private readonly cells: CellParts[] = [];
  private readonly resized: ResizeObserver;
  private smalls: readonly Small[] = [];

  constructor(
    name: string,
    private readonly keys: string,
    private readonly draw: Draw,
    /** Called with each frame that is made. */
    private readonly furnish: (frame: HTMLElement, index: number) => void,
  ) {
    this.root = element('div', { class: `multiples ${name}` });
    this.resized = new ResizeObserver(() => this.redraw());
    this.resized.observe(this.root);
  }

  update(smalls: readonly Small[]): void {
    this.smalls = smalls;
    while (this.cells.length < smalls.length) this.cells.push(this.makeCell(this.cells.length));
    this.cells.length = smalls.length;
    const roots = this.cells.map(({ root }) => root);
    if (roots.length !== this.root.childElementCount) this.root.replaceChildren(...roots);
    smalls.forEach((small, i) => this.label(small, this.cells[i]));
    this.redraw();
  }

  /** The frames of the drawings, in order. */
  get frames(): readonly HTMLElement[] {
    return this.cells.map(({ frame }) => frame);
  }

  redraw(): void {
    this.smalls.forEach((small, i) => {
      const canvas = this.cells[i]?.canvas;
      if (canvas === undefined || canvas.clientWidth === 0) return;
      const [width, height] = [canvas.clientWidth, canvas.clientHeight];
      const size = [width, height].map((length) => Math.round(length * devicePixelRatio)) as [number, number];
      if (canvas.width !== size[0] || canvas.height !== size[1]) [canvas.width, canvas.height] = size;
      const context = canvas.getContext('2d');
      if (context === null) return;
      context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
      context.clearRect(0, 0, width, height);
      this.draw(context, small, width, height);
    });
  }

  dispose(): void {
    this.resized.disconnect();
  }

  private makeCell(index: number): CellParts {
    const canvas = element('canvas', { role: 'img', class: 'surface' });
    const [head, note] = [element('div', { class: 'cell-head' }), element('p', { class: 'cell-note' })];
    const frame = element('div', { class: 'frame', tabindex: 0, role: 'group' }, canvas);
    this.furnish(frame, index);
    return { root: element('div', { class: 'cell' }, head, frame, note), head, frame, canvas, note, headed: '' };
  }

  private label({ label, style, note, summary }: Small, cell: CellParts | undefined): void {
    if (cell === undefined) return;
    const headed = JSON.stringify([label, style]);
    if (headed !== cell.headed) cell.head.replaceChildren(swatch(style), label);
    cell.headed = headed;
    setAttribute(cell.frame, 'aria-label', `${label}: ${this.keys}`);
    setAttribute(cell.canvas, 'aria-label', summary);
    setText(cell.note, note);
  }
}
