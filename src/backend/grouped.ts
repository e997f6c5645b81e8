import type { ConvSpec, Value } from './operations';

/**
 * Neither backend has the gradients of grouped convolutions, so groups become dense convolutions: a few neighbouring groups are
 * merged into one convolution whose weights are zero between groups. Merging wastes multiplications and saves calls; `leastChannels`
 * is where the two balance (ResNeXt-50 timed with bench/train-ours.ts).
 */
export interface DenseConvolutions<V extends Value> {
  readonly leastChannels: number;
  splitChannels(x: V, parts: number): V[];
  concatChannels(parts: readonly V[]): V;
  /** [k, k, i, o] of `groups` groups side by side in o → [k, k, i·groups, o], zero where input and output are of different groups. */
  blockDiagonal(weight: V, groups: number): V;
  /** The gradient of that: picks the blocks on the diagonal. */
  blockDiagonalGradient(dense: V, groups: number): V;
  conv(x: V, weight: V, spec: ConvSpec): V;
  convInputGradient(dy: V, weight: V, x: V, spec: ConvSpec): V;
  convWeightGradient(dy: V, x: V, weight: V, spec: ConvSpec): V;
  release(...values: V[]): void;
}

export function groupedConv<V extends Value>(dense: DenseConvolutions<V>, x: V, weight: V, spec: ConvSpec): V {
  return blockwise(dense, weight, spec, [x], (block, [part], single) => dense.conv(part as V, block, single));
}

export function groupedConvInputGradient<V extends Value>(dense: DenseConvolutions<V>, dy: V, weight: V, x: V, spec: ConvSpec): V {
  return blockwise(dense, weight, spec, [dy, x], (block, [gradient, part], single) => dense.convInputGradient(gradient as V, block, part as V, single));
}

export function groupedConvWeightGradient<V extends Value>(dense: DenseConvolutions<V>, dy: V, x: V, weight: V, spec: ConvSpec): V {
  const merged = mergedGroups(weight, spec, dense.leastChannels);
  return blockwise(dense, weight, spec, [dy, x], (block, [gradient, part], single) => {
    const full = dense.convWeightGradient(gradient as V, part as V, block, single);
    const picked = dense.blockDiagonalGradient(full, merged);
    dense.release(full);
    return picked;
  });
}

/** Applies `each` to every block of merged groups, and joins what it returns along the channels. */
function blockwise<V extends Value>(dense: DenseConvolutions<V>, weight: V, spec: ConvSpec, inputs: readonly V[], each: (block: V, inputs: V[], single: ConvSpec) => V): V {
  const merged = mergedGroups(weight, spec, dense.leastChannels);
  const blocks = spec.groups / merged;
  const weights = dense.splitChannels(weight, blocks);
  const parts = inputs.map((input) => dense.splitChannels(input, blocks));
  const results = weights.map((part, b) => {
    const block = dense.blockDiagonal(part, merged);
    const mine = parts.map((split) => split[b] as V);
    const result = each(block, mine, { ...spec, groups: 1 });
    dense.release(block, ...mine, part);
    return result;
  });
  const joined = dense.concatChannels(results);
  dense.release(...results);
  return joined;
}

/** How many groups make one dense convolution: the fewest that give it `least` input channels. */
function mergedGroups(weight: Value, spec: ConvSpec, least: number): number {
  const channels = weight.shape[2] ?? 1;
  let merged = 1;
  while (merged < spec.groups && channels * merged < least) {
    merged++;
    while (spec.groups % merged !== 0) merged++;
  }
  return merged;
}

/** 1 where input channel and output channel are of the same group, for one block: [1, 1, i·groups, o]. */
export function blockMask(inputChannels: number, outputChannels: number, groups: number): Float32Array {
  const rows = inputChannels * groups;
  const columns = outputChannels / groups;
  const mask = new Float32Array(rows * outputChannels);
  for (let row = 0; row < rows; row++) {
    const group = Math.floor(row / inputChannels);
    mask.fill(1, row * outputChannels + group * columns, row * outputChannels + (group + 1) * columns);
  }
  return mask;
}
