import type { ArmProbes, GridName, ProbeGrid, ReportProbes } from '../../experiment/probe-data';

/** What the reader chooses from: a grid, or what two of them make together. */
export type MeasureId = Exclude<GridName, 'trunk' | 'branch'> | 'variance' | 'branchShare';

/** Which of a unit's two summands. */
export type Part = 'trunk' | 'branch';

/** What stands for a network's many layers. */
export type Summary = 'first' | 'middle' | 'last' | 'max' | 'min';
export const SUMMARIES: readonly Summary[] = ['first', 'middle', 'last', 'max', 'min'];

export interface Measure {
  readonly id: MeasureId;
  readonly group: 'gradients' | 'activations';
  /** A share of 1, written as per cent. */
  readonly fraction: boolean;
  /** Begins on a logarithmic axis; undefined: never has one. */
  readonly logarithmic: boolean | undefined;
  /** Goes from the output to the input, as gradients do. */
  readonly backward: boolean;
}

/** In the order of the list. */
export const MEASURES: readonly Measure[] = [
  { id: 'weightGradient', group: 'gradients', fraction: false, logarithmic: true, backward: true },
  { id: 'gradientRatio', group: 'gradients', fraction: false, logarithmic: true, backward: true },
  { id: 'signal', group: 'gradients', fraction: false, logarithmic: true, backward: true },
  { id: 'response', group: 'activations', fraction: false, logarithmic: false, backward: false },
  { id: 'mean', group: 'activations', fraction: false, logarithmic: undefined, backward: false },
  { id: 'std', group: 'activations', fraction: false, logarithmic: false, backward: false },
  { id: 'zero', group: 'activations', fraction: true, logarithmic: undefined, backward: false },
  { id: 'dead', group: 'activations', fraction: true, logarithmic: undefined, backward: false },
  { id: 'variance', group: 'activations', fraction: false, logarithmic: true, backward: false },
  { id: 'branchShare', group: 'activations', fraction: false, logarithmic: true, backward: false },
  { id: 'gamma', group: 'activations', fraction: false, logarithmic: false, backward: false },
];

/** A grid of an arm, and which of a unit's summands it is of where there are two. */
export interface MeasureGrid {
  readonly part?: Part;
  readonly grid: ProbeGrid;
}

/** An arm's grids for a measure; none where it has no values. */
export function gridsOf({ grids }: ArmProbes, id: MeasureId): MeasureGrid[] {
  const { trunk, branch } = grids;
  if (id === 'branchShare') return trunk === undefined || branch === undefined || trunk.names.length === 0 ? [] : [{ grid: ratio(branch, trunk) }];
  if (id === 'variance') return [...one(trunk, 'trunk'), ...one(branch, 'branch')];
  return one(grids[id]);
}

/** What the data have, in the order of the list. */
export function measuresOf({ arms }: ReportProbes): Measure[] {
  return MEASURES.filter(({ id }) => arms.some((arm) => gridsOf(arm, id).length > 0));
}

function one(grid: ProbeGrid | undefined, part?: Part): MeasureGrid[] {
  const some = grid !== undefined && grid.mean.some((row) => row.some((value) => value !== null));
  return some ? [{ grid, ...(part !== undefined && { part }) }] : [];
}

/** Of the means: it has no interval. */
function ratio({ names, mean }: ProbeGrid, below: ProbeGrid): ProbeGrid {
  return {
    names,
    mean: mean.map((row, i) =>
      row.map((value, column) => {
        const divisor = below.mean[i]?.[column] ?? 0;
        return value === null || divisor === 0 ? null : value / divisor;
      }),
    ),
  };
}
