import type { Range } from './chart-options';
import type { PlotSeries } from './drawn';

/** The axis from the first point to the last; a single point stands in the middle. */
export function extentOf(series: readonly Pick<PlotSeries, 'xs'>[]): Range {
  let [min, max] = [Infinity, -Infinity];
  for (const { xs } of series) {
    for (const x of xs) {
      if (x < min) min = x;
      if (x > max) max = x;
    }
  }
  if (min > max) return [0, 1];
  return min === max ? [min - 1, max + 1] : [min, max];
}

/** Part of an axis made smaller by a factor (larger below 1) around a place, or around its middle where that isn't in it. */
export function zoomed([from, to]: Range, extent: Range, factor: number, place: number | undefined): Range {
  const at = place !== undefined && place >= from && place <= to ? place : (from + to) / 2;
  return within([at - (at - from) / factor, at + (to - at) / factor], extent);
}

/** Part of an axis moved by a share of its own length. */
export function panned([from, to]: Range, extent: Range, share: number): Range {
  const by = share * (to - from);
  return within([from + by, to + by], extent);
}

/** Kept inside the axis, moved rather than cut where that is enough. */
function within([from, to]: Range, [min, max]: Range): Range {
  if (to - from >= max - min) return [min, max];
  const by = Math.max(0, min - from) - Math.max(0, to - max);
  return [from + by, to + by];
}

/** The steps or epochs that a part of the axis takes in, with a neighbour on either side, over all curves. */
export function spanOf(curves: readonly { readonly x: readonly number[]; readonly at: readonly number[] }[], [from, to]: Range): { from: number; to: number } | undefined {
  const spans = curves.flatMap(({ x, at }) => {
    const first = x[Math.max(0, at.findLastIndex((value) => value <= from))];
    const beyond = at.findIndex((value) => value >= to);
    const last = beyond === -1 ? x.at(-1) : x[beyond];
    return first === undefined || last === undefined || first >= last ? [] : [{ from: first, to: last }];
  });
  if (spans.length === 0) return undefined;
  return { from: Math.min(...spans.map((span) => span.from)), to: Math.max(...spans.map((span) => span.to)) };
}
