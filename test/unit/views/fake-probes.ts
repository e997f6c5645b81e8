import { Random } from '../../../src/base/random';
import type { ArmProbes, GridName, ProbeGrid, ReportProbes, SmoothnessSeries } from '../../../src/experiment/probe-data';
import { buildGraph } from '../../../src/resnet/build';
import type { NetworkOptions } from '../../../src/resnet/graph';

export interface ProbePretence {
  /** Label, and the network behind it. */
  readonly arms?: readonly { readonly label: string; readonly network: NetworkOptions; /** How far it has come; all steps. */ readonly steps?: number }[];
  readonly seeds?: number;
  readonly steps?: number;
  readonly every?: number;
  readonly smoothness?: boolean;
}

const INPUT = { height: 32, width: 32, channels: 3 };
export const PROBED: NonNullable<ProbePretence['arms']> = [
  { label: 'original', network: { architecture: 'resnet20', order: 'original', input: INPUT, classes: 10 } },
  { label: 'full-preact', network: { architecture: 'resnet20', order: 'full-preact', input: INPUT, classes: 10 } },
  { label: 'plain', network: { architecture: 'resnet20', order: 'plain', input: INPUT, classes: 10 } },
];

/** Names of a grid, by the graph. */
function namesOf(network: NetworkOptions, grid: GridName): string[] {
  const { layers } = buildGraph(network);
  const of = (...kinds: string[]): string[] => layers.filter(({ kind }) => kinds.includes(kind)).map(({ name }) => name);
  const units = [...new Set(layers.flatMap(({ unit }) => unit ?? []))];
  if (grid === 'weightGradient' || grid === 'gradientRatio') return of('conv', 'fc');
  if (grid === 'signal' || grid === 'mean' || grid === 'std') return ['stem', ...units];
  if (grid === 'response') return of('conv');
  if (grid === 'zero' || grid === 'dead') return of('relu');
  if (grid === 'gamma') return of('bn');
  return layers.some(({ kind }) => kind === 'add') ? units : [];
}

/** Values as such networks have them: gradients of the plain one fall towards the input, trunks grow until a stage begins. */
function valueAt(grid: GridName, plain: boolean, depth: number, time: number): number {
  const decay = 1 - 0.7 * time;
  switch (grid) {
    case 'weightGradient':
      return (plain ? 0.002 + 0.2 * Math.exp(6 * (depth - 1)) : 0.25 - 0.12 * depth) * decay;
    case 'gradientRatio':
      return (plain ? 0.0003 + 0.02 * Math.exp(5 * (depth - 1)) : 0.03 - 0.01 * depth) * decay;
    case 'signal':
      return (plain ? 0.0005 + 0.01 * Math.exp(6 * (depth - 1)) : 0.02 + 0.01 * (1 - depth)) * decay;
    case 'response':
      return 1 - 0.3 * time - (plain ? 0 : 0.3 * depth * time);
    case 'mean':
      return plain ? 0.4 : 0.4 + depth - 0.5 * time;
    case 'std':
      return plain ? 0.6 : 0.6 + 1.5 * depth;
    case 'zero':
      return plain ? 0.5 : 0.5 - 0.3 * depth;
    case 'dead':
      return plain ? 0.03 + 0.1 * time * depth : 0.01;
    case 'trunk':
      return 0.4 + 3 * ((depth * 3) % 1);
    case 'branch':
      return 0.8 - 0.4 * time * depth;
    case 'gamma':
      return 1 - 0.2 * time + 0.15 * depth * time;
  }
}

const round = (value: number): number => Number(value.toPrecision(4));

function fakeGrid(names: readonly string[], grid: GridName, steps: readonly number[], { label, seeds, last }: { label: string; seeds: number; last: number }): ProbeGrid {
  const random = new Random(7, `${label} ${grid}`);
  const mean = steps.map((step) => names.map((_, i) => round(valueAt(grid, label.includes('plain'), i / Math.max(1, names.length - 1), step / last) * (1 + 0.06 * random.normal()))));
  const band = (by: number): number[][] => mean.map((row) => row.map((value) => round(value * by)));
  return { names, mean, ...(seeds > 1 && { low: band(0.88), high: band(1.14) }) };
}

function fakeSmoothness(steps: readonly number[], plain: boolean): SmoothnessSeries {
  const random = new Random(5, String(plain));
  const wide = plain ? 3 : 1;
  const middle = steps.map((_, i) => 0.5 + 1.7 * Math.exp(-i / 12));
  const noise = (): number => 1 + 0.15 * random.normal();
  return {
    steps,
    lossLow: middle.map((loss) => round(loss - 0.1 * noise())),
    lossHigh: middle.map((loss) => round(loss + 0.2 * wide * noise())),
    gradientLow: middle.map((loss) => round(0.2 * loss * noise())),
    gradientHigh: middle.map((loss) => round(0.5 * wide * loss * noise())),
    beta: middle.map((loss) => round(9 * wide * loss * noise())),
  };
}

/** Grid by grid as the recorder hands it on, made up. */
export function fakeProbes(grids: readonly GridName[], { arms = PROBED, seeds = 6, steps = 400, every = 10, smoothness = false }: ProbePretence = {}): ReportProbes {
  return {
    every,
    arms: arms.map(({ label, network, steps: done = steps }): ArmProbes => {
      const moments = Array.from({ length: Math.floor((done - 1) / every) + 1 }, (_, i) => 1 + i * every);
      if (done === steps && moments.at(-1) !== steps) moments.push(steps);
      const made = grids.flatMap((grid): [GridName, ProbeGrid][] => [[grid, fakeGrid(namesOf(network, grid), grid, moments, { label, seeds, last: steps })]]);
      return { arm: label, network, steps: moments, recorded: moments.length, grids: Object.fromEntries(made), ...(smoothness && { smoothness: fakeSmoothness(moments, label.includes('plain')) }) };
    }),
  };
}
