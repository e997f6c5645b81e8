import { readFile, stat } from 'node:fs/promises';
import { basename, extname, resolve } from 'node:path';
import { inputError, Interrupted, LabError } from '../base/errors';
import { cacheDirectory } from '../base/paths';
import type { BackendChoice } from '../backend/select';
import { examine, type DoctorReport } from '../engine/doctor';
import type { Cell, CellOf } from '../experiment/cell/cell';
import { describeDiagram, diagramKeys } from '../experiment/cell/diagram';
import type { TrialEvent } from '../experiment/trial/events';
import { recordOf, writeExperimentRecord } from '../experiment/experiment-record';
import { cellsOf, type CellText } from '../experiment/cell/notebook';
import { comparisonCell, type StudyKind } from '../experiment/cell/networks';
import { parseCell } from '../experiment/cell/parse';
import { ExperimentProgress } from '../experiment/progress';
import type { ClassificationData } from '../models/classification-data';
import { classificationMarkdown } from '../models/classification-text';
import { classifyWish } from '../models/classify-wish';
import { Backends } from '../engine/backends';
import { ClassifyDesk } from '../engine/classify-desk';
import { runEvaluateCell } from '../experiment/run-evaluate-cell';
import { runStudyCell, type StudyOptions } from '../experiment/study/run-study-cell';
import { runTrialsCell, type CellOptions, type TrialsPlan } from '../experiment/run-trials-cell';
import type { TrialResult } from '../experiment/trial/scheduler';
import { TRIAL_MODULE } from './trial-module';
import { showDiagram, wholeNumber } from './describe';
import type { Interrupt } from './interrupt';
import { endedLine, classificationLine, progressLine, progressLines } from './progress-view';
import { dataMeter, describeDataset, mirrorOf } from './setup';
import { showEvaluation, showTrials } from './results';
import { studyLines, studyTable } from './study-view';
import type { Terminal } from './terminal';

export interface RunFlags {
  cell?: string;
  runs: string;
  jobs?: string;
  threads?: string;
  checkpoint?: string;
  mirror?: string;
}

/** The largest file that is read as a notebook or as cells. */
const MOST_BYTES = 64e6;

/** Runs the cells of a file. */
export class RunCommand {
  private readonly trials: TrialResult[] = [];
  private setup: { backend: BackendChoice; report: DoctorReport } | undefined;

  constructor(
    private readonly file: string,
    private readonly flags: RunFlags,
    private readonly terminal: Terminal,
    private readonly interrupt: Interrupt,
  ) {}

  /** Everything is checked before anything runs. @throws LabError, also where trials failed; Interrupted */
  async run(): Promise<void> {
    const cells = this.chosen(cellsOf(await readText(this.file), this.file));
    const parsed = cells.map((source) => ({ cell: parseCell(source.text, source.name), source }));
    try {
      for (const { cell, source } of parsed) await this.runCell(cell, source);
    } finally {
      const trials = this.trials.map(({ id, config, state, metrics, seconds, reused, folder, error }) => ({ id, config, state, metrics: metrics ?? {}, seconds, reused, folder, ...(error !== undefined && { error }) }));
      this.terminal.emit({ event: 'done', trials });
    }
    const failed = this.trials.filter(({ state }) => state === 'failed').length;
    if (this.interrupt.stop.aborted) throw new Interrupted();
    if (failed > 0) throw new LabError(`${failed} of ${this.trials.length} trials failed.`, { mend: 'Their reasons stand above; run the same command again to try them again.' });
  }

  private chosen(cells: CellText[]): CellText[] {
    if (cells.length === 0) throw inputError('this file has no code cell.', { place: this.file });
    const wanted = wholeNumber('--cell', this.flags.cell);
    if (wanted === undefined) return cells;
    const cell = cells.find(({ number }) => number === wanted);
    if (cell === undefined) throw inputError(`there is no code cell ${wanted} with text in it; the file has ${cells.map(({ number }) => number).join(', ')}.`, { place: this.file, mend: 'Cells count from 1.' });
    return [cell];
  }

  private async runCell(cell: Cell, source: CellText): Promise<void> {
    switch (cell.kind) {
      case 'dataset':
        return describeDataset(cell.keys.name, cell.keys.size, mirrorOf(this.flags), this.terminal, this.interrupt);
      case 'diagram':
        for (const keys of diagramKeys(cell.keys)) showDiagram(describeDiagram(keys), this.terminal);
        return;
      case 'evaluate':
        return this.evaluate(cell);
      case 'classify':
        return this.classify(cell, source);
      case 'train':
      case 'compare':
        return this.train(cell, source);
      case 'gradients':
      case 'activations':
      case 'smoothness':
        return this.train(comparisonCell(cell), source);
      case 'landscape':
      case 'lesion':
      case 'shattered':
        return this.study(cell, source);
    }
  }

  private async evaluate(cell: CellOf<'evaluate'>): Promise<void> {
    const { backend, report } = await this.backend();
    const { stop, kill } = this.interrupt;
    const threads = wholeNumber('--threads', this.flags.threads, 1) ?? report.threads;
    const onProgress = (done: number, total: number): void => this.terminal.live(() => [`  evaluating ${done} of ${total} images`], () => `  evaluating ${done} of ${total} images`);
    const mirror = mirrorOf(this.flags);
    const result = await runEvaluateCell(cell, { backend, threads, cache: cacheDirectory(), ...(mirror !== undefined && { mirror }), runs: resolve(this.flags.runs), module: TRIAL_MODULE, stop, kill, onProgress });
    this.terminal.emit({ event: 'evaluated', ...result });
    showEvaluation(result, this.terminal);
  }

  private async classify(cell: CellOf<'classify'>, { number }: CellText): Promise<void> {
    const { terminal, interrupt, file } = this;
    const [runs, cache] = [resolve(this.flags.runs), cacheDirectory()];
    const desk = new ClassifyDesk({ cache, trialModule: TRIAL_MODULE, backends: new Backends(cache) });
    const show = (make: () => Promise<ClassificationData>): void => void make().then((data) => terminal.live(() => [classificationLine(data)], () => classificationLine(data)));
    const data = await desk.classify({ ...(await classifyWish(cell.keys, { runs, cache, file })), runs, title: `${basename(file, extname(file))} · cell ${number}` }, interrupt, show);
    terminal.clear();
    terminal.emit({ event: 'classification', ...data });
    if (data.state === 'failed') throw new LabError(data.error ?? 'the classification failed.');
    terminal.print(`\n${classificationMarkdown(data)}\n\nKept in ${data.folder}`);
  }

  private async train(cell: CellOf<'train'> | CellOf<'compare'>, source: CellText): Promise<void> {
    const { terminal, flags } = this;
    const title = `${basename(this.file, extname(this.file))} · cell ${source.number}`;
    const { report } = await this.backend();
    let progress: ExperimentProgress | undefined;
    const outcome = await runTrialsCell(cell, {
      ...(await this.trialOptions()),
      onPlan: async (plan) => {
        progress = new ExperimentProgress(plan.trials, Date.now());
        this.announce(plan, title, report);
        // The record only helps to find the runs; what keeps it from being written, the report or the trials meet too.
        await writeExperimentRecord(resolve(flags.runs), { file: this.file, number: source.number }, recordOf(plan, title, source.text)).catch(() => undefined);
      },
      onEvent: (event) => this.show(event, progress),
    });
    terminal.clear();
    this.trials.push(...outcome.results);
    await showTrials(outcome, { ...source, title, file: this.file }, resolve(flags.runs), terminal);
  }

  /** What trials and studies have in common. */
  private async trialOptions(): Promise<Omit<CellOptions, 'onPlan' | 'onEvent'>> {
    const { terminal, flags } = this;
    const { backend, report } = await this.backend();
    return {
      runs: resolve(flags.runs),
      cache: cacheDirectory(),
      mirror: mirrorOf(flags),
      fallback: process.env['RESNET_LAB_DATASET_FALLBACK'] || undefined,
      backend,
      jobs: wholeNumber('--jobs', flags.jobs, 1),
      threads: wholeNumber('--threads', flags.threads, 1) ?? (backend.name === 'wasm' ? 1 : undefined),
      memory: report.memory.total,
      checkpointSeconds: wholeNumber('--checkpoint', flags.checkpoint) ?? 30,
      trialModule: TRIAL_MODULE,
      ...this.interrupt,
      onDataProgress: dataMeter(terminal),
    };
  }

  private async study(cell: CellOf<StudyKind>, { text, number }: CellText): Promise<void> {
    const { terminal } = this;
    const title = `${basename(this.file, extname(this.file))} · cell ${number}`;
    const onNews: StudyOptions['onNews'] = (make) => terminal.live(() => studyLines(make()), () => studyLines(make()).join(' '));
    const data = await runStudyCell(cell, { ...(await this.trialOptions()), title, source: { file: this.file, cell: number, text }, onNews });
    terminal.clear();
    terminal.emit({ event: 'analysis', ...data });
    terminal.print(`\n${studyTable(data)}`);
    if (data.state === 'failed') throw new LabError(data.message ?? 'the analysis failed.', { mend: 'Run the same command again: what was measured is kept.' });
  }

  private announce({ trials, jobs, threads, notices }: TrialsPlan, title: string, report: DoctorReport): void {
    this.terminal.emit({ event: 'plan', title, jobs, threads, backend: report.backend, trials: trials.map(({ id, label, seed }) => ({ id, label, seed })) });
    const many = trials.length === 1 ? '1 trial' : `${trials.length} trials, ${jobs} at a time`;
    this.terminal.note(`${title}: ${many}, ${threads === 1 ? '1 thread' : `${threads} threads`} each, on ${report.backend} (${report.reason})`);
    for (const notice of notices) this.terminal.note(`note: ${notice}`);
  }

  private show(event: TrialEvent, progress: ExperimentProgress | undefined): void {
    const { terminal } = this;
    terminal.emit(event);
    if (progress === undefined) return;
    progress.apply(event);
    if (event.event === 'notice') terminal.note(`note: ${event.message}`);
    if (event.event === 'finished') {
      const trial = progress.list().find(({ id }) => id === event.trial);
      if (trial !== undefined) terminal.note(endedLine(trial, event.seconds, event.error));
    }
    terminal.live(() => progressLines(progress, Date.now()), () => progressLine(progress, Date.now()));
  }

  /** Looked for once: the native library is tried in a process of its own. */
  private async backend(): Promise<{ backend: BackendChoice; report: DoctorReport }> {
    if (this.setup !== undefined) return this.setup;
    const report = await examine({ cache: cacheDirectory(), signal: this.interrupt.stop });
    if (report.backend === 'tensorflow' && report.engine === null) throw new LabError(report.reason, { mend: 'Run "resnet-lab engine install", or unset RESNET_LAB_BACKEND.' });
    const backend: BackendChoice = report.backend === 'tensorflow' && report.engine !== null ? { name: 'tensorflow', addon: report.engine.path } : { name: 'wasm' };
    return (this.setup = { backend, report });
  }
}

/** A notebook or cell file, or anything else that a person writes. @throws LabError where it can't be read */
export async function readText(file: string): Promise<string> {
  try {
    const { size } = await stat(file);
    if (size > MOST_BYTES) throw inputError(`this file has ${size} bytes; more than ${MOST_BYTES} are not read.`, { place: file });
    return await readFile(file, 'utf8');
  } catch (cause) {
    if (cause instanceof LabError) throw cause;
    throw inputError('this file cannot be read.', { place: file, mend: 'Check its path.', cause });
  }
}
