import { contours } from 'd3-contour';
import { shortNumber } from '../chart/numbers';
import type { SurfaceScale } from './levels';
import type { Pen } from './pen';
import type { SurfaceLook } from './surface-look';

/** A loss surface on its grid: rows along `y`, columns along `x`; null where the loss is not known. */
export interface Surface {
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly loss: readonly (readonly (number | null)[])[];
}

/** A square on a canvas, in pixels. */
export interface Square {
  readonly left: number;
  readonly top: number;
  readonly side: number;
}

/** Room for the numbers of the axes. */
const LEFT = 30;
const BELOW = 18;
const EDGE = 4;
/** Pixels between two labels of levels. */
const LABEL_GAP = 15;
const HATCH = 5;

type Ring = readonly (readonly number[])[];

/** The square of the plot in a space of so many pixels. */
export function plotSquare(width: number, height: number): Square {
  const side = Math.max(20, Math.min(width - LEFT - 2 * EDGE, height - BELOW - 2 * EDGE));
  return { left: Math.max(LEFT + EDGE, (width - side) / 2), top: EDGE + 2, side };
}

/** Filled contours at the levels of the scale, with their lines, labels and axes; cells with a corner that isn't known are left open. */
export function drawContours(context: Pen, surface: Surface, scale: SurfaceScale, look: SurfaceLook, square: Square): void {
  const { left, top, side } = square;
  const [columns, rows] = [surface.x.length, surface.y.length];
  const at = ([x = 0, y = 0]: readonly number[]): [number, number] => [left + (side * (clamped(x, columns) - 0.5)) / (columns - 1), top + side - (side * (clamped(y, rows) - 0.5)) / (rows - 1)];
  const values = logarithms(surface, scale);
  const bands = contours().size([columns, rows]).thresholds(scale.levels.map(Math.log))(values);
  context.save();
  context.fillStyle = look.band(0);
  context.fillRect(left, top, side, side);
  bands.forEach(({ coordinates }, i) => {
    context.fillStyle = look.band(i + 1);
    trace(context, coordinates.flat(), at, undefined);
    context.fill();
  });
  context.strokeStyle = look.ink;
  context.globalAlpha = look.theme.monochrome ? 1 : 0.55;
  context.lineWidth = look.theme.monochrome ? 1 : 0.7;
  for (const { coordinates } of bands) {
    trace(context, coordinates.flat(), at, ([x = 0, y = 0]) => clamped(x, columns) !== x || clamped(y, rows) !== y);
    context.stroke();
  }
  context.globalAlpha = 1;
  drawHoles(context, surface, square, look);
  drawLabels(context, surface, scale, look, square);
  drawFrame(context, surface, square, look);
  context.restore();
}

/** Contours need a value everywhere: what isn't known takes its neighbour's, and is covered afterwards. */
function logarithms({ loss, x }: Surface, { least, most }: SurfaceScale): number[] {
  return loss.flatMap((row) => {
    let last = most;
    return x.map((_, column) => {
      last = row[column] ?? last;
      return Math.log(Math.max(last, least));
    });
  });
}

/** d3-contour closes its rings half a cell outside the grid; here they end at its border. */
function clamped(place: number, count: number): number {
  return Math.max(0.5, Math.min(count - 0.5, place));
}

/** Puts rings on the path; parts of them that `isOutside` says of are jumped over. */
function trace(context: Pen, rings: readonly Ring[], at: (point: readonly number[]) => [number, number], isOutside: ((point: readonly number[]) => boolean) | undefined): void {
  context.beginPath();
  for (const ring of rings) {
    let open = false;
    for (const point of ring) {
      const inside = isOutside?.(point) !== true;
      if (open && inside) context.lineTo(...at(point));
      else if (inside) context.moveTo(...at(point));
      open = inside;
    }
  }
}

/** Whether a cell between four points of the grid has all of its corners. */
function isWhole({ loss }: Surface, row: number, column: number): boolean {
  return [0, 1].every((down) => [0, 1].every((right) => (loss[row + down]?.[column + right] ?? null) !== null));
}

/** Cells without a value: the ground, hatched. Neighbours in a row are one hole. */
function drawHoles(context: Pen, surface: Surface, { left, top, side }: Square, { theme }: SurfaceLook): void {
  const [wide, high] = [side / (surface.x.length - 1), side / (surface.y.length - 1)];
  for (let row = 0; row < surface.y.length - 1; row++) {
    let from: number | undefined;
    for (let column = 0; column < surface.x.length; column++) {
      const hole = column < surface.x.length - 1 && !isWhole(surface, row, column);
      if (hole) from ??= column;
      if (hole || from === undefined) continue;
      const [x, y, width] = [left + from * wide, top + side - (row + 1) * high, (column - from) * wide];
      context.fillStyle = theme.background;
      context.fillRect(x, y, width, high);
      hatch(context, x, y, width, high, theme.muted);
      from = undefined;
    }
  }
}

/** Slanted lines that go on from one rectangle into the next. */
function hatch(context: Pen, left: number, top: number, width: number, height: number, colour: string): void {
  context.strokeStyle = colour;
  context.lineWidth = 0.5;
  context.beginPath();
  for (let sum = Math.ceil((left + top) / HATCH) * HATCH; sum < left + width + top + height; sum += HATCH) {
    const from = Math.max(left, sum - top - height);
    const to = Math.min(left + width, sum - top);
    if (to <= from) continue;
    context.moveTo(from, sum - from);
    context.lineTo(to, sum - to);
  }
  context.stroke();
}

/** The losses of the levels where the contours cross the line up and the line down from the centre, as far as there is room. */
function drawLabels(context: Pen, { loss, x }: Surface, { levels }: SurfaceScale, { theme }: SurfaceLook, { left, top, side }: Square): void {
  const middle = Math.floor((x.length - 1) / 2);
  const column = loss.map((row) => row[middle] ?? null);
  const step = side / (column.length - 1);
  const centre = Math.floor((column.length - 1) / 2);
  const taken = [top + side - centre * step];
  context.font = `${theme.fontSize - 1}px ${theme.font}`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  for (const level of levels) {
    for (const direction of [1, -1]) {
      const row = crossing(column, centre, direction, level);
      const y = row === undefined ? NaN : top + side - row * step;
      if (!(y > top + 8 && y < top + side - 8) || taken.some((other) => Math.abs(other - y) < LABEL_GAP)) continue;
      taken.push(y);
      const text = shortNumber(level, 3);
      const width = context.measureText(text).width + 6;
      context.fillStyle = theme.background;
      context.fillRect(left + middle * (side / (x.length - 1)) - width / 2, y - 6.5, width, 13);
      context.fillStyle = theme.text;
      context.fillText(text, left + middle * (side / (x.length - 1)), y);
      break;
    }
  }
}

/** The place on a column, from its centre outwards, where the loss first passes a level. */
function crossing(column: readonly (number | null)[], centre: number, direction: number, level: number): number | undefined {
  for (let row = centre; column[row + direction] !== undefined; row += direction) {
    const [from, to] = [column[row], column[row + direction]];
    if (from === null || from === undefined || to === null || to === undefined || from <= 0 || to <= 0) continue;
    if ((from < level) !== (to < level)) return row + direction * (Math.log(level / from) / Math.log(to / from));
  }
  return undefined;
}

/** Border, the centre, and the ends of the axes. */
function drawFrame(context: Pen, { x, y }: Surface, { left, top, side }: Square, { theme }: SurfaceLook): void {
  context.strokeStyle = theme.muted;
  context.lineWidth = 1;
  context.strokeRect(left, top, side, side);
  const place = (values: readonly number[], value: number): number => (value - (values[0] ?? 0)) / ((values.at(-1) ?? 1) - (values[0] ?? 0));
  const [atX, atY] = [left + side * place(x, 0), top + side - side * place(y, 0)];
  for (const [colour, width] of [[theme.background, 4], [theme.text, 1.5]] as const) {
    context.strokeStyle = colour;
    context.lineWidth = width;
    context.beginPath();
    context.moveTo(atX - 5, atY);
    context.lineTo(atX + 5, atY);
    context.moveTo(atX, atY - 5);
    context.lineTo(atX, atY + 5);
    context.stroke();
  }
  context.fillStyle = theme.muted;
  context.font = `${theme.fontSize - 1}px ${theme.font}`;
  context.textBaseline = 'top';
  for (const value of ends(x)) {
    context.textAlign = 'center';
    context.fillText(shortNumber(value, 3), left + side * place(x, value), top + side + 4);
  }
  context.textAlign = 'right';
  context.textBaseline = 'middle';
  for (const value of ends(y)) context.fillText(shortNumber(value, 3), left - 5, top + side - side * place(y, value));
}

function ends(values: readonly number[]): number[] {
  const [first = 0, last = 0] = [values[0], values.at(-1)];
  return [...new Set([first, 0, last])];
}
