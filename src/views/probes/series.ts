import type { ProbeGrid } from '../../experiment/probe-data';
import type { PlotSeries } from '../chart/drawn';
import type { MeasureGrid, Summary } from './measures';
import { placeOf, rowAt } from './places';
import type { Seen, SeenArm } from './seen';

/** A line of a figure, with where each of its values stands. */
export interface ProbeSeries extends PlotSeries {
  readonly arm: string;
  /** The name of the layer or unit of each value, and its step. */
  readonly at: readonly { readonly name: string; readonly step: number }[];
}

type Values = readonly (number | null)[];

/** Every arm's values from input to output at the step that is looked at; arms without a record near it are left out. */
export function depthSeries(seen: Seen): ProbeSeries[] {
  const places = new Map(seen.names.map((name, place) => [name, place]));
  return seen.arms.flatMap((arm) => {
    const row = rowAt(arm.probes.steps, seen.step);
    if (row === undefined) return [];
    const step = arm.probes.steps[row] ?? seen.step;
    return arm.grids.map((one): ProbeSeries => {
      const { names, mean, low, high } = one.grid;
      const order = names.map((_, column) => column).sort((a, b) => (places.get(names[a] ?? '') ?? 0) - (places.get(names[b] ?? '') ?? 0));
      const inOrder = (values: readonly Values[] | undefined): Values => order.map((column) => values?.[row]?.[column] ?? null);
      return { ...lineOf(seen, arm, one, inOrder(mean), inOrder(low), inOrder(high)), xs: order.map((column) => places.get(names[column] ?? '') ?? NaN), at: order.map((column) => ({ name: names[column] ?? '', step })) };
    });
  });
}

/** Every arm's values of one layer, or of a summary, at every step. */
export function trainingSeries(seen: Seen, place: Summary | string): ProbeSeries[] {
  return seen.arms.flatMap((arm) =>
    arm.grids.flatMap((one): ProbeSeries[] => {
      const { grid } = one;
      const columns = grid.mean.map((row) => columnOf(grid, row, place));
      if (columns.every((column) => column === undefined)) return [];
      const extreme = place === 'max' || place === 'min';
      const values = (rows: readonly Values[] | undefined): Values => columns.map((column, row) => (column === undefined ? null : (rows?.[row]?.[column] ?? null)));
      const none = columns.map(() => null);
      const { steps } = arm.probes;
      return [{ ...lineOf(seen, arm, one, values(grid.mean), extreme ? none : values(grid.low), extreme ? none : values(grid.high)), xs: steps, at: columns.map((column, row) => ({ name: grid.names[column ?? -1] ?? '', step: steps[row] ?? NaN })) }];
    }),
  );
}

/** The column that a layer's name or a summary stands for in a row. */
function columnOf({ names }: ProbeGrid, row: Values, place: Summary | string): number | undefined {
  if (place === 'first' || place === 'middle' || place === 'last') return placeOf(names, place);
  if (place !== 'max' && place !== 'min') return names.includes(place) ? names.indexOf(place) : undefined;
  let best: number | undefined;
  row.forEach((value, column) => {
    const record = best === undefined ? null : (row[best] ?? null);
    if (value !== null && (record === null || (place === 'max' ? value > record : value < record))) best = column;
  });
  return best;
}

/** A branch is drawn thin beside its trunk. */
function lineOf({ logarithmic, words }: Seen, { label, key, style, coloured }: SeenArm, { part }: MeasureGrid, mean: Values, low: Values, high: Values): Omit<ProbeSeries, 'xs' | 'at'> {
  const drawable = (values: Values): Values => (logarithmic ? values.map((value) => (value !== null && value > 0 ? value : null)) : values);
  const branch = part === 'branch';
  return {
    key,
    arm: label,
    label: part === undefined ? label : words.partOf(label, words.parts[part]),
    curve: { mean: drawable(mean), low: mean.map((value, i) => (value === null ? null : (low[i] ?? null))), high: mean.map((value, i) => (value === null ? null : (high[i] ?? null))), n: [] },
    seeds: [],
    seedsOnly: false,
    style: branch && style.dash.length === 0 ? { ...style, dash: [5, 3] } : style,
    coloured,
    ...(part !== undefined && { part }),
    ...(branch && { thin: true }),
  };
}
