import assert from 'node:assert/strict';
import { summarise } from '../../../src/experiment/report/statistics';
import { reach } from '../../../src/experiment/report/student';
import { drawContours, type Surface } from '../../../src/views/analysis/contours';
import { bandOf, heightOf, sharedScale, type SurfaceScale } from '../../../src/views/analysis/levels';
import { brownAutocorrelation } from '../../../src/views/analysis/noise';
import type { Pen } from '../../../src/views/analysis/pen';
import { drawRelief } from '../../../src/views/analysis/relief';
import { sharpness, surfaceSharpness } from '../../../src/views/analysis/sharpness';
import { curveOver, median, spread } from '../../../src/views/analysis/spread';
import type { SurfaceLook } from '../../../src/views/analysis/surface-look';
import { depthOf, guessingLoss, unitsOf } from '../../../src/views/analysis/units';

const REACH = Array.from({ length: 9 }, (_, n) => (n < 2 ? null : reach(n)));

describe('numbers of analyses', () => {
  it('has the means and intervals of the statistics', () => {
    for (const values of [[1, 2], [0.1, 0.4, 0.35, 0.2], [5, 5, 5]]) {
      const { mean, interval, n } = summarise(values);
      const found = spread(values, REACH);
      assert.equal(found.n, n);
      for (const [own, theirs] of [[found.mean, mean], [found.low, interval?.[0]], [found.high, interval?.[1]]] as const) assert.ok(Math.abs((own ?? NaN) - (theirs ?? NaN)) < 1e-12, `${own} is ${theirs}`);
    }
    assert.deepEqual(spread([3, null, undefined], REACH), { n: 1, mean: 3, low: null, high: null });
    assert.deepEqual(spread([], REACH), { n: 0, mean: null, low: null, high: null });
    assert.deepEqual(spread([3, 1], undefined), { n: 2, mean: 2, low: 1, high: 3 });
    assert.deepEqual([median([3, 1, 2]), median([4, 1, 2, 3]), median([])], [2, 2.5, undefined]);
  });

  it('averages what each place has', () => {
    const { curve } = curveOver([0, 1, 2], [{ seed: 1, y: [1, null, null] }, { seed: 2, y: [3, 4, null] }], REACH);
    assert.deepEqual(curve.mean, [2, 4, null]);
    assert.deepEqual(curve.n, [2, 1, 0]);
  });

  it('measures a parabola', () => {
    const x = Array.from({ length: 21 }, (_, i) => (i - 10) / 10);
    const { centre, ratios, curvature } = sharpness(x, x.map((at) => 0.5 + 3 * at * at));
    assert.equal(centre, 0.5);
    assert.ok(Math.abs((curvature ?? 0) - 6) < 1e-9);
    assert.ok(ratios.every((ratio, i) => Math.abs((ratio ?? 0) - (i === 0 ? 2.5 : 7)) < 1e-9));
    const [across, up] = surfaceSharpness({ x, y: x, loss: x.map((b) => x.map((a) => 1 + a * a + 4 * b * b)) });
    assert.ok(Math.abs((across.curvature ?? 0) - 2) < 1e-9 && Math.abs((up.curvature ?? 0) - 8) < 1e-9);
    const broken = sharpness(x, x.map((at) => (at > 0.45 ? null : 1)));
    assert.deepEqual([broken.centre, broken.curvature, ...broken.ratios], [1, 0, undefined, undefined]);
    assert.deepEqual(sharpness(x, x.map(() => null)).ratios, [undefined, undefined]);
  });

  it('knows the autocorrelation of Brownian motion around a circle by its covariance matrix', () => {
    const n = 12;
    const kernel = Array.from({ length: n }, (_, i) => Array.from({ length: n }, (__, j) => Math.min(i, j) - (i * j) / n));
    const centring = Array.from({ length: n }, (_, i) => Array.from({ length: n }, (__, j) => Number(i === j) - 1 / n));
    const product = (a: readonly number[][], b: readonly number[][]): number[][] => a.map((row) => row.map((_, j) => row.reduce((sum, value, k) => sum + value * (b[k]?.[j] ?? 0), 0)));
    const covariance = product(product(centring, kernel), centring);
    const at = (lag: number): number => covariance.reduce((sum, row, i) => sum + (row[(i + lag) % n] ?? 0), 0);
    brownAutocorrelation(n, n / 2 + 1).forEach((value, lag) => assert.ok(Math.abs(value - at(lag) / at(0)) < 1e-12));
  });

  it('counts units, depth and classes of the very graph', () => {
    assert.deepEqual(unitsOf({ architecture: 'resnet8' }), [{ name: 'layer1.0', stage: 'conv2_x' }, { name: 'layer2.0', stage: 'conv3_x' }, { name: 'layer3.0', stage: 'conv4_x' }]);
    for (const [architecture, depth] of [['resnet20', 20], ['plain56', 56], ['resnet50', 50], ['resnet152', 152]] as const) assert.equal(depthOf({ architecture }), depth);
    assert.equal(guessingLoss({ architecture: 'resnet20', classes: 7 }), Math.log(7));
  });
});

describe('levels of loss surfaces', () => {
  it('are round numbers over all surfaces', () => {
    const scale = sharedScale([[[0.03, 1]], [[2, null, 55]]], undefined);
    assert.deepEqual(scale, { levels: [0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50], least: 0.03, most: 55 });
    assert.deepEqual(sharedScale([[[1e-5, 1e9]]], undefined)?.levels.slice(0, 3), [0.0001, 0.001, 0.01]);
    assert.deepEqual(sharedScale([[[1, 1.1]]], undefined)?.levels.length, 10);
    assert.deepEqual(sharedScale([[[1, 1]]], undefined)?.levels, []);
    assert.equal(sharedScale([[[null]]], undefined), undefined);
    const capped = sharedScale([[[0.03, 55]]], 2.3);
    assert.ok(capped?.most === 2.3 && capped.levels.every((level) => level < 2.3));
  });

  it('place a loss', () => {
    const scale: SurfaceScale = { levels: [1, 10], least: 0.1, most: 100 };
    assert.deepEqual([0.5, 1, 9, 10, 1e9].map((loss) => bandOf(loss, scale)), [0, 1, 1, 2, 2]);
    assert.ok(Math.abs(heightOf(10, scale, true) - 2 / 3) < 1e-12);
    assert.deepEqual([heightOf(1e9, scale, true), heightOf(0, scale, false)], [1, 0]);
  });
});

const LOOK: SurfaceLook = { theme: { text: '#000', muted: '#888', grid: '#ccc', background: '#fff', font: 'sans-serif', fontSize: 12, series: [], monochrome: false }, band: (index) => `band ${index}`, ink: 'ink' };

type Call = { readonly fill: string; readonly stroke: string; readonly points: readonly (readonly [number, number, 'move' | 'line'])[]; readonly kind: 'fill' | 'stroke' };

/** A context that remembers every path that is filled or stroked, with its colours, and every rectangle. */
function recorder(): { context: Pen; calls: Call[]; rectangles: { readonly fill: string; readonly at: readonly number[] }[] } {
  const calls: Call[] = [];
  const rectangles: { fill: string; at: readonly number[] }[] = [];
  let points: [number, number, 'move' | 'line'][] = [];
  const state = { fillStyle: '', strokeStyle: '' };
  const methods: Record<string, (...values: never[]) => unknown> = {
    beginPath: () => (points = []),
    moveTo: (x: number, y: number) => points.push([x, y, 'move']),
    lineTo: (x: number, y: number) => points.push([x, y, 'line']),
    fill: () => calls.push({ kind: 'fill', fill: state.fillStyle, stroke: state.strokeStyle, points }),
    stroke: () => calls.push({ kind: 'stroke', fill: state.fillStyle, stroke: state.strokeStyle, points }),
    fillRect: (...at: number[]) => rectangles.push({ fill: state.fillStyle, at }),
    measureText: () => ({ width: 20 }),
  };
  const context = new Proxy(state, { get: (target, name: string) => methods[name] ?? (name in target ? target[name as keyof typeof target] : () => undefined), set: (target, name: string, value: string) => Object.assign(target, { [name]: value }) !== undefined });
  return { context: context as unknown as Pen, calls, rectangles };
}

const SIDE = 41;
const AXIS = Array.from({ length: SIDE }, (_, i) => -1 + (2 * i) / (SIDE - 1));
const lossAt = (x: number, y: number): number => 0.1 * Math.exp(2 * x * x + 4 * y * y);
const surfaceWith = (hole: (row: number, column: number) => boolean): Surface => ({ x: AXIS, y: AXIS, loss: AXIS.map((y, row) => AXIS.map((x, column) => (hole(row, column) ? null : lossAt(x, y)))) });
const SQUARE = { left: 100, top: 50, side: 400 };

describe('drawings of loss surfaces', () => {
  const scale = sharedScale([surfaceWith(() => false).loss], undefined);
  assert.ok(scale !== undefined);

  it('puts each contour where the surface has its loss, and nothing on the border', () => {
    const { context, calls } = recorder();
    drawContours(context, surfaceWith(() => false), scale, LOOK, SQUARE);
    const lines = calls.filter(({ kind, stroke }) => kind === 'stroke' && stroke === 'ink');
    assert.equal(lines.length, scale.levels.length);
    lines.forEach(({ points }, i) => {
      const level = scale.levels[i] ?? NaN;
      assert.ok(points.length > 8, `level ${level} is drawn`);
      for (const [left, top] of points) {
        const [x, y] = [(2 * (left - SQUARE.left)) / SQUARE.side - 1, 1 - (2 * (top - SQUARE.top)) / SQUARE.side];
        assert.ok(Math.abs(x) <= 1 + 1e-9 && Math.abs(y) <= 1 + 1e-9);
        assert.ok(Math.abs(Math.log(lossAt(x, y) / level)) < 0.01, `${lossAt(x, y)} on the contour of ${level}`);
      }
    });
  });

  it('fills from the lowest band to the highest', () => {
    const { context, calls, rectangles } = recorder();
    drawContours(context, surfaceWith(() => false), scale, LOOK, SQUARE);
    assert.deepEqual(rectangles[0], { fill: 'band 0', at: [100, 50, 400, 400] });
    assert.deepEqual(calls.filter(({ kind }) => kind === 'fill').map(({ fill }) => fill), scale.levels.map((_, i) => `band ${i + 1}`));
  });

  it('leaves cells with an unknown corner open', () => {
    const { context, rectangles } = recorder();
    drawContours(context, surfaceWith((row, column) => row === 10 && column === 20), scale, LOOK, SQUARE);
    const holes = rectangles.filter(({ fill, at: [, , width = 0, height] }) => fill === '#fff' && height === 10 && width > 0);
    assert.deepEqual(holes.map(({ at }) => at), [[290, 350, 20, 10], [290, 340, 20, 10]], 'the four cells around the point');
    const relief = recorder();
    drawRelief(relief.context, surfaceWith((row, column) => row === 10 && column === 20), scale, LOOK, { width: 400, height: 300 }, { view: { turn: 20, tilt: 30 }, logarithmic: true, stride: 1, axes: ['a', 'b'] });
    assert.equal(relief.calls.filter(({ kind }) => kind === 'fill').length, (SIDE - 1) ** 2 - 4);
  });

  it('draws a relief from the back to the front, inside its place, from every side', () => {
    for (const turn of [-170, -35, 0, 60, 135]) {
      const { context, calls } = recorder();
      drawRelief(context, surfaceWith(() => false), scale, LOOK, { width: 400, height: 300 }, { view: { turn, tilt: 85 }, logarithmic: false, stride: 4, axes: ['a', 'b'] });
      const facets = calls.filter(({ kind }) => kind === 'fill').map(({ points }) => points);
      assert.equal(facets.length, 100);
      for (const [x, y] of facets.flat()) assert.ok(x >= 0 && x <= 400 && y >= 0 && y <= 300, `${x}, ${y} at ${turn}°`);
      // From nearly above, nearer is lower on the canvas.
      const heights = facets.map((points) => points.reduce((sum, [, y]) => sum + y, 0) / 4);
      heights.forEach((height, i) => assert.ok(i === 0 || height > (heights[i - 1] ?? 0) - 12, 'no facet covers one in front of it'));
    }
  });
});
