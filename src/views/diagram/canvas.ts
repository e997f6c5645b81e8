import type { Box, Drawing } from '../../diagram/drawing';
import type { DiagramWords } from '../text/diagram-words';
import { element, svg } from '../ui/dom';
import { fitted, held, heightFor, opening, showing, zoomed, type Size, type View } from './camera';
import { listen } from './gestures';
import { Ruler } from './ruler';
import { boxShape, edgeShape, gaugeShape, SIGN, tagShape } from './shapes';
import { adoptStyle } from './style';
import { neighbour, type Direction } from './walk';

/** How strongly a box is coloured, 0 to 1, and the value in words. */
export interface Warmth {
  readonly share: number;
  readonly text: string;
}

export interface Mark {
  readonly kind: MarkKind;
  readonly text: string;
}

export type MarkKind = 'moved' | 'changed' | 'only';
export const MARKS: Readonly<Record<MarkKind, string>> = { moved: '↕', changed: '≠', only: '+' };

/** What a box says beside its own words: by its id. */
export interface Looks {
  /** Undefined where it has no value. */
  readonly heat?: ((box: Box) => Warmth | undefined) | undefined;
  /** What differs from another network. */
  readonly marks?: ReadonlyMap<string, Mark> | undefined;
  readonly hits?: ReadonlySet<string> | undefined;
}

export interface CanvasOptions {
  readonly words: DiagramWords;
  /** Says a box in a sentence. */
  readonly label: (box: Box) => string;
  readonly onSelect: (id: string | undefined) => void;
  /** A stage or a unit is to be expanded or folded. */
  readonly onToggle: (id: string) => void;
  /** `/` and Escape, which concern more than the drawing; answers whether there was something to do. */
  readonly onKey?: ((key: '/' | 'Escape') => boolean) | undefined;
  /** Part of the window's height that it takes at most. */
  readonly most?: number | undefined;
}

const LEAST_HEIGHT = 120;
const STEP = 1.25;
const ARROWS: Readonly<Record<string, Direction>> = { ArrowLeft: 'left', ArrowRight: 'right', ArrowUp: 'up', ArrowDown: 'down' };

/** One drawing as interactive SVG: zoomed, moved and walked through with mouse, fingers and keys. It is as high as the drawing needs. */
export class DiagramCanvas {
  readonly root = element('div', { class: 'diagram-canvas' });
  private readonly tree = svg('svg', { role: 'tree', class: 'drawing' });
  private readonly scene = svg('g', {});
  private readonly shapes = new Map<string, SVGGElement>();
  private readonly ends = new AbortController();
  private readonly observer: ResizeObserver;
  private drawing: Drawing = { width: 1, height: 1, boxes: [], edges: [] };
  private view: View = { zoom: 1, left: 0, top: 0 };
  private frame: Size = { width: 0, height: 0 };
  /** Whether the reader has moved or zoomed; until then the view follows the drawing. */
  private touched = false;
  private selected: string | undefined;

  constructor(private readonly options: CanvasOptions) {
    this.tree.append(this.scene);
    this.root.append(this.tree);
    const { signal } = this.ends;
    listen(this.root, { zoom: (factor, at) => this.zoom(factor, at), pan: (x, y) => this.pan(x, y), press: (target, at, times) => this.press(target, at, times) }, signal);
    this.tree.addEventListener('keydown', (event) => this.key(event), { signal });
    this.tree.addEventListener('focusin', ({ target }) => this.focused(target), { signal });
    this.observer = new ResizeObserver(() => this.resize());
    this.observer.observe(this.root);
  }

  get selection(): string | undefined {
    return this.selected;
  }

  /** Draws; `label` says the whole. `keep` is the box that stays where it is on the screen. */
  draw(drawing: Drawing, label: string, keep?: string): void {
    const anchor = this.touched ? this.placeOf(keep) : undefined;
    const focused = this.scene.contains(this.active());
    this.drawing = drawing;
    this.tree.setAttribute('aria-label', label);
    this.fill();
    if (this.selected !== undefined && !this.shapes.has(this.selected)) this.select(undefined);
    else this.mark();
    this.squeeze();
    this.measure();
    if (!this.touched) this.view = opening(drawing, this.frame);
    const now = this.placeOf(keep);
    if (anchor !== undefined && now !== undefined) this.view = { ...this.view, left: this.view.left + anchor.left - now.left, top: this.view.top + anchor.top - now.top };
    this.place();
    if (keep !== undefined) this.reveal(keep);
    if (focused) this.focus(this.selected ?? keep ?? drawing.boxes[0]?.id);
  }

  /** Colours, marks and hits. */
  look({ heat, marks, hits }: Looks): void {
    this.root.classList.toggle('heated', heat !== undefined);
    this.root.classList.toggle('compared', marks !== undefined);
    this.root.classList.toggle('searched', hits !== undefined && hits.size > 0);
    for (const box of this.drawing.boxes) {
      const shape = this.shapes.get(box.id);
      if (shape === undefined) continue;
      const warmth = box.expanded ? undefined : heat?.(box);
      shape.classList.toggle('warm', warmth !== undefined);
      shape.style.setProperty('--share', String(warmth?.share ?? 0));
      const mark = box.expanded ? undefined : marks?.get(box.id);
      for (const kind of Object.keys(MARKS)) shape.classList.toggle(kind, mark?.kind === kind);
      shape.classList.toggle('hit', hits?.has(box.id) === true);
      this.note(box, shape, warmth, mark);
    }
  }

  /** Selects a box; without an id none. */
  select(id: string | undefined): void {
    if (id === this.selected) return;
    this.selected = id;
    this.mark();
    this.options.onSelect(id);
  }

  /** Moves the view as little as shows a box. */
  reveal(id: string): void {
    const box = this.drawing.boxes.find((each) => each.id === id);
    if (box !== undefined) this.set(showing(this.view, box, this.frame));
  }

  focus(id: string | undefined): void {
    if (id !== undefined) this.shapes.get(id)?.focus({ preventScroll: true });
  }

  zoomBy(steps: number): void {
    this.zoom(STEP ** steps, { x: this.frame.width / 2, y: this.frame.height / 2 });
  }

  /** The whole drawing in the window. */
  fit(): void {
    this.touched = false;
    this.set(fitted(this.drawing, this.frame));
  }

  dispose(): void {
    this.ends.abort();
    this.observer.disconnect();
    this.root.remove();
  }

  private fill(): void {
    this.shapes.clear();
    const inside = new Map<string, SVGGElement>();
    const levels = new Map<string, number>();
    const tops: SVGGElement[] = [];
    for (const box of this.drawing.boxes) {
      const level = (levels.get(box.within ?? '') ?? 0) + 1;
      levels.set(box.id, level);
      const shape = boxShape(box, this.options.label(box), level);
      this.shapes.set(box.id, shape);
      if (box.expanded) {
        const group = svg('g', { role: 'group' });
        shape.append(group);
        inside.set(box.id, group);
      }
      const container = inside.get(box.within ?? '');
      if (container === undefined) tops.push(shape);
      else container.append(shape);
    }
    const edges = svg('g', { class: 'edges', 'aria-hidden': 'true' }, ...this.drawing.edges.map(edgeShape));
    this.scene.replaceChildren(...tops, edges);
  }

  /** Texts that are wider in the page's font than their boxes are drawn in together. */
  private squeeze(): void {
    const ruler = new Ruler(getComputedStyle(this.root).fontFamily);
    for (const { id, width, expandable } of this.drawing.boxes) {
      for (const text of this.shapes.get(id)?.querySelectorAll(':scope > .words > text') ?? []) {
        const title = text.classList.contains('title');
        const room = width - 8 - (expandable && title ? SIGN : 0);
        if (ruler.width(text.textContent ?? '', title ? 'title' : 'detail') > room) text.setAttribute('textLength', String(room));
      }
    }
  }

  /** The second line of a box gives way to the value by which it is coloured; marks are said with the box. */
  private note(box: Box, shape: SVGGElement, warmth: Warmth | undefined, mark: Mark | undefined): void {
    const detail = shape.querySelector(':scope > .words > .detail');
    if (detail !== null && detail.textContent !== (warmth?.text ?? box.detail)) {
      detail.textContent = warmth?.text ?? box.detail;
      detail.removeAttribute('textLength');
    }
    shape.querySelector(':scope > .gauge')?.remove();
    if (warmth !== undefined) shape.append(gaugeShape(box, warmth.share));
    shape.querySelector(':scope > .tag')?.remove();
    if (mark !== undefined) shape.append(tagShape(box, MARKS[mark.kind]));
    shape.setAttribute('aria-label', [this.options.label(box), warmth?.text, mark?.text].filter((part) => part !== undefined).join('; '));
  }

  private mark(): void {
    const first = this.drawing.boxes[0]?.id;
    for (const [id, shape] of this.shapes) {
      shape.setAttribute('aria-selected', String(id === this.selected));
      shape.setAttribute('tabindex', id === (this.selected ?? first) ? '0' : '-1');
    }
  }

  private press(target: Element, at: { readonly x: number; readonly y: number }, times: number): void {
    const id = target.closest<SVGGElement>('.box')?.dataset['id'];
    const box = this.drawing.boxes.find((each) => each.id === id);
    if (box === undefined) return this.select(undefined);
    this.select(box.id);
    this.focus(box.id);
    if (!box.expandable || times > 1) return;
    // What lies open is folded by its title: its ground is where one takes hold of the drawing.
    const title = (at.y - this.view.top) / this.view.zoom - box.y < 24;
    if (!box.expanded || title) this.options.onToggle(box.id);
  }

  private key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || !this.act(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** Answers whether a key means something here. */
  private act(key: string): boolean {
    const { boxes } = this.drawing;
    const box = boxes.find(({ id }) => id === this.selected) ?? boxes[0];
    const direction = ARROWS[key];
    if (direction !== undefined) this.go(box === undefined ? undefined : neighbour(boxes, box, direction));
    else if (key === 'Home') this.go(boxes[0]);
    else if (key === 'End') this.go(boxes.at(-1));
    else if (key === '+' || key === '=') this.zoomBy(1);
    else if (key === '-') this.zoomBy(-1);
    else if (key === '0') this.fit();
    else if (key === 'Enter' || key === ' ') {
      if (box?.expandable === true) this.options.onToggle(box.id);
    } else return (key === '/' || key === 'Escape') && this.options.onKey?.(key) === true;
    return true;
  }

  private go(box: Box | undefined): void {
    if (box === undefined) return;
    this.select(box.id);
    this.focus(box.id);
    this.reveal(box.id);
  }

  private focused(target: EventTarget | null): void {
    const id = target instanceof Element ? target.closest<SVGGElement>('.box')?.dataset['id'] : undefined;
    if (id === undefined) return;
    this.select(id);
    // What is pressed stays under the pointer.
    if (!this.root.matches(':active')) this.reveal(id);
  }

  private zoom(factor: number, at: { readonly x: number; readonly y: number }): void {
    this.touched = true;
    this.set(zoomed(this.view, factor, at));
  }

  private pan(x: number, y: number): void {
    this.touched = true;
    this.set({ ...this.view, left: this.view.left + x, top: this.view.top + y });
  }

  private set(view: View): void {
    this.view = held(view, this.drawing, this.frame);
    this.place();
  }

  private place(): void {
    const { zoom, left, top } = this.view;
    this.scene.setAttribute('transform', `translate(${left.toFixed(2)} ${top.toFixed(2)}) scale(${zoom.toFixed(4)})`);
  }

  private placeOf(id: string | undefined): { readonly left: number; readonly top: number } | undefined {
    const box = this.drawing.boxes.find((each) => each.id === id);
    return box === undefined ? undefined : { left: box.x * this.view.zoom + this.view.left, top: box.y * this.view.zoom + this.view.top };
  }

  /** Gives the window its height. */
  private measure(): void {
    const width = this.root.clientWidth;
    const height = heightFor(this.drawing, width, Math.max(LEAST_HEIGHT, innerHeight * (this.options.most ?? 0.7)));
    this.frame = { width, height };
    this.root.style.height = `${height}px`;
  }

  private resize(): void {
    adoptStyle(this.root);
    if (this.root.clientWidth === this.frame.width) return;
    this.measure();
    if (!this.touched) this.view = opening(this.drawing, this.frame);
    this.place();
  }

  private active(): Element | null {
    const root = this.root.getRootNode();
    return root instanceof Document || root instanceof ShadowRoot ? root.activeElement : null;
  }
}
