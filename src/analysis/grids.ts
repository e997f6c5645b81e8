/** What is recorded inside a network while it trains. `smoothness` costs several steps each time. */
export const PROBE_KINDS = ['gradients', 'activations', 'smoothness'] as const;
export type ProbeKind = (typeof PROBE_KINDS)[number];

/**
 * By layer or unit and over training.
 * `weightGradient`: ‖∂L/∂W‖ of each conv and fc; `gradientRatio`: that over ‖W‖; `signal`: ‖∂L/∂x‖ at the stem's and each unit's output (L is the
 * batch's mean loss); `response`: standard deviation of each conv's response after its batch norm, before the relu (He 2015, figure 7); `mean` and
 * `std` of the stem's and each unit's output; `zero` and `dead`: share of a relu's outputs that are zero, and of its channels that are zero on the
 * whole batch; `trunk` and `branch`: variance of the two things that a unit adds, by channel, averaged over channels (De & Smith 2020); `gamma`:
 * root mean square of each batch norm's γ.
 */
export const GRID_NAMES = ['weightGradient', 'gradientRatio', 'signal', 'response', 'mean', 'std', 'zero', 'dead', 'trunk', 'branch', 'gamma'] as const;
export type GridName = (typeof GRID_NAMES)[number];

/** Grids of the `gradients` probe; the others are of the `activations` probe. */
export const GRADIENT_GRIDS: readonly GridName[] = ['weightGradient', 'gradientRatio', 'signal'];
