import assert from 'node:assert/strict';
import type { Backend, HostTensor } from '../../../src/backend/backend';
import { Random } from '../../../src/base/random';
import { eachBackend } from '../../helpers/backends';

const [BATCH, SIZE, CHANNELS, KERNEL, STRIDE, PADDING] = [2, 7, 3, 3, 2, 1];
const OUT = Math.floor((SIZE + 2 * PADDING - KERNEL) / STRIDE) + 1;

function randomTensor(size: number, purpose: string, shift: number): HostTensor {
  const random = new Random(1, purpose);
  const shape = [BATCH, size, size, CHANNELS];
  return { shape, data: Float32Array.from({ length: BATCH * size * size * CHANNELS }, () => random.normal() + shift) };
}

/** By definition: the largest of a window's values and of what is around the image; the gradient goes to where it was, if that was not outside. */
function expected(x: HostTensor, dy: HostTensor, outside: number): { y: number[]; dx: number[] } {
  const y: number[] = [];
  const dx = Array.from(x.data, () => 0);
  for (let n = 0; n < BATCH; n++)
    for (let row = 0; row < OUT; row++)
      for (let column = 0; column < OUT; column++)
        for (let c = 0; c < CHANNELS; c++) {
          let most = -Infinity;
          let from = -1;
          for (let i = 0; i < KERNEL * KERNEL; i++) {
            const r = row * STRIDE - PADDING + Math.floor(i / KERNEL);
            const k = column * STRIDE - PADDING + (i % KERNEL);
            const inside = r >= 0 && k >= 0 && r < SIZE && k < SIZE;
            const at = ((n * SIZE + r) * SIZE + k) * CHANNELS + c;
            const value = inside ? (x.data[at] as number) : outside;
            if (value > most) [most, from] = [value, inside ? at : -1];
          }
          y.push(most);
          if (from >= 0) dx[from] = (dx[from] as number) + (dy.data[((n * OUT + row) * OUT + column) * CHANNELS + c] as number);
        }
  return { y, dx };
}

describe('backend: max pooling and its gradient, padded with zeros as in Keras and with nothing as in torch, against their definition', () => {
  eachBackend((name, load) => {
    describe(name, function () {
      this.timeout(30_000);
      let backend: Backend;
      before(async () => {
        backend = await load();
      });
      // Mostly negative values: beside the border a zero is the largest.
      for (const [shift, zeros] of [[0, true], [-2, true], [0, false], [-2, false]] as const) {
        it(`values around ${shift}, ${zeros ? 'zeros' : 'nothing'} around them`, () => {
          const x = randomTensor(SIZE, 'x', shift);
          const dy = randomTensor(OUT, 'dy', 0);
          const spec = { kernel: KERNEL, stride: STRIDE, padding: PADDING, ...(zeros && { zeros }) };
          const executable = backend.prepare([], {
            all: {
              inputs: { x: { shape: [-1, ...x.shape.slice(1)], type: 'float32' }, dy: { shape: [-1, ...dy.shape.slice(1)], type: 'float32' } },
              build: (operations, { x: images, dy: gradient }) => {
                assert.ok(images !== undefined && gradient !== undefined);
                const y = operations.maxPool(images, spec);
                return { y, dx: operations.maxPoolGradient(gradient, images, y, spec) };
              },
            },
          });
          const { y, dx } = executable.run('all', { x, dy });
          executable.dispose();
          const wanted = expected(x, dy, zeros ? 0 : -Infinity);
          if (shift < 0 && zeros) assert.ok(wanted.y.filter((v) => v === 0).length > 20);
          assert.deepEqual(y?.shape, dy.shape);
          assert.deepEqual([...y.data], wanted.y);
          assert.deepEqual(dx?.shape, x.shape);
          dx.data.forEach((v, i) => assert.ok(Math.abs(v - (wanted.dx[i] as number)) < 1e-5, `dx ${i}: ${v}; expected ${wanted.dx[i] ?? NaN}`));
        });
      }
    });
  });
});
