import { buildGraph } from '../../resnet/build';
import type { NetworkOptions } from '../../resnet/graph';

export interface Unit {
  readonly name: string;
  /** The paper's name of its part of the network: `conv2_x`. */
  readonly stage: string;
}

/** The residual units of a network in order of depth. */
export function unitsOf(options: NetworkOptions): Unit[] {
  const stages = new Map<string, string>();
  for (const { unit, stage } of buildGraph(options).layers) if (unit !== undefined && !stages.has(unit)) stages.set(unit, stage);
  return [...stages].map(([name, stage]) => ({ name, stage }));
}

/** Layers with weights on the longest path, as He 2015 counts them: convolutions but those of shortcuts, and the fully connected layer. */
export function depthOf(options: NetworkOptions): number {
  return buildGraph(options).layers.filter(({ kind, name }) => kind === 'fc' || (kind === 'conv' && !name.includes('downsample'))).length;
}

/** The loss of a network that gives every class the same probability. */
export function guessingLoss(options: NetworkOptions): number {
  return Math.log(buildGraph(options).options.classes);
}
