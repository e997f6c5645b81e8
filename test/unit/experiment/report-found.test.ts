import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { experimentFolder, placeOf, writeExperimentRecord } from '../../../src/experiment/experiment-record';
import { parseCell } from '../../../src/experiment/cell/parse';
import { buildReport } from '../../../src/experiment/report/report';
import type { ReportInput } from '../../../src/experiment/report/report-compose';
import { cellReport, chosenReport, type ReportedCell } from '../../../src/experiment/report/report-found';
import { SeriesStore } from '../../../src/experiment/trial/series-store';
import { makeReport } from '../../../src/engine/report';
import { fakeLesion } from '../views/fake-analysis';
import { LAYER_ORDER, pretendComparison } from '../views/fake-experiment';

const TWO_SEEDS = LAYER_ORDER.replace('seeds: 6', 'seeds: 2');

describe('report: from run folders alone', function () {
  this.timeout(20_000);
  let folder = '';
  let runs = '';
  let input: ReportInput;
  const store = (): SeriesStore => new SeriesStore();

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'report-found-'));
    runs = join(folder, 'runs');
    input = await pretendComparison(runs, TWO_SEEDS);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function cellOf(more: Partial<ReportedCell> = {}): ReportedCell {
    const cell = parseCell(TWO_SEEDS);
    return cell.kind === 'compare' ? { cell, text: TWO_SEEDS, name: join(folder, 'lab.resnb#1'), runs, ...more } : assert.fail(cell.kind);
  }

  function changeState(index: number, change: object): string {
    const path = join(input.results[index]?.folder ?? assert.fail(), 'state.json');
    writeFileSync(path, JSON.stringify({ ...(JSON.parse(readFileSync(path, 'utf8')) as object), ...change }));
    return input.results[index]?.id ?? '';
  }

  function writeAnalysis(name: string, ids: readonly string[]): void {
    const made = fakeLesion({ arms: [{ label: 'original', architecture: 'resnet8' }], seeds: ids.length });
    const known = new Map(made.networks.map(({ id }, i) => [id, ids[i] ?? '']));
    const renamed = JSON.parse(JSON.stringify(made, (key, value: unknown) => (key === 'id' ? (known.get(value as string) ?? value) : value))) as unknown;
    mkdirSync(join(runs, 'analyses', name), { recursive: true });
    writeFileSync(join(runs, 'analyses', name, 'analysis.json'), JSON.stringify(renamed));
  }

  it('says the same as the report that is written when a cell ends', async () => {
    const report = (await cellReport(cellOf({ title: input.title, question: 'Why?' }), store())) ?? assert.fail();
    const { created: _, source: __, question, ...found } = report;
    const { created: ___, source: ____, ...written } = await buildReport(input);
    assert.deepEqual(found, written);
    assert.equal(question, 'Why?');
    assert.equal(report.unfinished, undefined);
  });

  it('has the networks and the set-up of its arms', async () => {
    const { arms, setup, tested } = (await cellReport(cellOf(), store())) ?? assert.fail();
    assert.deepEqual(arms[1]?.network, { architecture: 'resnet8', order: 'full-preact', zeroInitResidual: false, input: { height: 28, width: 28, channels: 1 }, classes: 10 });
    const rows = Object.fromEntries(setup?.rows.map(({ name, value }) => [name, value]) ?? []);
    assert.equal(rows['Order of a unit'], 'original; full-preact; conv-relu-bn; plain');
    assert.equal(rows['Data'], 'Fashion-MNIST (10,000 training, 1,000 validation and 10,000 test images)');
    assert.equal(rows['Seeds'], '1, 2');
    assert.match(setup?.sentences.join(' ') ?? '', /^4 arms .* for 3 epochs in batches of 128 images, by SGD \(momentum 0\.9, Nesterov/);
    assert.match(tested ?? '', /compared with original .*Holm's method for 3 tests/);
  });

  it('of an unfinished experiment says how far it is, and neither tests nor concludes', async () => {
    changeState(3, { state: 'interrupted' });
    const report = (await cellReport(cellOf(), store())) ?? assert.fail();
    assert.match(report.unfinished ?? '', /^This experiment is not finished: 7 of 8 trials have ended\./);
    assert.deepEqual([report.conclusions, report.tested, report.arms.some(({ comparison }) => comparison !== undefined)], [[], undefined, false]);
    assert.equal(report.arms[0]?.curves.testAccuracy?.seeds.length, 2);
  });

  it('is none where no trial was ever started', async () => {
    assert.equal(await cellReport(cellOf({ runs: join(folder, 'elsewhere') }), store()), undefined);
  });

  it('names what is damaged and reports the rest', async () => {
    const id = input.results[0]?.id ?? '';
    writeFileSync(join(runs, id, 'metrics.jsonl'), 'not json\n');
    const other = changeState(1, {});
    writeFileSync(join(runs, other, 'state.json'), '{');
    const report = (await cellReport(cellOf(), store())) ?? assert.fail();
    assert.match(report.notes.join('\n'), new RegExp(`The curves of trial ${id} are missing: its run folder is damaged\\.`));
    assert.match(report.notes.join('\n'), new RegExp(`Trial ${other} counts as not begun: .*state\\.json: this file is damaged`));
    assert.match(report.unfinished ?? '', /7 of 8 trials/);
  });

  it('takes the question from the notebook while that has the cell as it was run', async () => {
    const notebook = (text: string): void => writeFileSync(join(folder, 'lab.resnb'), JSON.stringify({ version: 1, cells: [{ kind: 'markdown', source: ['# Which order?'] }, { kind: 'code', source: text.split('\n'), outputs: [] }] }));
    notebook(TWO_SEEDS);
    assert.equal((await cellReport(cellOf(), store()))?.question, '# Which order?');
    notebook('train: { architecture: resnet8 }');
    assert.equal((await cellReport(cellOf(), store()))?.question, undefined);
  });

  it('collects the analyses of its own trials, and no others', async () => {
    const ids = input.results.filter(({ config }) => config.order === 'original').map(({ id }) => id);
    writeAnalysis('own', ids);
    writeAnalysis('other', [ids[0] ?? '', 'resnet8-original-s9-00000000']);
    mkdirSync(join(runs, 'analyses', 'broken'));
    writeFileSync(join(runs, 'analyses', 'broken', 'analysis.json'), '{ "version": 99 }');
    const report = (await cellReport(cellOf(), store())) ?? assert.fail();
    assert.deepEqual(report.analyses?.map(({ networks }) => networks.map(({ id }) => id)), [ids]);
    assert.match(report.notes.join('\n'), /The analysis in .*broken.* is left out/);
    const chosen = await chosenReport([join(runs, ids[0] ?? '')], store());
    assert.equal(chosen?.analyses, undefined);
  });

  it('of chosen runs has arms side by side, what is left out, and no test', async () => {
    const folders = input.results.filter(({ config }) => config.order !== 'plain').map((result) => result.folder);
    const report = (await chosenReport([...folders, join(runs, 'nowhere')], store())) ?? assert.fail();
    assert.deepEqual(report.arms.map(({ label, n }) => [label, n]), [['original', 2], ['full-preact', 2], ['conv-relu-bn', 2]]);
    assert.deepEqual([report.baseline, report.tested, report.conclusions], [undefined, undefined, []]);
    assert.match(report.notes.join(' '), /1 of the chosen runs are left out/);
    assert.equal(await chosenReport([join(runs, 'nowhere')], store()), undefined);
  });

  it('of a cell that was edited since is of the text that was run', async () => {
    const name = join(folder, 'lab.resnb#1');
    await writeExperimentRecord(runs, placeOf(name), { title: 'lab · cell 1', text: TWO_SEEDS, trials: input.results.map(({ id }) => id) });
    for (const text of ['train: { archi', TWO_SEEDS.replace('epochs: 3', 'epochs: 4'), TWO_SEEDS]) {
      const written = (await makeReport({ kind: 'cell', text, name, runs, title: 'Edited' }, store())) ?? assert.fail(text);
      assert.equal(written.html, join(experimentFolder(runs, placeOf(name)), 'report.html'));
      assert.match(readFileSync(written.markdown, 'utf8'), /^# Edited\n[^]*epochs: 3/);
    }
    assert.equal(await makeReport({ kind: 'cell', text: 'dataset: { name: shapes }', name: join(folder, 'other.resnb#1'), runs }, store()), null);
  });
});
