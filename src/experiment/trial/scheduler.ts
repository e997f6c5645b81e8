import { join } from 'node:path';
import { sentence } from '../../base/errors';
import { t } from '../../base/l10n';
import type { BackendChoice } from '../../backend/select';
import { markFailed, readRunState, readTrialRecord } from '../../runs/run-folder';
import { runChild } from './child';
import type { TrialEvent, TrialJob, TrialOutcome, TrialRequest } from './events';
import { trialId, type TrialConfig } from '../cell/trial-config';

export interface SchedulerOptions {
  /** Folder of the run folders. */
  readonly runs: string;
  readonly cache: string;
  readonly mirror?: string | undefined;
  readonly backend: BackendChoice;
  /** Trials at a time, and threads of each. */
  readonly jobs: number;
  readonly threads: number;
  readonly checkpointSeconds: number;
  /** The bundle or source file of a trial's process. */
  readonly trialModule: string;
  readonly onEvent: (event: TrialEvent) => void;
  /** Lets a trial start, now or once others have ended: whoever shares the machine. Resolves to what to call when it has ended. */
  readonly admit?: (threads: number, signal: AbortSignal) => Promise<() => void>;
  /** First request to stop: trials finish their batch, write a checkpoint and end. */
  readonly stop: AbortSignal;
  /** Second request: trials are killed, and lose what came after their last checkpoint. */
  readonly kill: AbortSignal;
}

export interface TrialResult extends TrialOutcome {
  readonly id: string;
  readonly config: TrialConfig;
  /** Finished before, and not run again. */
  readonly reused: boolean;
  readonly folder: string;
}

/**
 * Runs each trial once, a few at a time, each in a process of its own, in the order given. Finished trials are reused, broken ones go on from
 * their checkpoint; a trial that fails is reported and the rest goes on. Results are in the order of the trials.
 */
export async function runTrials(trials: readonly TrialConfig[], options: SchedulerOptions): Promise<TrialResult[]> {
  const results = new Map<string, TrialResult>();
  const queue = [...new Map(trials.map((config) => [trialId(config), config]))];
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const [id, config] = next;
      results.set(id, await settle(id, config, options));
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, Math.min(options.jobs, queue.length)) }, worker));
  return trials.map((config) => results.get(trialId(config)) as TrialResult);
}

async function settle(id: string, config: TrialConfig, options: SchedulerOptions): Promise<TrialResult> {
  const folder = join(options.runs, id);
  const result = (outcome: TrialOutcome, reused = false): TrialResult => {
    options.onEvent({ event: 'finished', trial: id, reused, ...outcome });
    return { id, config, folder, reused, ...outcome };
  };
  try {
    const state = await readRunState(folder);
    if (state?.state === 'done') return result({ state: 'done', seconds: state.seconds, ...(state.metrics && { metrics: state.metrics }) }, true);
    if (options.stop.aborted) return result({ state: 'interrupted', seconds: state?.seconds ?? 0 });
    const job = await jobFor(id, config, folder, options);
    const leave = await options.admit?.(job.threads, options.stop);
    try {
      if (options.stop.aborted) return result({ state: 'interrupted', seconds: state?.seconds ?? 0 });
      options.onEvent({ event: 'starting', trial: id });
      return result(await runInProcess(job, options));
    } finally {
      leave?.();
    }
  } catch (error) {
    return result({ state: 'failed', seconds: 0, error: sentence(error) });
  }
}

/** A run that was begun goes on with the backend and the threads that it was begun with, so that it computes the same numbers. */
async function jobFor(id: string, config: TrialConfig, folder: string, options: SchedulerOptions): Promise<TrialJob> {
  const begun = await readTrialRecord(folder);
  const backend = begun?.backend === 'wasm' ? ({ name: 'wasm' } as const) : options.backend;
  const { cache, mirror, checkpointSeconds } = options;
  return { id, config, folder, backend, threads: begun?.threads ?? options.threads, cache, checkpointSeconds, ...(mirror !== undefined && { mirror }) };
}

/** Runs a trial in a process of its own; a process that dies leaves a failed run that can go on. */
async function runInProcess(job: TrialJob, options: SchedulerOptions): Promise<TrialOutcome> {
  let outcome: TrialOutcome | undefined;
  const onMessage = (event: TrialEvent): void => {
    if (event.event === 'finished') outcome = event;
    else options.onEvent(event);
  };
  const request: TrialRequest = { type: 'start', job };
  const { how, output } = await runChild(request, { module: options.trialModule, onMessage, stop: options.stop, kill: options.kill });
  return outcome ?? died(job, options, how, output);
}

async function died(job: TrialJob, { stop, kill }: SchedulerOptions, how: string, output: string): Promise<TrialOutcome> {
  if (stop.aborted || kill.aborted) return { state: 'interrupted', seconds: (await readRunState(job.folder))?.seconds ?? 0 };
  const error = [
    t("the trial's process ended early ({0}).", how),
    ...(how === 'SIGKILL' ? [t('Perhaps the machine ran out of memory: run fewer trials at a time with --jobs, or by the setting resnetLab.trials.parallel.')] : []),
    ...(output === '' ? [] : [t('It last wrote: {0}', output)]),
    t('Run the cell again to go on from its last checkpoint.'),
  ].join(' ');
  return { state: 'failed', seconds: await markFailed(job.folder, error), error };
}
