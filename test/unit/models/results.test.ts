import assert from 'node:assert/strict';
import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Preprocessing, ResultRow, ShownModel } from '../../../src/models/classification-data';
import { Classifications } from '../../../src/models/classifications';
import { ResultRows } from '../../../src/models/result-rows';
import { Interrupted } from '../../../src/base/errors';
import { complaint, scratchFolder } from '../data/support';

const PREPROCESSING: Preprocessing = { name: 'cifar', resize: 32, crop: { height: 32, width: 32 }, channels: 3, mean: [0.5, 0.5, 0.5], std: [1, 1, 1] };
const MODEL: ShownModel = { name: 'pets', architecture: 'ResNet-8', order: 'original', network: { architecture: 'resnet8' }, preprocessing: PREPROCESSING, labels: ['cat', 'a "dog", or so'], reference: { kind: 'imported', folder: '/nowhere' } };

const row = (index: number, probability: number, truth?: number): ResultRow => ({
  index,
  image: index === 2 ? '=cmd.jpg' : `cat/${index}.jpg`,
  width: 4,
  height: 3,
  ...(truth !== undefined && { truth }),
  answers: [[{ index: 0, probability, logit: 1 }, { index: 1, probability: 1 - probability, logit: -1 }]],
});

describe('the rows of a result', () => {
  const scratch = scratchFolder();

  it('are read from any number on, also by somebody who opens the file later', async () => {
    const path = join(scratch.path, 'rows.jsonl');
    const rows = await ResultRows.create(path);
    const all = Array.from({ length: 2500 }, (_, k) => ({ ...row(k, 0.5), image: `고양이-${k}.jpg` }));
    await rows.append(all.slice(0, 1700));
    await rows.append(all.slice(1700));
    assert.deepEqual(await rows.read(1698, 4), all.slice(1698, 1702));
    assert.deepEqual(await rows.read(2499, 10), all.slice(2499));
    assert.deepEqual(await rows.read(9999, 10), []);
    assert.equal((await rows.read(0, 5000)).length, 1000);
    await appendFile(path, '{"index": 2500, "ima'); // cut off by a crash
    const again = await ResultRows.open(path);
    assert.equal(again.count, 2500);
    assert.deepEqual(await again.read(2000, 1), [all[2000]]);
  });
});

describe('classifications', () => {
  const scratch = scratchFolder();

  async function made(name: string, thrown?: unknown): Promise<{ all: Classifications; folder: string }> {
    const all = new Classifications();
    const folder = join(scratch.path, name);
    const classification = await all.begin({ title: 'pets', folder, pictures: false });
    classification.apply({ kind: 'models', models: [MODEL], backend: 'wasm' });
    classification.apply({ kind: 'found', root: scratch.path, total: 4, notices: ['a notice'] });
    classification.apply({ kind: 'rows', rows: [row(0, 0.9, 0), row(1, 0.6, 1)] });
    classification.apply({ kind: 'rows', rows: [row(2, 0.7), { index: 3, image: 'broken.jpg', width: 0, height: 0, error: 'cut off', answers: [] }] });
    await classification.end(thrown);
    return { all, folder };
  }

  it('are counted as they come, and found again by their folder', async () => {
    const { folder } = await made('found');
    const data = await new Classifications().open(folder, scratch.path);
    assert.equal(data.state, 'done');
    assert.deepEqual([data.rows, data.total, data.unreadable, data.notices], [4, 4, 1, ['a notice']]);
    assert.equal(data.scores?.[0]?.images, 2);
    assert.equal(data.scores?.[0]?.top1, 0.5);
    assert.deepEqual(data.scores?.[0]?.worst, [1]);
  });

  it('keep what was classified when they are stopped or fail', async () => {
    const stopped = await made('stopped', new Interrupted());
    assert.deepEqual(await stopped.all.open(stopped.folder, scratch.path).then(({ state, rows }) => [state, rows]), ['stopped', 4]);
    const failed = await made('failed', new Error('no memory'));
    assert.deepEqual(await failed.all.open(failed.folder, scratch.path).then(({ state, error, rows }) => [state, error, rows]), ['failed', 'no memory', 4]);
  });

  it('that were cut off go on: what is there is counted again, a half line is dropped, and the rest is appended', async () => {
    const before = await new Classifications().begin({ title: 'pets', sources: ['/pets'], preprocess: 'v2', folder: join(scratch.path, 'cut'), pictures: false });
    before.apply({ kind: 'models', models: [MODEL], backend: 'wasm' });
    before.apply({ kind: 'found', root: '/pets', total: 3, notices: [] });
    before.apply({ kind: 'rows', rows: [row(0, 0.9, 0), row(1, 0.6, 1)] });
    const { folder } = await before.data();
    await appendFile(join(folder, 'rows.jsonl'), '{"index": 2, "ima'); // and the process is gone
    const all = new Classifications();
    assert.deepEqual(await all.open(folder, scratch.path).then(({ state, rows }) => [state, rows]), ['running', 2]);
    const again = await all.resume(folder, false);
    assert.deepEqual([again.done, again.preprocess], [{ root: '/pets', images: ['cat/0.jpg', 'cat/1.jpg'] }, 'v2']);
    again.apply({ kind: 'models', models: [MODEL], backend: 'wasm' });
    again.apply({ kind: 'rows', rows: [row(2, 0.7, 0)] });
    await again.end();
    const data = await new Classifications().open(folder, scratch.path);
    assert.deepEqual([data.state, data.rows, data.sources, data.scores?.[0]?.images, data.scores?.[0]?.top1], ['done', 3, ['/pets'], 3, 2 / 3]);
    assert.deepEqual((await readFile(join(folder, 'rows.jsonl'), 'utf8')).trim().split('\n').map((line) => (JSON.parse(line) as ResultRow).index), [0, 1, 2]);
  });

  it('are saved as JSON and opened from it', async () => {
    const { all, folder } = await made('json');
    const file = join(scratch.path, 'saved.json');
    await all.save(folder, file);
    const other = new Classifications();
    const data = await other.open(file, join(scratch.path, 'cache'));
    assert.equal(data.title, 'pets');
    const models = { ask: () => Promise.reject(new Error('nobody asks')) } as never;
    const rows = (await other.ask(data.folder, { kind: 'rows', from: 0, count: 10 }, models, () => Promise.reject(new Error('nobody asks')))) as ResultRow[];
    assert.deepEqual(rows.map(({ image }) => image), ['cat/0.jpg', 'cat/1.jpg', '=cmd.jpg', 'broken.jpg']);
  });

  it('are saved as CSV that no spreadsheet computes', async () => {
    const { all, folder } = await made('csv');
    const file = join(scratch.path, 'saved.csv');
    await all.save(folder, file);
    const lines = (await readFile(file, 'utf8')).split('\r\n');
    assert.equal(lines[0], 'image,width,height,truth,error,model1.class1,model1.label1,model1.probability1,model1.logit1,model1.class2,model1.label2,model1.probability2,model1.logit2');
    assert.equal(lines[2], 'cat/1.jpg,4,3,"a ""dog"", or so",,0,cat,0.6,1,1,"a ""dog"", or so",0.4,-1');
    assert.match(lines[3] ?? '', /^'=cmd\.jpg,/);
    assert.match(lines[4] ?? '', /^broken\.jpg,0,0,,cut off,/);
  });

  it('refuse files that are none, and newer ones', async () => {
    const file = join(scratch.path, 'other.json');
    for (const text of ['{', '[]', '{"format":"resnet-lab classification 1","data":{},"rows":[]}']) {
      await writeFile(file, text);
      assert.match(await complaint(new Classifications().open(file, scratch.path)), /no saved result of a classification/);
    }
    const { folder } = await made('newer');
    const summary = join(folder, 'classification.json');
    await writeFile(summary, (await readFile(summary, 'utf8')).replace('"version":1', '"version":2'));
    assert.match(await complaint(new Classifications().open(folder, scratch.path)), /newer ResNet Lab/);
    assert.match(await complaint(new Classifications().open(join(scratch.path, 'none'), scratch.path)), /no result of a classification here/);
  });
});
