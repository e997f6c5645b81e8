import type { Line, LinePoint } from './lines';

/** The point of a line that is read off where the cursor stands. */
export interface Pick {
  readonly line: Line;
  readonly point: LinePoint;
}

/** Means speak for their arms; single seeds only where there is no mean, or while they run. */
export function isReadable({ role, series, seed }: Line): boolean {
  return role === 'mean' || role === 'plain' || (role === 'seed' && (series.seedsOnly || seed?.state === 'running'));
}

/** Every place where a line can be read, in order. */
export function places(lines: readonly Line[]): number[] {
  return [...new Set(lines.filter(isReadable).flatMap(({ data }) => data.filter(({ y }) => !Number.isNaN(y)).map(({ x }) => x)))].sort((a, b) => a - b);
}

/** The place nearest to a value of the axis, or undefined where there is none. */
export function nearestPlace(lines: readonly Line[], x: number): number | undefined {
  let best: number | undefined;
  for (const line of lines) {
    const found = isReadable(line) ? nearest(line.data, x)?.x : undefined;
    if (found !== undefined && (best === undefined || Math.abs(found - x) < Math.abs(best - x))) best = found;
  }
  return best;
}

/** The point of every line at a place, or nearest to it; lines that don't reach so far are left out. */
export function picksAt(lines: readonly Line[], x: number): Pick[] {
  return lines.filter(isReadable).flatMap((line): Pick[] => {
    const point = nearest(line.data, x);
    return point === undefined || Math.abs(point.x - x) > reach(line.data) ? [] : [{ line, point }];
  });
}

/** Half of the mean distance of a line's points, and a bit; a single one is near everything. */
function reach(data: readonly LinePoint[]): number {
  const [first, last] = [data[0], data.at(-1)];
  return first === undefined || last === undefined || data.length < 2 ? Infinity : (0.51 * (last.x - first.x)) / (data.length - 1);
}

/** By bisection: points stand in order. Points without a value are passed over. */
function nearest(data: readonly LinePoint[], x: number): LinePoint | undefined {
  let [from, to] = [0, data.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((data[middle]?.x ?? Infinity) < x) from = middle + 1;
    else to = middle;
  }
  const before = data[from - 1 - gap(data, from - 1, -1)];
  const after = data[from + gap(data, from, 1)];
  if (before === undefined || after === undefined) return before ?? after;
  return x - before.x <= after.x - x ? before : after;
}

/** How many points without a value stand from `at` on. */
function gap(data: readonly LinePoint[], at: number, direction: 1 | -1): number {
  let count = 0;
  while (Number.isNaN(data[at + direction * count]?.y ?? 0)) count++;
  return count;
}
