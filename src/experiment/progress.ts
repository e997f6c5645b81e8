import type { TrialEvent } from './trial/events';
import type { PlannedTrial, TrialStatus } from './experiment-data';

export type { PlannedTrial, TrialStatus } from './experiment-data';

/** A training step takes a forward pass and a backward pass of about twice its work; an evaluation is a forward pass. */
export const STEP_WORK = 3;

/** Where an experiment stands, made of nothing but the plan and the events of its trials. */
export class ExperimentProgress {
  private readonly trials = new Map<string, TrialStatus>();
  /** Part of each epoch's work that is training rather than evaluation. */
  private readonly trainingShare = new Map<string, number>();
  /** Fractions that took no time: what a resumed or reused trial had done before, and what a failed one leaves undone. They say nothing about the speed. */
  private readonly unpaced = new Map<string, number>();

  /** `before`: what part of a trial earlier starts have done, by its id. */
  constructor(
    plan: readonly PlannedTrial[],
    private readonly started: number,
    before: ReadonlyMap<string, number> = new Map(),
  ) {
    for (const trial of plan) {
      const fraction = before.get(trial.id) ?? 0;
      this.trials.set(trial.id, { ...trial, state: 'queued', fraction });
      this.unpaced.set(trial.id, fraction);
    }
  }

  /** The trials in the order of the plan. */
  list(): TrialStatus[] {
    return [...this.trials.values()];
  }

  apply(event: TrialEvent): void {
    const trial = this.trials.get(event.trial);
    if (trial === undefined) return;
    const next = this.after(trial, event);
    if (event.event === 'started') this.unpaced.set(trial.id, next.fraction);
    if (event.event === 'finished') this.unpaced.set(trial.id, (this.unpaced.get(trial.id) ?? 0) + next.fraction - trial.fraction);
    this.trials.set(trial.id, next);
  }

  /** Part of the whole work that is done, and the seconds that the rest will take at the pace so far (undefined while there is none). */
  overall(now: number): { fraction: number; eta: number | undefined } {
    let total = 0;
    let done = 0;
    let paced = 0;
    for (const trial of this.trials.values()) {
      total += trial.work;
      done += trial.work * trial.fraction;
      paced += trial.work * (trial.fraction - (this.unpaced.get(trial.id) ?? 0));
    }
    const elapsed = (now - this.started) / 1000;
    const eta = paced > 0 && elapsed > 1 ? (elapsed * (total - done)) / paced : undefined;
    return { fraction: total === 0 ? 1 : done / total, eta };
  }

  private after(trial: TrialStatus, event: TrialEvent): TrialStatus {
    switch (event.event) {
      case 'starting':
        return { ...trial, state: 'starting' };
      case 'started': {
        const { epochs, stepsPerEpoch: steps, images, evaluated, resumedAt } = event;
        this.trainingShare.set(trial.id, (STEP_WORK * images) / (STEP_WORK * images + evaluated));
        const begun = { ...trial, state: 'running', epochs, steps, epoch: resumedAt?.epoch ?? 1, step: resumedAt?.step ?? 0 } as const;
        return { ...begun, fraction: this.fraction(begun, 0) };
      }
      case 'step': {
        const { epoch, step, loss, accuracy, imagesPerSecond } = event;
        const moved = { ...trial, state: 'running', epoch, step, loss, accuracy, imagesPerSecond } as const;
        return { ...moved, fraction: this.fraction(moved, 0) };
      }
      case 'evaluation': {
        const moved = { ...trial, state: 'evaluating', epoch: event.epoch, step: trial.steps ?? 0 } as const;
        return { ...moved, fraction: this.fraction(moved, event.done / event.total) };
      }
      case 'epoch':
        return { ...trial, state: 'running', testAccuracy: event.testAccuracy, fraction: event.epoch / (trial.epochs ?? event.epoch) };
      case 'finished': {
        const testAccuracy = event.metrics?.['testAccuracy'];
        const known = testAccuracy === undefined ? {} : { testAccuracy };
        if (event.state === 'interrupted') return { ...trial, ...known, state: 'interrupted' };
        return { ...trial, ...known, state: event.reused ? 'reused' : event.state, fraction: 1 };
      }
      case 'checkpoint':
      case 'notice':
        return trial;
    }
  }

  private fraction(trial: Pick<TrialStatus, 'id' | 'epoch' | 'epochs' | 'step' | 'steps'>, evaluated: number): number {
    const share = this.trainingShare.get(trial.id) ?? 1;
    const { epoch = 1, epochs = 1, step = 0, steps = 1 } = trial;
    return Math.min(1, (epoch - 1 + (share * step) / steps + (1 - share) * evaluated) / epochs);
  }
}
