import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LayerChoice, Scores } from '../../../src/models/classification-data';
import { Asker } from '../../../src/views/classification/detail/asker';
import { channelsOf, decoded, paintFilter, shareOfByte, sortedChannels, wholeRange } from '../../../src/views/classification/detail/channels';
import { distinctNames } from '../../../src/views/classification/class-names';
import { classLines } from '../../../src/views/classification/summary/class-lines';
import { confusedPairs, confusionOf } from '../../../src/views/classification/summary/confusion-cells';
import { enlarged, strongest } from '../../../src/views/classification/detail/heat-map';
import { mergedLayers } from '../../../src/views/classification/detail/layers';
import { wilson } from '../../../src/views/classification/summary/wilson';
import { classificationDetailEnglish } from '../../../src/views/text/classification-detail-english';
import { classificationDetailKorean } from '../../../src/views/text/classification-detail-korean';
import { fakeModel } from './fake-classification';

const near = (found: ArrayLike<number>, wanted: readonly number[], by: number): void => {
  assert.equal(found.length, wanted.length);
  wanted.forEach((value, i) => assert.ok(Math.abs((found[i] ?? NaN) - value) <= by, `${i}: ${found[i]}, not ${value}`));
};

function scoresOf(confusion: Scores['confusion']): Scores {
  const indices = [...new Set(confusion.flatMap(([truth, prediction]) => [truth, prediction]))].sort((a, b) => a - b);
  const sum = (keep: (one: Scores['confusion'][number]) => boolean): number => confusion.filter(keep).reduce((all, [, , images]) => all + images, 0);
  const classes = indices.map((index) => ({ index, images: sum(([truth]) => truth === index), hits: sum(([truth, prediction]) => truth === index && prediction === index), predicted: sum(([, prediction]) => prediction === index) }));
  return { images: sum(() => true), top1: 0, top5: 0, classes, confusion, reliability: [], calibrationError: 0, worst: [] };
}

describe('views: detail of a classification', () => {
  it('enlarges a map as torch does (bilinear, align_corners=False)', () => {
    // F.interpolate(m[None, None], size=(5, 7), mode='bilinear', align_corners=False), torch 2.13.0
    const wanted = [0, 0.142857, 0.571429, 1, 0.678571, 0.357143, 0.25, 0.05, 0.173214, 0.542857, 0.9125, 0.660714, 0.408929, 0.325, 0.25, 0.294643, 0.428571, 0.5625, 0.589286, 0.616071, 0.625, 0.45, 0.416071, 0.314286, 0.2125, 0.517857, 0.823214, 0.925, 0.5, 0.446429, 0.285714, 0.125, 0.5, 0.875, 1];
    near(enlarged({ width: 3, height: 2, values: [0, 1, 0.25, 0.5, 0.125, 1] }, 7, 5).values, wanted, 1e-6);
    near(enlarged({ width: 1, height: 1, values: [0.5] }, 2, 2).values, [0.5, 0.5, 0.5, 0.5], 0);
  });

  it('tells where a map is strongest, and that it is not where all is zero', () => {
    const values = Array.from({ length: 49 }, () => 0);
    assert.equal(strongest({ width: 7, height: 7, values }), undefined);
    values[6] = 1;
    values[5] = 0.5;
    values[40] = 0.49;
    assert.deepEqual(strongest({ width: 7, height: 7, values }), { row: 0, column: 2, area: 2 / 49 });
    assert.deepEqual(strongest({ width: 1, height: 1, values: [0.2] }), { row: 1, column: 1, area: 1 });
  });

  it("has SciPy's Wilson intervals", () => {
    const { wilson: cases } = JSON.parse(readFileSync(join(__dirname, '../../reference/fixtures/scores.json'), 'utf8')) as { wilson: { hits: number; images: number; low: number; high: number }[] };
    for (const { hits, images, low, high } of cases) {
      const found = wilson(hits, images);
      near([found?.low ?? NaN, found?.high ?? NaN], [low, high], 1e-12);
    }
    assert.equal(wilson(0, 0), undefined);
  });

  it('reads channels from their bytes', () => {
    const bytes = decoded(Buffer.from([0, 255, 51, 0, 0, 0, 0, 255]).toString('base64'));
    const channels = channelsOf({ height: 2, width: 1, ranges: [[-1, 3], [0, 4], [0, 0], [0.5, 1]] }, bytes);
    near(channels.map(({ mean }) => mean), [1, 0.4, 0, 0.75], 1e-12);
    assert.deepEqual(channels.map(({ dead }) => dead), [false, false, true, false]);
    assert.deepEqual(sortedChannels(channels, 'maximum').map(({ index }) => index), [1, 0, 3, 2]);
    assert.deepEqual(sortedChannels(channels, 'mean').map(({ index }) => index), [0, 3, 1, 2]);
    assert.deepEqual(wholeRange(channels), [-1, 4]);
    const [first, , dead] = channels;
    assert.ok(first !== undefined && dead !== undefined);
    near([0, 255].map(shareOfByte(first, [-1, 4])), [0, 0.8], 1e-12);
    near([0, 255].map(shareOfByte(first, [first.minimum, first.maximum])), [0, 1], 1e-12);
    assert.equal(shareOfByte(dead, [0, 0])(128), 0);
  });

  it('paints filters by colour, and by grey where there is one channel, each from its own smallest weight', () => {
    const pixels = new Uint8ClampedArray(4 * 4);
    const filters = { layer: 'conv1', filters: 2, kernel: 2 };
    paintFilter({ ...filters, channels: 3, values: [...Array.from({ length: 12 }, () => 9), -1, 0, 1, 0, 1, 1, 1, 1, -1, -1, -1, -1] }, 1, pixels);
    assert.deepEqual([...pixels.subarray(0, 8)], [0, 255, 0, 255, 128, 255, 0, 255]);
    paintFilter({ ...filters, channels: 1, values: [0, 0, 0, 0, 5, 6, 7, 9] }, 1, pixels);
    assert.deepEqual([...pixels.subarray(0, 4), ...pixels.subarray(12)], [0, 0, 0, 255, 255, 255, 255, 255]);
    paintFilter({ ...filters, channels: 1, values: [0, 0, 0, 0, 5, 6, 7, 9] }, 0, pixels);
    assert.deepEqual([...pixels.subarray(0, 4)], [128, 128, 128, 255]);
  });

  it('tells classes of the same name apart', () => {
    assert.deepEqual(distinctNames(['hen', 'crane', 'cock', 'crane']), ['hen', 'crane (1)', 'cock', 'crane (3)']);
  });

  it('lists the layers of two networks in one order', () => {
    const layer = (name: string): LayerChoice => ({ name, stage: '', height: 1, width: 1, channels: 1 });
    const merged = mergedLayers([['conv1', 'relu', 'layer1.0.conv1', 'fc'], ['conv1', 'bn1', 'layer1.0.conv1', 'layer1.0.conv2', 'fc']].map((names) => names.map(layer)));
    assert.deepEqual(merged.map(({ name }) => name), ['conv1', 'bn1', 'relu', 'layer1.0.conv1', 'layer1.0.conv2', 'fc']);
  });

  it('asks only the last wish, one at a time, and drops what is no longer wished for', async () => {
    const open: { question: number; resolve: (answer: string) => void; reject: (error: Error) => void }[] = [];
    const told: string[] = [];
    const asker = new Asker<number, string>((question) => new Promise((resolve, reject) => open.push({ question, resolve, reject })), {
      waiting: (question) => told.push(`waits ${question}`),
      answered: (answer, question) => told.push(`${question} ${answer}`),
      failed: (sentence, question) => told.push(`${question} ${sentence}`),
    });
    const turn = async (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
    for (const wish of [1, 2, 3, 3]) asker.want(wish);
    assert.deepEqual(open.map(({ question }) => question), [1]);
    open[0]?.resolve('one');
    await turn();
    assert.deepEqual(open.map(({ question }) => question), [1, 3]);
    open[1]?.reject(new Error('not today'));
    await turn();
    asker.want(3);
    assert.equal(open.length, 2, 'what failed is not asked again by itself');
    asker.again();
    open[2]?.resolve('three');
    await turn();
    asker.want(4);
    asker.want(undefined);
    open[3]?.resolve('four');
    await turn();
    assert.deepEqual(told, ['waits 1', 'waits 2', 'waits 3', '3 not today', 'waits 3', '3 three', 'waits 4']);
  });
});

describe('views: summary of a classification', () => {
  it('counts all pairs of few classes', () => {
    const confusion = confusionOf(scoresOf([[0, 0, 5], [0, 2, 1], [4, 4, 2]]));
    assert.deepEqual(confusion, { truths: [0, 4], predictions: [0, 2, 4], others: false, counts: [[5, 1, 0], [0, 0, 2]], images: [6, 2], choice: 'all', occurring: 3 });
  });

  it('counts named classes that are never true together where there are many', () => {
    const confusion = confusionOf(scoresOf([[0, 0, 5], [0, 1, 2], ...Array.from({ length: 40 }, (_, i) => [1, i + 100, 1] as const)]));
    assert.deepEqual([confusion.choice, confusion.truths, confusion.predictions, confusion.counts], ['true', [0, 1], [0, 1], [[5, 2, 0], [0, 0, 40]]]);
  });

  it('shows the classes with the most mistakes of very many', () => {
    const many = Array.from({ length: 50 }, (_, i) => [[i, i, 3], [i, (i + 1) % 50, i + 1]] as const).flat();
    const confusion = confusionOf(scoresOf(many));
    assert.equal(confusion.choice, 'worst');
    assert.deepEqual(confusion.truths, Array.from({ length: 30 }, (_, i) => i + 20));
    assert.equal(confusion.counts.flat().reduce((a, b) => a + b, 0), confusion.images.reduce((a, b) => a + b, 0), 'every image of a row is counted');
    assert.deepEqual(confusedPairs(scoresOf(many)).slice(0, 2), [[49, 0, 50], [48, 49, 49]]);
    assert.equal(confusedPairs(scoresOf(many)).length, 20);
  });

  it('puts the classes of two models beside each other by their names', () => {
    const models = [{ ...fakeModel(0), labels: ['hen', 'crane', 'crane'] }, { ...fakeModel(1), labels: ['crane', 'hen'] }];
    const lines = classLines({ models, scores: [scoresOf([[0, 0, 2], [1, 1, 3], [2, 2, 4]]), scoresOf([[0, 1, 5]])] });
    assert.deepEqual(lines.map(({ name, counts }) => [name, ...counts.map((count) => count?.predicted)]), [['hen', 2, 5], ['crane', 3, 0], ['crane', 4]]);
  });

  it('says the same in Korean: no word is missing or left in English', () => {
    const flat = (words: object, path = ''): [string, unknown][] => Object.entries(words).flatMap(([key, value]) => (typeof value === 'object' ? flat(value as object, `${path}${key}.`) : [[path + key, value] as [string, unknown]]));
    const korean = new Map(flat(classificationDetailKorean));
    for (const [key, value] of flat(classificationDetailEnglish)) {
      if (typeof value !== 'string' || ['scoresCsv', 'summary.guo'].includes(key)) continue;
      assert.notEqual(korean.get(key), value, key);
      assert.match(String(korean.get(key)), /\p{Script=Hangul}/u, key);
    }
  });
});
