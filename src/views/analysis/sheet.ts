import { drawPoint } from 'chart.js/helpers';
import { shortNumber } from '../chart/numbers';
import { SvgContext } from '../chart/svg-context';
import type { Theme } from '../ui/series-style';
import { bandOf, type SurfaceScale } from './levels';
import type { Small } from './multiples';
import type { SurfaceLook } from './surface-look';

/** Small drawings for a file: on one ground, with their names, their numbers and the scale of their colours. */
export interface Sheet {
  readonly smalls: readonly Small[];
  readonly scale: SurfaceScale;
  readonly look: SurfaceLook;
  /** What the colours stand for. */
  readonly unit: string;
  readonly draw: (context: CanvasRenderingContext2D, small: Small, width: number, height: number) => void;
}

const WIDTH = 320;
const HEIGHT = 300;
const HEAD = 24;
const NOTE = 40;
const EDGE = 12;
const KEY = 52;
const MOST_COLUMNS = 4;

/** At twice the size in pixels, as base64. */
export function sheetPng(sheet: Sheet): string {
  const { width, height } = sizeOf(sheet);
  const canvas = document.createElement('canvas');
  Object.assign(canvas, { width: 2 * width, height: 2 * height });
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('no canvas');
  context.scale(2, 2);
  drawSheet(context, sheet);
  return canvas.toDataURL('image/png').replace(/^[^,]*,/, '');
}

/** True vectors with real text, as an XML document. */
export function sheetSvg(sheet: Sheet): string {
  const context = new SvgContext(sizeOf(sheet));
  drawSheet(context as unknown as CanvasRenderingContext2D, sheet);
  return context.document();
}

function columnsOf({ smalls }: Sheet): number {
  return Math.max(1, Math.min(MOST_COLUMNS, smalls.length));
}

function sizeOf(sheet: Sheet): { width: number; height: number } {
  const columns = columnsOf(sheet);
  return { width: columns * WIDTH + 2 * EDGE, height: Math.ceil(sheet.smalls.length / columns) * (HEAD + HEIGHT + NOTE) + KEY + EDGE };
}

function drawSheet(context: CanvasRenderingContext2D, sheet: Sheet): void {
  const { smalls, look: { theme }, draw } = sheet;
  const { width, height } = sizeOf(sheet);
  context.fillStyle = theme.background;
  context.fillRect(0, 0, width, height);
  smalls.forEach((small, i) => {
    const [left, top] = [EDGE + (i % columnsOf(sheet)) * WIDTH, EDGE + Math.floor(i / columnsOf(sheet)) * (HEAD + HEIGHT + NOTE)];
    drawHead(context, small, theme, left, top);
    context.save();
    context.translate(left, top + HEAD);
    draw(context, small, WIDTH - EDGE, HEIGHT);
    context.restore();
    drawNote(context, small, theme, left, top + HEAD + HEIGHT);
  });
  context.save();
  context.translate(EDGE, height - KEY);
  drawKey(context, sheet, Math.min(width - 2 * EDGE, 640));
  context.restore();
}

function drawHead(context: CanvasRenderingContext2D, { label, style }: Small, theme: Theme, left: number, top: number): void {
  const x = left + 34;
  if (style !== undefined) {
    context.strokeStyle = style.colour;
    context.fillStyle = style.colour;
    context.lineWidth = 2;
    context.setLineDash([...style.dash]);
    context.beginPath();
    context.moveTo(x, top + HEAD / 2);
    context.lineTo(x + 28, top + HEAD / 2);
    context.stroke();
    context.setLineDash([]);
    drawPoint(context, { pointStyle: style.marker, radius: 4, borderWidth: style.marker.startsWith('cross') ? 2 : 1 }, x + 14, top + HEAD / 2);
  }
  write(context, label, x + 36, top + HEAD / 2, theme.text, `600 ${theme.fontSize}px ${theme.font}`);
}

function drawNote(context: CanvasRenderingContext2D, { note }: Small, theme: Theme, left: number, top: number): void {
  note.split('\n').forEach((line, i) => write(context, line, left + 34, top + 8 + i * 14, theme.muted, `${theme.fontSize - 1}px ${theme.font}`));
}

/** A bar of the bands' colours with the losses of the levels between them. */
export function drawKey(context: CanvasRenderingContext2D, { scale, look, unit }: Pick<Sheet, 'scale' | 'look' | 'unit'>, width: number): void {
  const { theme } = look;
  const [bar, top] = [10, 14];
  const each = width / (scale.levels.length + 1);
  write(context, unit, 0, 5, theme.muted, `${theme.fontSize - 1}px ${theme.font}`);
  for (let band = 0; band <= bandOf(Infinity, scale); band++) {
    context.fillStyle = look.band(band);
    context.fillRect(band * each, top, each + 0.5, bar);
  }
  context.strokeStyle = theme.muted;
  context.lineWidth = 1;
  context.strokeRect(0, top, width, bar);
  context.font = `${theme.fontSize - 1}px ${theme.font}`;
  let free = 0;
  scale.levels.forEach((level, i) => {
    const [x, text] = [(i + 1) * each, shortNumber(level, 3)];
    const half = context.measureText(text).width / 2;
    context.beginPath();
    context.moveTo(x, top);
    context.lineTo(x, top + bar + 3);
    context.stroke();
    if (x - half < free || x + half > width) return;
    free = x + half + 6;
    write(context, text, x, top + bar + 11, theme.muted, `${theme.fontSize - 1}px ${theme.font}`, 'center');
  });
}

function write(context: CanvasRenderingContext2D, text: string, x: number, y: number, colour: string, font: string, align: CanvasTextAlign = 'left'): void {
  context.fillStyle = colour;
  context.font = font;
  context.textAlign = align;
  context.textBaseline = 'middle';
  context.fillText(text, x, y);
}
