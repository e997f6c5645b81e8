import path from 'node:path';
import { parseOrder } from '../../resnet/order';
import type { Cell, CellOf } from './cell';
import { resolveTrial } from './resolve';
import { VARIED_KEYS, type CompareKeys, type Scalar, type TrainKeys } from './schema';
import { canonicalJson, trialLabel, type TrialConfig } from './trial-config';

/** One combination of a comparison's varied values. */
export interface Point {
  readonly label: string;
  readonly values: Readonly<Record<string, Scalar>>;
  readonly keys: TrainKeys;
  /** As it would be trained with seed 0. */
  readonly config: TrialConfig;
}

/** The folder that a cell's relative paths start at. */
export function directoryOf(cell: Cell): string {
  return cell.file === undefined ? process.cwd() : path.dirname(cell.file);
}

/** The keys that a comparison varies, in the order of the reference page. */
export function variedKeys({ vary }: CompareKeys): string[] {
  return VARIED_KEYS.filter((key) => vary[key] !== undefined);
}

/** The seeds, spelled out. */
export function seedList({ seeds }: CompareKeys): number[] {
  return typeof seeds === 'number' ? Array.from({ length: seeds }, (_, i) => i + 1) : seeds;
}

/** Every combination of the varied values; the first key varies slowest. */
export function gridOf(cell: CellOf<'compare'>): Point[] {
  const { vary, train, probes, probeEvery } = cell.keys;
  const varied = variedKeys(cell.keys);
  const combinations = varied.reduce<Record<string, Scalar>[]>((points, key) => points.flatMap((point) => (vary[key] ?? []).map((value) => ({ ...point, [key]: canonicalValue(key, value) }))), [{}]);
  return combinations.map((values) => {
    const keys = { ...train, ...values, probes, probeEvery, seed: 0 };
    const config = resolveTrial(keys, directoryOf(cell));
    return { label: trialLabel(config, varied), values, keys, config };
  });
}

/** An order by its name where it has one, so that name and tokens are the same arm. */
export function canonicalValue(key: string, value: Scalar): Scalar {
  return key === 'order' ? parseOrder(String(value)).name : value;
}

/** Without the points that would train the very same network in the very same way. */
export function distinct(points: readonly Point[]): Point[] {
  const seen = new Set<string>();
  return points.filter(({ config }) => seen.size < seen.add(canonicalJson(config)).size);
}

/** The points that `baseline` names, each once; the first of all where it names none. */
export function baselinePoints(keys: CompareKeys, points: readonly Point[]): Point[] {
  const { baseline } = keys;
  if (baseline === undefined) return points.slice(0, 1);
  const values = typeof baseline === 'object' ? baseline : { [variedKeys(keys)[0] ?? '']: baseline };
  const named = distinct(points.filter((point) => Object.entries(values).every(([key, value]) => isSame(key, point.values[key], value))));
  const kept = new Map(distinct(points).map((point) => [canonicalJson(point.config), point]));
  return named.map((point) => kept.get(canonicalJson(point.config)) ?? point);
}

/** True where a value of the grid is the one that was written, by name or by tokens. */
function isSame(key: string, value: Scalar | undefined, written: Scalar | undefined): boolean {
  return value === written || (key === 'order' && value !== undefined && parseOrder(String(value)).text === written);
}
