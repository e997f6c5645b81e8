import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EngineClient } from '../../../src/engine/client';
import type { CellUpdate, RunCellParams } from '../../../src/engine/protocol';
import type { AnalysisData } from '../../../src/experiment/analysis-data';
import type { ExperimentData } from '../../../src/experiment/experiment-data';
import { bundleEngine, type EngineBundle } from '../../helpers/engine-bundle';
import { writeTinyImages } from '../../helpers/tiny-images';

const TRAIN = '{ dataset: "folder:images", epochs: 1, limit: 16, validation: 0, testLimit: 8, batch: 8 }';
const LESION = `lesion:\n  vary: { architecture: [resnet8, plain8] }\n  seeds: [1]\n  train: ${TRAIN}\n  draws: 1\n  images: 8\n`;

describe('engine: cells that look inside', function () {
  this.timeout(60_000);
  let bundle: EngineBundle;
  let root: string;
  let client: EngineClient;

  before(async () => {
    bundle = await bundleEngine();
  });
  after(() => bundle.remove());
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'study-'));
    writeTinyImages(join(root, 'images'));
    client = new EngineClient({ module: bundle.engine, env: { ...process.env, RESNET_LAB_BACKEND: 'wasm', RESNET_LAB_CACHE: join(root, 'cache') }, onLog: () => undefined, onState: () => undefined });
  });
  afterEach(async () => {
    await client.dispose(0);
    rmSync(root, { recursive: true, force: true });
  });

  function params(text: string): RunCellParams {
    return { text, name: `${join(root, 'lab.resnb')}#2`, number: 2, title: 'lab', runs: join(root, 'runs'), checkpointSeconds: 3600 };
  }

  async function study(text: string, options: { onUpdate?: (update: CellUpdate) => void; stop?: AbortSignal } = {}): Promise<AnalysisData> {
    const outcome = await client.ask('runCell', params(text), options);
    return outcome.kind === 'analysis' ? outcome.data : assert.fail(outcome.kind);
  }

  async function experiment(text: string): Promise<ExperimentData> {
    const outcome = await client.ask('runCell', params(text));
    return outcome.kind === 'experiment' ? outcome.data : assert.fail(outcome.kind);
  }

  function pointLines(): string[] {
    const folder = join(root, 'runs', 'analyses', 'points');
    if (!existsSync(folder)) return [];
    return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.jsonl')).flatMap((name) => readFileSync(join(folder, name), 'utf8').trim().split('\n'));
  }

  it('a lesion trains its networks, shows how far it is, measures, and keeps the result', async () => {
    const seen: AnalysisData[] = [];
    const data = await study(LESION, { onUpdate: (update) => update.kind === 'analysis' && seen.push(update.data) });
    assert.equal(data.state, 'done');
    assert.deepEqual(data.networks.map(({ label, seed, done }) => [label, seed, done]), [['resnet8', 1, true], ['plain8', 1, true]]);
    const { result } = data;
    assert.ok(result.kind === 'lesion');
    assert.equal(data.source.file, 'lab.resnb', 'nothing of the disk is told');
    const [residual, plain] = result.networks;
    assert.deepEqual(residual?.deleted.map((unit) => [unit.unit, 'error' in unit]), [['layer1.0', true], ['layer2.0', true], ['layer3.0', true]]);
    assert.deepEqual(plain?.deleted.map((unit) => [unit.unit, 'error' in unit]), [['layer1.0', true], ['layer2.0', false], ['layer3.0', false]]);
    assert.ok(result.networks.every(({ whole }) => whole !== undefined && whole.error >= 0 && whole.error <= 1));
    assert.ok(seen.length > 0 && seen.every(({ state }) => state === 'running'));
    assert.ok(seen.some(({ message }) => message !== undefined), 'says that it trains first');
    assert.deepEqual(JSON.parse(readFileSync(join(root, 'runs', 'analyses', 'lab-2', 'analysis.json'), 'utf8')), data);
  });

  it('measures nothing twice, and finds the networks of a comparison with the same keys', async () => {
    const first = await study(LESION);
    const lines = pointLines();
    const trained = readdirSync(join(root, 'runs')).length;
    const again = await study(LESION);
    assert.deepEqual(again.result, first.result);
    assert.deepEqual(pointLines(), lines);
    const compared = await experiment(`compare: { vary: { architecture: [resnet8, plain8] }, seeds: [1], train: ${TRAIN} }`);
    assert.deepEqual(compared.trials.map(({ state }) => state), ['reused', 'reused']);
    assert.equal(readdirSync(join(root, 'runs')).length, trained + 1, 'the experiment\'s own folder and no run');
  });

  it('takes networks that were trained with probes for the same', async () => {
    const { trials } = await experiment(`compare: { vary: { architecture: [resnet8, plain8] }, seeds: [1], train: ${TRAIN}, probes: [gradients] }`);
    const { networks } = await study(LESION);
    assert.deepEqual(networks.map(({ id, done }) => [id, done]), trials.map(({ id }) => [id, true]));
  });

  it('stopped, it keeps what was measured and goes on from there', async () => {
    const surface = `landscape:\n  vary: { architecture: [resnet8] }\n  seeds: [1]\n  train: ${TRAIN}\n  points: 5\n  images: 16\n`;
    const stop = new AbortController();
    const stopped = await study(surface, { stop: stop.signal, onUpdate: () => pointLines().length >= 2 && stop.abort() });
    const kept = pointLines();
    assert.equal(stopped.state, 'stopped');
    assert.ok(kept.length >= 2 && kept.length < 5, `${kept.length} rows of 5`);
    const whole = await study(surface);
    assert.deepEqual(pointLines().slice(0, kept.length), kept);
    assert.ok(whole.state === 'done' && whole.result.kind === 'landscape');
    const { loss = [], x = [] } = whole.result.networks[0]?.surface ?? {};
    assert.deepEqual(x, [-1, -0.5, 0, 0.5, 1]);
    assert.ok(loss.length === 5 && loss.every((row) => row.length === 5 && row.every((value) => value === null || value > 0)));
  });

  it('fresh networks need no training; runs can be named in place of keys', async () => {
    const fresh = await study(`shattered: { vary: { architecture: [plain8, resnet8] }, seeds: [1, 2], train: { dataset: "folder:images", testLimit: 8 }, points: 16 }`);
    assert.ok(fresh.state === 'done' && fresh.result.kind === 'shattered');
    assert.deepEqual(fresh.result.networks.map(({ derivative, autocorrelation }) => [derivative.length, autocorrelation[0]]), Array(4).fill([16, 1]));
    assert.deepEqual(readdirSync(join(root, 'runs')), ['analyses']);
    const { trials } = await experiment(`train: { architecture: resnet8, ${TRAIN.slice(1)}`);
    const named = await study(`lesion: { run: ${trials[0]?.id ?? ''}, draws: 0, images: 8 }`);
    assert.deepEqual(named.networks.map(({ id, done }) => [id, done]), [[trials[0]?.id, true]]);
    await assert.rejects(study('lesion: { run: nowhere }'), /there is no run "nowhere"/);
  });

  it('gradients cells record probes, and the report has them over seeds', async () => {
    const { report, state } = await experiment(`gradients:\n  vary: { architecture: [resnet8, plain8] }\n  seeds: 2\n  train: ${TRAIN}\n  probeEvery: 1\n`);
    assert.equal(state, 'done');
    const { every, arms = [] } = report.probes ?? {};
    assert.deepEqual([every, arms.map(({ arm, steps, recorded }) => [arm, steps, recorded])], [1, [['resnet8', [1, 2], 2], ['plain8', [1, 2], 2]]]);
    const { weightGradient, trunk } = arms[0]?.grids ?? {};
    assert.deepEqual([weightGradient?.names.length, weightGradient?.names[0], weightGradient?.mean.length], [8, 'conv1', 2]);
    assert.deepEqual([trunk?.names, arms[1]?.grids.trunk], [['layer1.0', 'layer2.0', 'layer3.0'], undefined]);
    const values = (seed: number): number[] => {
      const folder = readdirSync(join(root, 'runs')).find((name) => name.startsWith(`resnet8-original-s${seed}`)) ?? assert.fail();
      const line = readFileSync(join(root, 'runs', folder, 'probes.jsonl'), 'utf8').split('\n')[0] ?? '';
      return (JSON.parse(line) as { weightGradient: number[] }).weightGradient;
    };
    const mean = ((values(1)[0] as number) + (values(2)[0] as number)) / 2;
    assert.ok(Math.abs((weightGradient?.mean[0]?.[0] as number) - mean) < 1e-3 * mean);
    assert.ok((weightGradient?.low?.[0]?.[0] as number) < mean && (weightGradient?.high?.[0]?.[0] as number) > mean);
  });

  it('a smoothness cell measures along the gradient', async () => {
    const { report } = await experiment(`smoothness: { seeds: [1], train: { architecture: resnet8, ${TRAIN.slice(1)}, probeEvery: 1 }`);
    const { steps, lossLow = [], lossHigh = [], beta = [] } = report.probes?.arms[0]?.smoothness ?? {};
    assert.deepEqual(steps, [1, 2]);
    assert.ok(beta.every((value) => value !== null && value > 0));
    assert.ok(lossLow.every((low, i) => low !== null && low <= (lossHigh[i] as number)));
  });
});
