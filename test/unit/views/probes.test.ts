import assert from 'node:assert/strict';
import type { ProbeGrid, ReportProbes } from '../../../src/experiment/probe-data';
import { shortNumber } from '../../../src/views/chart/numbers';
import { diagramHeats } from '../../../src/views/probes/diagram-heats';
import { factorWords } from '../../../src/views/probes/findings';
import { cellAt, cellBox, heatLayout, shareOf, type HeatPicture } from '../../../src/views/probes/heat-layout';
import { gridsOf, measuresOf } from '../../../src/views/probes/measures';
import { mergedNames, placeOf, rowAt, stagesOf } from '../../../src/views/probes/places';
import { probesWords } from '../../../src/views/text/probes-words';
import { fakeProbes } from './fake-probes';

describe('layers of several networks on one axis', () => {
  it('keep the order of each network', () => {
    const shallow = ['conv1', 'layer1.0.conv1', 'layer2.0.conv1', 'fc'];
    const deep = ['conv1', 'layer1.0.conv1', 'layer1.1.conv1', 'layer2.0.conv1', 'layer2.1.conv1', 'fc'];
    assert.deepEqual(mergedNames([shallow, deep]), deep);
    assert.deepEqual(mergedNames([deep, shallow]), deep);
    assert.deepEqual(mergedNames([['bn1', 'layer1.0.bn1'], ['layer1.0.bn1', 'layer1.0.bn2', 'head.bn1']]), ['bn1', 'layer1.0.bn1', 'layer1.0.bn2', 'head.bn1']);
    assert.deepEqual(mergedNames([]), []);
  });

  it('stand in the stages that the paper names', () => {
    assert.deepEqual(stagesOf(['stem', 'layer1.0', 'layer1.1', 'layer2.0', 'head.relu', 'fc']), [
      { label: 'conv1', first: 0, last: 0 },
      { label: 'conv2_x', first: 1, last: 2 },
      { label: 'conv3_x', first: 3, last: 3 },
      { label: 'head', first: 4, last: 4 },
      { label: 'fc', first: 5, last: 5 },
    ]);
  });

  it('have a first, a middle and a last, which is no fc where there are others', () => {
    const names = ['conv1', 'a', 'b', 'c', 'fc'];
    assert.deepEqual((['first', 'middle', 'last'] as const).map((summary) => names[placeOf(names, summary)]), ['conv1', 'b', 'c']);
    assert.equal(placeOf(['fc'], 'last'), 0);
  });
});

describe('records near a step', () => {
  it('are the nearest, at most half a distance away', () => {
    const steps = [1, 11, 21, 31];
    assert.deepEqual([1, 6, 7, 21, 36].map((step) => rowAt(steps, step)), [0, 0, 1, 2, 3]);
    assert.equal(rowAt(steps, 60), undefined, 'an arm that has not come so far is not drawn where it was');
    assert.deepEqual([rowAt([5], 5), rowAt([5], 6), rowAt([], 1)], [0, undefined, undefined]);
  });
});

describe('what can be chosen', () => {
  const grid = (mean: ProbeGrid['mean']): ProbeGrid => ({ names: ['layer1.0', 'layer1.1'], mean, low: mean, high: mean });

  it('are the grids that have values, trunk and branch together, and their ratio without an interval', () => {
    const arm: ReportProbes['arms'][number] = { arm: 'a', network: { architecture: 'resnet8' }, steps: [1, 2], recorded: 2, grids: { mean: grid([[null, null], [null, null]]), trunk: grid([[2, 4], [0, null]]), branch: grid([[1, 1], [1, 1]]) } };
    assert.deepEqual(measuresOf({ every: 1, arms: [arm] }).map(({ id }) => id), ['variance', 'branchShare']);
    assert.deepEqual(gridsOf(arm, 'variance').map(({ part }) => part), ['trunk', 'branch']);
    assert.deepEqual(gridsOf(arm, 'branchShare'), [{ grid: { names: ['layer1.0', 'layer1.1'], mean: [[0.5, 0.25], [null, null]] } }]);
  });

  it('colours a diagram by layers that it has, the measure that is looked at first', () => {
    const [original] = fakeProbes(['weightGradient', 'std', 'trunk', 'branch']).arms;
    assert.ok(original !== undefined);
    const heats = diagramHeats(original, 400, 'std', probesWords('en'));
    assert.deepEqual(heats.map(({ title, logarithmic }) => [title, logarithmic]), [
      ['std of the outputs, step 400', undefined],
      ['weight gradient ‖∂L/∂W‖, step 400', true],
      ['variance of trunk and branch, trunk, step 400', true],
      ['variance of trunk and branch, branch, step 400', true],
      ['branch ÷ trunk variance, step 400', true],
    ]);
    const std = original.grids.std;
    assert.equal(heats[0]?.values['relu'], std?.mean.at(-1)?.[0], 'the stem is the last of its layers');
    assert.equal(heats[0]?.values['layer3.2'], std?.mean.at(-1)?.at(-1));
    assert.deepEqual(diagramHeats(original, 9999, 'std', probesWords('en')), []);
  });
});

describe('a heat map', () => {
  const picture: HeatPicture = { names: ['conv1', 'layer1.0.conv1', 'fc'], steps: [1, 11], values: [[1, 10], [null, 100], [0, 1000]], domain: [1, 1000], logarithmic: true, marked: 1, stepTitle: 'step', stepText: String, valueText: String, theme: { text: '#000000', muted: '#000000', grid: '#cccccc', background: '#ffffff', font: 'sans-serif', fontSize: 12, series: [], monochrome: false } };

  it('has every value at its share of the scale', () => {
    assert.deepEqual([1, 1000, null, 0, undefined].map((value) => shareOf(picture, value)), [0, 1, undefined, undefined, undefined]);
    assert.ok(Math.abs((shareOf(picture, 10) ?? 0) - 1 / 3) < 1e-12);
    assert.equal(shareOf({ domain: [-2, 2], logarithmic: false }, -1), 0.25);
    assert.equal(shareOf({ domain: [3, 3], logarithmic: false }, 3), 0.5);
  });

  it('finds the cell under every pixel of it, and none beside it', () => {
    const layout = heatLayout(picture, 400, 200);
    for (const row of [0, 1, 2]) {
      for (const column of [0, 1]) {
        const [x, y, width, height] = cellBox(picture, layout, row, column);
        for (const part of [0.01, 0.99]) assert.deepEqual(cellAt(picture, layout, x + part * width, y + part * height), { row, column });
      }
    }
    assert.equal(cellAt(picture, layout, layout.left - 1, 50), undefined);
    assert.equal(cellAt(picture, layout, layout.bar + 2, 50), undefined);
  });
});

describe('numbers in words', () => {
  it('are short, and powers of ten beyond what is easily read', () => {
    assert.deepEqual([0.012345, 0, -3.5, 0.00001, 4.567e-7, 1234567, -2e-9].map((value) => shortNumber(value, 3)), ['0.0123', '0', '−3.5', '10⁻⁵', '4.57×10⁻⁷', '1.23×10⁶', '−2×10⁻⁹']);
  });

  it('compare by a factor', () => {
    assert.deepEqual([12.34, 1.3, 1.02, 0.98, 0.25, 0.0196].map((factor) => factorWords(factor, probesWords('en'))), ['12 times as large', '1.3 times as large', 'about the same', 'about the same', '4 times smaller', '51 times smaller']);
  });
});
