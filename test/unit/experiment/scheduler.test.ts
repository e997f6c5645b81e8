import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { TrialEvent, TrialJob } from '../../../src/experiment/trial/events';
import { runTrials, type SchedulerOptions, type TrialResult } from '../../../src/experiment/trial/scheduler';
import { trialId, type TrialConfig } from '../../../src/experiment/cell/trial-config';
import { BEHAVIOUR, writeFakeTrial } from '../../helpers/fake-trial';

function config(seed: number): TrialConfig {
  return {
    version: 1, architecture: 'resnet8', order: 'original', options: { zeroInitResidual: false }, dataset: 'shapes', limit: 10, validation: 0, testLimit: 10, epochs: 1, batch: 2,
    optimizer: { name: 'sgd', momentum: 0, nesterov: false, weightDecay: 0 }, lr: 0.1, schedule: { name: 'constant' }, warmup: 0, labelSmoothing: 0, augmentation: { crop: 0, flip: false, cutout: 0 }, seed,
  };
}

describe('experiment: the scheduler', function () {
  this.timeout(20_000);
  let root: string;
  let events: TrialEvent[];
  let stop: AbortController;
  let kill: AbortController;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'scheduler-'));
    events = [];
    stop = new AbortController();
    kill = new AbortController();
  });
  afterEach(() => rmSync(root, { recursive: true }));

  function run(seeds: readonly number[], more: Partial<SchedulerOptions> = {}): Promise<TrialResult[]> {
    const onEvent = (event: TrialEvent): void => void events.push(event);
    const options = { runs: join(root, 'runs'), cache: join(root, 'cache'), backend: { name: 'wasm' }, jobs: 2, threads: 3, checkpointSeconds: 30, trialModule: writeFakeTrial(root), stop: stop.signal, kill: kill.signal, onEvent } as const;
    return runTrials(seeds.map(config), { ...options, ...more });
  }

  /** What the fake trials wrote: `start 1`, `end 1`, … */
  function log(): string[] {
    const path = join(root, 'log');
    return existsSync(path) ? readFileSync(path, 'utf8').trim().split('\n') : [];
  }

  function starts(): number[] {
    return log().filter((line) => line.startsWith('start')).map((line) => Number(line.slice(6)));
  }

  /** How many processes were begun at all. */
  function processes(): number {
    const path = join(root, 'processes');
    return existsSync(path) ? readFileSync(path, 'utf8').trim().split('\n').length : 0;
  }

  function job(seed: number): TrialJob {
    return JSON.parse(readFileSync(join(root, `job-${seed}.json`), 'utf8')) as TrialJob;
  }

  function leaveRun(seed: number, files: Record<string, object | string>): void {
    const folder = join(root, 'runs', trialId(config(seed)));
    mkdirSync(folder, { recursive: true });
    for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
  }

  const state = (name: string, seconds: number): object => ({ version: 1, state: name, epoch: 1, epochs: 1, step: 2, steps: 2, seconds, updated: '', metrics: { testAccuracy: 0.25 } });
  const states = (results: readonly TrialResult[]): string[] => results.map((result) => result.state);
  const finished = (): TrialEvent[] => events.filter(({ event }) => event === 'finished');

  async function until(condition: () => boolean): Promise<void> {
    while (!condition()) await pause(10);
  }

  it('runs each trial exactly once though two are alike, with results in the order asked for', async () => {
    const results = await run([5, 3, 9, 3, 1]);
    assert.deepEqual(results.map(({ config: { seed } }) => seed), [5, 3, 9, 3, 1]);
    assert.deepEqual(starts().sort(), [1, 3, 5, 9]);
    assert.deepEqual(results.map(({ state: s, reused, seconds, metrics, folder }) => [s, reused, seconds, metrics?.['testAccuracy'], folder]), [5, 3, 9, 3, 1].map((seed) => ['done', false, 7, seed, join(root, 'runs', trialId(config(seed)))]));
    assert.equal(finished().length, 4);
    assert.equal(events.filter(({ event }) => event === 'notice').length, 4, 'events of the trials are passed on');
  });

  it('one at a time runs in the order given', async () => {
    await run([5, 3, 9], { jobs: 1 });
    assert.deepEqual(log(), ['start 5', 'end 5', 'start 3', 'end 3', 'start 9', 'end 9']);
  });

  it('runs as many at a time as there are jobs, and no more', async () => {
    for (const jobs of [2, 3]) {
      rmSync(join(root, 'log'), { force: true });
      stop = new AbortController();
      // Trials that wait: so many are there at once, and no other follows while they are.
      const running = run([1, 2, 3, 4].map((seed) => BEHAVIOUR.waits + 10 * jobs + seed), { jobs });
      await until(() => starts().length === jobs);
      await pause(400);
      assert.equal(starts().length, jobs);
      stop.abort();
      await running;
    }
  });

  it('no more at a time when trials end and others take their places', async () => {
    await run([1, 2, 3, 4, 5, 6]);
    let [now, most] = [0, 0];
    for (const line of log()) most = Math.max(most, (now += line.startsWith('start') ? 1 : -1));
    assert.ok(most <= 2, log().join(', '));
    assert.equal(now, 0);
  });

  it('nothing to do is nothing done', async () => {
    assert.deepEqual([await run([]), events], [[], []]);
  });

  it('waits to be let in, says when it starts, and leaves whatever comes of it', async () => {
    const seen: string[] = [];
    let inside = 0;
    const admit = async (threads: number): Promise<() => void> => {
      await pause(20);
      seen.push(`in ${threads}`);
      assert.equal(++inside, 1, 'one at a time');
      return () => void seen.push(`out ${--inside}`);
    };
    await run([1, BEHAVIOUR.exit + 1], { admit, jobs: 1 });
    assert.deepEqual(seen, ['in 3', 'out 0', 'in 3', 'out 0']);
    const [first, second] = [1, BEHAVIOUR.exit + 1].map((seed) => trialId(config(seed)));
    assert.deepEqual(events.filter(({ event }) => event === 'starting' || event === 'finished').map(({ event, trial }) => [event, trial]), [['starting', first], ['finished', first], ['starting', second], ['finished', second]]);
  });

  it('stopped while it waits to be let in, it has not begun', async () => {
    const admit = (_: number, signal: AbortSignal): Promise<() => void> => new Promise((resolve) => signal.addEventListener('abort', () => resolve(() => undefined)));
    const running = run([1], { admit });
    await pause(50);
    stop.abort();
    assert.deepEqual([states(await running), processes()], [['interrupted'], 0]);
  });

  it('hands the trial its config, folder, backend and threads', async () => {
    await run([1], { mirror: 'http://mirror' });
    assert.deepEqual(job(1), { id: trialId(config(1)), config: config(1), folder: join(root, 'runs', trialId(config(1))), backend: { name: 'wasm' }, threads: 3, cache: join(root, 'cache'), checkpointSeconds: 30, mirror: 'http://mirror' });
  });

  it('reports what fails, exits early or is killed, and the rest goes on', async () => {
    const [fail, exit, killed] = [BEHAVIOUR.fail + 1, BEHAVIOUR.exit + 1, BEHAVIOUR.killed + 1];
    const results = await run([fail, exit, killed, 1, 2]);
    assert.deepEqual(states(results), ['failed', 'failed', 'failed', 'done', 'done']);
    const [own, early, byKill] = results;
    assert.equal(own?.error, 'it diverged.');
    assert.match(early?.error ?? '', /^the trial's process ended early \(exit code 1\)\. It last wrote: first line \| last words Run the cell again/);
    assert.equal(early?.seconds, 7, 'what it had trained is known');
    const recorded = JSON.parse(readFileSync(join(early?.folder ?? '', 'state.json'), 'utf8')) as Record<string, unknown>;
    assert.deepEqual([recorded['state'], recorded['error']], ['failed', early?.error]);
    if (process.platform !== 'win32') assert.match(byKill?.error ?? '', /\(SIGKILL\)\. Perhaps the machine ran out of memory: .*--jobs/);
    assert.equal(finished().length, 5);
  });

  it('a module that cannot be run is a failed trial', async () => {
    const [result] = await run([1], { trialModule: join(root, 'missing.cjs') });
    assert.equal(result?.state, 'failed');
    assert.match(result?.error ?? '', /ended early/);
  });

  it('reuses what is done, and does not start it', async () => {
    leaveRun(1, { 'state.json': state('done', 42) });
    const [first, second] = await run([1, 2]);
    assert.deepEqual([first?.state, first?.reused, first?.seconds, first?.metrics], ['done', true, 42, { testAccuracy: 0.25 }]);
    assert.equal(second?.reused, false);
    assert.deepEqual(starts(), [2]);
    assert.deepEqual(finished().map((event) => event.event === 'finished' && event.reused), [true, false]);
    await run([1, 2]);
    assert.deepEqual(starts(), [2], 'the second time nothing is started');
  });

  it('starts again what failed, was interrupted or died while running, with the backend and threads it began with', async () => {
    const trial = { version: 1, id: 'x', config: {}, created: '', backend: 'wasm', threads: 1, versions: {}, data: '' };
    [1, 2, 3].forEach((seed, i) => leaveRun(seed, { 'trial.json': trial, 'state.json': state(['failed', 'interrupted', 'running'][i] ?? '', 42) }));
    const results = await run([1, 2, 3], { threads: 4, backend: { name: 'tensorflow', addon: '/addon' } });
    assert.deepEqual([states(results), starts().sort()], [['done', 'done', 'done'], [1, 2, 3]]);
    assert.deepEqual([job(1).threads, job(1).backend], [1, { name: 'wasm' }]);
  });

  it('a damaged or newer run is a failed trial that says so, is left alone, and the rest goes on', async () => {
    leaveRun(1, { 'state.json': '{"version"' });
    leaveRun(2, { 'state.json': { version: 99 } });
    leaveRun(3, { 'trial.json': '[]' });
    const results = await run([1, 2, 3, 4]);
    assert.deepEqual(states(results), ['failed', 'failed', 'failed', 'done']);
    assert.match(results[0]?.error ?? '', /state\.json: this file is damaged/);
    assert.match(results[1]?.error ?? '', /newer ResNet Lab/);
    assert.match(results[2]?.error ?? '', /trial\.json: this file is damaged/);
    assert.deepEqual(starts(), [4]);
  });

  it('a request to stop ends the running trials as they like, and starts no others; a done one is still reused', async () => {
    const [a, b] = [BEHAVIOUR.waits + 1, BEHAVIOUR.waits + 2];
    leaveRun(4, { 'state.json': state('done', 42) });
    const running = run([a, b, 3, 4]);
    await until(() => starts().length === 2);
    stop.abort();
    const results = await running;
    assert.deepEqual(states(results), ['interrupted', 'interrupted', 'interrupted', 'done']);
    assert.deepEqual(starts().sort(), [a, b]);
    assert.equal(processes(), 2);
    assert.deepEqual(results.map(({ seconds }) => seconds), [7, 7, 0, 42]);
    assert.equal(finished().length, 4);
  });

  it('a request to stop before the start starts nothing', async () => {
    stop.abort();
    assert.deepEqual([states(await run([1, 2])), processes()], [['interrupted', 'interrupted'], 0]);
  });

  it('a request to kill ends at once what does not stop', async () => {
    const deaf = BEHAVIOUR.deaf + 1;
    const running = run([deaf, 2], { jobs: 1 });
    await until(() => starts().length === 1);
    stop.abort();
    await until(() => log().includes(`deaf ${deaf}`));
    kill.abort();
    const results = await running;
    assert.deepEqual(states(results), ['interrupted', 'interrupted']);
    assert.deepEqual(results.map(({ seconds }) => seconds), [7, 0], 'what it had trained is known');
    assert.deepEqual(log(), [`start ${deaf}`, `deaf ${deaf}`]);
  });
});
