import { join } from 'node:path';
import type { TrialRecord } from '../runs/run-folder';
import type { TrialEvent } from './trial/events';
import { EXPERIMENT_VERSION, type ExperimentData, type ExperimentState } from './experiment-data';
import type { ExperimentPlan } from './plan';
import { ExperimentProgress } from './progress';
import { buildReport, damaged, resolutionOfPage } from './report/report';
import { composeReport, type ReportInput, type TrialStanding } from './report/report-compose';
import { outputResolution, type Resolution } from './report/report-curves';
import type { ReportData, ReportEnvironment } from './report-data';
import { readEnvironment } from './report/report-environment';
import type { TrialResult } from './trial/scheduler';
import type { SeriesStore } from './trial/series-store';
import { doneBefore, findTrials, type FoundTrial } from './standing';
import type { TrialSeries } from './trial/trial-series';

export interface LiveOptions extends Omit<ReportInput, 'comparison' | 'results'> {
  readonly plan: ExperimentPlan;
  readonly runs: string;
  readonly store: SeriesStore;
  /** When the cell was run, in milliseconds. */
  readonly began: number;
}

/**
 * An experiment while its trials run. Where it stands comes from the trials' events, its curves from their run folders, so that resumed and
 * reused trials show their whole curve and no step is lost.
 */
export class LiveExperiment {
  private readonly progress: ExperimentProgress;
  private readonly standings: Map<string, TrialStanding>;
  private readonly series = new Map<string, TrialSeries>();
  /** Trials whose run folders have something new. */
  private readonly stale: Set<string>;
  private readonly damages = new Set<string>();
  private readonly records = new Map<string, TrialRecord>();
  private environment: ReportEnvironment | undefined;
  private readonly resolution: Resolution;
  /** What trials that start wait for, in words. */
  private readonly waits = new Map<string, string>();

  private constructor(
    private readonly options: LiveOptions,
    found: readonly FoundTrial[],
  ) {
    const { plan, began } = options;
    this.progress = new ExperimentProgress(plan.trials, began, new Map(found.map((trial) => [trial.planned.id, doneBefore(trial)])));
    this.standings = new Map(found.map(({ standing: { id, config, folder } }) => [id, { id, config, folder, reused: false, seconds: 0, state: 'open' }]));
    this.stale = new Set(found.filter(({ state }) => state !== undefined).map(({ planned }) => planned.id));
    this.resolution = resolutionOf(plan);
  }

  /** Looks at what earlier starts have left. */
  static async begin(options: LiveOptions): Promise<LiveExperiment> {
    return new LiveExperiment(options, await findTrials(options.plan, (id) => join(options.runs, id)));
  }

  apply(event: TrialEvent): void {
    const { trial: id } = event;
    this.progress.apply(event);
    this.stale.add(id);
    if (event.event === 'notice') this.waits.set(id, event.message);
    if (event.event === 'started' || event.event === 'finished') {
      this.waits.delete(id);
      this.environment = undefined;
    }
    const standing = this.standings.get(id);
    if (event.event !== 'finished' || standing === undefined) return;
    const { event: _, trial: __, ...outcome } = event;
    this.standings.set(id, { ...standing, ...outcome });
  }

  /** The experiment as it is now. */
  async data(state: ExperimentState, message = [...this.waits.values()].at(-1)): Promise<ExperimentData> {
    await this.refresh();
    const { resolution, series, damages } = this;
    const input = this.input();
    const results = input.results;
    this.environment ??= await readEnvironment(results, this.records);
    const notices = [...(input.notices ?? []), ...damages];
    const report = composeReport({ ...input, notices }, { resolution, series, environment: this.environment, unfinished: true });
    return this.around(state, report, message);
  }

  /** The experiment after its last trial: with its statistics where every trial came to an end. */
  async end(message?: string): Promise<ExperimentData> {
    const state = endState(this.input().results);
    const error = this.input().results.find((standing) => standing.state === 'failed')?.error;
    const said = message ?? (state === 'failed' ? error : undefined);
    if (state === 'stopped') return this.data(state, said);
    return this.around(state, await buildReport(this.input(), this.resolution, this.options.store), said);
  }

  /** The report of a page of its own. */
  report(results: readonly TrialResult[]): Promise<ReportData> {
    const input = { ...this.input(), results };
    return buildReport(input, resolutionOfPage(input), this.options.store);
  }

  private input(): ReportInput {
    const { title, question, source, notices = [], plan: { comparison } } = this.options;
    const results = [...this.standings.values()];
    return { title, ...(question !== undefined && { question }), source, results, notices, ...(comparison && { comparison }) };
  }

  private around(state: ExperimentState, report: ReportData, message: string | undefined): ExperimentData {
    const now = Date.now();
    const trials = this.progress.list();
    const { fraction, eta } = this.progress.overall(now);
    const running = trials.filter(({ state: own }) => own === 'running' || own === 'evaluating');
    const imagesPerSecond = running.reduce((sum, trial) => sum + (trial.imagesPerSecond ?? 0), 0);
    const active = state === 'running' || state === 'stopping';
    const pace = { ...(active && eta !== undefined && { eta }), ...(active && imagesPerSecond > 0 && { imagesPerSecond }) };
    return { version: EXPERIMENT_VERSION, state, ...(message !== undefined && { message }), progress: { fraction, seconds: (now - this.options.began) / 1000, ...pace }, trials, report };
  }

  private async refresh(): Promise<void> {
    const ids = [...this.stale];
    this.stale.clear();
    for (const id of ids) {
      const folder = this.standings.get(id)?.folder;
      if (folder === undefined) continue;
      try {
        this.series.set(folder, await this.options.store.refresh(folder));
      } catch {
        this.damages.add(damaged(id));
      }
    }
  }
}

/** How fine the curves of a plan's output are. */
export function resolutionOf({ comparison, configs }: Pick<ReportInput, 'comparison'> & Pick<ExperimentPlan, 'configs'>): Resolution {
  return outputResolution(comparison?.arms.length ?? 1, configs.length, Math.max(...configs.map(({ epochs }) => epochs)));
}

/** `done` and `failed` where every trial has ended, else `stopped`. */
export function endState(results: readonly Pick<TrialStanding, 'state'>[]): 'done' | 'failed' | 'stopped' {
  if (results.some(({ state }) => state === 'open' || state === 'interrupted')) return 'stopped';
  return results.some(({ state }) => state === 'failed') ? 'failed' : 'done';
}
