import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chosenExperiment, findChosen } from '../../../src/experiment/chosen-runs';
import { experimentFolder, placeOf, readExperiments, writeExperimentRecord } from '../../../src/experiment/experiment-record';
import { foundCurves } from '../../../src/experiment/found-curves';
import { parseCell } from '../../../src/experiment/cell/parse';
import { SeriesStore } from '../../../src/experiment/trial/series-store';
import { findCell, storedExperiment, type StoredCell } from '../../../src/experiment/stored';
import { RunFolder } from '../../../src/runs/run-folder';
import { LAYER_ORDER, pretendComparison } from '../views/fake-experiment';

describe('experiment: as its run folders have it', () => {
  let runs: string;
  let store: SeriesStore;
  beforeEach(() => {
    runs = mkdtempSync(join(tmpdir(), 'stored-'));
    store = new SeriesStore();
  });
  afterEach(() => rmSync(runs, { recursive: true, force: true }));

  function cellOf(text = LAYER_ORDER): StoredCell {
    const cell = parseCell(text);
    return cell.kind === 'compare' ? { cell, text, name: join(runs, '..', 'lab.resnb#2'), runs } : assert.fail(cell.kind);
  }

  function setState(folder: string, change: object): void {
    const path = join(folder, 'state.json');
    writeFileSync(path, JSON.stringify({ ...(JSON.parse(readFileSync(path, 'utf8')) as object), ...change }));
  }

  it('is nothing before the first trial, and whole after the last', async () => {
    assert.equal(await storedExperiment(cellOf(), store), undefined);
    await pretendComparison(runs, LAYER_ORDER);
    const data = await storedExperiment(cellOf(), store);
    assert.deepEqual([data?.state, data?.report.conclusions.length, data?.report.source.cell, data?.message], ['done', 3, 2, undefined]);
    assert.deepEqual(data, JSON.parse(JSON.stringify(data)));
  });

  it('a run that says it runs though nobody holds it was stopped; one that is held runs', async () => {
    const { results } = await pretendComparison(runs, LAYER_ORDER);
    const { folder, id } = results[3] ?? assert.fail();
    setState(folder, { state: 'running', epoch: 1, step: 100, steps: 213 });
    const stopped = await storedExperiment(cellOf(), store);
    const { state, epoch, step, fraction } = stopped?.trials.find((trial) => trial.id === id) ?? assert.fail();
    assert.deepEqual([stopped?.state, stopped?.report.conclusions, state, epoch, step, fraction], ['stopped', [], 'interrupted', 2, 29, 100 / 213]);
    const held = await RunFolder.open(folder);
    const running = await storedExperiment(cellOf(), store);
    assert.deepEqual([running?.state, running?.trials.find((trial) => trial.id === id)?.state], ['running', 'running']);
    assert.match(running?.message ?? '', /Another process/);
    await held.close();
    setState(folder, { state: 'failed', error: 'it diverged.' });
    const failed = await storedExperiment(cellOf(), store);
    assert.deepEqual([failed?.state, failed?.message], ['failed', 'it diverged.']);
  });

  it('finds the trials again where another data set took the place of the cell’s own', async () => {
    const shapes = LAYER_ORDER.replace('fashion-mnist', 'shapes');
    const { results } = await pretendComparison(runs, shapes);
    assert.equal(await storedExperiment(cellOf(), store), undefined);
    await writeExperimentRecord(runs, placeOf(cellOf().name), { title: 'Lab', text: LAYER_ORDER, trials: results.map(({ id }) => id), substitutes: { 'fashion-mnist': 'shapes' }, notices: ['not to be had.'] });
    const data = await storedExperiment(cellOf(), store);
    assert.deepEqual([data?.state, data?.report.title, data?.report.notes.at(-1)], ['done', 'Lab', 'not to be had.']);
    const other = LAYER_ORDER.replace('epochs: 3', 'epochs: 4');
    assert.equal(await storedExperiment(cellOf(other), store), undefined, 'the record is of another text');
  });

  it('is recorded by notebook and cell; a record that can’t be read is left out', async () => {
    assert.deepEqual(placeOf('/home/me/a#1.resnb#12'), { file: '/home/me/a#1.resnb', number: 12 });
    assert.deepEqual(placeOf('cells.yaml'), { file: 'cells.yaml', number: 1 });
    assert.equal(experimentFolder('runs', { file: '/x/lab.resnb', number: 3 }), join('runs', 'experiments', 'lab-3'));
    assert.equal(experimentFolder('runs', { file: 'untitled:Untitled-1.resnb', number: 1 }), join('runs', 'experiments', 'untitled-Untitled-1-1'));
    assert.deepEqual(await readExperiments(runs), []);
    for (const number of [1, 2]) await writeExperimentRecord(runs, { file: join(runs, '..', 'lab.resnb'), number }, { title: '', text: '', trials: ['a'] });
    writeFileSync(join(runs, 'experiments', 'lab-2', 'experiment.json'), '{');
    assert.deepEqual((await readExperiments(runs)).map(({ notebook, cell, trials }) => [notebook, cell, trials]), [[join('..', 'lab.resnb'), 1, ['a']]]);
  });

  it('gives the raw curve of each arm', async () => {
    const { results } = await pretendComparison(runs, LAYER_ORDER);
    const { plan, found } = await findCell(cellOf());
    const curves = await foundCurves(found, plan.comparison?.arms, 'stepLoss', { smoothing: 0, from: 10, to: 12, points: 100 }, store);
    assert.deepEqual(curves.map(({ arm, curve }) => [arm, curve.x, curve.n]), ['original', 'full-preact', 'conv-relu-bn', 'plain'].map((arm) => [arm, [10, 11, 12], [6, 6, 6]]));
    const { folder, config } = results[0] ?? assert.fail();
    const losses = readFileSync(join(folder, 'metrics.jsonl'), 'utf8').split('\n').slice(9, 12).map((line) => Number((JSON.parse(line) as { loss: number }).loss.toPrecision(7)));
    assert.deepEqual(curves[0]?.curve.seeds.find(({ seed }) => seed === config.seed)?.y, losses);
  });

  it('chosen runs stand side by side, those of one config as the seeds of an arm, and nothing is tested', async () => {
    const { results } = await pretendComparison(runs, LAYER_ORDER);
    const folders = results.filter(({ config }) => config.seed < 4 && config.order !== 'plain').map(({ folder }) => folder);
    const data = await chosenExperiment([...folders, ...folders, join(runs, 'nowhere')], store);
    assert.deepEqual(data?.report.arms.map(({ label, n, comparison }) => [label, n, comparison]), [['original', 3, undefined], ['full-preact', 3, undefined], ['conv-relu-bn', 3, undefined]]);
    assert.deepEqual([data?.state, data?.report.conclusions, data?.report.baseline], ['done', [], undefined]);
    assert.match(data?.report.caveats.join(' ') ?? '', /chosen by hand/);
    const { comparison, found } = await findChosen(folders);
    assert.equal((await foundCurves(found, comparison.arms, 'testAccuracy', { smoothing: 0, from: 1, to: 9, points: 9 }, store)).length, 3);
    const one = await chosenExperiment(folders.slice(0, 1), store);
    assert.deepEqual([one?.report.arms[0]?.label, one?.trials.length], ['resnet8, original', 1]);
    assert.equal(await chosenExperiment([join(runs, 'nowhere')], store), undefined);
  });

  it('chosen runs are told apart by what differs', async () => {
    const all = await pretendComparison(runs, 'compare:\n  vary: { lr: [0.1, 0.2], architecture: [resnet8, resnet14] }\n  seeds: 1\n  train: { dataset: shapes, schedule: cosine }\n');
    const data = await chosenExperiment(all.results.map(({ folder }) => folder), store);
    assert.deepEqual(data?.report.arms.map(({ label }) => label).sort(), ['resnet14, lr=0.1', 'resnet14, lr=0.2', 'resnet8, lr=0.1', 'resnet8, lr=0.2']);
  });
});
