import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AnalysisData } from '../src/experiment/analysis-data';
import type { ExperimentData } from '../src/experiment/experiment-data';
import type { ArmProbes, GridName } from '../src/experiment/probe-data';
import { ANALYSIS_MIME } from '../src/experiment/analysis-data';
import { EXPERIMENT_MIME } from '../src/experiment/experiment-data';

// The figures in the last cell of docs/layer-order/layer-order.resnb, from the outputs of its other cells: `node --import tsx bench/layer-order.ts`.
const NOTEBOOK = join(__dirname, '..', 'docs', 'layer-order', 'layer-order.resnb');
/** The step at which the early loss is read, or the next that is kept: a third of the training. */
const EARLY = 40;

interface Notebook {
  readonly cells: readonly { readonly outputs?: readonly Readonly<Record<string, unknown>>[] }[];
}

const outputs = (JSON.parse(readFileSync(NOTEBOOK, 'utf8')) as Notebook).cells.flatMap(({ outputs: own = [] }) => own);
const of = <Data>(mime: string): Data[] => outputs.flatMap((output) => (output[mime] === undefined ? [] : [output[mime] as Data]));

/** A grid's means at the first record or the last. */
function row(arm: ArmProbes, grid: GridName, place: 'first' | 'last'): number[] {
  const rows = arm.grids[grid]?.mean ?? [];
  return (rows[place === 'first' ? 0 : rows.length - 1] ?? []).map((value) => value ?? NaN);
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return ((sorted[Math.floor((sorted.length - 1) / 2)] ?? NaN) + (sorted[Math.ceil((sorted.length - 1) / 2)] ?? NaN)) / 2;
}

/** The gradient of the first conv over that of the last; the fc is left out. */
function gradientRatio(arm: ArmProbes, place: 'first' | 'last'): number {
  const convs = row(arm, 'weightGradient', place).slice(0, -1);
  return (convs[0] ?? NaN) / (convs.at(-1) ?? NaN);
}

function showExperiment({ report }: ExperimentData): void {
  console.log(`\n${report.source.cell}: loss at step ${report.arms[0]?.curves.stepLoss?.x.find((step) => step >= EARLY)} (smoothed) · first conv's gradient over the last's, at the start and at the end · zeros, dead channels at the end · last branch over its trunk at the end`);
  for (const { label, curves } of report.arms) {
    const loss = curves.stepLoss;
    const at = loss?.x.findIndex((step) => step >= EARLY) ?? -1;
    const arm = report.probes?.arms.find((own) => own.arm === label);
    if (arm === undefined) continue;
    const branch = (row(arm, 'branch', 'last').at(-1) ?? NaN) / (row(arm, 'trunk', 'last').at(-1) ?? NaN);
    const numbers = [loss?.mean[at] ?? NaN, gradientRatio(arm, 'first'), gradientRatio(arm, 'last'), average(row(arm, 'zero', 'last')), average(row(arm, 'dead', 'last')), branch];
    console.log(`  ${label.padEnd(18)}${numbers.map((value) => value.toPrecision(3).padStart(10)).join('')}`);
  }
}

function showLesions({ networks, result }: AnalysisData): void {
  if (result.kind !== 'lesion') return;
  console.log('\nlesions: error of the whole · without one unit, median · points more');
  for (const { id, whole, deleted } of result.networks) {
    const network = networks.find((own) => own.id === id);
    const without = median(deleted.flatMap((unit) => ('error' in unit ? [unit.error] : [])));
    const error = whole?.error ?? NaN;
    console.log(`  ${`${network?.label ?? id} ${network?.seed ?? ''}`.padEnd(20)}${[error, without, without - error].map((value) => (100 * value).toFixed(1).padStart(8)).join('')}`);
  }
}

of<ExperimentData>(EXPERIMENT_MIME).forEach(showExperiment);
of<AnalysisData>(ANALYSIS_MIME).forEach(showLesions);
