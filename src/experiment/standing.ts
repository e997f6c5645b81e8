import { join } from 'node:path';
import { readRunState, type RunState } from '../runs/run-folder';
import type { ExperimentPlan } from './plan';
import type { PlannedTrial, TrialStatus } from './progress';
import type { TrialStanding } from './report-compose';

/** A planned trial with what its run folder says. */
export interface FoundTrial {
  readonly standing: TrialStanding;
  readonly planned: PlannedTrial;
  /** Absent where it was never started. */
  readonly state?: RunState;
  /** Where its folder can't be read: why. */
  readonly damage?: unknown;
}

/** What the run folders say of the trials of a plan. A run that is neither done nor failed is open: it can go on. */
export function findTrials({ configs, trials }: ExperimentPlan, runs: string): Promise<FoundTrial[]> {
  return Promise.all(
    trials.map(async (planned, i): Promise<FoundTrial> => {
      const config = configs[i];
      if (config === undefined) throw new Error('a plan has a config for each trial');
      const folder = join(runs, planned.id);
      const open: TrialStanding = { id: planned.id, config, folder, reused: false, seconds: 0, state: 'open' };
      try {
        const state = await readRunState(folder);
        return state === undefined ? { planned, standing: open } : { planned, state, standing: { ...open, ...outcomeOf(state) } };
      } catch (damage) {
        return { planned, standing: open, damage };
      }
    }),
  );
}

function outcomeOf({ state, seconds, metrics, error }: RunState): Pick<TrialStanding, 'state' | 'seconds' | 'metrics' | 'error'> {
  if (state !== 'done' && state !== 'failed') return { state: 'open', seconds };
  return { state, seconds, ...(metrics && { metrics }), ...(error !== undefined && { error }) };
}

/** Part of a trial's work that earlier starts have done, 0 to 1. */
export function doneBefore({ state }: FoundTrial): number {
  if (state === undefined || state.steps === 0) return 0;
  return state.state === 'done' ? 1 : state.step / state.steps;
}

/** How a trial stands that no process works on. */
export function restingStatus(found: FoundTrial): TrialStatus {
  const { planned, state } = found;
  if (state === undefined) return { ...planned, state: 'queued', fraction: 0 };
  const perEpoch = Math.max(1, state.steps / state.epochs);
  const epoch = Math.min(state.epochs, Math.floor(state.step / perEpoch) + 1);
  const testAccuracy = state.metrics?.['testAccuracy'];
  return {
    ...planned,
    state: state.state === 'running' ? 'interrupted' : state.state,
    fraction: state.state === 'failed' ? 1 : doneBefore(found),
    epoch,
    epochs: state.epochs,
    step: state.step - (epoch - 1) * perEpoch,
    steps: perEpoch,
    ...(testAccuracy !== undefined && { testAccuracy }),
  };
}
