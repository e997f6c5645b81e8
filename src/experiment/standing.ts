import { isHeld, readRunState, type RunState } from '../runs/run-folder';
import type { ExperimentPlan } from './plan';
import type { PlannedTrial, TrialStatus } from './progress';
import type { TrialStanding } from './report/report-compose';
import type { TrialConfig } from './cell/trial-config';

/** A planned trial with what its run folder says. */
export interface FoundTrial {
  readonly standing: TrialStanding;
  readonly planned: PlannedTrial;
  /** Absent where it was never started. */
  readonly state?: RunState;
  /** A living process works on it. */
  readonly held?: boolean;
}

/** What the run folders say of the trials of a plan; `folderOf` where they don't lie side by side. A run that is neither done nor failed is open: it can go on. */
export function findTrials({ configs, trials }: Pick<ExperimentPlan, 'configs' | 'trials'>, folderOf: (id: string) => string): Promise<FoundTrial[]> {
  return Promise.all(configs.flatMap((config, i) => (trials[i] === undefined ? [] : findTrial(trials[i], config, folderOf(trials[i].id)))));
}

async function findTrial(planned: PlannedTrial, config: TrialConfig, folder: string): Promise<FoundTrial> {
  const open: TrialStanding = { id: planned.id, config, folder, reused: false, seconds: 0, state: 'open' };
  try {
    const state = await readRunState(folder);
    if (state === undefined) return { planned, standing: open };
    return { planned, state, standing: { ...open, ...outcomeOf(state) }, ...(state.state === 'running' && { held: await isHeld(folder) }) };
  } catch {
    return { planned, standing: open }; // damaged: whoever runs the trial says so
  }
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

/** How a trial stands by its run folder. */
export function foundStatus(found: FoundTrial): TrialStatus {
  const { planned, state, held } = found;
  if (state === undefined) return { ...planned, state: 'queued', fraction: 0 };
  const perEpoch = Math.max(1, state.steps / state.epochs);
  const epoch = Math.min(state.epochs, Math.floor(state.step / perEpoch) + 1);
  const testAccuracy = state.metrics?.['testAccuracy'];
  return {
    ...planned,
    state: state.state === 'running' && held !== true ? 'interrupted' : state.state,
    fraction: state.state === 'failed' ? 1 : doneBefore(found),
    epoch,
    epochs: state.epochs,
    step: state.step - (epoch - 1) * perEpoch,
    steps: perEpoch,
    ...(testAccuracy !== undefined && { testAccuracy }),
  };
}
