import assert from 'node:assert/strict';
import { availableParallelism } from 'node:os';
import { buildGraph } from '../../../src/resnet/build';
import { share, trainingBytes } from '../../../src/experiment/trial/resources';

const GB = 1e9;
const PLENTY = 1000 * GB;

describe('experiment: the share of cores and memory', () => {
  it('fills the cores with trials, and gives what is left over to their threads', () => {
    assert.deepEqual(share(12, GB, PLENTY, {}, 4), { jobs: 4, threads: 1 });
    assert.deepEqual(share(3, GB, PLENTY, {}, 8), { jobs: 3, threads: 2 });
    assert.deepEqual(share(1, GB, PLENTY, {}, 8), { jobs: 1, threads: 8 });
    assert.deepEqual(share(12, GB, PLENTY, {}, 1), { jobs: 1, threads: 1 });
  });

  it('runs no more at a time than fit into four fifths of the memory, but one always', () => {
    assert.deepEqual(share(12, GB, 10 * GB, {}, 16), { jobs: 8, threads: 2 });
    assert.deepEqual(share(12, 4 * GB, 16 * GB, {}, 16), { jobs: 3, threads: 5 });
    assert.deepEqual(share(12, 40 * GB, 16 * GB, {}, 16), { jobs: 1, threads: 16 });
  });

  it('does what it is asked for, and fits the rest to it', () => {
    assert.deepEqual(share(12, GB, PLENTY, { threads: 2 }, 8), { jobs: 4, threads: 2 });
    assert.deepEqual(share(12, GB, PLENTY, { jobs: 2 }, 8), { jobs: 2, threads: 4 });
    assert.deepEqual(share(12, GB, PLENTY, { jobs: 6, threads: 3 }, 4), { jobs: 6, threads: 3 });
    assert.deepEqual(share(12, GB, PLENTY, { threads: 9 }, 4), { jobs: 1, threads: 9 });
    assert.deepEqual(share(12, GB, PLENTY, { jobs: 16 }, 4), { jobs: 16, threads: 1 });
  });

  it("takes this machine's cores unless told", () => {
    assert.deepEqual(share(1, GB, PLENTY, {}), { jobs: 1, threads: availableParallelism() });
  });

  it('a training needs more memory with a larger batch, larger images and a deeper net', () => {
    const net = (architecture: string, side: number): ReturnType<typeof buildGraph> => buildGraph({ architecture, input: { height: side, width: side, channels: 3 } });
    const base = trainingBytes(net('resnet20', 32), 128);
    for (const larger of [trainingBytes(net('resnet20', 32), 256), trainingBytes(net('resnet20', 64), 128), trainingBytes(net('resnet56', 32), 128)]) assert.ok(larger > base);
    // ResNet-20 keeps about 5.5 MB of activations an image in 32 bits where every layer's output, its gradient and a copy count.
    const [one, two] = [1, 2].map((batch) => trainingBytes(net('resnet20', 32), batch)) as [number, number];
    assert.ok(two - one > 4e6 && two - one < 12e6, `${two - one} bytes an image`);
  });
});
