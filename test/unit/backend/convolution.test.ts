import assert from 'node:assert/strict';
import { Random } from '../../../src/base/random';
import type { Backend, HostTensor } from '../../../src/backend/backend';
import type { ConvSpec } from '../../../src/backend/operations';
import { eachBackend } from '../../helpers/backends';
import { eachProduct } from '../../helpers/convolution';

interface Case extends ConvSpec {
  readonly size: number;
  readonly inputs: number;
  readonly outputs: number;
}

const CASES: readonly Case[] = [
  { kernel: 3, stride: 1, padding: 1, dilation: 1, groups: 1, size: 7, inputs: 3, outputs: 4 },
  { kernel: 3, stride: 2, padding: 1, dilation: 1, groups: 1, size: 8, inputs: 3, outputs: 4 },
  { kernel: 3, stride: 2, padding: 1, dilation: 1, groups: 1, size: 7, inputs: 3, outputs: 4 },
  { kernel: 7, stride: 2, padding: 3, dilation: 1, groups: 1, size: 12, inputs: 3, outputs: 5 },
  { kernel: 1, stride: 1, padding: 0, dilation: 1, groups: 1, size: 5, inputs: 6, outputs: 4 },
  { kernel: 1, stride: 2, padding: 0, dilation: 1, groups: 1, size: 8, inputs: 6, outputs: 4 },
  { kernel: 1, stride: 2, padding: 0, dilation: 1, groups: 1, size: 7, inputs: 6, outputs: 4 },
  { kernel: 3, stride: 1, padding: 2, dilation: 2, groups: 1, size: 9, inputs: 3, outputs: 4 },
  { kernel: 3, stride: 1, padding: 4, dilation: 4, groups: 1, size: 6, inputs: 2, outputs: 3 },
  { kernel: 3, stride: 2, padding: 2, dilation: 2, groups: 1, size: 9, inputs: 3, outputs: 4 },
  { kernel: 3, stride: 2, padding: 2, dilation: 2, groups: 1, size: 8, inputs: 3, outputs: 4 },
  { kernel: 3, stride: 1, padding: 1, dilation: 1, groups: 4, size: 6, inputs: 8, outputs: 12 },
  { kernel: 3, stride: 2, padding: 1, dilation: 1, groups: 32, size: 6, inputs: 64, outputs: 64 },
  { kernel: 3, stride: 1, padding: 1, dilation: 1, groups: 3, size: 5, inputs: 48, outputs: 48 },
  { kernel: 3, stride: 1, padding: 2, dilation: 2, groups: 2, size: 8, inputs: 4, outputs: 4 },
];
const BATCH = 2;

function randomTensor(shape: number[], purpose: string): HostTensor {
  const random = new Random(1, purpose);
  return { shape, data: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random.normal()) };
}

function assertClose(actual: ArrayLike<number>, expected: Float64Array, what: string): void {
  assert.equal(actual.length, expected.length, what);
  const scale = Math.sqrt(expected.reduce((sum, v) => sum + v * v, 0) / expected.length);
  for (let i = 0; i < expected.length; i++) {
    const error = Math.abs((actual[i] as number) - (expected[i] as number)) / scale;
    // Sums of up to 200 products of unit scale in 32 bits.
    assert.ok(error < 2e-5, `${what}: value ${i} is ${actual[i]}; expected ${expected[i]}`);
  }
}

describe('backend: convolution and its gradients against their definition', () => {
  eachBackend((name, load) => {
    describe(name, function () {
      this.timeout(30_000);
      let backend: Backend;
      before(async () => {
        backend = await load();
      });
      for (const c of CASES) {
        it(`kernel ${c.kernel}, stride ${c.stride}, dilation ${c.dilation}, groups ${c.groups}, ${c.size}×${c.size}×${c.inputs} → ${c.outputs}`, () => {
          const out = Math.floor((c.size + 2 * c.padding - c.dilation * (c.kernel - 1) - 1) / c.stride) + 1;
          const x = randomTensor([BATCH, c.size, c.size, c.inputs], 'x');
          const w = randomTensor([c.kernel, c.kernel, c.inputs / c.groups, c.outputs], 'w');
          const dy = randomTensor([BATCH, out, out, c.outputs], 'dy');
          const free = (tensor: HostTensor): { shape: number[]; type: 'float32' } => ({ shape: [-1, ...tensor.shape.slice(1)], type: 'float32' });
          const executable = backend.prepare([{ name: 'w', shape: w.shape }], {
            all: {
              inputs: { x: free(x), dy: free(dy) },
              build: (operations, inputs) => {
                const [images, gradient, weight] = [inputs['x'], inputs['dy'], operations.variable('w')];
                assert.ok(images !== undefined && gradient !== undefined);
                return { y: operations.conv(images, weight, c), dx: operations.convInputGradient(gradient, weight, images, c), dw: operations.convWeightGradient(gradient, images, weight, c) };
              },
            },
          });
          executable.write(new Map([['w', w]]));
          const { y, dx, dw } = executable.run('all', { x, dy });
          const expected = { y: new Float64Array(dy.data.length), dx: new Float64Array(x.data.length), dw: new Float64Array(w.data.length) };
          const add = (to: Float64Array, at: number, value: number): void => void (to[at] = (to[at] as number) + value);
          eachProduct({ ...c, images: BATCH, height: c.size, width: c.size }, (i, j, k) => {
            add(expected.y, k, (x.data[i] as number) * (w.data[j] as number));
            add(expected.dx, i, (dy.data[k] as number) * (w.data[j] as number));
            add(expected.dw, j, (dy.data[k] as number) * (x.data[i] as number));
          });
          assert.deepEqual(y?.shape, dy.shape);
          assertClose(y.data, expected.y, 'y');
          assertClose(dx?.data ?? [], expected.dx, 'dx');
          assertClose(dw?.data ?? [], expected.dw, 'dw');
          executable.dispose();
        });
      }
    });
  });
});
