import { Worker } from 'node:worker_threads';

/** Runs beside the program, whose own thread may be held up by one long batch: it looks for the parent every second, and ends the process a while after it is gone. */
const WATCH = `
const { workerData: { parent, seconds } } = require('node:worker_threads');
let left = seconds;
const lives = () => {
  if (process.ppid !== parent) return false;
  try { process.kill(parent, 0); } catch (error) { return error.code === 'EPERM'; }
  return true;
};
setInterval(() => { if (!lives() && left-- <= 0) process.kill(process.pid, 'SIGKILL'); }, 1000);
`;

/** Makes sure that this process does not outlive its parent by more than some seconds, whatever it is doing. */
export function endAfterParent(seconds: number): void {
  new Worker(WATCH, { eval: true, workerData: { parent: process.ppid, seconds }, execArgv: [], env: {} }).unref();
}
