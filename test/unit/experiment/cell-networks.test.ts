import assert from 'node:assert/strict';
import { cellNetworks } from '../../../src/experiment/cell/cell-networks';
import { buildGraph } from '../../../src/resnet/build';

const told = (text: string): string[] => cellNetworks(text).map(({ label, options }) => `${label}: ${options.architecture} ${options.order ?? ''} ${options.input?.channels ?? ''}×${options.input?.height ?? ''} ${options.classes ?? ''}`);

describe('The networks of a cell', () => {
  const cells: [text: string, ...networks: string[]][] = [
    ['train: { architecture: resnet8, order: full-preact }', 'resnet8, full-preact: resnet8 full-preact 1×28 10'],
    ['train: { architecture: plain20, dataset: cifar100 }', 'plain20, plain: plain20 plain 3×32 100'],
    ['train: { dataset: "folder:pets", size: 64 }', 'resnet20, original: resnet20 original 3×64 10'],
    ['compare: { vary: { order: [original, full-preact, plain] }, train: { architecture: resnet8 } }', 'original: resnet8 original 1×28 10', 'full-preact: resnet8 full-preact 1×28 10', 'plain: resnet8 plain 1×28 10'],
    ['compare: { vary: { order: [original, full-preact] }, baseline: full-preact }', 'full-preact: resnet20 full-preact 1×28 10', 'original: resnet20 original 1×28 10'],
    ['compare: { vary: { lr: [0.1, 0.2] }, train: { architecture: resnet8 } }', 'resnet8, original: resnet8 original 1×28 10'],
    ['landscape: { train: { architecture: resnet8 } }', 'resnet8, original: resnet8 original 1×28 10'],
    ['diagram: { architecture: resnet50 }', 'resnet50: resnet50  × '],
    ['diagram: { architecture: resnet8, order: original, against: { order: plain } }', 'resnet8, original: resnet8 original × ', 'resnet8, plain: resnet8 plain × '],
    ['gradients: { vary: { architecture: [plain20, resnet20] } }', 'plain20: plain20 plain 1×28 10', 'resnet20: resnet20 original 1×28 10'],
    ['lesion: { train: { architecture: resnet20 } }', 'resnet20, original: resnet20 original 1×28 10'],
    ['lesion: { run: resnet20-original-s1-0a1b2c3d }'],
    ['evaluate: { run: resnet20-original-s1-0a1b2c3d }'],
    ['dataset: shapes'],
  ];
  for (const [text, ...networks] of cells) it(`of ${text}`, () => assert.deepEqual(told(text), networks));

  it('are such as can be built', () => {
    for (const [text] of cells) for (const { options } of cellNetworks(text)) assert.ok(buildGraph(options).layers.length > 0);
  });

  it('have what the cell changes about the architecture', () => {
    const [network] = cellNetworks('train: { architecture: resnet50, groups: 2, shortcut: C, replaceStrideWithDilation: [false, true, false], zeroInitResidual: true }');
    const { groups, shortcut, replaceStrideWithDilation, zeroInitResidual } = network?.options ?? { architecture: '' };
    assert.deepEqual([groups, shortcut, replaceStrideWithDilation, zeroInitResidual], [2, 'C', [false, true, false], true]);
  });

  it('are not told where the text is wrong', () => assert.throws(() => cellNetworks('train: { architecture: resnet21 }'), /unknown architecture "resnet21"/));
});
