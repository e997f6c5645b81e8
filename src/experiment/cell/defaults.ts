/**
 * The numbers that a cell may leave out where they depend on its optimiser, schedule or data set.
 * SGD with Nesterov momentum 0.9 and weight decay 5e-4 is what wide residual nets were trained with (arXiv 1605.07146);
 * AdamW and one-cycle have torch's own defaults.
 */
export const SGD = { lr: 0.1, momentum: 0.9, weightDecay: 5e-4 };
export const ADAMW = { lr: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.01 };
export const STEP = { gamma: 0.1 };
export const COSINE = { final: 0 };
export const ONECYCLE = { pctStart: 0.3, divFactor: 25, finalDivFactor: 10_000 };
/** Steps between two looks of the probes: they cost about a fifth of a step each. */
export const PROBE_EVERY = 10;
/** Side of a folder's images, in pixels. */
export const FOLDER_SIZE = 32;

/** After a half and three quarters of the training (He 2015), in whole epochs. */
export function defaultMilestones(epochs: number): number[] {
  return [...new Set([Math.ceil(epochs / 2), Math.ceil((3 * epochs) / 4)])].filter((epoch) => epoch < epochs);
}
