import assert from 'node:assert/strict';
import { LabError } from '../../../src/base/errors';
import { buildGraph } from '../../../src/resnet/build';
import { ARCHITECTURES, ARCHITECTURE_NAMES, architectureNamed } from '../../../src/resnet/catalogue';
import { totals } from '../../../src/resnet/count';
import type { NetworkOptions } from '../../../src/resnet/graph';

/** Parameters and multiply-adds in units of 10^9 at 224×224, as torchvision publishes them. */
const TORCHVISION: readonly [string, number, string][] = [
  ['resnet18', 11_689_512, '1.814'],
  ['resnet34', 21_797_672, '3.664'],
  ['resnet50', 25_557_032, '4.089'],
  ['resnet101', 44_549_160, '7.801'],
  ['resnet152', 60_192_808, '11.514'],
  ['resnext50_32x4d', 25_028_904, '4.230'],
  ['resnext101_32x8d', 88_791_336, '16.414'],
  ['resnext101_64x4d', 83_455_272, '15.460'],
  ['wide_resnet50_2', 68_883_240, '11.398'],
  ['wide_resnet101_2', 126_886_696, '22.753'],
];

/** Depth, parameters with shortcut A and with B, multiply-adds in units of 10^6 with A (He 2015, section 4.2). */
const CIFAR: readonly [number, number, number, string][] = [
  [20, 269_722, 272_474, '40.55'],
  [32, 464_154, 466_906, '68.86'],
  [44, 658_586, 661_338, '97.17'],
  [56, 853_018, 855_770, '125.49'],
  [110, 1_727_962, 1_730_714, '252.89'],
  [1202, 19_421_274, 19_424_026, '2829'],
];

function counted(options: NetworkOptions): { parameters: number; macs: number } {
  return totals(buildGraph(options));
}

describe('the catalogue', () => {
  for (const [architecture, parameters, gmacs] of TORCHVISION) {
    it(`${architecture}: ${parameters} parameters, ${gmacs} GMACs`, () => {
      const sum = counted({ architecture });
      assert.equal(sum.parameters, parameters);
      assert.equal((sum.macs / 1e9).toFixed(3), gmacs);
    });
  }

  for (const [depth, withA, withB, mmacs] of CIFAR) {
    it(`resnet${depth}: ${withA} parameters, ${mmacs} MMACs; ${withB} with projections`, () => {
      const architecture = `resnet${depth}`;
      const sum = counted({ architecture });
      assert.equal(sum.parameters, withA);
      assert.equal((sum.macs / 1e6).toFixed(mmacs.split('.')[1]?.length ?? 0), mmacs);
      assert.equal(counted({ architecture, shortcut: 'B' }).parameters, withB);
    });
  }

  it('the bottleneck CIFAR nets have the size that He 2016 states', () => {
    assert.equal((counted({ architecture: 'resnet164', order: 'full-preact' }).parameters / 1e6).toFixed(1), '1.7');
    assert.equal((counted({ architecture: 'resnet1001', order: 'full-preact' }).parameters / 1e6).toFixed(1), '10.3');
  });

  it('pre-activation with shortcut A moves batch norms and adds none', () => {
    assert.equal(counted({ architecture: 'resnet20', order: 'full-preact' }).parameters, 269_722);
  });

  it('has as many weighted layers as the depth in the name says', () => {
    for (const { name, family, unit } of ARCHITECTURES) {
      const depth = /^(?:resnet|plain)(\d+)$/.exec(name)?.[1];
      if (depth === undefined) continue;
      const weighted = buildGraph({ architecture: name }).layers.filter((layer) => (layer.kind === 'conv' || layer.kind === 'fc') && !layer.name.includes('downsample'));
      assert.equal(weighted.length, Number(depth), `${name} (${family}, ${unit})`);
    }
  });

  it('names every architecture once, with what the papers and torchvision have', () => {
    assert.equal(new Set(ARCHITECTURE_NAMES).size, ARCHITECTURE_NAMES.length);
    for (const depth of [8, 14, 20, 32, 44, 56, 110, 164, 1001, 1202]) {
      assert.ok(ARCHITECTURE_NAMES.includes(`resnet${depth}`));
      assert.ok(ARCHITECTURE_NAMES.includes(`plain${depth}`));
    }
  });

  it('suggests the nearest name', () => {
    assert.throws(() => architectureNamed('resnet5O'), (error: unknown) => error instanceof LabError && error.kind === 'input' && error.mend === 'Did you mean "resnet50"?');
    assert.throws(() => architectureNamed('transformer'), (error: unknown) => error instanceof LabError && (error.mend ?? '').includes('resnet152'));
  });
});

describe('plain twins', () => {
  for (const twin of ARCHITECTURE_NAMES.filter((name) => name.startsWith('plain'))) {
    it(`${twin} is its ResNet without the shortcuts`, () => {
      const plain = buildGraph({ architecture: twin });
      const residual = buildGraph({ architecture: twin.replace('plain', 'resnet') });
      const branches = residual.layers.filter((layer) => !['add', 'pad-shortcut'].includes(layer.kind) && !layer.name.includes('downsample'));
      assert.deepEqual(
        plain.layers.map((layer) => [layer.kind, layer.name, layer.parameters]),
        branches.map((layer) => [layer.kind, layer.name, layer.parameters]),
      );
      plain.layers.forEach((layer, i) => assert.deepEqual(layer.inputs, i === 0 ? [] : [i - 1]));
    });
  }
});
