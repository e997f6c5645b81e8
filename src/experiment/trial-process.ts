import { sentence } from '../base/errors';
import type { TrialEvent, TrialRequest } from './events';
import { runTrial } from './trial-run';

/**
 * The entry of a trial's own process, forked by the scheduler: a crash, an out-of-memory or a kill ends one trial and nothing else.
 * It stops at the next step when asked to, or when its parent is gone.
 */
const stop = new AbortController();

process.on('message', (request: TrialRequest) => {
  if (request.type === 'stop') stop.abort();
  else void start(request);
});
process.on('disconnect', () => stop.abort());
process.on('SIGTERM', () => stop.abort());
// Ctrl-C reaches the whole process group; the parent decides what it means.
process.on('SIGINT', () => undefined);

async function start({ job }: Extract<TrialRequest, { type: 'start' }>): Promise<void> {
  try {
    const outcome = await runTrial(job, send, stop.signal);
    finish({ event: 'finished', trial: job.id, reused: false, ...outcome });
  } catch (error) {
    finish({ event: 'finished', trial: job.id, reused: false, state: 'failed', seconds: 0, error: sentence(error) });
  }
}

function send(event: TrialEvent): void {
  if (process.connected) process.send?.(event);
}

/** The last message is out before the process ends; TensorFlow's threads would keep it alive otherwise. */
function finish(event: TrialEvent): void {
  const exit = (): never => process.exit(0);
  if (process.connected) process.send?.(event, exit);
  else exit();
}
