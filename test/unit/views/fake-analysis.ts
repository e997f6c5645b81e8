import { Random } from '../../../src/base/random';
import type { AnalysedNetwork, AnalysisData, Damage, LandscapeNetwork, LandscapeResult, LesionNetwork, LesionResult, ShatteredNetwork, ShatteredResult } from '../../../src/experiment/analysis-data';
import { reach } from '../../../src/experiment/report/student';
import { unitsOf } from '../../../src/views/analysis/units';

export interface FakeArm {
  readonly label: string;
  readonly architecture: string;
  readonly order?: string;
}

export const ARMS: readonly FakeArm[] = [
  { label: 'original', architecture: 'resnet20' },
  { label: 'full-preact', architecture: 'resnet20', order: 'full-preact' },
  { label: 'plain', architecture: 'plain20' },
];

export interface Pretence {
  readonly arms?: readonly FakeArm[];
  readonly seeds?: number;
  readonly state?: AnalysisData['state'];
  readonly message?: string;
  /** Part of each network that is measured, 0 to 1. */
  readonly done?: (arm: number, seed: number) => number;
  /** Without the reach of intervals. */
  readonly bare?: boolean;
  /** Points along a side of a surface. */
  readonly side?: number;
  /** No finite loss at this place of a surface. */
  readonly hole?: (arm: number, x: number, y: number) => boolean;
}

interface Whole {
  readonly networks: readonly AnalysedNetwork[];
  /** Arm, seed and part that is measured, by network. */
  readonly each: readonly { readonly arm: number; readonly seed: number; readonly part: number; readonly network: AnalysedNetwork }[];
}

function networksOf({ arms = ARMS, seeds = 3, done = () => 1 }: Pretence): Whole {
  const each = arms.flatMap(({ label, architecture, order }, arm) =>
    Array.from({ length: seeds }, (_, i) => {
      const seed = i + 1;
      const part = done(arm, seed);
      const network: AnalysedNetwork = { id: `${label.replace(/\W+/g, '-')}-s${seed}`, label, seed, network: { architecture, ...(order !== undefined && { order }), classes: 10 }, weights: 'last', done: part >= 1 };
      return { arm, seed, part, network };
    }),
  );
  return { networks: each.map(({ network }) => network), each };
}

function around<Result extends AnalysisData['result']>(pretence: Pretence, { networks, each }: Whole, title: string, result: Result): AnalysisData & { readonly result: Result } {
  const { state = 'done', message, bare = false } = pretence;
  const fraction = each.reduce((sum, { part }) => sum + part, 0) / each.length;
  return {
    version: 1,
    state,
    ...(message !== undefined && { message }),
    title,
    source: { text: `${result.kind}: {}\n` },
    progress: { fraction, seconds: 83, ...(state === 'running' && { eta: 40 }) },
    networks,
    result,
    ...(!bare && { reach: Array.from({ length: 11 }, (_, n) => (n < 2 ? null : reach(n))) }),
    notes: [],
  };
}

export const IMPOSSIBLE = 'Without a shortcut nothing can stand in for this unit: it changes the size.';

/** Error of a network without one unit. */
export function lesionError(architecture: string, index: number, units: number, seed: number): number {
  const noise = 0.006 * Math.abs(new Random(seed, architecture, index).normal());
  if (architecture.startsWith('plain')) return 0.55 + 0.3 * Math.sin(index) ** 2 + noise;
  return 0.085 + noise + (index % (units / 3) === 0 ? 0.09 / (1 + index) + 0.04 : 0.004);
}

export function fakeLesion(pretence: Pretence = {}): AnalysisData & { readonly result: LesionResult } {
  const whole = networksOf(pretence);
  const networks = whole.each.flatMap(({ arm, seed, part, network }): LesionNetwork[] => {
    if (part === 0) return [];
    const { architecture } = network.network;
    const units = unitsOf(network.network);
    const plain = architecture.startsWith('plain');
    const damage = (error: number): Damage => ({ error: Math.min(0.9, error), loss: 3 * error });
    const draw = (purpose: string, index: number): number => Math.abs(new Random(seed, arm, purpose, index).normal());
    const counts = [1, 2, 4, 6];
    const pairs = [1, 2, 3, 5];
    return [{
      id: network.id,
      whole: damage(0.08 + 0.01 * arm + 0.002 * seed),
      deleted: units.slice(0, Math.ceil(part * units.length)).map(({ name }, index) => (plain && index > 0 && index % 3 === 0 ? { unit: name, impossible: IMPOSSIBLE } : { unit: name, ...damage(lesionError(architecture, index, units.length, seed)) })),
      several: part < 1 ? [] : counts.map((count) => ({ count, draws: [0, 1, 2, 3].map((index) => damage(plain ? 0.82 + 0.03 * draw(`several ${count}`, index) : 0.09 + 0.02 * count ** 1.7 + 0.04 * draw(`several ${count}`, index))) })),
      swapped: part < 1 ? [] : pairs.flatMap((count) => [0, 1, 2].map((index) => ({ pairs: count, tau: 1 - 0.055 * count - 0.01 * draw(`tau ${count}`, index), damage: damage(plain ? 0.8 + 0.02 * draw(`swap ${count}`, index) : 0.09 + 0.05 * count + 0.02 * draw(`swap ${count}`, index)) }))),
    }];
  });
  return around(pretence, whole, 'Which units are needed?', { kind: 'lesion', images: 1000, networks });
}

/** A bowl, in some arms with bumps. */
export function lossAt(arm: number, seed: number, x: number, y: number): number {
  const steep = 2.2 + 2.5 * arm + 0.2 * seed;
  const bumps = arm === 2 ? 0.55 * (1 + Math.sin(7 * x + seed) * Math.sin(6 * y)) * (x * x + y * y) * 4 : 0;
  return 0.03 + 0.01 * arm + steep * x * x + 0.8 * steep * y * y * (1 + 0.3 * x) + bumps + 1.5 * steep * (x * x + y * y) ** 2;
}

function grid(side: number): number[] {
  return Array.from({ length: side }, (_, i) => Number(((2 * i) / (side - 1) - 1).toFixed(6)) + 0);
}

export function fakeLandscape(pretence: Pretence = {}): AnalysisData & { readonly result: LandscapeResult } {
  const { side = 21, hole = () => false } = pretence;
  const whole = networksOf(pretence);
  const [x, y] = [grid(side), grid(side)];
  const networks = whole.each.flatMap(({ arm, seed, part, network }): LandscapeNetwork[] => {
    if (part === 0) return [];
    const reached = Math.floor(part * side * side + 1e-9);
    const line = grid(41);
    return [{
      id: network.id,
      line: { x: line, loss: line.map((at) => lossAt(arm, seed, at, 0)), error: line.map((at) => Math.min(0.9, 0.08 + 0.9 * (1 - Math.exp(-(1 + arm) * at * at)))) },
      surface: { x, y, loss: y.map((up, row) => x.map((across, column) => (row * side + column >= reached || hole(arm, across, up) ? null : lossAt(arm, seed, across, up)))) },
    }];
  });
  return around(pretence, whole, 'How rough is the ground?', { kind: 'landscape', images: 512, networks });
}

const POINTS = 256;

/** A walk around a circle whose neighbours have this correlation. */
function trace(correlation: number, ...purpose: (string | number)[]): number[] {
  const random = new Random(1, ...purpose);
  let value = random.normal();
  return Array.from({ length: POINTS }, () => (value = correlation * value + Math.sqrt(1 - correlation ** 2) * random.normal()));
}

/** Around a circle, to half way round. */
function autocorrelation(values: readonly number[]): number[] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const at = (lag: number): number => values.reduce((sum, value, i) => sum + (value - mean) * ((values[(i + lag) % values.length] ?? 0) - mean), 0);
  return Array.from({ length: values.length / 2 + 1 }, (_, lag) => at(lag) / at(0));
}

export function fakeShattered(pretence: Pretence = {}): AnalysisData & { readonly result: ShatteredResult } {
  const whole = networksOf(pretence);
  const networks = whole.each.flatMap(({ arm, seed, part, network }): ShatteredNetwork[] => {
    if (part < 1) return [];
    const { architecture } = network.network;
    const depth = Number(/\d+/.exec(architecture)?.[0] ?? 1);
    const correlation = architecture.startsWith('plain') ? 2 ** (-depth / 8) : 1 - 0.03 * Math.sqrt(depth);
    const derivative = trace(correlation, arm, seed).map((value) => 1e-3 * (1 + arm) * value);
    return [{ id: network.id, derivative, autocorrelation: autocorrelation(derivative) }];
  });
  return around(pretence, whole, 'Do neighbours agree?', { kind: 'shattered', points: POINTS, networks });
}
