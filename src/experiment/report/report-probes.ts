import { GRID_NAMES, type GridName } from '../../analysis/grids';
import { gridNames } from '../../analysis/probes';
import { buildGraph } from '../../resnet/build';
import type { Graph, NetworkOptions } from '../../resnet/graph';
import type { ArmProbes, ProbeGrid, ReportProbes, SmoothnessSeries } from '../probe-data';
import type { SeedSeries } from './report-curves';
import { summarise } from './statistics';
import { SMOOTHNESS_KEYS, type ProbeRecord } from '../trial/trial-series';

/** An arm whose trials recorded probes. */
export interface ProbedArm {
  readonly label: string;
  readonly network: NetworkOptions;
  readonly seeds: readonly SeedSeries[];
}

/** Fewest and most moments of the training that are kept. */
const FEWEST_STEPS = 3;
const MOST_STEPS = 40;
const DIGITS = 4;

/** What probes saw, over the seeds of each arm; undefined where no trial has a record. `most`: numbers in all grids together, roughly. */
export function composeProbes(arms: readonly ProbedArm[], every: number, most: number): ReportProbes | undefined {
  const recorded = arms.flatMap((arm) => {
    const counted = arm.seeds.filter(({ finished }) => finished);
    const records = (counted.length > 0 ? counted : arm.seeds).map(({ series }) => series.probes).filter(({ length }) => length > 0);
    return records.length === 0 ? [] : [{ ...arm, records }];
  });
  if (recorded.length === 0) return undefined;
  return { every, arms: recorded.map((arm) => armProbes(arm, most / recorded.length)) };
}

function armProbes({ label, network, records }: ProbedArm & { records: readonly (readonly ProbeRecord[])[] }, most: number): ArmProbes {
  const graph = buildGraph(network);
  const present = GRID_NAMES.filter((name) => records.some((own) => own.some(({ grids }) => grids[name] !== undefined)));
  const all = [...new Set(records.flatMap((own) => own.map(({ step }) => step)))].sort((a, b) => a - b);
  const each = present.reduce((sum, name) => sum + gridNames(graph, name).length, 0) * (records.length > 1 ? 3 : 1);
  const steps = evenly(all, Math.max(FEWEST_STEPS, Math.min(MOST_STEPS, Math.floor(most / Math.max(1, each)))));
  const rows = steps.map((step) => records.flatMap((own) => own.find((record) => record.step === step) ?? []));
  const grids = Object.fromEntries(present.flatMap((name) => grid(graph, name, rows, records.length > 1))) as ArmProbes['grids'];
  const smoothness = smoothnessOf(steps, rows);
  return { arm: label, network, steps, recorded: all.length, grids, ...(smoothness && { smoothness }) };
}

/** A grid with a place in it: a plain network has no additions. */
function grid(graph: Graph, name: GridName, rows: readonly (readonly ProbeRecord[])[], banded: boolean): [GridName, ProbeGrid][] {
  const names = gridNames(graph, name);
  if (names.length === 0) return [];
  const summaries = rows.map((records) => names.map((_, place) => summarise(records.map(({ grids }) => grids[name]?.[place] ?? NaN))));
  const pick = (value: (summary: (typeof summaries)[number][number]) => number | undefined): (number | null)[][] => summaries.map((row) => row.map((summary) => tidy(value(summary))));
  return [[name, { names, mean: pick(({ mean }) => mean), ...(banded && { low: pick(({ interval }) => interval?.[0]), high: pick(({ interval }) => interval?.[1]) }) }]];
}

function smoothnessOf(steps: readonly number[], rows: readonly (readonly ProbeRecord[])[]): SmoothnessSeries | undefined {
  if (rows.every((records) => records.every(({ smoothness }) => smoothness === undefined))) return undefined;
  const means = SMOOTHNESS_KEYS.map((key) => [key, rows.map((records) => tidy(summarise(records.map(({ smoothness }) => smoothness?.[key] ?? NaN)).mean))]);
  return { steps, ...(Object.fromEntries(means) as Omit<SmoothnessSeries, 'steps'>) };
}

function evenly(values: readonly number[], most: number): number[] {
  if (values.length <= most) return [...values];
  return Array.from({ length: most }, (_, i) => values[Math.round((i * (values.length - 1)) / (most - 1))] as number);
}

function tidy(value: number | undefined): number | null {
  return value === undefined || !Number.isFinite(value) ? null : Number(value.toPrecision(DIGITS));
}
