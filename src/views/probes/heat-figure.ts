import { csvTable } from '../chart/csv';
import { SvgContext } from '../chart/svg-context';
import type { ProbesWords } from '../text/probes-words';
import { element, setAttribute, setText, svg } from '../ui/dom';
import { plainTable, scrolling } from '../ui/tables';
import type { ViewParts } from '../view/context';
import { readingSentence } from '../view/curve-words';
import { Readout } from '../view/readout';
import { menu } from '../view/save-menu';
import { finding, remark, sourceList } from './explain';
import { FigureShell } from '../ui/figure-shell';
import { heatFinding } from './findings';
import { cellAt, cellBox, heatLayout, shareOf, type HeatLayout, type HeatPicture } from './heat-layout';
import { drawHeat } from './heat-picture';
import { heatColour } from './heat-ramp';
import type { MeasureGrid } from './measures';
import { valueWords, type Seen, type SeenArm } from './seen';

/** Of files, in pixels. */
const WIDTH = 720;
const TITLE = 24;
const EDGE = 12;
/** Pixels of a row, and the least and the most of all together, axis included. */
const ROW = 15;
const [LEAST, MOST] = [200, 460];
const AXES = 50;

/** One arm, or its trunk or branch. */
interface Subject {
  readonly id: string;
  readonly label: string;
  readonly arm: SeenArm;
  readonly grid: MeasureGrid;
}

interface Drawn {
  readonly seen: Seen;
  readonly subject: Subject;
  readonly picture: HeatPicture;
  readonly title: string;
}

/** All layers by all recorded steps, as colours; read by pointer and keyboard. */
export class HeatFigure {
  readonly figure: HTMLElement;
  private readonly arm: HTMLSelectElement;
  private readonly canvas = element('canvas', { role: 'img', class: 'heat' });
  private readonly overlay = element('canvas', { class: 'overlay', 'aria-hidden': 'true' });
  private readonly frame: HTMLElement;
  private readonly live = element('p', { class: 'visually-hidden', 'aria-live': 'polite' });
  private readonly readout: Readout;
  private readonly shell: FigureShell;
  private readonly resized: ResizeObserver;
  private drawn: Drawn | undefined;
  private cell: { readonly row: number; readonly column: number } | undefined;
  private offered = '';

  constructor(
    private readonly parts: ViewParts,
    private readonly words: ProbesWords,
  ) {
    const { strings, files } = parts;
    this.arm = element('select', { 'aria-label': words.heatArm });
    this.arm.addEventListener('change', () => parts.choices.setProbes({ heat: this.arm.value }));
    this.readout = new Readout(strings);
    this.frame = element('div', { class: 'chart heat', tabindex: 0, role: 'group', 'aria-label': words.heatKeys }, this.canvas, this.overlay, this.readout.root);
    const save = (act: (drawn: Drawn) => void) => () => {
      if (this.drawn !== undefined) act(this.drawn);
    };
    const items = [
      { id: 'png', text: strings.saveAs.png, act: save((drawn) => files.save(drawn.title, 'png', heatPng(drawn))) },
      { id: 'svg', text: strings.saveAs.svg, act: save((drawn) => files.save(drawn.title, 'svg', heatSvg(drawn))) },
      { id: 'csv', text: words.saveCsv, act: save((drawn) => files.save(drawn.title, 'csv', heatCsv(drawn))) },
    ];
    this.shell = new FigureShell('heat', strings.showTable, { head: [element('span', { class: 'title' }, words.heatMap), this.arm], tools: [menu(strings.save, items)], body: [this.frame, this.live] });
    this.figure = this.shell.figure;
    this.figure.classList.add('wide');
    this.resized = new ResizeObserver(() => this.paint());
    this.resized.observe(this.frame);
    this.listen();
  }

  draw(seen: Seen): void {
    const subjects = seen.arms.flatMap((arm) => arm.grids.map((grid): Subject => (grid.part === undefined ? { id: arm.label, label: arm.label, arm, grid } : { id: `${arm.label}/${grid.part}`, label: this.words.partOf(arm.label, this.words.parts[grid.part]), arm, grid })));
    const chosen = this.parts.choices.now.probes?.heat;
    const subject = subjects.find(({ id }) => id === chosen) ?? subjects[0];
    this.figure.hidden = subject === undefined;
    if (subject === undefined) return void (this.drawn = undefined);
    const { words } = this;
    this.offer(subjects, subject);
    const picture = pictureOf(seen, subject);
    const measure = words.measures[seen.measure.id];
    this.drawn = { seen, subject, picture, title: words.heatTitleOf(measure, subject.label) };
    this.frame.style.height = `${Math.max(LEAST, Math.min(MOST, ROW * picture.names.length + AXES))}px`;
    const [low, high] = picture.domain.map((value) => valueWords(value, seen)) as [string, string];
    setAttribute(this.canvas, 'aria-label', words.heatSummary(measure, subject.label, picture.names.length, picture.steps.length, low, high));
    const blank = picture.values.some((row) => row.some((value) => shareOf(picture, value) === undefined));
    this.shell.describe([...finding(heatFinding(seen, subject.arm, subject.grid)), ...remark(words.heatExplained, blank ? words.heatMissing : '', seen.logarithmic && blank ? words.zeroes : ''), ...sourceList(words.explanations[seen.measure.id].sources, words)], () => this.table());
    this.paint();
  }

  dispose(): void {
    this.resized.disconnect();
  }

  private offer(subjects: readonly Subject[], subject: Subject): void {
    const key = subjects.map(({ id }) => id).join('\n');
    if (key !== this.offered) {
      this.offered = key;
      this.arm.replaceChildren(...subjects.map(({ id, label }) => element('option', { value: id }, label)));
    }
    this.arm.value = subject.id;
  }

  private layout({ picture }: Drawn): HeatLayout {
    return heatLayout(picture, this.frame.clientWidth, this.frame.clientHeight);
  }

  private paint(): void {
    const { drawn } = this;
    const pen = fresh(this.canvas, this.frame);
    if (drawn === undefined || pen === null) return;
    drawHeat(pen, drawn.picture, this.layout(drawn));
    this.read(this.cell, false);
  }

  private listen(): void {
    const { frame, canvas } = this;
    const cellOf = ({ offsetX, offsetY }: MouseEvent): HeatFigure['cell'] => (this.drawn === undefined ? undefined : cellAt(this.drawn.picture, this.layout(this.drawn), offsetX, offsetY));
    canvas.addEventListener('pointermove', (event) => this.read(cellOf(event), false));
    canvas.addEventListener('pointerleave', () => this.read(undefined, false));
    canvas.addEventListener('click', (event) => this.choose(cellOf(event)));
    frame.addEventListener('blur', () => this.read(undefined, false));
    frame.addEventListener('keydown', (event) => this.onKey(event));
  }

  /** The step of a cell becomes the one that is looked at. */
  private choose(cell: HeatFigure['cell']): void {
    const step = cell === undefined ? undefined : this.drawn?.picture.steps[cell.column];
    if (step !== undefined) this.parts.choices.setProbes({ step });
  }

  private onKey(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || this.drawn === undefined) return;
    const { names, steps } = this.drawn.picture;
    const { row, column } = this.cell ?? { row: -1, column: -1 };
    const [bottom, end] = [names.length - 1, steps.length - 1];
    const to = (r: number, c: number) => () => this.read({ row: Math.max(0, Math.min(bottom, r)), column: Math.max(0, Math.min(end, c)) }, true);
    const keys: Readonly<Record<string, () => void>> = {
      ArrowLeft: to(row, column - 1),
      ArrowRight: to(row, column + 1),
      ArrowUp: to(row - 1, column),
      ArrowDown: to(row + 1, column),
      Home: to(row, 0),
      End: to(row, end),
      PageUp: to(0, column),
      PageDown: to(bottom, column),
      Escape: () => this.read(undefined, true),
      Enter: () => this.choose(this.cell),
    };
    const act = keys[event.key];
    if (act === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  }

  /** Shows the value of a cell, and says it where the keyboard asked. */
  private read(cell: HeatFigure['cell'], aloud: boolean): void {
    const { drawn } = this;
    const there = cell !== undefined && drawn !== undefined && cell.row < drawn.picture.names.length && cell.column < drawn.picture.steps.length;
    this.cell = there ? cell : undefined;
    const pen = fresh(this.overlay, this.frame);
    if (!there || drawn === undefined) {
      this.readout.hide();
      if (aloud) setText(this.live, '');
      return;
    }
    const { picture, seen } = drawn;
    const [x, y, width, height] = cellBox(picture, this.layout(drawn), cell.row, cell.column);
    if (pen !== null) outline(pen, [x, y, width, height], picture.theme.text, picture.theme.background);
    const value = picture.values[cell.row]?.[cell.column];
    const share = shareOf(picture, value);
    const sign = svg('svg', { class: 'swatch', viewBox: '0 0 12 12', width: 12, height: 12, 'aria-hidden': 'true' }, svg('rect', { x: 0.5, y: 0.5, width: 11, height: 11, fill: share === undefined ? 'none' : heatColour(picture.theme, share), stroke: 'currentColor' }));
    const { low, high } = drawn.subject.grid.grid;
    const [from, to] = [low, high].map((rows) => rows?.[cell.column]?.[cell.row] ?? undefined);
    const rest = from === undefined || to === undefined ? '' : this.words.interval(valueWords(from, seen), valueWords(to, seen));
    const text = { label: picture.names[cell.row] ?? '', value: valueWords(value, seen), rest };
    const place = this.words.stepOf(picture.steps[cell.column] ?? 0);
    this.readout.show(place, [{ sign, text }], x + width / 2, this.frame.clientWidth);
    if (aloud) setText(this.live, readingSentence([text], place));
  }

  private table(): HTMLElement {
    const { drawn, words } = this;
    if (drawn === undefined) return element('div');
    const { picture, seen, title } = drawn;
    const rows = picture.names.map((name, r) => [name, ...(picture.values[r] ?? []).map((value) => valueWords(value, seen))]);
    return scrolling(plainTable([title], [words.layerColumn, ...picture.steps.map((step) => words.stepOf(step))], rows), title);
  }
}

function pictureOf(seen: Seen, { arm, grid: { grid } }: Subject): HeatPicture {
  const { steps } = arm.probes;
  const factor = seen.measure.fraction ? 100 : 1;
  const [low, high] = seen.extent ?? [0, 1];
  const marked = steps.indexOf(seen.step);
  return {
    names: grid.names,
    steps,
    values: grid.names.map((_, column) => grid.mean.map((row) => row[column] ?? null)),
    domain: [low / factor, high / factor],
    logarithmic: seen.logarithmic,
    marked: marked < 0 ? undefined : marked,
    stepTitle: seen.strings.axes.step,
    stepText: (step) => seen.strings.number(step),
    valueText: (value) => valueWords(value, seen, 2),
    theme: seen.theme,
  };
}

/** An empty canvas of its place's size. */
function fresh(canvas: HTMLCanvasElement, place: HTMLElement): CanvasRenderingContext2D | null {
  const [width, height] = [place.clientWidth, place.clientHeight];
  const [across, down] = [Math.round(width * devicePixelRatio), Math.round(height * devicePixelRatio)];
  if (canvas.width !== across || canvas.height !== down) Object.assign(canvas, { width: across, height: down });
  const pen = canvas.getContext('2d');
  pen?.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
  pen?.clearRect(0, 0, width, height);
  return pen;
}

/** Seen on every colour: a line in a line. */
function outline(pen: CanvasRenderingContext2D, [x, y, width, height]: readonly [number, number, number, number], outer: string, inner: string): void {
  for (const [colour, reach, lineWidth] of [[inner, 2.5, 2], [outer, 1, 2]] as const) {
    pen.strokeStyle = colour;
    pen.lineWidth = lineWidth;
    pen.strokeRect(x - reach, y - reach, width + 2 * reach, height + 2 * reach);
  }
}

function fileHeight({ names }: HeatPicture): number {
  return Math.max(LEAST, Math.min(2 * MOST, ROW * names.length + AXES)) + TITLE;
}

function heatPng(drawn: Drawn): string {
  const canvas = document.createElement('canvas');
  const height = fileHeight(drawn.picture);
  Object.assign(canvas, { width: 2 * (WIDTH + 2 * EDGE), height: 2 * (height + 2 * EDGE) });
  const pen = canvas.getContext('2d');
  if (pen === null) return '';
  pen.scale(2, 2);
  drawFile(pen, drawn, height);
  return canvas.toDataURL('image/png').replace(/^[^,]*,/, '');
}

function heatSvg(drawn: Drawn): string {
  const height = fileHeight(drawn.picture);
  const context = new SvgContext({ width: WIDTH + 2 * EDGE, height: height + 2 * EDGE });
  drawFile(context as unknown as CanvasRenderingContext2D, drawn, height);
  return context.document();
}

/** With a ground and a title of its own. */
function drawFile(pen: CanvasRenderingContext2D, { picture, title }: Drawn, height: number): void {
  const { theme } = picture;
  pen.fillStyle = theme.background;
  pen.fillRect(0, 0, WIDTH + 2 * EDGE, height + 2 * EDGE);
  pen.translate(EDGE, EDGE);
  pen.font = `${theme.fontSize}px ${theme.font}`;
  pen.textAlign = 'left';
  pen.textBaseline = 'top';
  pen.fillStyle = theme.text;
  pen.fillText(title, 0, 0);
  drawHeat(pen, { ...picture, marked: undefined }, heatLayout(picture, WIDTH, height, TITLE));
}

function heatCsv({ picture, subject, seen }: Drawn): string {
  const { low, high } = subject.grid.grid;
  const rows = picture.names.flatMap((name, r) => picture.steps.map((step, c) => [subject.arm.label, subject.grid.part, seen.measure.id, name, step, picture.values[r]?.[c], low?.[c]?.[r], high?.[c]?.[r]]));
  return csvTable(['arm', 'part', 'measure', 'layer', 'step', 'mean', 'low', 'high'], rows);
}
