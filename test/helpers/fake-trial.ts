import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * What a fake trial does, by its seed's hundreds: 0 finishes, 1 fails by its own word, 2 exits early with 1, 3 is killed by the system,
 * 4 trains until it is stopped, 5 does not listen and must be killed.
 */
export const BEHAVIOUR = { finish: 0, fail: 100, exit: 200, killed: 300, waits: 400, deaf: 500 } as const;

/** A process that answers the protocol of a trial without training: its number goes into `processes`, when it starts and ends into `log`, and its state where a trial's does. */
const MODULE = `
const { appendFileSync, mkdirSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
appendFileSync(join(__dirname, 'processes'), process.pid + '\\n');
let job;
const log = (what) => appendFileSync(join(__dirname, 'log'), what + ' ' + job.config.seed + '\\n');
const state = (name) => {
  mkdirSync(job.folder, { recursive: true });
  writeFileSync(join(job.folder, 'state.json'), JSON.stringify({ version: 1, state: name, epoch: 1, epochs: 1, step: 1, steps: 2, seconds: 7, updated: '', metrics: { testAccuracy: job.config.seed } }));
};
const finish = (name, more) => {
  log('end');
  state(name);
  process.send({ event: 'finished', trial: job.id, reused: false, state: name, seconds: 7, ...more }, () => process.exit(0));
};
process.on('message', (request) => {
  if (request.type === 'stop') return behaviour() === 5 ? log('deaf') : finish('interrupted');
  job = request.job;
  log('start');
  writeFileSync(join(__dirname, 'job-' + job.config.seed + '.json'), JSON.stringify(job));
  state('running');
  process.send({ event: 'notice', trial: job.id, message: 'started' });
  setTimeout(act, 80);
});
const behaviour = () => Math.floor(job.config.seed / 100);
function act() {
  const kind = behaviour();
  if (kind === 0) finish('done', { metrics: { testAccuracy: job.config.seed } });
  if (kind === 1) finish('failed', { error: 'it diverged.' });
  if (kind === 2) { console.error('first line\\nlast words'); log('end'); process.exit(1); }
  if (kind === 3) { log('end'); process.kill(process.pid, 'SIGKILL'); }
  if (kind === 4 || kind === 5) setInterval(() => undefined, 1000);
}
`;

/** Writes the module into a folder, where it leaves its `log`, and returns its path. */
export function writeFakeTrial(folder: string): string {
  const path = join(folder, 'trial.cjs');
  writeFileSync(path, MODULE);
  return path;
}
