import { inputError } from '../../base/errors';
import type { Cell, CellOf } from './cell';
import { findConflicts, gridConflicts, type CellConflict } from './conflicts';
import { baselinePoints, directoryOf, distinct, gridOf, seedList, variedKeys } from './grid';
import type { MetricName } from './metrics';
import { resolveTrial } from './resolve';
import type { Scalar } from './schema';
import type { TrialConfig } from './trial-config';

/** One combination of the varied values. */
export interface Arm {
  /** The varied values in words; unique within the comparison. */
  readonly label: string;
  readonly values: Readonly<Record<string, Scalar>>;
  /** One a seed, in the order of the seeds. */
  readonly trials: readonly TrialConfig[];
}

/** A `compare` cell spelled out. */
export interface Comparison {
  readonly varied: readonly string[];
  readonly seeds: readonly number[];
  readonly arms: readonly Arm[];
  /** Label of the arm that the others are tested against. */
  readonly baseline: string;
  readonly metric: MetricName;
  /** Every trial once: all arms of the first seed, then of the second, so that paired differences exist early. */
  readonly trials: readonly TrialConfig[];
}

/** The trial of a `train` cell. @throws LabError where its keys don't go together */
export function expandTrain(cell: CellOf<'train'>): TrialConfig {
  refuse(cell, findConflicts(cell));
  return resolveTrial(cell.keys, directoryOf(cell));
}

/** Arms and trials of a `compare` cell. @throws LabError that names the arm where keys don't go together */
export function expandCompare(cell: CellOf<'compare'>): Comparison {
  refuse(cell, gridConflicts(cell));
  const { keys } = cell;
  const varied = variedKeys(keys);
  const seeds = seedList(keys);
  const points = gridOf(cell);
  const arms = distinct(points).map(({ label, values, config }): Arm => ({ label, values, trials: seeds.map((seed) => ({ ...config, seed })) }));
  const trials = seeds.flatMap((_, i) => arms.flatMap((arm) => arm.trials[i] ?? []));
  const baseline = baselinePoints(keys, points)[0]?.label ?? '';
  return { varied, seeds, arms, baseline, metric: keys.metric, trials };
}

function refuse(cell: Cell, found: readonly CellConflict[]): void {
  if (found.length > 0) throw inputError(found.map(({ message }) => message).join('\n'), { place: cell.file });
}
