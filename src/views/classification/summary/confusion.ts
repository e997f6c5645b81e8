import { color } from 'chart.js/helpers';
import type { Scores } from '../../../models/classification-data';
import { csvTable } from '../../chart/csv';
import { heatColour } from '../../probes/heat-ramp';
import { element } from '../../ui/dom';
import type { Theme } from '../../ui/series-style';
import { plainTable, scrolling } from '../../ui/tables';
import type { Bounds, CellPicture } from './cell-figure';
import { confusionOf, type Confusion } from './confusion-cells';
import type { DetailParts } from '../detail-parts';
import { percent } from '../numbers';

const LEAST_CELL = 16;
const MOST_CELL = 40;
/** Pixels of a class's name at most, and of a letter on average in parts of the font's size. */
const NAME = 130;
const LETTER = 0.58;
const AXIS = 18;
/** Share of a row from which its number is written on a colour that differs from the ground. */
const WORDY = 0.999;

export interface ConfusionSubject {
  readonly scores: Scores;
  /** Names of the model's classes, by index. */
  readonly names: readonly string[];
  readonly title: string;
  readonly heading: string;
  /** Shows the images of a true class, or of a true class that was named as another. */
  readonly press: (truth: number, prediction: number | undefined) => void;
}

/** The matrix of true and named classes as a drawing. */
export function confusionPicture({ scores, names, title, heading, press }: ConfusionSubject, { words, strings }: DetailParts): CellPicture {
  const confusion = confusionOf(scores);
  const { truths, predictions, others, counts, images } = confusion;
  const name = (index: number | undefined): string => (index === undefined ? words.summary.others : (names[index] ?? `#${index}`));
  const rowNames = truths.map(name);
  const columnNames = [...predictions.map(name), ...(others ? [name(undefined)] : [])];
  const drawn: Drawn = { confusion, rowNames, columnNames, axes: [words.summary.truth, words.summary.prediction] };
  const wrong = scores.images - Math.round(scores.top1 * scores.images);
  const read = (row: number, column: number): string => {
    const n = counts[row]?.[column] ?? 0;
    const share = percent(n / Math.max(1, images[row] ?? 0), strings);
    const [truth, prediction] = [rowNames[row] ?? '', columnNames[column] ?? ''];
    return truths[row] === predictions[column] ? words.summary.cellRight(truth, n, share) : words.summary.cell(truth, prediction, n, share);
  };
  const note = { all: '', true: words.summary.onlyTrue(truths.length), worst: words.summary.restricted(truths.length, confusion.occurring) }[confusion.choice];
  return {
    title,
    heading,
    summary: words.summary.confusionSummary(confusion.occurring, wrong, scores.images),
    rows: truths.length,
    columns: columnNames.length,
    size: (room, theme) => layoutOf(drawn, room, theme),
    draw: (pen, width, _height, theme) => drawConfusion(pen, drawn, layoutOf(drawn, width, theme), theme),
    bounds: (row, column, width, _height, theme) => boundsOf(layoutOf(drawn, width, theme), row, column),
    words: read,
    press: (row, column) => {
      const truth = truths[row];
      if (truth !== undefined) press(truth, predictions[column]);
    },
    caption: [element('p', {}, [words.summary.confusionCaption, note].filter((text) => text !== '').join(' '))],
    table: () => scrolling(plainTable([title], [words.summary.truth, ...columnNames], rowNames.map((truth, row) => [truth, ...(counts[row] ?? []).map((n) => strings.number(n))])), title),
    csv: () => csvTable(['truth', 'prediction', 'images'], scores.confusion.map(([truth, prediction, n]) => [names[truth] ?? truth, names[prediction] ?? prediction, n])),
  };
}

interface Drawn {
  readonly confusion: Confusion;
  readonly rowNames: readonly string[];
  readonly columnNames: readonly string[];
  /** Of rows and of columns. */
  readonly axes: readonly [string, string];
}

interface Layout {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly top: number;
  readonly cell: number;
}

function layoutOf({ rowNames, columnNames }: Drawn, room: number, theme: Theme): Layout {
  const wide = (some: readonly string[]): number => Math.min(NAME, LETTER * theme.fontSize * Math.max(1, ...some.map((name) => name.length)) + 8);
  const left = AXIS + Math.min(wide(rowNames), 0.4 * room);
  const top = AXIS + wide(columnNames);
  const cell = Math.max(LEAST_CELL, Math.min(MOST_CELL, Math.floor((room - left - 1) / columnNames.length)));
  return { left, top, cell, width: Math.ceil(left + cell * columnNames.length + 1), height: Math.ceil(top + cell * rowNames.length + 1) };
}

function boundsOf({ left, top, cell }: Layout, row: number, column: number): Bounds {
  return [left + column * cell, top + row * cell, cell, cell];
}

function drawConfusion(pen: CanvasRenderingContext2D, drawn: Drawn, layout: Layout, theme: Theme): void {
  const { confusion: { counts, images, truths, predictions } } = drawn;
  pen.save();
  counts.forEach((row, r) => row.forEach((n, c) => {
    const bounds = boundsOf(layout, r, c);
    drawCell(pen, bounds, n, n / Math.max(1, images[r] ?? 0), theme);
    if (truths[r] === predictions[c]) outline(pen, bounds, theme.text, 1.5);
  }));
  drawNames(pen, drawn, layout, theme);
  pen.restore();
}

function drawCell(pen: CanvasRenderingContext2D, bounds: Bounds, n: number, share: number, theme: Theme): void {
  const [x, y, width, height] = bounds;
  const ground = n === 0 ? theme.background : heatColour(theme, share);
  pen.fillStyle = ground;
  pen.fillRect(x, y, width, height);
  outline(pen, bounds, theme.grid, 1);
  if (n === 0) return;
  const text = String(n);
  const size = Math.min(theme.fontSize, (width - 3) / (LETTER * text.length));
  if (size < 7) return;
  pen.font = `${size}px ${theme.font}`;
  pen.textAlign = 'center';
  pen.textBaseline = 'middle';
  pen.fillStyle = inkOn(ground, theme, share);
  pen.fillText(text, x + width / 2, y + height / 2);
}

/** Black or white, whichever stands out. */
function inkOn(ground: string, theme: Theme, share: number): string {
  if (theme.monochrome && share > WORDY) return theme.background;
  const { r, g, b } = color(ground).rgb;
  return 0.299 * r + 0.587 * g + 0.114 * b > 140 ? '#000000' : '#ffffff';
}

function outline(pen: CanvasRenderingContext2D, [x, y, width, height]: Bounds, colour: string, line: number): void {
  pen.strokeStyle = colour;
  pen.lineWidth = line;
  pen.strokeRect(x + 0.5, y + 0.5, width - 1, height - 1);
}

function drawNames(pen: CanvasRenderingContext2D, { rowNames, columnNames, axes: [rows, columns] }: Drawn, { left, top, cell, width, height }: Layout, theme: Theme): void {
  const font = `${Math.min(theme.fontSize, cell - 3)}px ${theme.font}`;
  pen.textBaseline = 'middle';
  pen.fillStyle = theme.text;
  pen.font = font;
  pen.textAlign = 'right';
  rowNames.forEach((name, row) => pen.fillText(cut(pen, name, left - AXIS - 6), left - 5, top + (row + 0.5) * cell));
  pen.textAlign = 'left';
  columnNames.forEach((name, column) => turned(pen, left + (column + 0.5) * cell, top - 5, () => pen.fillText(cut(pen, name, top - AXIS - 6), 0, 0)));
  pen.font = `${theme.fontSize}px ${theme.font}`;
  pen.fillStyle = theme.muted;
  pen.textAlign = 'center';
  pen.fillText(columns, (left + width) / 2, AXIS / 2 - 1);
  turned(pen, AXIS / 2 - 1, (top + height) / 2, () => pen.fillText(rows, 0, 0));
}

/** Writes from below to above. */
function turned(pen: CanvasRenderingContext2D, x: number, y: number, write: () => void): void {
  pen.save();
  pen.translate(x, y);
  pen.rotate(-Math.PI / 2);
  write();
  pen.restore();
}

/** A name as far as there is room for it. */
function cut(pen: CanvasRenderingContext2D, name: string, room: number): string {
  if (pen.measureText(name).width <= room) return name;
  let length = name.length;
  while (length > 1 && pen.measureText(`${name.slice(0, length)}…`).width > room) length -= 1;
  return `${name.slice(0, length)}…`;
}
