import { ANALYSIS_VERSION, type AnalysedNetwork, type AnalysisData } from '../analysis-data';
import type { TrialEvent } from '../trial/events';
import type { ExperimentState, PlannedTrial } from '../experiment-data';
import { ExperimentProgress } from '../progress';
import { reach } from '../report/student';
import { STUDIES, type MeasuredNetwork, type StudySettings } from './studies';
import type { TrialConfig } from '../cell/trial-config';
import { plannedGraph, plannedNetwork } from '../trial/trial-work';

/** A network that a study looks into: a trial, by where its run is. */
export interface StudiedTrial extends Pick<PlannedTrial, 'id' | 'label' | 'seed'> {
  readonly config: TrialConfig;
  readonly folder: string;
}

export interface StudyFacts extends Pick<AnalysisData, 'title' | 'source'> {
  readonly settings: StudySettings;
  readonly weights: AnalysedNetwork['weights'];
}

/** A study while its networks are trained and measured, and afterwards: a function of what was measured so far. */
export class LiveStudy {
  private readonly points = new Map<string, Map<string, unknown>>();
  private readonly fractions = new Map<string, number>();
  private readonly measured: readonly (StudiedTrial & Pick<MeasuredNetwork, 'graph'>)[];
  /** Fractions that were there at the start: they say nothing about the pace. */
  private readonly before = new Map<string, number>();
  private readonly began = Date.now();
  private training: ExperimentProgress | undefined;

  constructor(
    private readonly facts: StudyFacts,
    trials: readonly StudiedTrial[],
    private readonly notes: readonly string[],
  ) {
    this.measured = trials.map((trial) => ({ ...trial, graph: plannedGraph(trial.config) }));
  }

  /** The networks are trained first: progress is of that until it is over. */
  train(trials: readonly PlannedTrial[]): void {
    this.training = new ExperimentProgress(trials, Date.now());
  }

  applyTraining(event: TrialEvent): void {
    this.training?.apply(event);
  }

  /** What was measured of a network before. */
  begin(id: string, points: ReadonlyMap<string, unknown>, fraction: number): void {
    this.training = undefined;
    this.points.set(id, new Map(points));
    this.fractions.set(id, fraction);
    this.before.set(id, fraction);
  }

  point(id: string, name: string, value: unknown, fraction: number): void {
    this.points.get(id)?.set(name, value);
    this.fractions.set(id, fraction);
  }

  data(state: ExperimentState, message?: string): AnalysisData {
    const { facts, measured } = this;
    const { settings, weights, title, source } = facts;
    const networks = measured.map(({ id, label, seed, config }) => ({ id, label, seed, network: plannedNetwork(config), weights, done: this.fractions.get(id) === 1 }));
    const begun = measured.flatMap(({ id, graph }): MeasuredNetwork[] => {
      const points = this.points.get(id);
      return points === undefined ? [] : [{ id, graph, points }];
    });
    const result = STUDIES[settings.kind].compose(begun, settings);
    return { version: ANALYSIS_VERSION, state, ...(message !== undefined && { message }), title, source, progress: this.progress(state), networks, result, reach: reaches(networks), notes: this.notes };
  }

  private progress(state: ExperimentState): AnalysisData['progress'] {
    const now = Date.now();
    const seconds = (now - this.began) / 1000;
    const active = state === 'running' || state === 'stopping';
    const { fraction, eta } = this.training?.overall(now) ?? this.measuring(now);
    return { fraction, seconds, ...(active && eta !== undefined && { eta }) };
  }

  private measuring(now: number): { fraction: number; eta: number | undefined } {
    const count = Math.max(1, this.measured.length);
    const sum = (map: ReadonlyMap<string, number>): number => [...map.values()].reduce((total, value) => total + value, 0) / count;
    const fraction = sum(this.fractions);
    const paced = fraction - sum(this.before);
    const elapsed = (now - this.began) / 1000;
    return { fraction, eta: paced > 0 && elapsed > 1 ? (elapsed * (1 - fraction)) / paced : undefined };
  }
}

/** How far intervals over the seeds of an arm reach, by how many of them are measured. */
function reaches(networks: readonly AnalysedNetwork[]): (number | null)[] {
  const most = Math.max(...networks.map(({ label }) => networks.filter((other) => other.label === label).length));
  return Array.from({ length: most + 1 }, (_, n) => (n < 2 ? null : reach(n)));
}
