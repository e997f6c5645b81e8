import type { GridName } from '../analysis/grids';
import type { NetworkOptions } from '../resnet/graph';

export { GRADIENT_GRIDS, GRID_NAMES, type GridName } from '../analysis/grids';

/**
 * What was measured inside the networks of an experiment while they trained, by arm. Plain JSON, compact: some of the recorded steps, means
 * over the seeds with their 95 % intervals, four significant digits.
 */
export interface ReportProbes {
  /** Steps between two records while training. */
  readonly every: number;
  readonly arms: readonly ArmProbes[];
}

export interface ArmProbes {
  /** The arm's label, as in the report. */
  readonly arm: string;
  /** Its network, for names, depths and the diagram. */
  readonly network: NetworkOptions;
  /** Steps of the whole training at which the grids have a row, from 1. */
  readonly steps: readonly number[];
  /** Of all that was recorded before some were left out. */
  readonly recorded: number;
  readonly grids: Readonly<Partial<Record<GridName, ProbeGrid>>>;
  readonly smoothness?: SmoothnessSeries;
}

export interface ProbeGrid {
  /** Layers or units from the input to the output, by their names in the graph. */
  readonly names: readonly string[];
  /** One row a step, one column a name. */
  readonly mean: readonly (readonly (number | null)[])[];
  /** The mean's 95 % interval; absent where there is one seed. */
  readonly low?: readonly (readonly (number | null)[])[];
  readonly high?: readonly (readonly (number | null)[])[];
}

/**
 * Santurkar 2018 (arXiv 1805.11604), figure 4: along the step's gradient, over a range of step sizes, how far the loss ranges, how far the
 * gradient turns (ℓ2 distance), and the largest of its changes over the distance moved ("effective β"). Means over the seeds.
 */
export interface SmoothnessSeries {
  readonly steps: readonly number[];
  readonly lossLow: readonly (number | null)[];
  readonly lossHigh: readonly (number | null)[];
  readonly gradientLow: readonly (number | null)[];
  readonly gradientHigh: readonly (number | null)[];
  readonly beta: readonly (number | null)[];
}
