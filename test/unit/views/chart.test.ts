import assert from 'node:assert/strict';
import type { Curve, ReportData } from '../../../src/experiment/report-data';
import { clock } from '../../../src/views/chart/chart-options';
import { axesOf, firstSubjects, seriesOf, subjectsOf } from '../../../src/views/chart/curves';
import type { DrawnSeries } from '../../../src/views/chart/drawn';
import { linesOf, thinned, type Line } from '../../../src/views/chart/lines';
import { merged } from '../../../src/views/chart/merge';
import { panned, spanOf, zoomed } from '../../../src/views/chart/range';
import { nearestPlace, picksAt, places } from '../../../src/views/chart/reading';
import { stringsFor } from '../../../src/views/text/strings';
import { resultRows } from '../../../src/views/view/result-table';
import { resultTable } from '../../../src/experiment/report-data';
import { fakeExperiment } from './fake-data';

function subject(report: ReportData, id: string): ReturnType<typeof subjectsOf>[number] {
  const found = subjectsOf(report).find((one) => one.id === id);
  assert.ok(found !== undefined, `${id} can be drawn`);
  return found;
}

describe('what a chart shows', () => {
  const compare = fakeExperiment().report;
  const single = fakeExperiment({ single: true }).report;
  const bare = fakeExperiment({ single: true, bare: true }).report;

  it('is one curve of every arm, or training, validation and test of the only one', () => {
    assert.deepEqual(firstSubjects(compare), ['stepLoss', 'testAccuracy']);
    assert.deepEqual(firstSubjects(single), ['loss', 'accuracy']);
    assert.deepEqual(seriesOf(compare, subject(compare, 'stepLoss'), 'step').map(({ arm, key }) => [arm, key]), compare.arms.map(({ label }, key) => [label, key]));
    assert.deepEqual(seriesOf(single, subject(single, 'loss'), 'step').map(({ name }) => name), ['stepLoss', 'validationLoss', 'testLoss']);
  });

  it('begins on the axis that takes the most series, and keeps the rest for what fits', () => {
    assert.deepEqual(axesOf(compare, subject(compare, 'testAccuracy')), { all: ['step', 'epoch', 'time'], first: 'epoch' });
    assert.deepEqual(axesOf(single, subject(single, 'loss')), { all: ['step', 'epoch', 'time'], first: 'step' });
    assert.deepEqual(axesOf(bare, subject(bare, 'loss')), { all: ['step', 'epoch'], first: 'epoch' }, 'without epochs at the steps nothing tells where an epoch ends');
    assert.deepEqual(seriesOf(bare, subject(bare, 'loss'), 'epoch').map(({ name }) => name), ['trainLoss', 'validationLoss', 'testLoss']);
    assert.deepEqual(seriesOf(bare, subject(bare, 'loss'), 'step').map(({ name }) => name), ['stepLoss']);
  });
});

describe('a part of an axis', () => {
  it('grows and shrinks around a place and never leaves the axis', () => {
    assert.deepEqual(zoomed([0, 100], [0, 100], 2, undefined), [25, 75]);
    assert.deepEqual(zoomed([0, 100], [0, 100], 2, 10), [5, 55]);
    assert.deepEqual(zoomed([0, 50], [0, 100], 0.5, 0), [0, 100]);
    assert.deepEqual(zoomed([10, 20], [0, 100], 0.5, 10), [10, 30], 'the place stays where it is');
    assert.deepEqual(panned([80, 100], [0, 100], 0.5), [80, 100]);
    assert.deepEqual(panned([80, 100], [0, 100], -0.5), [70, 90]);
  });

  it('comes to the steps that it takes in, with a neighbour on either side', () => {
    const x = [1, 11, 21, 31, 41];
    assert.deepEqual(spanOf([{ x, at: x }], [12, 30]), { from: 11, to: 31 });
    assert.deepEqual(spanOf([{ x, at: x.map((step) => 2 * step) }, { x, at: x }], [12, 30]), { from: 1, to: 31 });
    assert.deepEqual(spanOf([{ x, at: x }], [0, 99]), { from: 1, to: 41 });
    assert.equal(spanOf([{ x, at: x }], [50, 60]), undefined);
  });

  it('of seconds has ticks that a clock has', () => {
    assert.deepEqual([5, 59, 61, 3600, 3725].map(clock), ['5 s', '59 s', '1:01', '1:00:00', '1:02:05']);
  });
});

describe('curves in two resolutions', () => {
  const curve = (x: readonly number[], value: number, short = x.length): Curve => ({ x, total: 100, epochs: x.map((at) => at / 50), seconds: x.map((at) => at * 2), mean: x.map(() => value), low: x.map(() => null), high: x.map(() => null), n: x.map(() => 2), seeds: [{ seed: 7, finished: true, y: x.map(() => value) }, { seed: 8, finished: false, y: x.slice(0, short).map(() => value) }] });

  it('are one, fine where it was asked for', () => {
    const whole = curve([1, 21, 41, 61, 81, 100], 1, 3);
    const part = curve([30, 40, 50], 2, 2);
    const { x, mean, seconds, epochs, seeds } = merged(whole, part, 25, 55);
    assert.deepEqual(x, [1, 21, 30, 40, 50, 61, 81, 100]);
    assert.deepEqual(mean, [1, 1, 2, 2, 2, 1, 1, 1]);
    assert.deepEqual(seconds, x.map((at) => at * 2));
    assert.deepEqual(epochs, x.map((at) => at / 50));
    assert.deepEqual(seeds.map(({ y }) => y), [[1, 1, 2, 2, 2, 1, 1, 1], [1, 1, 2, 2]], 'a seed that ended early ends where it did');
  });
});

describe('reading off a chart', () => {
  const line = (data: [number, number][]): Line => ({ role: 'mean', data: data.map(([x, y], i) => ({ x, y, i })) }) as unknown as Line;
  const fine = line([[1, 10], [2, 11], [3, NaN], [4, 13], [5, 14]]);
  const coarse = line([[2.5, 1], [5, 2]]);

  it('goes to the nearest place that has a value', () => {
    assert.deepEqual(places([fine, coarse]), [1, 2, 2.5, 4, 5]);
    assert.deepEqual([0, 2.9, 3.1, 9].map((x) => nearestPlace([fine], x)), [1, 2, 4, 5]);
    assert.equal(nearestPlace([], 1), undefined);
  });

  it('takes each line at its own nearest point, and none that does not reach so far', () => {
    assert.deepEqual(picksAt([fine, coarse], 4).map(({ point }) => point.y), [13, 2]);
    assert.deepEqual(picksAt([fine, coarse], 1).map(({ point }) => point.y), [10]);
  });
});

describe('lines of a chart', () => {
  const series = (key: number, seeds: number, finished: boolean): DrawnSeries =>
    ({ key, arm: `arm ${key}`, label: `arm ${key}`, name: 'stepLoss', split: undefined, xs: [1, 2], coloured: true, seedsOnly: !finished, style: { colour: '#000000', dash: [], marker: 'circle' }, seeds: Array.from({ length: seeds }, (_, i) => ({ seed: i + 1, finished, state: finished ? 'finished' : 'running', y: [1, 2 + i] })), curve: { x: [1, 2], total: 2, mean: [1, finished ? 2 : null], low: [null, null], high: [null, null], n: [0, 0], seeds: [] } }) as unknown as DrawnSeries;
  const options = { fraction: false, logarithmic: false, eachSeed: false };

  it('are means, and seeds where they are asked for or run', () => {
    assert.deepEqual(linesOf([series(0, 3, true)], options).lines.map(({ id }) => id), ['mean 0 arm 0']);
    assert.equal(linesOf([series(0, 3, true)], { ...options, eachSeed: true }).lines.length, 4);
    assert.equal(linesOf([series(0, 3, false)], options).lines.length, 3);
  });

  it('become the area of all seeds where they are more than sixty', () => {
    const few = linesOf([series(0, 30, true), series(1, 28, true)], { ...options, eachSeed: true });
    assert.deepEqual([few.folded, few.lines.length], [false, 60]);
    const many = linesOf([series(0, 30, true), series(1, 29, true)], { ...options, eachSeed: true });
    assert.equal(many.folded, true);
    assert.deepEqual(many.lines.map(({ id }) => id), ['mean 0 arm 0', 'mean 1 arm 1', 'range 0 arm 0 low', 'range 0 arm 0 high', 'range 1 arm 1 low', 'range 1 arm 1 high']);
    assert.deepEqual(many.lines[3]?.data.map(({ y }) => y), [1, 31], 'up to the highest seed');
  });
});

describe('a line with too many points', () => {
  it('is thinned, and keeps its peaks and where it is', () => {
    const points = Array.from({ length: 400 }, (_, i) => ({ x: i, y: i === 137 ? 99 : i === 301 ? -99 : i === 200 ? NaN : Math.sin(i), i }));
    const few = thinned(points, 100);
    assert.ok(few.length <= 100 && few.length > 90, String(few.length));
    assert.ok(few.includes(points[137] as (typeof points)[number]) && few.includes(points[301] as (typeof points)[number]));
    assert.deepEqual(few.map(({ x }) => x), few.map(({ x }) => x).sort((a, b) => a - b));
    assert.deepEqual(thinned(points, 400), points);
  });
});

describe('the result in a view', () => {
  it('says in English what the terminal says', () => {
    for (const data of [fakeExperiment({ failed: (arm, seed) => arm === 3 && seed === 4 }), fakeExperiment({ single: true }), fakeExperiment({ arms: ['a', 'b'], seeds: 1 })]) {
      const { head, rows } = resultRows(data.report, stringsFor('en-GB'));
      assert.deepEqual({ head, rows: rows.map(({ cells }) => cells) }, resultTable(data.report));
    }
  });

  it('is English where a language is not known', () => {
    assert.equal(stringsFor('fr').locale, 'en');
    assert.equal(stringsFor('ko-KR').locale, 'ko');
  });
});
