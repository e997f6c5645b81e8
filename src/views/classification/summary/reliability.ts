import type { Scores } from '../../../models/classification-data';
import { csvTable } from '../../chart/csv';
import { element } from '../../ui/dom';
import { seriesStyle, type Theme } from '../../ui/series-style';
import { plainTable, scrolling } from '../../ui/tables';
import type { Bounds, CellPicture } from './cell-figure';
import type { DetailParts } from '../detail-parts';
import { percent } from '../numbers';

const LEFT = 60;
const RIGHT = 10;
const TOP = 8;
/** Between the plot and the counts, and below them, with the axis' numbers and title. */
const GAP = 8;
const COUNTS = 44;
const BOTTOM = 38;
const MOST_WIDTH = 460;
const STRIPE = 4;

export interface ReliabilitySubject {
  readonly scores: Scores;
  readonly title: string;
  readonly heading: string;
  /** Number of the model, which gives it its colour. */
  readonly model: number;
}

/** How often answers of a confidence are right (Guo 2017, figure 1). */
export function reliabilityPicture({ scores, title, heading, model }: ReliabilitySubject, parts: DetailParts): CellPicture {
  const { words, strings } = parts;
  const { reliability } = scores;
  const share = (value: number): string => percent(value, strings);
  const read = (column: number): string => {
    const bin = reliability[column];
    return bin === undefined ? '' : words.summary.bin(share(bin.from), share(bin.to), bin.images, share(bin.confidence), share(bin.accuracy));
  };
  const finding = words.summary.calibration(share(scores.calibrationError), balance(scores, parts));
  const axes = [words.summary.confidence, words.summary.accuracyAxis] as const;
  const source = element('a', { href: 'https://arxiv.org/abs/1706.04599', target: '_blank', rel: 'noreferrer' }, words.summary.guo);
  return {
    title,
    heading,
    summary: `${title}. ${finding}`,
    rows: 1,
    columns: reliability.length,
    size: (room) => sizeOf(room),
    draw: (pen, width, height, theme) => drawReliability(pen, { reliability, model, axes, percent: (value) => strings.percent(String(value)), number: strings.number }, frameOf(width, height), theme),
    bounds: (_row, column, width, height) => binBounds(frameOf(width, height), column, reliability.length),
    words: (_row, column) => read(column),
    caption: [element('p', { class: 'finding' }, finding), element('p', {}, words.summary.reliabilityCaption), element('p', {}, `${words.summary.source} `, source)],
    table: () => scrolling(plainTable([title], words.summary.binHead, reliability.map(({ from, to, images, confidence, accuracy }) => [`${share(from)} – ${share(to)}`, strings.number(images), images === 0 ? '' : share(confidence), images === 0 ? '' : share(accuracy)])), title),
    csv: () => csvTable(['from', 'to', 'images', 'confidence', 'accuracy'], reliability.map(({ from, to, images, confidence, accuracy }) => [from, to, images, images === 0 ? undefined : confidence, images === 0 ? undefined : accuracy])),
  };
}

/** Whether it is too sure on the whole, by the difference of mean confidence and accuracy. */
function balance({ reliability }: Scores, { words }: DetailParts): string {
  const images = reliability.reduce((sum, bin) => sum + bin.images, 0);
  const gap = reliability.reduce((sum, bin) => sum + bin.images * (bin.confidence - bin.accuracy), 0) / Math.max(1, images);
  const points = (100 * Math.abs(gap)).toFixed(1);
  if (points === '0.0') return words.summary.even;
  return gap > 0 ? words.summary.over(points) : words.summary.under(points);
}

interface Frame {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** Top of the counts. */
  readonly counts: number;
}

function sizeOf(room: number): { readonly width: number; readonly height: number } {
  const width = Math.min(room, MOST_WIDTH);
  return { width, height: Math.round((width - LEFT - RIGHT) * 0.8) + TOP + GAP + COUNTS + BOTTOM };
}

function frameOf(width: number, height: number): Frame {
  const plot = height - TOP - GAP - COUNTS - BOTTOM;
  return { left: LEFT, top: TOP, width: width - LEFT - RIGHT, height: plot, counts: TOP + plot + GAP };
}

/** A bin from the top of the plot to the foot of its count. */
function binBounds({ left, top, width, height }: Frame, bin: number, bins: number): Bounds {
  return [left + (bin * width) / bins, top, width / bins, height + GAP + COUNTS];
}

interface Drawn {
  readonly reliability: Scores['reliability'];
  readonly model: number;
  /** Along and up. */
  readonly axes: readonly [string, string];
  readonly percent: (value: number) => string;
  readonly number: (value: number) => string;
}

function drawReliability(pen: CanvasRenderingContext2D, drawn: Drawn, frame: Frame, theme: Theme): void {
  const { reliability, model } = drawn;
  const { left, top, width, height, counts } = frame;
  const { colour } = seriesStyle(theme, model);
  const y = (share: number): number => top + (1 - share) * height;
  const most = Math.max(1, ...reliability.map(({ images }) => images));
  pen.save();
  drawGrid(pen, drawn, frame, theme);
  reliability.forEach(({ images, confidence, accuracy }, bin) => {
    if (images === 0) return;
    const [x, , wide] = binBounds(frame, bin, reliability.length);
    const [from, across] = [x + 1, wide - 2];
    pen.globalAlpha = theme.monochrome ? 0.35 : 0.75;
    pen.fillStyle = colour;
    pen.fillRect(from, y(accuracy), across, height * accuracy);
    pen.fillRect(from, counts + COUNTS * (1 - images / most), across, (COUNTS * images) / most);
    pen.globalAlpha = 1;
    pen.fillStyle = theme.text;
    hatch(pen, from, y(Math.max(confidence, accuracy)), across, Math.abs(confidence - accuracy) * height);
    pen.fillRect(from, y(accuracy) - 1, across, 2);
  });
  pen.strokeStyle = theme.text;
  pen.lineWidth = 1.2;
  pen.setLineDash([5, 4]);
  line(pen, left, top + height, left + width, top);
  pen.setLineDash([]);
  pen.fillStyle = theme.muted;
  pen.font = `${theme.fontSize - 1}px ${theme.font}`;
  pen.textAlign = 'right';
  pen.textBaseline = 'top';
  pen.fillText(drawn.number(most), left - 6, counts);
  pen.restore();
}

/** Stripes between what was said and what came true: readable on a bar and beside it. */
function hatch(pen: CanvasRenderingContext2D, x: number, y: number, width: number, height: number): void {
  for (let at = 0; at < height; at += STRIPE) pen.fillRect(x, y + at, width, Math.min(1, height - at));
}

function drawGrid(pen: CanvasRenderingContext2D, { axes: [along, up], percent: text }: Drawn, { left, top, width, height, counts }: Frame, theme: Theme): void {
  pen.font = `${theme.fontSize - 1}px ${theme.font}`;
  pen.fillStyle = theme.muted;
  pen.strokeStyle = theme.grid;
  pen.lineWidth = 1;
  const foot = counts + COUNTS;
  for (const share of [0, 0.2, 0.4, 0.6, 0.8, 1]) {
    const [x, y] = [left + share * width, top + (1 - share) * height];
    line(pen, left, Math.round(y) + 0.5, left + width, Math.round(y) + 0.5);
    pen.textAlign = 'right';
    pen.textBaseline = 'middle';
    pen.fillText(text(Math.round(100 * share)), left - 6, Math.max(top + 4, y));
    // Where there is little room every second number along is enough.
    if (width < 260 && ![0, 0.4, 0.8].includes(share)) continue;
    pen.textAlign = share === 0 ? 'left' : share === 1 ? 'right' : 'center';
    pen.textBaseline = 'top';
    pen.fillText(text(Math.round(100 * share)), x, foot + 4);
  }
  line(pen, left, foot + 0.5, left + width, foot + 0.5);
  pen.textAlign = 'center';
  pen.fillStyle = theme.text;
  pen.fillText(along, left + width / 2, foot + 20);
  pen.save();
  pen.translate(0, top + height / 2);
  pen.rotate(-Math.PI / 2);
  pen.fillText(up, 0, 0);
  pen.restore();
}

function line(pen: CanvasRenderingContext2D, x: number, y: number, toX: number, toY: number): void {
  pen.beginPath();
  pen.moveTo(x, y);
  pen.lineTo(toX, toY);
  pen.stroke();
}
