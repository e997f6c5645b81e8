import { sentence } from '../base/errors';
import { useTranslationFile } from '../base/l10n-file';
import { ModelServer } from '../models/model-server';
import type { ModelEvent, ModelRequest } from '../models/work';
import { evaluateRun } from '../experiment/trial/evaluate-run';
import type { EvaluationEvent, EvaluationJob, StudyEvent, StudyJob, TrialEvent, TrialJob, TrialRequest } from '../experiment/trial/events';
import { endAfterParent } from '../experiment/trial/orphan';
import { runStudy } from '../experiment/trial/study-run';
import { runTrial } from '../experiment/trial/trial-run';

/** Seconds that a trial may go on for its batch and checkpoint once its parent is gone. */
const ORPHANED = 10;

/**
 * The entry of a process of its own for one trial, one evaluation, one study, or for models that answer questions: a crash, an out-of-memory or a
 * kill ends that and nothing else.
 * It stops at the next batch when asked to, or when its parent is gone; a batch that takes too long for that is cut off.
 */
const stop = new AbortController();
endAfterParent(ORPHANED);
useTranslationFile();

let models: ModelServer | undefined;

process.on('message', (request: TrialRequest | ModelRequest) => {
  if (request.type === 'model' || request.type === 'model-stop') answer(request);
  else if (request.type === 'stop') stop.abort();
  else if (request.type === 'start') void start(request.job);
  else if (request.type === 'study') void study(request.job);
  else void evaluate(request.job);
});
process.on('disconnect', () => stop.abort());
process.on('SIGTERM', () => stop.abort());
// Ctrl-C reaches the whole process group; the parent decides what it means.
process.on('SIGINT', () => undefined);

/** What holds models has nothing to finish once its parent is gone. */
function answer(request: ModelRequest): void {
  if (models === undefined) process.once('disconnect', () => process.exit(0));
  models ??= new ModelServer(send);
  models.receive(request);
}

async function start(job: TrialJob): Promise<void> {
  try {
    const outcome = await runTrial(job, send, stop.signal);
    finish({ event: 'finished', trial: job.id, reused: false, ...outcome });
  } catch (error) {
    finish({ event: 'finished', trial: job.id, reused: false, state: 'failed', seconds: 0, error: sentence(error) });
  }
}

async function evaluate(job: EvaluationJob): Promise<void> {
  try {
    finish({ event: 'evaluated', result: await evaluateRun(job, send, stop.signal) });
  } catch (error) {
    finish({ event: 'evaluation-failed', error: sentence(error) });
  }
}

async function study(job: StudyJob): Promise<void> {
  try {
    await runStudy(job, send, stop.signal);
    finish({ event: 'studied' });
  } catch (error) {
    finish({ event: 'study-failed', error: sentence(error) });
  }
}

/** A parent that has just died is no reason to crash: the next batch ends with a checkpoint. */
function send(event: TrialEvent | EvaluationEvent | StudyEvent | ModelEvent): void {
  if (process.connected) process.send?.(event, () => undefined);
}

/** The last message is out before the process ends; TensorFlow's threads would keep it alive otherwise. */
function finish(event: TrialEvent | EvaluationEvent | StudyEvent): void {
  const exit = (): never => process.exit(0);
  if (process.connected) process.send?.(event, exit);
  else exit();
}
