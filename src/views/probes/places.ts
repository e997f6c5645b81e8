import type { Stretch, Tick } from '../chart/chart-options';

/** The names of several networks in one order from input to output: each network's own order is kept, what it has alone stands behind what it follows. */
export function mergedNames(lists: readonly (readonly string[])[]): string[] {
  const merged: string[] = [];
  const known = new Set<string>();
  for (const names of lists) {
    let at = 0;
    for (const name of names) {
      if (known.has(name)) {
        at = Math.max(at, merged.indexOf(name) + 1);
        continue;
      }
      merged.splice(at++, 0, name);
      known.add(name);
    }
  }
  return merged;
}

/** The paper's name of the part of the network that a layer or unit stands in. */
export function stageOf(name: string): string {
  const stage = /^layer(\d+)\./.exec(name)?.[1];
  if (stage !== undefined) return `conv${Number(stage) + 1}_x`;
  if (name === 'fc') return 'fc';
  return name.startsWith('head.') ? 'head' : 'conv1';
}

/** A name beside its stage's: `2.0.conv1` for `layer2.0.conv1`. */
export function shortName(name: string): string {
  return name.replace(/^layer/, '').replace('downsample.0', 'shortcut').replace('downsample.1', 'shortcut bn');
}

export interface Stage {
  readonly label: string;
  /** Places of the first and the last of its names. */
  readonly first: number;
  readonly last: number;
}

export function stagesOf(names: readonly string[]): Stage[] {
  const stages: Stage[] = [];
  names.forEach((name, at) => {
    const label = stageOf(name);
    const open = stages.at(-1);
    if (open?.label === label) stages[stages.length - 1] = { ...open, last: at };
    else stages.push({ label, first: at, last: at });
  });
  return stages;
}

/** Names as an axis, one apart from the next. */
export function depthAxis(names: readonly string[]): { readonly extent: readonly [number, number]; readonly ticks: readonly Tick[]; readonly stretches: readonly Stretch[] } {
  return {
    extent: [-0.5, names.length - 0.5],
    ticks: names.map((name, value) => ({ value, label: shortName(name) })),
    stretches: stagesOf(names).map(({ label, first, last }) => ({ label, from: first - 0.5, to: last + 0.5 })),
  };
}

/** Place of what a summary stands for among an arm's names; the fully connected layer is not the last where there are others. */
export function placeOf(names: readonly string[], summary: 'first' | 'middle' | 'last'): number {
  const end = names.length > 1 && names.at(-1) === 'fc' ? names.length - 2 : names.length - 1;
  return summary === 'first' ? 0 : summary === 'last' ? end : Math.round(end / 2);
}

/** All recorded steps of some arms, in order. */
export function momentsOf(arms: readonly { readonly steps: readonly number[] }[]): number[] {
  return [...new Set(arms.flatMap(({ steps }) => steps))].sort((a, b) => a - b);
}

/** The row that was recorded nearest to a step, at most half the mean distance of records away. */
export function rowAt(steps: readonly number[], step: number): number | undefined {
  let best: number | undefined;
  steps.forEach((at, row) => {
    if (best === undefined || Math.abs(at - step) < Math.abs((steps[best] ?? Infinity) - step)) best = row;
  });
  const [first, last] = [steps[0], steps.at(-1)];
  if (best === undefined || first === undefined || last === undefined) return undefined;
  const reach = steps.length < 2 ? 0 : (0.51 * (last - first)) / (steps.length - 1);
  return Math.abs((steps[best] ?? Infinity) - step) <= reach ? best : undefined;
}
