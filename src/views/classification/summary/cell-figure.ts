import { SvgContext } from '../../chart/svg-context';
import { element, setAttribute, setText } from '../../ui/dom';
import { FigureShell } from '../../ui/figure-shell';
import type { Theme } from '../../ui/series-style';
import { menu } from '../../view/save-menu';
import type { DetailParts } from '../detail-parts';

export type Bounds = readonly [x: number, y: number, width: number, height: number];

/** A drawing whose cells stand in rows and columns, and are read and pressed one by one. */
export interface CellPicture {
  /** Of its files. */
  readonly title: string;
  /** On the page, where the section's own says less. */
  readonly heading: string;
  /** What a screen reader says of the whole. */
  readonly summary: string;
  readonly rows: number;
  readonly columns: number;
  /** Size of the drawing in a place of a width, in pixels. */
  readonly size: (room: number, theme: Theme) => { readonly width: number; readonly height: number };
  readonly draw: (pen: CanvasRenderingContext2D, width: number, height: number, theme: Theme) => void;
  readonly bounds: (row: number, column: number, width: number, height: number, theme: Theme) => Bounds;
  readonly words: (row: number, column: number) => string;
  readonly press?: (row: number, column: number) => void;
  readonly caption: readonly HTMLElement[];
  readonly table: () => HTMLElement;
  readonly csv: () => string;
}

interface Cell {
  readonly row: number;
  readonly column: number;
}

/** Width of the drawing in a file, in pixels. */
const FILE_WIDTH = 720;
const EDGE = 12;
const TITLE = 24;

/** A drawing that is walked through with mouse and keys, its numbers as a table, and its files. */
export class CellFigure {
  readonly root: HTMLElement;
  private readonly title = element('h4', { class: 'title' });
  private readonly canvas = element('canvas', { role: 'img' });
  private readonly mark = element('span', { class: 'tile-mark', hidden: true });
  private readonly note = element('p', { class: 'cell-words', 'aria-hidden': 'true' });
  private readonly live = element('p', { class: 'visually-hidden', 'aria-live': 'polite' });
  private readonly frame: HTMLElement;
  private readonly shell: FigureShell;
  private readonly resized = new ResizeObserver(() => this.paint());
  private picture: CellPicture | undefined;
  private cell: Cell | undefined;

  /** `keys` says that arrow keys walk; `csv` names the file of numbers. */
  constructor(
    private readonly parts: DetailParts,
    id: string,
    words: { readonly keys: string; readonly csv: string },
  ) {
    const { strings, files } = parts;
    this.frame = element('div', { class: 'cells', tabindex: 0, role: 'group', 'aria-label': words.keys }, element('div', { class: 'cells-inside' }, this.canvas, this.mark));
    const save = (act: (picture: CellPicture) => void) => () => {
      if (this.picture !== undefined) act(this.picture);
    };
    const items = [
      { id: 'png', text: strings.saveAs.png, act: save((picture) => files.save(picture.title, 'png', this.png(picture))) },
      { id: 'svg', text: strings.saveAs.svg, act: save((picture) => files.save(picture.title, 'svg', this.svg(picture))) },
      { id: 'csv', text: words.csv, act: save((picture) => files.save(picture.title, 'csv', picture.csv())) },
    ];
    this.shell = new FigureShell(id, strings.showTable, { head: [this.title], tools: [menu(strings.save, items)], body: [this.frame, this.note, this.live] });
    this.root = this.shell.figure;
    this.resized.observe(this.frame);
    this.canvas.addEventListener('pointermove', (event) => this.read(this.at(event), false));
    this.canvas.addEventListener('pointerleave', () => this.read(undefined, false));
    this.canvas.addEventListener('click', (event) => this.press(this.at(event)));
    this.frame.addEventListener('blur', () => this.read(undefined, false));
    this.frame.addEventListener('keydown', (event) => this.onKey(event));
  }

  show(picture: CellPicture): void {
    this.picture = picture;
    if (this.cell !== undefined && (this.cell.row >= picture.rows || this.cell.column >= picture.columns)) this.cell = undefined;
    setText(this.title, picture.heading);
    setAttribute(this.canvas, 'aria-label', picture.summary);
    this.canvas.classList.toggle('pressed', picture.press !== undefined);
    this.shell.describe(picture.caption, picture.table);
    this.paint();
  }

  dispose(): void {
    this.resized.disconnect();
  }

  private get size(): { readonly width: number; readonly height: number } | undefined {
    const room = this.frame.clientWidth;
    return room === 0 ? undefined : this.picture?.size(room, this.parts.theme());
  }

  private paint(): void {
    const { picture, size, canvas } = this;
    if (picture === undefined || size === undefined) return;
    const { width, height } = size;
    Object.assign(canvas, { width: Math.round(width * devicePixelRatio), height: Math.round(height * devicePixelRatio) });
    Object.assign(canvas.style, { width: `${width}px`, height: `${height}px` });
    const pen = canvas.getContext('2d');
    if (pen === null) return;
    pen.scale(devicePixelRatio, devicePixelRatio);
    picture.draw(pen, width, height, this.parts.theme());
    this.read(this.cell, false);
  }

  private at({ offsetX, offsetY }: MouseEvent): Cell | undefined {
    const { picture, size } = this;
    if (picture === undefined || size === undefined) return undefined;
    for (let row = 0; row < picture.rows; row++) {
      for (let column = 0; column < picture.columns; column++) {
        const [x, y, width, height] = picture.bounds(row, column, size.width, size.height, this.parts.theme());
        if (offsetX >= x && offsetX < x + width && offsetY >= y && offsetY < y + height) return { row, column };
      }
    }
    return undefined;
  }

  private onKey(event: KeyboardEvent): void {
    const { picture } = this;
    if (event.ctrlKey || event.metaKey || event.altKey || picture === undefined) return;
    const { row, column } = this.cell ?? { row: 0, column: -1 };
    const to = (r: number, c: number) => () => this.read({ row: Math.max(0, Math.min(picture.rows - 1, r)), column: Math.max(0, Math.min(picture.columns - 1, c)) }, true);
    const keys: Readonly<Record<string, () => void>> = {
      ArrowLeft: to(row, column - 1),
      ArrowRight: to(row, column + 1),
      ...(picture.rows > 1 && { ArrowUp: to(row - 1, column), ArrowDown: to(this.cell === undefined ? 0 : row + 1, column) }),
      Home: to(row, 0),
      End: to(row, picture.columns - 1),
      Escape: () => this.read(undefined, true),
      ...(picture.press !== undefined && { Enter: () => this.press(this.cell), ' ': () => this.press(this.cell) }),
    };
    const act = keys[event.key];
    if (act === undefined || (event.key === 'Escape' && this.cell === undefined)) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  }

  private press(cell: Cell | undefined): void {
    if (cell !== undefined) this.picture?.press?.(cell.row, cell.column);
  }

  /** Marks a cell and says what it stands for, aloud where the keyboard asked. */
  private read(cell: Cell | undefined, aloud: boolean): void {
    const { picture, size } = this;
    this.cell = cell;
    this.mark.hidden = cell === undefined || size === undefined;
    const text = cell === undefined || picture === undefined ? '' : picture.words(cell.row, cell.column);
    setText(this.note, text);
    if (aloud) setText(this.live, text);
    if (cell === undefined || picture === undefined || size === undefined) return;
    const [x, y, width, height] = picture.bounds(cell.row, cell.column, size.width, size.height, this.parts.theme());
    Object.assign(this.mark.style, { left: `${x}px`, top: `${y}px`, width: `${width}px`, height: `${height}px` });
    if (aloud) this.mark.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }

  /** At twice the size in pixels, as base64. */
  private png(picture: CellPicture): string {
    const { width, height } = this.fileSize(picture);
    const canvas = element('canvas', { width: 2 * width, height: 2 * height });
    const pen = canvas.getContext('2d');
    if (pen === null) return '';
    pen.scale(2, 2);
    this.drawFile(pen, picture);
    return canvas.toDataURL('image/png').replace(/^[^,]*,/, '');
  }

  /** True vectors with real text, as an XML document. */
  private svg(picture: CellPicture): string {
    const context = new SvgContext(this.fileSize(picture));
    this.drawFile(context as unknown as CanvasRenderingContext2D, picture);
    return context.document();
  }

  private fileSize(picture: CellPicture): { width: number; height: number } {
    const { width, height } = picture.size(FILE_WIDTH, this.parts.theme());
    return { width: width + 2 * EDGE, height: height + TITLE + 2 * EDGE };
  }

  /** With a ground and a title of its own. */
  private drawFile(pen: CanvasRenderingContext2D, picture: CellPicture): void {
    const theme = this.parts.theme();
    const all = this.fileSize(picture);
    const { width, height } = picture.size(FILE_WIDTH, theme);
    pen.fillStyle = theme.background;
    pen.fillRect(0, 0, all.width, all.height);
    pen.translate(EDGE, EDGE);
    pen.font = `600 ${theme.fontSize}px ${theme.font}`;
    pen.textAlign = 'left';
    pen.textBaseline = 'top';
    pen.fillStyle = theme.text;
    pen.fillText(picture.title, 0, 0);
    pen.translate(0, TITLE);
    picture.draw(pen, width, height, theme);
  }
}
