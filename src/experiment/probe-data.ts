import type { NetworkOptions } from '../resnet/graph';

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

/**
 * By layer or unit and over training.
 * `weightGradient`: ‖∂L/∂W‖ of each conv and fc; `gradientRatio`: that over ‖W‖; `signal`: ‖∂L/∂x‖ at the stem's and each unit's output;
 * `response`: standard deviation of each conv's response after its batch norm, before the relu (He 2015, figure 7); `mean` and `std` of each
 * unit's output; `zero` and `dead`: share of a relu's outputs that are zero, and of its channels that are zero on the whole batch; `trunk`
 * and `branch`: variance of what an addition adds, by channel, averaged over channels (De & Smith 2020); `gamma`: mean |γ| of each batch norm.
 */
export const GRID_NAMES = ['weightGradient', 'gradientRatio', 'signal', 'response', 'mean', 'std', 'zero', 'dead', 'trunk', 'branch', 'gamma'] as const;
export type GridName = (typeof GRID_NAMES)[number];

/** Grids of the `gradients` probe; the others are of the `activations` probe. */
export const GRADIENT_GRIDS: readonly GridName[] = ['weightGradient', 'gradientRatio', 'signal'];

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
