import { element, setAttribute, setText } from '../../ui/dom';
import type { Theme } from '../../ui/series-style';

/** Small pictures of one size, in their order. */
export interface Tiles {
  readonly count: number;
  /** Of each, in its own pixels. */
  readonly width: number;
  readonly height: number;
  /** Writes the RGBA of a picture. */
  readonly paint: (place: number, pixels: Uint8ClampedArray) => void;
  /** Pictures that are crossed out. */
  readonly isEmpty: (place: number) => boolean;
  readonly words: (place: number) => string;
  /** What a press does, where it does anything. */
  readonly press?: (place: number) => void;
  /** Picture that is marked. */
  readonly chosen?: number | undefined;
  /** Length of a picture's longer side on the page at least, in pixels. */
  readonly least: number;
}

const GAP = 3;
const MOST = 64;
/** What browsers draw on one canvas without failing. */
const MOST_PIXELS = 16_000;

/** Many small pictures on one canvas, walked through with mouse and keys. */
export class TileGrid {
  readonly root: HTMLElement;
  private readonly frame: HTMLElement;
  private readonly canvas = element('canvas', { role: 'img' });
  private readonly mark = element('span', { class: 'tile-mark', hidden: true });
  private readonly chosen = element('span', { class: 'tile-mark chosen', hidden: true });
  private readonly note = element('p', { class: 'tile-note', 'aria-hidden': 'true' });
  private readonly live = element('p', { class: 'visually-hidden', 'aria-live': 'polite' });
  private readonly resized = new ResizeObserver(() => this.paint());
  private tiles: Tiles | undefined;
  private theme: Theme | undefined;
  private sprite: HTMLCanvasElement | undefined;
  private place: number | undefined;

  /** `keys` says that arrow keys walk. */
  constructor(keys: string, private readonly hint: string) {
    this.frame = element('div', { class: 'tiles', tabindex: 0, role: 'group', 'aria-label': keys }, element('div', { class: 'tiles-inside' }, this.canvas, this.mark, this.chosen));
    this.root = element('div', { class: 'tile-grid' }, this.frame, this.note, this.live);
    this.resized.observe(this.frame);
    this.canvas.addEventListener('pointermove', (event) => this.read(this.at(event), false));
    this.canvas.addEventListener('pointerleave', () => this.read(undefined, false));
    this.canvas.addEventListener('click', (event) => this.press(this.at(event)));
    this.frame.addEventListener('blur', () => this.read(undefined, false));
    this.frame.addEventListener('keydown', (event) => this.onKey(event));
  }

  /** @param summary what a screen reader says of all of them */
  show(tiles: Tiles, summary: string, theme: Theme): void {
    this.tiles = tiles;
    this.theme = theme;
    this.sprite = undefined;
    this.place = this.place !== undefined && this.place < tiles.count ? this.place : undefined;
    setAttribute(this.canvas, 'aria-label', summary);
    this.canvas.classList.toggle('pressed', tiles.press !== undefined);
    this.paint();
    this.read(this.place, false);
  }

  /** As it is seen, as base64 of a PNG. */
  png(): string {
    return this.canvas.toDataURL('image/png').replace(/^[^,]*,/, '');
  }

  focus(): void {
    this.frame.focus();
  }

  dispose(): void {
    this.resized.disconnect();
  }

  private get layout(): { readonly columns: number; readonly width: number; readonly height: number; readonly rows: number } | undefined {
    const { tiles } = this;
    const room = this.frame.clientWidth;
    if (tiles === undefined || room === 0) return undefined;
    const longer = Math.max(tiles.width, tiles.height);
    const wanted = Math.min(MOST, Math.max(1, Math.ceil(tiles.least / longer)) * longer);
    let scale = wanted / longer;
    for (;;) {
      const [width, height] = [Math.max(1, Math.round(tiles.width * scale)), Math.max(1, Math.round(tiles.height * scale))];
      const columns = Math.max(1, Math.min(tiles.count, Math.floor((room + GAP) / (width + GAP))));
      const rows = Math.ceil(tiles.count / columns);
      if (rows * (height + GAP) * devicePixelRatio <= MOST_PIXELS || height === 1) return { columns, rows, width, height };
      scale *= 0.8;
    }
  }

  private paint(): void {
    const { layout, tiles, theme, canvas } = this;
    if (layout === undefined || tiles === undefined || theme === undefined) return;
    const { columns, rows, width, height } = layout;
    const [across, down] = [columns * (width + GAP) - GAP, rows * (height + GAP) - GAP];
    Object.assign(canvas, { width: Math.round(across * devicePixelRatio), height: Math.round(down * devicePixelRatio) });
    Object.assign(canvas.style, { width: `${across}px`, height: `${down}px` });
    const pen = canvas.getContext('2d');
    if (pen === null) return;
    pen.scale(devicePixelRatio, devicePixelRatio);
    // Enlarged pixels stay squares: each is a value of its own.
    pen.imageSmoothingEnabled = width < tiles.width;
    const sprite = (this.sprite ??= spriteOf(tiles));
    for (let place = 0; place < tiles.count; place++) {
      const [x, y] = [(place % columns) * (width + GAP), Math.floor(place / columns) * (height + GAP)];
      const [sx, sy] = spriteSpot(tiles, place);
      pen.drawImage(sprite, sx, sy, tiles.width, tiles.height, x, y, width, height);
      if (tiles.isEmpty(place)) cross(pen, x, y, width, height, theme);
    }
    this.put(this.chosen, tiles.chosen);
    this.put(this.mark, this.place);
  }

  private put(mark: HTMLElement, place: number | undefined): void {
    const { layout } = this;
    mark.hidden = place === undefined || layout === undefined;
    if (place === undefined || layout === undefined) return;
    const { columns, width, height } = layout;
    Object.assign(mark.style, { left: `${(place % columns) * (width + GAP)}px`, top: `${Math.floor(place / columns) * (height + GAP)}px`, width: `${width}px`, height: `${height}px` });
  }

  private at({ offsetX, offsetY }: MouseEvent): number | undefined {
    const { layout, tiles } = this;
    if (layout === undefined || tiles === undefined) return undefined;
    const [column, row] = [Math.floor(offsetX / (layout.width + GAP)), Math.floor(offsetY / (layout.height + GAP))];
    const place = row * layout.columns + column;
    return column < 0 || row < 0 || column >= layout.columns || place >= tiles.count ? undefined : place;
  }

  private onKey(event: KeyboardEvent): void {
    const { layout, tiles, place } = this;
    if (event.ctrlKey || event.metaKey || event.altKey || layout === undefined || tiles === undefined) return;
    const from = place ?? -1;
    const to = (where: number) => () => this.read(Math.max(0, Math.min(tiles.count - 1, where)), true);
    const keys: Readonly<Record<string, () => void>> = {
      ArrowLeft: to(from - 1),
      ArrowRight: to(from + 1),
      ArrowUp: to(from < layout.columns ? from : from - layout.columns),
      ArrowDown: to(place === undefined ? 0 : from + layout.columns < tiles.count ? from + layout.columns : from),
      Home: to(0),
      End: to(tiles.count - 1),
      Enter: () => this.press(place),
      ' ': () => this.press(place),
    };
    const act = keys[event.key];
    if (act === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  }

  private press(place: number | undefined): void {
    if (place !== undefined) this.tiles?.press?.(place);
  }

  /** Marks a picture and says what it is, aloud where the keyboard asked. */
  private read(place: number | undefined, aloud: boolean): void {
    this.place = place;
    this.put(this.mark, place);
    const text = place === undefined ? '' : (this.tiles?.words(place) ?? '');
    setText(this.note, text === '' ? this.hint : text);
    if (!aloud) return;
    setText(this.live, text);
    this.mark.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }
}

/** All pictures in their own pixels, in a square. */
function spriteOf(tiles: Tiles): HTMLCanvasElement {
  const { count, width, height, paint } = tiles;
  const side = spriteSide(count);
  const canvas = element('canvas', { width: side * width, height: Math.ceil(count / side) * height });
  const pixels = new ImageData(width, height);
  const pen = canvas.getContext('2d');
  for (let place = 0; place < count; place++) {
    paint(place, pixels.data);
    pen?.putImageData(pixels, ...spriteSpot(tiles, place));
  }
  return canvas;
}

function spriteSide(count: number): number {
  return Math.max(1, Math.ceil(Math.sqrt(count)));
}

function spriteSpot({ count, width, height }: Tiles, place: number): [number, number] {
  const side = spriteSide(count);
  return [(place % side) * width, Math.floor(place / side) * height];
}

function cross(pen: CanvasRenderingContext2D, x: number, y: number, width: number, height: number, theme: Theme): void {
  pen.strokeStyle = theme.muted;
  pen.lineWidth = 1;
  pen.strokeRect(x + 0.5, y + 0.5, width - 1, height - 1);
  pen.beginPath();
  pen.moveTo(x, y + height);
  pen.lineTo(x + width, y);
  pen.stroke();
}
