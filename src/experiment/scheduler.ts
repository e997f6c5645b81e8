import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { sentence } from '../base/errors';
import type { BackendChoice } from '../backend/select';
import { markFailed, readRunState, readTrialRecord } from '../runs/run-folder';
import type { TrialEvent, TrialJob, TrialOutcome, TrialRequest } from './events';
import { trialId, type TrialConfig } from './trial-config';

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

/** How long a trial that was asked to stop may take for its batch and checkpoint before it is killed. */
const GRACE = 60_000;

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
    return result(await runInProcess(await jobFor(id, config, folder, options), options));
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

/** Forks the trial's process and waits for its end; a process that dies leaves a failed run that can go on. */
function runInProcess(job: TrialJob, options: SchedulerOptions): Promise<TrialOutcome> {
  return new Promise((resolve) => {
    let outcome: TrialOutcome | undefined;
    const output = new Tail();
    const child = fork(options.trialModule, { stdio: ['ignore', 'pipe', 'pipe', 'ipc'], env: process.env });
    child.stdout?.on('data', (chunk: Buffer) => output.add(chunk));
    child.stderr?.on('data', (chunk: Buffer) => output.add(chunk));
    child.on('message', (event: TrialEvent) => {
      if (event.event === 'finished') outcome = event;
      else options.onEvent(event);
    });
    const release = obey(child, options);
    child.on('error', (error) => output.add(Buffer.from(error.message)));
    child.on('close', (code, signal) => {
      release();
      if (outcome !== undefined) resolve(outcome);
      else void died(job, options, signal ?? `exit code ${code ?? '?'}`, output.text()).then(resolve);
    });
    send(child, { type: 'start', job });
  });
}

/** Passes on requests to stop and to kill. Returns how to stop listening. */
function obey(child: ChildProcess, { stop, kill }: SchedulerOptions): () => void {
  let grace: NodeJS.Timeout | undefined;
  const onStop = (): void => {
    send(child, { type: 'stop' });
    grace = setTimeout(() => child.kill('SIGKILL'), GRACE);
  };
  const onKill = (): void => void child.kill('SIGKILL');
  stop.addEventListener('abort', onStop);
  kill.addEventListener('abort', onKill);
  if (stop.aborted) onStop();
  return () => {
    clearTimeout(grace);
    stop.removeEventListener('abort', onStop);
    kill.removeEventListener('abort', onKill);
  };
}

async function died(job: TrialJob, { stop, kill }: SchedulerOptions, how: string, output: string): Promise<TrialOutcome> {
  if (stop.aborted || kill.aborted) return { state: 'interrupted', seconds: (await readRunState(job.folder))?.seconds ?? 0 };
  const memory = how === 'SIGKILL' ? ' Perhaps the machine ran out of memory: run fewer trials at a time with --jobs.' : '';
  const error = `the trial's process ended early (${how}).${memory}${output === '' ? '' : ` It last wrote: ${output}`} Run the same command again to go on from its last checkpoint.`;
  return { state: 'failed', seconds: await markFailed(job.folder, error), error };
}

function send(child: ChildProcess, request: TrialRequest): void {
  if (child.connected) child.send(request, () => undefined); // a child that died meanwhile is seen by its end
}

/** The last words of a process: what it wrote before it died. */
class Tail {
  private kept = '';
  add(chunk: Buffer): void {
    this.kept = (this.kept + chunk.toString()).slice(-1000);
  }
  text(): string {
    return this.kept.trim().split('\n').slice(-3).join(' | ');
  }
}
