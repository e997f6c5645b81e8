import { mkdir } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { inputError } from '../../base/errors';
import { t } from '../../base/l10n';
import { readTrialRecord } from '../../runs/run-folder';
import { writeAtomic } from '../../runs/files';
import type { AnalysisData } from '../analysis-data';
import type { CellOf } from '../cell/cell';
import { runChild } from '../trial/child';
import type { StudyEvent, StudyJob, TrialRequest } from '../trial/events';
import type { PlannedTrial } from '../experiment-data';
import { findRun } from './find-run';
import { LiveStudy, type StudiedTrial } from './live-study';
import { comparisonCell, type StudyKind } from '../cell/networks';
import { planExperiment } from '../plan';
import { share } from '../trial/resources';
import { acquireAll, runTrialsCell, type CellOptions } from '../run-trials-cell';
import { STUDIES, studySettings } from './studies';
import { analysisFolder, COMPLETE, pointsPath, readPoints } from './study-points';
import { trainedTwin } from './trained-twin';
import { differingKeys, trialId, trialLabel, type TrialConfig } from '../cell/trial-config';
import { plannedGraph } from '../trial/trial-work';

export interface StudyOptions extends Omit<CellOptions, 'onPlan' | 'onEvent'> {
  readonly title: string;
  readonly source: AnalysisData['source'];
  /** Something is new: `make` gives all that is known when it is called. */
  readonly onNews: (make: () => AnalysisData) => void;
}

/** Trains what a study needs, and measures it. Stopped, it keeps what was measured, and goes on from there the next time. @throws LabError where it cannot run at all; Interrupted while data are fetched */
export async function runStudyCell(cell: CellOf<StudyKind>, options: StudyOptions): Promise<AnalysisData> {
  const { trials, untrained, notes } = cell.keys.run === undefined ? await plannedTrials(cell, options) : await chosenTrials([cell.keys.run].flat(), options);
  const live = new LiveStudy({ title: options.title, source: options.source, settings: studySettings(cell), weights: cell.keys.weights }, trials, notes);
  const study = new StudyCell(cell, trials, live, options);
  if (untrained.length > 0) await study.train(untrained);
  const data = await study.measure();
  await writeAnalysis(options, data);
  return data;
}

/** What a study looks into, and which of it must be trained first. */
interface StudiedTrials {
  readonly trials: readonly StudiedTrial[];
  readonly untrained: readonly PlannedTrial[];
  readonly notes: readonly string[];
}

async function plannedTrials(cell: CellOf<StudyKind>, options: StudyOptions): Promise<StudiedTrials> {
  const comparison = comparisonCell(cell);
  const { substitutes, notices } = await acquireAll(comparison, options);
  const plan = planExperiment(comparison, substitutes);
  const found = await Promise.all(plan.configs.map((config) => (cell.keys.weights === 'start' ? undefined : trainedTwin(options.runs, config))));
  const trials = plan.trials.map(({ id, label, seed }, i): StudiedTrial => ({ label, seed, config: plan.configs[i] as TrialConfig, ...(found[i] ?? { id, folder: join(options.runs, id) }) }));
  const untrained = cell.keys.weights === 'start' ? [] : plan.trials.filter((_, i) => found[i] === undefined);
  return { trials, untrained, notes: notices };
}

async function chosenTrials(names: readonly string[], { runs }: StudyOptions): Promise<StudiedTrials> {
  const found = await Promise.all([...new Set(names)].map(async (name) => {
    const folder = findRun(runs, name);
    const record = await readTrialRecord(folder);
    if (record === undefined) throw inputError(t('there is no run "{0}" in {1}.', name, runs), { place: folder });
    return { id: record.id, folder, config: record.config as TrialConfig };
  }));
  const keys = differingKeys(found.map(({ config }) => config));
  return { untrained: [], notes: [], trials: found.map((trial) => ({ ...trial, label: trialLabel(trial.config, keys), seed: trial.config.seed })) };
}

class StudyCell {
  private error: string | undefined;

  constructor(
    private readonly cell: CellOf<StudyKind>,
    private trials: readonly StudiedTrial[],
    private readonly live: LiveStudy,
    private readonly options: StudyOptions,
  ) {
    options.stop.addEventListener('abort', () => this.tell(), { once: true });
  }

  async train(untrained: readonly PlannedTrial[]): Promise<void> {
    const { live, options } = this;
    const wanted = new Set(untrained.map(({ id }) => id));
    live.train(untrained);
    this.message = t('Training the networks first');
    const { results } = await runTrialsCell(comparisonCell(this.cell), {
      ...options,
      isWanted: (config) => wanted.has(trialId(config)),
      onPlan: () => this.tell(),
      onEvent: (event) => {
        live.applyTraining(event);
        this.tell();
      },
    });
    const failed = results.find(({ state }) => state === 'failed');
    if (failed !== undefined) this.error = t('{0} did not finish its training: {1}', failed.id, failed.error ?? '');
    const unfinished = new Set(results.filter(({ state }) => state !== 'done').map(({ id }) => id));
    this.trials = this.trials.filter(({ id }) => !unfinished.has(id));
    this.message = undefined;
  }

  private message: string | undefined;

  async measure(): Promise<AnalysisData> {
    const { options, live, cell } = this;
    const queue = [...this.trials];
    const bytes = Math.max(0, ...queue.map(({ config }) => STUDIES[cell.kind].bytes(plannedGraph(config), studySettings(cell))));
    const { jobs, threads } = share(queue.length, bytes, options.memory, options);
    const worker = async (): Promise<void> => {
      for (let next = queue.shift(); next !== undefined && !options.stop.aborted; next = queue.shift()) await this.measureOne(next, threads);
    };
    await Promise.all(Array.from({ length: Math.min(jobs, queue.length) }, worker));
    if (options.stop.aborted) return live.data('stopped');
    return this.error === undefined ? live.data('done') : live.data('failed', this.error);
  }

  private async measureOne({ id, config, folder }: StudiedTrial, threads: number): Promise<void> {
    const { options, live, cell } = this;
    const { runs, cache, mirror, backend, stop, kill, trialModule: module } = options;
    const settings = studySettings(cell);
    const path = pointsPath(runs, id, cell.keys.weights, settings);
    const job: StudyJob = { backend, threads, cache, ...(mirror !== undefined && { mirror }), config, folder, weights: cell.keys.weights, settings, path };
    const before = await readPoints(path);
    if (before.has(COMPLETE)) return live.begin(id, before, 1);
    const leave = await options.admit?.(threads, stop);
    try {
      if (stop.aborted) return;
      let end: StudyEvent | undefined;
      const onMessage = (event: StudyEvent): void => {
        if (event.event === 'study-begun') live.begin(id, before, event.done);
        else if (event.event === 'point') live.point(id, event.name, event.value, event.done);
        else end = event;
        this.tell();
      };
      const { how, output } = await runChild<StudyEvent>({ type: 'study', job } satisfies TrialRequest, { module, onMessage, stop, kill });
      if (end?.event === 'study-failed' && !stop.aborted) this.error = end.error;
      if (end === undefined && !stop.aborted) this.error = t("the study's process ended early ({0}). {1}", how, output);
    } finally {
      leave?.();
    }
  }

  private tell(): void {
    this.options.onNews(() => this.live.data(this.options.stop.aborted ? 'stopping' : 'running', this.message));
  }
}

/** Beside the runs, for reports. @throws LabError where it can't be written */
async function writeAnalysis({ runs, source }: StudyOptions, data: AnalysisData): Promise<void> {
  const name = `${basename(source.file ?? 'cell', extname(source.file ?? ''))}-${source.cell ?? 1}`;
  const folder = analysisFolder(runs, name);
  await mkdir(folder, { recursive: true });
  await writeAtomic(join(folder, 'analysis.json'), [`${JSON.stringify(data)}\n`]);
}
