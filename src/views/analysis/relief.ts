import { shortNumber } from '../chart/numbers';
import type { Surface } from './contours';
import { heightOf, type SurfaceScale } from './levels';
import type { Pen } from './pen';
import { lossColour, type SurfaceLook } from './surface-look';

/** From where a surface is seen, in degrees: how far it is turned, and how far the eye is above its ground. */
export interface View3D {
  readonly turn: number;
  readonly tilt: number;
}

export const FIRST_VIEW: View3D = { turn: -35, tilt: 28 };

export interface ReliefOptions {
  readonly view: View3D;
  /** The height is the logarithm of the loss. */
  readonly logarithmic: boolean;
  /** Every so many points of the grid have a corner; more than 1 while it moves. */
  readonly stride: number;
  /** Names of the two directions. */
  readonly axes: readonly [string, string];
}

/** Height of the highest loss, in half sides of the ground. */
const HEIGHT = 1.25;
const ROOM = 70;
/** Pixels between two numbers at the upright axis. */
const TICK_GAP = 14;

type Point = readonly [x: number, y: number];
/** Pixels of a place on the ground (both −1 to 1) at a height (0 to 1), and how near it is. */
type Projection = (x: number, y: number, z: number) => { readonly point: Point; readonly near: number };

/** A loss surface as a relief, drawn from the back to the front; quadrilaterals with a corner that isn't known are left out. */
export function drawRelief(context: Pen, surface: Surface, scale: SurfaceScale, look: SurfaceLook, size: { readonly width: number; readonly height: number }, options: ReliefOptions): void {
  const project = projection(size.width, size.height, options.view);
  context.save();
  context.lineJoin = 'round';
  drawGround(context, project, look, options.axes);
  drawUpright(context, project, scale, look, options.logarithmic);
  const lines = look.theme.monochrome ? look.theme.text : look.ink;
  for (const { corners, loss } of facets(surface, scale, project, options)) {
    context.beginPath();
    corners.forEach((corner, i) => (i === 0 ? context.moveTo(...corner) : context.lineTo(...corner)));
    context.closePath();
    context.fillStyle = lossColour(loss, scale, look);
    context.strokeStyle = look.theme.monochrome ? lines : context.fillStyle;
    context.lineWidth = look.theme.monochrome ? 0.6 : 0.5;
    context.fill();
    context.stroke();
    if (look.theme.monochrome) continue;
    context.globalAlpha = 0.22;
    context.strokeStyle = lines;
    context.stroke();
    context.globalAlpha = 1;
  }
  context.restore();
}

function projection(width: number, height: number, { turn, tilt }: View3D): Projection {
  const [sin, cos] = [Math.sin((turn * Math.PI) / 180), Math.cos((turn * Math.PI) / 180)];
  const [rise, lean] = [Math.sin((tilt * Math.PI) / 180), Math.cos((tilt * Math.PI) / 180)];
  const diagonal = 2 * Math.SQRT2;
  const unit = Math.min((width - ROOM) / diagonal, (height - ROOM / 2) / (diagonal * rise + HEIGHT * lean));
  const middle = (height - (diagonal * rise + HEIGHT * lean) * unit) / 2 + HEIGHT * lean * unit + Math.SQRT2 * rise * unit;
  return (x, y, z) => {
    const [across, near] = [x * cos + y * sin, x * sin - y * cos];
    return { point: [width / 2 + ROOM / 5 + unit * across, middle + unit * near * rise - unit * HEIGHT * lean * z], near };
  };
}

interface Facet {
  readonly corners: readonly Point[];
  /** The mean of its corners, by logarithm. */
  readonly loss: number;
  readonly near: number;
}

function facets({ x, y, loss }: Surface, scale: SurfaceScale, project: Projection, { logarithmic, stride }: ReliefOptions): Facet[] {
  const made: Facet[] = [];
  const place = (index: number, count: number): number => (2 * index) / (count - 1) - 1;
  const steps = (count: number): number[] => Array.from({ length: Math.ceil((count - 1) / stride) }, (_, i) => i * stride);
  for (const row of steps(y.length)) {
    const below = Math.min(row + stride, y.length - 1);
    for (const column of steps(x.length)) {
      const right = Math.min(column + stride, x.length - 1);
      const corners = ([[row, column], [row, right], [below, right], [below, column]] as const).flatMap(([r, c]) => {
        const value = loss[r]?.[c];
        return value === null || value === undefined ? [] : [{ value, ...project(place(c, x.length), place(r, y.length), heightOf(value, scale, logarithmic)) }];
      });
      if (corners.length < 4) continue;
      const mean = Math.exp(corners.reduce((sum, { value }) => sum + Math.log(Math.max(value, scale.least)), 0) / 4);
      made.push({ corners: corners.map(({ point }) => point), loss: mean, near: corners.reduce((sum, { near }) => sum + near, 0) });
    }
  }
  return made.sort((a, b) => a.near - b.near);
}

/** The square below the surface, and the names of its sides at the two in front. */
function drawGround(context: Pen, project: Projection, { theme }: SurfaceLook, [first, second]: readonly [string, string]): void {
  const corners = ([[-1, -1], [1, -1], [1, 1], [-1, 1]] as const).map(([x, y]) => project(x, y, 0).point);
  context.strokeStyle = theme.muted;
  context.lineWidth = 1;
  context.beginPath();
  corners.forEach((corner, i) => (i === 0 ? context.moveTo(...corner) : context.lineTo(...corner)));
  context.closePath();
  context.stroke();
  context.fillStyle = theme.muted;
  context.font = `${theme.fontSize - 1}px ${theme.font}`;
  context.textBaseline = 'middle';
  const sides = [[first, [0, -1], [0, 1]], [second, [-1, 0], [1, 0]]] as const;
  for (const [name, one, other] of sides) {
    const [a, b] = [project(1.16 * one[0], 1.16 * one[1], 0), project(1.16 * other[0], 1.16 * other[1], 0)];
    const { point } = a.near > b.near ? a : b;
    const [centre] = project(0, 0, 0).point;
    context.textAlign = Math.abs(point[0] - centre) < 20 ? 'center' : point[0] < centre ? 'right' : 'left';
    context.fillText(name, ...point);
  }
}

/** The axis of the loss stands at the corner farthest to the left. */
function drawUpright(context: Pen, project: Projection, scale: SurfaceScale, { theme }: SurfaceLook, logarithmic: boolean): void {
  const corners = ([[-1, -1], [1, -1], [1, 1], [-1, 1]] as const).map(([x, y]) => ({ x, y, left: project(x, y, 0).point[0] }));
  const { x, y } = corners.reduce((most, corner) => (corner.left < most.left ? corner : most));
  context.strokeStyle = theme.muted;
  context.beginPath();
  context.moveTo(...project(x, y, 0).point);
  context.lineTo(...project(x, y, 1).point);
  context.stroke();
  context.fillStyle = theme.muted;
  context.font = `${theme.fontSize - 1}px ${theme.font}`;
  context.textAlign = 'right';
  context.textBaseline = 'middle';
  let last = Infinity;
  for (const level of [...scale.levels]) {
    const [left, top] = project(x, y, heightOf(level, scale, logarithmic)).point;
    if (last - top < TICK_GAP) continue;
    last = top;
    context.beginPath();
    context.moveTo(left - 4, top);
    context.lineTo(left, top);
    context.stroke();
    context.fillText(shortNumber(level, 3), left - 6, top);
  }
}
