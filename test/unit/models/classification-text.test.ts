import assert from 'node:assert/strict';
import { PREPROCESSINGS } from '../../../src/data/images/preprocessing';
import { classificationMarkdown, progressText } from '../../../src/models/classification-text';
import type { ClassificationData, ResultRow, Scores, ShownModel } from '../../../src/models/classification-data';

const model = (name: string): ShownModel => ({ name, architecture: 'ResNet-50', order: 'original', network: { architecture: 'resnet50' }, preprocessing: PREPROCESSINGS.v2, labels: ['cat', 'dog'], reference: { kind: 'imported', folder: '/m' } });
const row = (index: number, change: Partial<ResultRow> = {}): ResultRow => ({ index, image: `cat/${index}.png`, width: 8, height: 8, answers: [[{ index: 1, probability: 0.75, logit: 2 }, { index: 0, probability: 0.25, logit: 1 }]], ...change });
const scores = (top1: number): Scores => ({ images: 4, top1, top5: 1, classes: [], confusion: [], reliability: [], calibrationError: 0, worst: [] });

function data(change: Partial<ClassificationData> = {}): ClassificationData {
  const rows = [row(0), row(1)];
  return { version: 1, title: 'pets', folder: '/f', state: 'done', root: '/pets', models: [model('mine')], total: 2, rows: 2, unreadable: 0, seconds: 1, notices: [], preview: rows.map((one) => ({ row: one })), ...change };
}

describe('How far a classification is', () => {
  it('is a count of images, and its state where that is not simply done', () => {
    const text = (change: Partial<ClassificationData>): string => progressText(data(change));
    assert.equal(text({}), '2 images');
    assert.equal(text({ rows: 1, total: 1 }), '1 image');
    assert.equal(progressText({ state: 'running', rows: 0, unreadable: 0 }), '0 images');
    assert.equal(text({ state: 'running', rows: 120, total: 1000 }), '120 of 1000 images');
    assert.equal(text({ state: 'stopped', rows: 120, total: 1000, unreadable: 3 }), '120 of 1000 images · stopped · 3 unreadable');
  });
});

describe('A classification as Markdown', () => {
  it('is a table of the first images with what they are most likely', () => {
    const expected = ['**pets**: 2 images · mine', '', '| image | most likely |', '| --- | --- |', '| cat/0\\.png | dog 75\\.0 %, cat 25\\.0 % |', '| cat/1\\.png | dog 75\\.0 %, cat 25\\.0 % |'];
    assert.equal(classificationMarkdown(data()), expected.join('\n'));
  });

  it('says how good it was, and the classes, where they are known', () => {
    const text = classificationMarkdown(data({ scores: [scores(0.5)], preview: [{ row: row(0, { truth: 0 }) }, { row: row(1) }] }));
    assert.match(text, /\naccuracy \*\*50\.0 %\*\*, top 5 100\.0 %, of 4 images\n/);
    assert.match(text, /\n\| image \| class by folder \| most likely \|\n/);
    assert.match(text, /\| cat\/0\\\.png \| cat \| dog/);
    assert.match(text, /\| cat\/1\\\.png \| – \| dog/);
  });

  it('has a column and an accuracy for each of two models, and how often they agree', () => {
    const answers = [row(0).answers[0] ?? [], [{ index: 0, probability: 1, logit: 9 }]];
    const text = classificationMarkdown(data({ models: [model('a'), model('b')], scores: [scores(0.5), scores(0.25)], agreement: { images: 2, same: 1 }, preview: [{ row: row(0, { answers }) }] }));
    assert.match(text, /2 images · a ↔ b\n/);
    assert.match(text, /\na: accuracy \*\*50\.0 %\*\*.*\n\nb: accuracy \*\*25\.0 %\*\*/);
    assert.match(text, /\nThe same class for 1 of 2 images\n/);
    assert.match(text, /\| image \| class by folder \| a \| b \|/);
    assert.match(text, /\| dog 75\\\.0 %, cat 25\\\.0 % \| cat 100\\\.0 % \|/);
  });

  it('says why an image could not be read, why it failed, and how many images are left out', () => {
    const text = classificationMarkdown(data({ state: 'failed', error: 'no memory.', rows: 30, total: 40, unreadable: 1, notices: ['a notice'], preview: [{ row: row(0, { error: 'cut off', answers: [] }) }] }));
    assert.match(text, /30 of 40 images · failed · 1 unreadable · mine\n\nno memory\\\.\n\na notice\n/);
    assert.match(text, /\| cat\/0\\\.png \| cut off \|/);
    assert.match(text, /\n\n… and 29 more$/);
  });

  it('takes nothing of a file’s name for Markdown', () => {
    const text = classificationMarkdown(data({ preview: [{ row: row(0, { image: '[x](y)|<b>*.png' }) }] }));
    assert.ok(text.includes('| \\[x\\]\\(y\\)\\|\\<b\\>\\*\\.png |'), text);
  });
});
