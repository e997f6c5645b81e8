import type { ExperimentProgress, TrialStatus } from '../experiment/progress';
import type { ClassificationData } from '../models/classification-data';
import { bar, duration, percent } from './terminal';

const ACTIVE = ['starting', 'running', 'evaluating'];

/** The lines that show a running experiment: one a running trial, then the whole with its ETA. */
export function progressLines(progress: ExperimentProgress, now: number): string[] {
  const trials = progress.list();
  const active = trials.filter(({ state }) => ACTIVE.includes(state));
  const width = Math.max(...trials.map((trial) => title(trial).length));
  return [...active.map((trial) => `  ${title(trial).padEnd(width)}  ${bar(trial.fraction, 10)}  ${detail(trial)}`), progressLine(progress, now)];
}

/** The whole in one line. */
export function progressLine(progress: ExperimentProgress, now: number): string {
  const trials = progress.list();
  const ended = trials.filter(({ state }) => ['done', 'reused', 'failed'].includes(state)).length;
  const { fraction, eta } = progress.overall(now);
  return `  ${bar(fraction)}  ${percent(fraction, 0)}  ${ended} of ${trials.length} trials${eta === undefined ? '' : `  ETA ${duration(eta)}`}`;
}

/** One line when a trial has ended. */
export function endedLine(trial: TrialStatus, seconds: number, error: string | undefined): string {
  const result = trial.testAccuracy === undefined ? '' : `test accuracy ${percent(trial.testAccuracy, 2)}`;
  switch (trial.state) {
    case 'reused':
      return `  ${title(trial)}: finished before, ${result}`;
    case 'failed':
      return `  ${title(trial)}: failed: ${error ?? 'no reason known'}`;
    case 'interrupted':
      return `  ${title(trial)}: stopped`;
    default:
      return `  ${title(trial)}: ${result} (${duration(seconds)})`;
  }
}

/** A classification under way, in one line. */
export function classificationLine({ rows, total, secondsLeft }: ClassificationData): string {
  if (total === undefined || total === 0) return '  reading the model';
  return `  ${bar(rows / total)}  ${rows} of ${total} images${secondsLeft === undefined ? '' : `  ETA ${duration(secondsLeft)}`}`;
}

function title({ label, seed }: TrialStatus): string {
  return `${label} · seed ${seed}`;
}

function detail(trial: TrialStatus): string {
  if (trial.state === 'starting') return 'starting';
  return whereabouts(trial);
}

function whereabouts({ state, epoch = 1, epochs = 1, step = 0, steps = 1, loss, imagesPerSecond }: TrialStatus): string {
  const where = `epoch ${epoch}/${epochs}  ${state === 'evaluating' ? 'evaluating' : `step ${step}/${steps}`}`;
  const numbers = loss === undefined ? '' : `  loss ${loss.toFixed(3)}  ${Math.round(imagesPerSecond ?? 0)} images/s`;
  return where + numbers;
}
