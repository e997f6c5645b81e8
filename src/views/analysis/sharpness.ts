/** How the loss stands around the weights, in numbers. What the grid doesn't reach is absent. */
export interface Sharpness {
  readonly centre?: number | undefined;
  /** The loss at each distance of DISTANCES, the mean of both sides, over that at the centre. */
  readonly ratios: readonly (number | undefined)[];
  /** Second difference at the centre, (f(h) − 2 f(0) + f(−h)) / h², with the step h of the grid. */
  readonly curvature?: number | undefined;
}

/** Distances from the weights, in filter norms. */
export const DISTANCES = [0.5, 1];

/** Of the losses along one direction. */
export function sharpness(x: readonly number[], loss: readonly (number | null)[]): Sharpness {
  const at = (place: number): number | undefined => valueAt(x, loss, place);
  const centre = at(0);
  const ratios = DISTANCES.map((distance) => {
    const [left, right] = [at(-distance), at(distance)];
    return left === undefined || right === undefined || centre === undefined || centre <= 0 ? undefined : (left + right) / 2 / centre;
  });
  const step = Math.min(...x.filter((place) => place > NEAR));
  const [below, above] = [at(-step), at(step)];
  return { centre, ratios, curvature: below === undefined || above === undefined || centre === undefined ? undefined : (above - 2 * centre + below) / step ** 2 };
}

/** Of a surface: along both of its axes, which meet in the weights. */
export function surfaceSharpness({ x, y, loss }: { readonly x: readonly number[]; readonly y: readonly number[]; readonly loss: readonly (readonly (number | null)[])[] }): [Sharpness, Sharpness] {
  const [row, column] = [y.findIndex(isZero), x.findIndex(isZero)];
  return [sharpness(x, loss[row] ?? []), sharpness(y, loss.map((values) => values[column] ?? null))];
}

const NEAR = 1e-9;

function isZero(place: number): boolean {
  return Math.abs(place) < NEAR;
}

/** Between two neighbours by a straight line. */
function valueAt(x: readonly number[], values: readonly (number | null)[], place: number): number | undefined {
  const after = x.findIndex((one) => one >= place - NEAR);
  const [to, high] = [x[after], values[after]];
  if (to === undefined || high === null || high === undefined) return undefined;
  if (Math.abs(to - place) < NEAR) return high;
  const [from, low] = [x[after - 1], values[after - 1]];
  if (from === undefined || low === null || low === undefined) return undefined;
  return low + ((high - low) * (place - from)) / (to - from);
}
