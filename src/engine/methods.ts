import { basename } from 'node:path';
import { t } from '../base/l10n';
import { inputError } from '../base/errors';
import { chosenExperiment, findChosen } from '../experiment/chosen-runs';
import { estimateTrials } from '../experiment/estimate';
import { readExperiments } from '../experiment/experiment-record';
import { foundCurves } from '../experiment/found-curves';
import { trialsCell } from '../experiment/cell/networks';
import { parseCell } from '../experiment/cell/parse';
import { SeriesStore } from '../experiment/trial/series-store';
import { findCell, storedExperiment, type StoredCell } from '../experiment/stored';
import { RunList } from '../runs/run-list';
import { Backends } from './backends';
import { ClassifyDesk } from './classify-desk';
import type { CellEstimate, CellReference, EstimateParams, RunSummary } from './protocol';
import { installEngine } from './provision';
import { makeReport } from './report';
import { modelMethods } from './model-methods';
import { CellRunner } from './run-cell';
import type { Handlers } from './server';
import type { Step } from './way';

/** Milliseconds between two reports on one step of an install. */
const STEP_INTERVAL = 250;

export interface EngineSetup {
  /** Folder of the data sets and the native engine. */
  readonly cache: string;
  /** The bundle or source file of a trial's process. */
  readonly trialModule: string;
}

/** All that the engine can be asked. */
export function engineMethods({ cache, trialModule }: EngineSetup): Handlers {
  const backends = new Backends(cache);
  const store = new SeriesStore();
  const list = new RunList();
  const desk = new ClassifyDesk({ cache, trialModule, backends });
  const runner = new CellRunner({ cache, trialModule, backends, store, desk });
  return {
    examine: () => backends.examine(),
    installEngine: async (_, { updates, stop }) => {
      const report = await installEngine({ cache, signal: stop, onStep: spaced((step) => updates.offer(() => step)) });
      backends.forget();
      return report;
    },
    runCell: (params, context) => runner.run(params, context),
    estimate: (params) => estimate(params, list, backends),
    stored: async (params) => {
      const cell = storedCell(params);
      return cell === undefined ? null : ((await storedExperiment(cell, store)) ?? null);
    },
    curves: async ({ curve, smoothing, from, to, points, ...reference }) => {
      const cell = storedCell(reference);
      if (cell === undefined) throw inputError(t('only cells that train have curves.'), { place: reference.name });
      const { plan, found } = await findCell(cell);
      return foundCurves(found, plan.comparison?.arms, curve, { smoothing, from, to, points }, store);
    },
    chosen: async ({ folders }) => (await chosenExperiment(folders, store)) ?? null,
    chosenCurves: async ({ folders, curve, smoothing, from, to, points }) => {
      const { comparison, found } = await findChosen(folders);
      return foundCurves(found, comparison.arms, curve, { smoothing, from, to, points }, store);
    },
    report: (params) => makeReport(params, store),
    ...modelMethods(cache, desk),
    listRuns: ({ runs }) => listRuns(runs, list),
  };
}

/** @throws CellError where the text is wrong */
function storedCell({ text, name, runs }: CellReference): StoredCell | undefined {
  const cell = trialsCell(parseCell(text, name));
  return cell && { cell, text, name, runs };
}

async function estimate(params: EstimateParams, list: RunList, backends: Backends): Promise<CellEstimate> {
  const { runs, jobs, threads, text, name } = params;
  const stored = storedCell(params);
  if (stored === undefined) return { kind: parseCell(text, name).kind, trials: 0, finished: 0, begun: 0 };
  const [{ backend, memory }, listed, { plan, found }] = await Promise.all([backends.examine(), list.list(runs), findCell(stored)]);
  return estimateTrials(stored.cell.kind, plan, found, { listed, backend, memory: memory.total, jobs, threads: threads ?? (backend === 'wasm' ? 1 : undefined) });
}

async function listRuns(runs: string, list: RunList): Promise<RunSummary[]> {
  const [listed, experiments] = await Promise.all([list.list(runs), readExperiments(runs)]);
  const byTrial = new Map<string, string[]>();
  for (const { notebook, cell, trials } of experiments) for (const id of trials) byTrial.set(id, [...(byTrial.get(id) ?? []), `${basename(notebook)}#${cell}`]);
  return listed.map(({ summary }) => ({ ...summary, experiments: byTrial.get(summary.id) ?? [] }));
}

/** Of the bytes that come in, now and then; of all other news, each. */
function spaced(tell: (step: Step) => void): (step: Step) => void {
  let last = 0;
  return (step) => {
    if (step.state === 'progress' && Date.now() - last < STEP_INTERVAL) return;
    last = Date.now();
    tell(step);
  };
}
