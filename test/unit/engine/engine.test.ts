import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EngineClient, EngineDied, EngineError, type EngineState } from '../../../src/engine/client';
import type { CellOutcome, CellUpdate, FromEngine, RunCellParams } from '../../../src/engine/protocol';
import type { ExperimentData } from '../../../src/experiment/experiment-data';
import { bundleEngine, type EngineBundle } from '../../helpers/engine-bundle';
import { gone } from '../../helpers/processes';
import { writeTinyImages } from '../../helpers/tiny-images';

/** Sixteen steps, about a second on WASM. */
const STEPS = 16;
const TRAINING = 'train: { architecture: resnet8, dataset: "folder:images", epochs: 2, limit: 64, validation: 0, testLimit: 16, batch: 8, seed: 1 }';
const COMPARISON = 'compare:\n  vary: { order: [original, plain] }\n  seeds: 1\n  train: { architecture: resnet8, dataset: "folder:images", epochs: 1, limit: 16, validation: 0, testLimit: 8, batch: 8 }\n';
/** More steps than any test waits for. */
const LONG = TRAINING.replace('epochs: 2', 'epochs: 500');

describe('engine: its process', function () {
  this.timeout(60_000);
  let bundle: EngineBundle;
  let root: string;
  let client: EngineClient;
  let states: EngineState[];
  const logs: string[] = [];

  /** `metrics.jsonl` of TRAINING where nothing came between. */
  let uninterrupted: string;

  function open(): void {
    root = mkdtempSync(join(tmpdir(), 'engine-'));
    writeTinyImages(join(root, 'images'));
    states = [];
    logs.length = 0;
    client = new EngineClient({ module: bundle.engine, env: environment(), onLog: (_, message) => logs.push(message), onState: (state) => states.push(state) });
  }

  async function close(): Promise<void> {
    await client.dispose(0);
    rmSync(root, { recursive: true, force: true });
  }

  before(async () => {
    bundle = await bundleEngine();
    open();
    await run(TRAINING);
    uninterrupted = metrics();
    await close();
    assert.equal(uninterrupted.trim().split('\n').length, STEPS + 2);
  });
  after(() => bundle.remove());
  beforeEach(open);
  afterEach(close);

  function environment(): NodeJS.ProcessEnv {
    return { ...process.env, RESNET_LAB_BACKEND: 'wasm', RESNET_LAB_CACHE: join(root, 'cache') };
  }

  function params(text: string, number = 1): RunCellParams {
    return { text, name: `${join(root, 'lab.resnb')}#${number}`, number, title: 'lab', runs: join(root, 'runs'), checkpointSeconds: 3600 };
  }

  function experiment(outcome: CellOutcome): ExperimentData {
    return outcome.kind === 'experiment' ? outcome.data : assert.fail(outcome.kind);
  }

  async function run(text: string): Promise<ExperimentData> {
    return experiment(await client.ask('runCell', params(text)));
  }

  function steps({ report }: ExperimentData): number {
    return report.arms[0]?.curves.stepLoss?.total ?? 0;
  }

  /** Starts a cell, and answers once so many steps of its first arm were shown. */
  async function begin(text: string, least: number, signals: { stop?: AbortSignal; kill?: AbortSignal } = {}, number = 1): Promise<{ ended: Promise<ExperimentData>; updates: ExperimentData[] }> {
    const updates: ExperimentData[] = [];
    let ended: Promise<ExperimentData> | undefined;
    await new Promise<void>((resolve, reject) => {
      const onUpdate = (update: CellUpdate): void => {
        if (update.kind === 'experiment') updates.push(update.data);
        if (update.kind === 'experiment' && update.data.trials[0]?.state === 'running' && steps(update.data) >= least) resolve();
      };
      ended = client.ask('runCell', params(text, number), { onUpdate, ...signals }).then(experiment);
      ended.catch(reject);
    });
    return ended === undefined ? assert.fail() : { ended, updates };
  }

  function runFolder(): string {
    const name = readdirSync(join(root, 'runs')).find((entry) => entry.startsWith('resnet8-'));
    return join(root, 'runs', name ?? assert.fail('no run'));
  }

  function metrics(): string {
    return readFileSync(join(runFolder(), 'metrics.jsonl'), 'utf8');
  }

  function stateOf(): string {
    return (JSON.parse(readFileSync(join(runFolder(), 'state.json'), 'utf8')) as { state: string }).state;
  }

  /** The process that has the run open. */
  function trialProcess(): number {
    return (JSON.parse(readFileSync(join(runFolder(), 'lock'), 'utf8')) as { pid: number }).pid;
  }

  it('trains with a curve that grows, keeps the result, and takes it up again', async () => {
    const { ended, updates } = await begin(COMPARISON, 1);
    const data = await ended;
    assert.deepEqual([data.state, data.trials.map(({ state, fraction }) => [state, fraction])], ['done', [['done', 1], ['done', 1]]]);
    assert.ok(updates.every(({ state, report }) => state === 'running' && report.conclusions.length === 0 && report.arms.every(({ comparison }) => comparison === undefined)), 'no verdict before the end');
    const totals = updates.map(steps);
    assert.deepEqual(totals, [...totals].sort((a, b) => a - b));
    assert.equal(data.report.conclusions.length, 1);
    const seconds = data.report.arms[0]?.curves.stepLoss?.seconds ?? [];
    assert.ok(seconds.length === 2 && Number(seconds[0]) > 0 && Number(seconds[1]) > Number(seconds[0]), `steps by second: ${seconds.join(', ')}`);
    assert.deepEqual(data.report.arms.map(({ label, n }) => [label, n]), [['original', 1], ['plain', 1]]);
    const lines = metrics().trim().split('\n').map((line) => JSON.parse(line) as { kind: string; loss: number; lr: number });
    const losses = lines.filter(({ kind }) => kind === 'step').map(({ loss }) => loss);
    const [curve] = await client.ask('curves', { ...params(COMPARISON), curve: 'stepLoss', smoothing: 0, from: 1, to: 100, points: 50 });
    assert.deepEqual([curve?.arm, curve?.curve.mean], ['original', losses]);
    assert.ok(existsSync(join(root, 'runs', 'experiments', 'lab-1', 'report.html')));
    const record = JSON.parse(readFileSync(join(root, 'runs', 'experiments', 'lab-1', 'experiment.json'), 'utf8')) as Record<string, unknown>;
    assert.deepEqual([record['notebook'], record['cell'], record['text'], record['trials']], [join('..', 'lab.resnb'), 1, COMPARISON, data.trials.map(({ id }) => id)]);
    assert.deepEqual((await client.ask('listRuns', { runs: join(root, 'runs') })).map(({ state, experiments }) => [state, experiments]), [['done', ['lab.resnb#1']], ['done', ['lab.resnb#1']]]);
    const again = await run(COMPARISON);
    assert.deepEqual(again.trials.map(({ state }) => state), ['reused', 'reused']);
    const stored = await client.ask('stored', params(COMPARISON));
    assert.deepEqual([stored?.state, stored?.report.arms, again.report.arms], ['done', data.report.arms, data.report.arms]);
    assert.deepEqual(states.slice(0, 3), ['starting', 'busy', 'ready']);
  });

  it('stops with a checkpoint, and goes on as if it had never stopped', async () => {
    const stop = new AbortController();
    const { ended, updates: before } = await begin(TRAINING, 2, { stop: stop.signal });
    stop.abort();
    const stopped = await ended;
    assert.equal(before.at(-1)?.state, 'stopping');
    assert.deepEqual([stopped.state, stopped.trials[0]?.state, stateOf()], ['stopped', 'interrupted', 'interrupted']);
    const done = steps(stopped);
    assert.ok(done >= 2 && done < STEPS, `${done} steps`);
    assert.equal(stopped.report.arms[0]?.curves.stepLoss?.n.at(-1), 1, 'what there is, is shown');
    assert.deepEqual((await client.ask('stored', params(TRAINING)))?.state, 'stopped');
    const { kind, trials, finished, begun } = await client.ask('estimate', params(TRAINING));
    assert.deepEqual([kind, trials, finished, begun], ['train', 1, 0, 1]);
    const { ended: resumed, updates } = await begin(TRAINING, done);
    assert.ok(updates[0] !== undefined && steps(updates[0]) === done && updates[0].progress.fraction > 0, 'its curve is there from the start');
    assert.equal((await resumed).state, 'done');
    assert.equal(metrics(), uninterrupted);
  });

  it('killed in the middle, says so; no trial is left behind; the next start goes on, even at once', async () => {
    const { ended } = await begin(TRAINING, 2);
    const [engine, trial] = [client.pid, trialProcess()];
    process.kill(engine ?? 0, 'SIGKILL');
    await assert.rejects(ended, (error) => error instanceof EngineDied && error.how === 'SIGKILL' && !error.asked);
    assert.deepEqual([client.state, client.pid], ['off', undefined]);
    const resumed = run(TRAINING); // the old trial may still be writing its checkpoint
    await gone(trial, 10);
    assert.equal((await resumed).state, 'done');
    assert.notEqual(client.pid, engine);
    assert.equal(metrics(), uninterrupted);
  });

  it('kill ends a trial at once, and the cell as stopped', async () => {
    const [stop, kill] = [new AbortController(), new AbortController()];
    const { ended } = await begin(LONG, 1, { stop: stop.signal, kill: kill.signal });
    const trial = trialProcess();
    kill.abort();
    assert.equal((await ended).state, 'stopped');
    await gone(trial, 1);
    assert.equal(stateOf(), 'running', 'no time for a word');
    assert.equal((await client.ask('stored', params(LONG)))?.state, 'stopped');
    assert.equal((await client.ask('listRuns', { runs: join(root, 'runs') }))[0]?.state, 'interrupted');
  });

  it('runs the cells of two notebooks at a time, and they share the cores', async () => {
    const stop = new AbortController();
    const { ended: first } = await begin(LONG, 1, { stop: stop.signal }, 1);
    const second = client.ask('runCell', params(COMPARISON, 2)).then(experiment);
    assert.equal((await client.ask('stored', params(LONG)))?.state, 'running');
    assert.equal((await second).state, 'done', 'the long one does not hold it up');
    stop.abort();
    assert.equal((await first).state, 'stopped');
  });

  it('restarts with checkpoints and without leftovers', async () => {
    const { ended } = await begin(LONG, 1);
    const [engine, trial] = [client.pid, trialProcess()];
    await client.restart(10_000);
    assert.equal((await ended).state, 'stopped');
    await Promise.all([gone(engine, 0.1), gone(trial, 0.1)]);
    assert.equal(stateOf(), 'interrupted');
    assert.equal(client.state, 'off');
    const { ended: killed } = await begin(LONG, 1);
    const [engine2, trial2] = [client.pid, trialProcess()];
    await client.restart(0);
    const left = await killed.catch((error: unknown) => error);
    assert.ok((left as ExperimentData).state === 'stopped' || (left instanceof EngineDied && left.asked));
    await Promise.all([gone(engine2, 0.1), gone(trial2, 0.1)]);
  });

  it('ends with its host, and so do the trials, with a checkpoint', async () => {
    const child = fork(bundle.engine, [], { env: environment(), stdio: ['ignore', 'ignore', 'inherit', 'ipc'], execArgv: [] });
    await new Promise<void>((resolve) => {
      child.on('message', (message: FromEngine) => {
        const update = message.type === 'update' ? (message.update as CellUpdate) : undefined;
        if (update?.kind === 'experiment' && steps(update.data) >= 1) resolve();
      });
      child.send({ type: 'request', id: 1, method: 'runCell', params: params(LONG) });
    });
    const trial = trialProcess();
    child.disconnect();
    await Promise.all([gone(child.pid, 10), gone(trial, 10)]);
    assert.equal(stateOf(), 'interrupted');
  });

  it('a trial that fails fails the cell with its reason, not the engine', async () => {
    const data = await run(TRAINING.replace('seed: 1', 'order: no-bn, lr: 100, schedule: constant'));
    assert.deepEqual([data.state, data.trials[0]?.state], ['failed', 'failed']);
    assert.match(data.message ?? '', /the training diverged/);
    assert.equal(data.report.trials[0]?.error, data.message);
    assert.equal(client.state, 'ready');
  });

  it('other kinds: a diagram, a data set, an evaluation', async () => {
    const text = async (cell: string): Promise<string> => {
      const outcome = await client.ask('runCell', params(cell));
      return 'markdown' in outcome ? outcome.markdown : assert.fail();
    };
    const diagram = await client.ask('runCell', params('diagram: { architecture: resnet18, against: { order: full-preact } }'));
    assert.deepEqual(diagram.kind === 'diagram' && diagram.data.networks.map(({ label }) => label), ['resnet18', 'resnet18, full-preact']);
    assert.match(await text('dataset: shapes'), /10000 training and 2000 test images of 28×28×1\n\n\| class \| training images \| test images \|\n\| --- \| ---: \| ---: \|\n\| circle \| 1000 \| 200 \|/);
    const { trials } = await run(COMPARISON);
    assert.match(await text(`evaluate: { run: ${trials[0]?.id ?? ''} }`), /8 test images of folder:.*, by wasm\n\nAccuracy \*\*\d+\.\d\d %\*\*/);
  });

  it('says what is wrong with a cell, and when it cannot be started', async () => {
    await assert.rejects(client.ask('runCell', params('train: { bach: 3 }')), (error) => error instanceof EngineError && error.data.kind === 'input' && error.data.problems?.[0]?.suggestion === 'batch');
    for (const [options, how] of [[{ module: join(root, 'missing.js') }, /exit code 1.*Cannot find module/s], [{ module: bundle.engine, execPath: join(root, 'no-node') }, /ENOENT/]] as const) {
      const broken = new EngineClient(options);
      await assert.rejects(broken.ask('listRuns', { runs: root }), (error) => error instanceof EngineDied && how.test(error.message));
      assert.equal(broken.state, 'off');
      await broken.dispose();
      await assert.rejects(broken.ask('listRuns', { runs: root }), (error) => error instanceof EngineDied && error.asked);
    }
  });
});
