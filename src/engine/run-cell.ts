import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { sentence } from '../base/errors';
import { t } from '../base/l10n';
import type { Progress } from '../data/dataset';
import type { CellOf } from '../experiment/cell/cell';
import { datasetMarkdown, summariseDataset } from '../experiment/dataset-summary';
import { diagramData } from '../experiment/cell/diagram';
import { evaluationMarkdown } from '../experiment/evaluation-markdown';
import { experimentFolder, placeOf, recordOf, shownFile, writeExperimentRecord } from '../experiment/experiment-record';
import { LiveExperiment } from '../experiment/live-experiment';
import { comparisonCell, type StudyKind } from '../experiment/cell/networks';
import { classifyWish } from '../models/classify-wish';
import type { ClassificationData } from '../models/classification-data';
import { parseCell } from '../experiment/cell/parse';
import { writeReport } from '../experiment/report/report';
import { runEvaluateCell } from '../experiment/run-evaluate-cell';
import { runStudyCell, type StudyOptions } from '../experiment/study/run-study-cell';
import { runTrialsCell, type TrialsOutcome, type TrialsPlan } from '../experiment/run-trials-cell';
import type { SeriesStore } from '../experiment/trial/series-store';
import type { Backends } from './backends';
import type { ClassifyDesk } from './classify-desk';
import { Gate } from './gate';
import type { CellOutcome, CellUpdate, RunCellParams } from './protocol';
import type { Context } from './server';

export interface CellRunnerSetup {
  readonly cache: string;
  /** The bundle or source file of a trial's process. */
  readonly trialModule: string;
  readonly backends: Backends;
  readonly store: SeriesStore;
  readonly desk: ClassifyDesk;
}

type RunContext = Context<CellUpdate>;
type CommonOptions = Omit<StudyOptions, 'title' | 'source' | 'onNews'>;

/** Runs cells, those of several notebooks at a time; their trials share the cores. */
export class CellRunner {
  private readonly cores = availableParallelism();
  private readonly gate = new Gate(this.cores);

  constructor(private readonly setup: CellRunnerSetup) {}

  /** @throws CellError where the text is wrong; LabError where it cannot run; Interrupted where it was stopped before there was anything to show */
  async run(params: RunCellParams, context: RunContext): Promise<CellOutcome> {
    const cell = parseCell(params.text, params.name);
    switch (cell.kind) {
      case 'diagram':
        return { kind: 'diagram', data: diagramData(cell.keys) };
      case 'dataset':
        return this.dataset(cell, params, context);
      case 'evaluate':
        return this.evaluate(cell, params, context);
      case 'classify':
        return this.classify(cell, params, context);
      case 'train':
      case 'compare':
        return this.experiment(cell, params, context);
      case 'gradients':
      case 'activations':
      case 'smoothness':
        return this.experiment(comparisonCell(cell), params, context);
      case 'landscape':
      case 'lesion':
      case 'shattered':
        return this.study(cell, params, context);
    }
  }

  private async dataset({ keys: { name, size } }: CellOf<'dataset'>, params: RunCellParams, { updates, stop }: RunContext): Promise<CellOutcome> {
    const onProgress = (progress: Progress): void => updates.offer(() => workUpdate(progress));
    return { kind: 'text', markdown: datasetMarkdown(await summariseDataset(name, { cache: this.setup.cache, signal: stop, onProgress, size, mirror: mirrorOf(params) })) };
  }

  private async evaluate(cell: CellOf<'evaluate'>, params: RunCellParams, { updates, stop, kill }: RunContext): Promise<CellOutcome> {
    const { cache, trialModule: module } = this.setup;
    const { backend, report } = await this.backend(updates);
    const onProgress = (done: number, total: number): void => updates.offer(() => ({ kind: 'work', message: t('Evaluating {0} of {1} images', done, total), fraction: done / total }));
    const mirror = mirrorOf(params);
    const result = await runEvaluateCell(cell, { backend, threads: params.threads ?? report.threads, cache, ...(mirror !== undefined && { mirror }), runs: params.runs, module, stop, kill, onProgress });
    return { kind: 'evaluation', result, markdown: evaluationMarkdown(result) };
  }

  private async classify({ keys }: CellOf<'classify'>, params: RunCellParams, context: RunContext): Promise<CellOutcome> {
    const wanted = await classifyWish(keys, { runs: params.runs, cache: this.setup.cache, file: placeOf(params.name).file });
    const show = (make: () => Promise<ClassificationData>): void => context.updates.offer(async () => ({ kind: 'classification', data: await make() }));
    return { kind: 'classification', data: await this.setup.desk.classify({ ...wanted, runs: params.runs, title: params.title }, context, show, true) };
  }

  private async experiment(cell: CellOf<'train'> | CellOf<'compare'>, params: RunCellParams, context: RunContext): Promise<CellOutcome> {
    const began = Date.now();
    const options = await this.trialOptions(params, context);
    const { updates, stop } = context;
    let live: LiveExperiment | undefined;
    let jobs = 1;
    const show = (): void => {
      const shown = live;
      if (shown !== undefined) updates.offer(async () => ({ kind: 'experiment', data: await shown.data(stop.aborted ? 'stopping' : 'running') }));
    };
    stop.addEventListener('abort', show, { once: true });
    const outcome = await runTrialsCell(cell, {
      ...options,
      admit: (threads, signal) => this.admit(threads, jobs, signal),
      onPlan: async (plan) => {
        jobs = plan.jobs;
        live = await this.begin(plan, params, began);
        show();
      },
      onEvent: (event) => {
        live?.apply(event);
        show();
      },
    });
    return { kind: 'experiment', data: await this.end(live ?? (await this.begin(outcome.plan, params, began)), outcome, params) };
  }

  private async begin(plan: TrialsPlan, params: RunCellParams, began: number): Promise<LiveExperiment> {
    const { title, text, markdown, number, runs, name } = params;
    const place = { ...placeOf(name), number };
    // It only helps to find the runs; what keeps it from being written, the report meets too, and the end says so.
    await writeExperimentRecord(runs, place, recordOf(plan, title, text)).catch(() => undefined);
    const source = { file: shownFile(runs, place.file), cell: number, text };
    return LiveExperiment.begin({ title, source, plan, runs, notices: plan.notices, store: this.setup.store, began, ...(markdown !== undefined && { question: markdown }) });
  }

  /** The page is written beside the runs; that it can't be is said, and takes nothing from the result. */
  private async end(live: LiveExperiment, { results }: TrialsOutcome, { name, number, runs }: RunCellParams): Promise<Extract<CellOutcome, { kind: 'experiment' }>['data']> {
    const path = join(experimentFolder(runs, { ...placeOf(name), number }), 'report.html');
    const trouble = await live.report(results).then((data) => writeReport(path, data)).then(() => undefined, sentence);
    return live.end(trouble);
  }

  private async study(cell: CellOf<StudyKind>, params: RunCellParams, context: RunContext): Promise<CellOutcome> {
    const { text, title, name, number } = params;
    const options = await this.trialOptions(params, context);
    const onNews: StudyOptions['onNews'] = (make) => context.updates.offer(() => ({ kind: 'analysis', data: make() }));
    return { kind: 'analysis', data: await runStudyCell(cell, { ...options, title, source: { file: shownFile(params.runs, placeOf(name).file), cell: number, text }, onNews }) };
  }

  /** What trials and studies have in common. */
  private async trialOptions(params: RunCellParams, { updates, stop, kill }: RunContext): Promise<CommonOptions> {
    const { cache, trialModule } = this.setup;
    const { backend, report } = await this.backend(updates);
    const threads = params.threads ?? (backend.name === 'wasm' ? 1 : undefined);
    return {
      runs: params.runs,
      cache,
      mirror: mirrorOf(params),
      fallback: params.fallback ?? (process.env['RESNET_LAB_DATASET_FALLBACK'] || undefined),
      backend,
      jobs: params.jobs,
      threads,
      memory: report.memory.total,
      checkpointSeconds: params.checkpointSeconds ?? 30,
      trialModule,
      stop,
      kill,
      admit: (wanted, signal) => this.admit(wanted, params.jobs ?? 1, signal),
      onDataProgress: (progress) => updates.offer(() => workUpdate(progress)),
    };
  }

  /** Whoever asks for more trials at a time than there are cores gets them. */
  private admit(threads: number, jobs: number, signal: AbortSignal): Promise<() => void> {
    return this.gate.enter(Math.min(threads, this.cores / jobs), signal);
  }

  private backend(updates: RunContext['updates']): ReturnType<Backends['choose']> {
    if (!this.setup.backends.known) updates.offer(() => ({ kind: 'work', message: t('Looking for what trials can compute with') }));
    return this.setup.backends.choose();
  }
}

function mirrorOf({ mirror }: RunCellParams): string | undefined {
  return mirror ?? (process.env['RESNET_LAB_DATA_MIRROR'] || undefined);
}

function workUpdate({ task, done, total, unit }: Progress): CellUpdate {
  const amount = (count: number): string => (unit === 'bytes' ? `${(count / 1e6).toFixed(1)} MB` : String(count));
  const known = total !== undefined && total > 0;
  return { kind: 'work', message: known ? t('{0}: {1} of {2}', task, amount(done), amount(total)) : `${task}: ${amount(done)}`, ...(known && { fraction: done / total }) };
}
