import assert from 'node:assert/strict';
import type { OwnAddon, TensorFlowBinding } from '../../../src/backend/tensorflow/addon';
import { findAddon, loadAddon, loadOwnAddon } from '../../../src/backend/tensorflow/addon';
import { GraphDef, type GraphNode } from '../../../src/backend/tensorflow/graph-def';
import { fuseTerms, OWN_CONV, tileOf } from '../../../src/backend/tensorflow/own-conv';
import { Recorder } from '../../../src/backend/tensorflow/recorder';
import { Random } from '../../../src/base/random';
import { cacheDirectory } from '../../../src/base/paths';
import { foldBatchNorm } from '../../../src/network/fold';
import { forward } from '../../../src/network/forward';
import { networkTensors } from '../../../src/network/programs';
import { buildGraph } from '../../../src/resnet/build';
import { eachProduct } from '../../helpers/convolution';
import { formulaParameters, formulaValues } from '../../helpers/deterministic';
import { infer } from '../../helpers/infer';
import { needsOwnAddon } from '../../helpers/own-addon';
import { cases } from '../../reference/fixtures/logits.json';

const SPEC = { kernel: 3, stride: 1, padding: 1, dilation: 1, groups: 1 };
/** Images, height, width, channels, filters. */
const SHAPES = [
  [1, 1, 1, 16, 16],
  [1, 2, 3, 16, 32],
  [2, 5, 7, 32, 16],
  [3, 4, 4, 48, 48],
  [1, 13, 9, 16, 64],
  [2, 24, 31, 16, 16],
  [1, 8, 8, 256, 272],
  [9, 6, 6, 16, 32],
] as const;
/** Greatest error, in the root of the mean square of the outputs: sums of up to 2304 products in 32 bits; tiles of 4 × 4 multiply by up to 8 and back. */
const TOLERANCE = { 2: 5e-6, 4: 2e-5 } as const;

function randoms(purpose: string, length: number): Float32Array {
  const random = new Random(1, purpose);
  return Float32Array.from({ length }, () => random.normal());
}

/** The definition, in double. */
function definition(x: Float32Array, filter: Float32Array, [images, height, width, inputs, outputs]: (typeof SHAPES)[number]): Float64Array {
  const y = new Float64Array(images * height * width * outputs);
  eachProduct({ ...SPEC, images, height, width, inputs, outputs }, (i, j, k) => void (y[k] = (y[k] as number) + (x[i] as number) * (filter[j] as number)));
  return y;
}

describe('our own convolutions', () => {
  describe('compute what a convolution is', function () {
    this.timeout(30_000);
    let binding: TensorFlowBinding;
    let own: OwnAddon;

    before(function () {
      needsOwnAddon(this);
      const { path = '' } = findAddon(cacheDirectory());
      binding = loadAddon(path);
      own = loadOwnAddon(path) as OwnAddon;
    });

    function conv(tile: number, lanes: number, shape: readonly number[], [x, filter, ...terms]: readonly Float32Array[], relu: boolean): Float32Array {
      const [images = 0, height = 0, width = 0, channels = 0, filters = 0] = shape;
      const full = [images, height, width, filters];
      const tensor = (dims: readonly number[], data: Float32Array): number => binding.createTensor(dims, binding.TF_FLOAT, data);
      const inputs = [tensor([images, height, width, channels], x as Float32Array), tensor([3, 3, channels, filters], filter as Float32Array), ...terms.map((term) => tensor(term.length === filters ? [filters] : full, term))];
      const int = (name: string, value: number) => ({ name, type: binding.TF_ATTR_INT, value });
      try {
        const outputs = binding.executeOp(OWN_CONV, [int('count', terms.length), int('tile', tile), int('lanes', lanes), { name: 'relu', type: binding.TF_ATTR_BOOL, value: relu }], inputs, 1);
        const [y] = outputs;
        assert.deepEqual(y?.shape, full);
        const data = binding.tensorDataSync(y.id) as Float32Array;
        binding.deleteTensor(y.id);
        return data;
      } finally {
        inputs.forEach((id) => binding.deleteTensor(id));
      }
    }

    for (const lanes of [16, 8]) {
      for (const tile of [2, 4] as const) {
        describe(`with vectors of ${lanes} and tiles of ${tile} × ${tile}`, () => {
          before(function () {
            if (own.convLanes >= lanes) return;
            console.log(`skipped: this processor has no vectors of ${lanes}`);
            this.skip();
          });

          for (const shape of SHAPES) {
            it(`${shape.slice(0, 4).join('×')} → ${shape[4]}`, () => {
              const [images, height, width, channels, filters] = shape;
              const [x, filter, bias, addend] = [randoms('x', images * height * width * channels), randoms('filter', 9 * channels * filters), randoms('bias', filters), randoms('addend', images * height * width * filters)];
              const product = definition(x, filter, shape);
              const scale = Math.sqrt(product.reduce((sum, v) => sum + v * v, 0) / product.length);
              const check = (actual: Float32Array, expected: (v: number, i: number) => number): void => {
                product.forEach((v, i) => assert.ok(Math.abs((actual[i] ?? NaN) - expected(v, i)) < TOLERANCE[tile] * scale, `value ${i} is ${actual[i]}; expected ${expected(v, i)}`));
              };
              const biased = (v: number, i: number): number => v + (bias[i % filters] as number);
              check(conv(tile, lanes, shape, [x, filter], false), (v) => v);
              check(conv(tile, lanes, shape, [x, filter, bias], true), (v, i) => Math.max(0, biased(v, i)));
              check(conv(tile, lanes, shape, [x, filter, bias, addend], true), (v, i) => Math.max(0, biased(v, i) + (addend[i] as number)));
            });
          }

          it('keeps a NaN through relu, in the tiles that it reaches', () => {
            const shape = [1, 16, 16, 16, 16] as const;
            const x = randoms('x', 16 * 16 * 16);
            x[0] = NaN;
            const y = conv(tile, lanes, shape, [x, randoms('filter', 9 * 256)], true);
            assert.ok(Number.isNaN(y[0]));
            assert.ok(Number.isFinite(y.at(-1)));
          });

          it('says what it cannot do', () => {
            assert.throws(() => conv(tile, lanes, [1, 4, 4, 12, 16], [new Float32Array(192), new Float32Array(9 * 192)], false), /12 channels, 16 filters/);
          });
        });
      }
    }

    it('takes no other tiles', () => {
      assert.throws(() => conv(3, own.convLanes, [1, 4, 4, 16, 16], [new Float32Array(256), new Float32Array(9 * 256)], false), /a tile of 3/);
    });
  });

  describe('are taken', () => {
    const filter = [3, 3, 64, 64];
    it('in tiles that go with the image', () => {
      assert.deepEqual([56, 24, 23, 12, 11, 7].map((side) => tileOf([-1, side, side, 64], filter, SPEC, 16)), [4, 4, 2, 2, undefined, undefined]);
      assert.equal(tileOf([-1, 56, 12, 64], filter, SPEC, 16), 2);
    });

    it('for no other geometry, no odd channels, and nowhere without our addon', () => {
      for (const other of [{ kernel: 1, padding: 0 }, { stride: 2 }, { padding: 0 }, { dilation: 2, padding: 2 }, { groups: 2 }]) {
        assert.equal(tileOf([-1, 56, 56, 64], filter, { ...SPEC, ...other }, 16), undefined);
      }
      assert.equal(tileOf([-1, 56, 56, 24], [3, 3, 24, 64], SPEC, 16), undefined);
      assert.equal(tileOf([-1, 56, 56, 24], [3, 3, 24, 64], SPEC, 8), 4);
      assert.equal(tileOf([-1, 56, 56, 64], [3, 3, 64, 24], SPEC, 16), undefined);
      assert.equal(tileOf([-1, 56, 56, 64], filter, SPEC, 0), undefined);
    });
  });

  describe('take in what follows', () => {
    const node = (op: string, name: string, ...inputs: string[]): GraphNode => ({ op, name, inputs, attributes: op === OWN_CONV ? { tile: { int: 4 }, count: { int: 0 }, relu: { bool: false } } : {} });
    const shown = (nodes: readonly GraphNode[]): string[] =>
      nodes.map(({ op, name, inputs, attributes: { relu, count } }) => `${name} = ${op}(${inputs.join(', ')})${op === OWN_CONV ? ` ${Object.values(count ?? {}).join()} ${Object.values(relu ?? {}).join()}` : ''}`);
    const fused = (nodes: readonly GraphNode[], ...fetched: string[]): string[] => shown(fuseTerms(nodes, new Set(fetched)));
    const start = [node('Placeholder', 'x'), node(OWN_CONV, 'conv', 'x', 'w')];
    const bias = node('BiasAdd', 'bias', 'conv', 'b');
    const add = node('AddV2', 'add', 'x', 'bias');
    const relu = node('Relu', 'relu', 'add');

    it('a bias, an addition and a relu, and nothing after that', () => {
      assert.deepEqual(fused([...start, bias, add, relu, node('Relu', 'again', 'relu')]), ['x = Placeholder()', `relu = ${OWN_CONV}(x, w, b, x) 2 true`, 'again = Relu(relu)']);
    });

    it('nothing beyond a value that something else reads, or that is fetched', () => {
      const rest = ['add = AddV2(x, bias)', 'relu = Relu(add)'];
      assert.deepEqual(fused([...start, bias, add, relu, node('Mean', 'mean', 'bias')]), ['x = Placeholder()', `bias = ${OWN_CONV}(x, w, b) 1 false`, ...rest, 'mean = Mean(bias)']);
      assert.deepEqual(fused([...start, bias, add, relu], 'bias'), ['x = Placeholder()', `bias = ${OWN_CONV}(x, w, b) 1 false`, ...rest]);
      assert.deepEqual(fused([...start, node('AddV2', 'twice', 'conv', 'conv')]), ['x = Placeholder()', `conv = ${OWN_CONV}(x, w) 0 false`, 'twice = AddV2(conv, conv)']);
    });

    it('one of two that are added', () => {
      assert.deepEqual(fused([...start, node(OWN_CONV, 'other', 'x', 'v'), node('AddV2', 'sum', 'conv', 'other')]), ['x = Placeholder()', `other = ${OWN_CONV}(x, v) 0 false`, `sum = ${OWN_CONV}(x, w, other) 1 false`]);
    });
  });

  /** How many nodes of a kind a folded network has. */
  function opsOf(architecture: string): Map<string, number> {
    const graph = buildGraph({ architecture });
    const folded = foldBatchNorm(graph, formulaParameters(graph));
    const nodes = new GraphDef();
    const variables = new Map([...networkTensors(folded.graph, folded.weights)].map(([name, { shape }]) => [name, { handle: name, spec: { name, shape } }]));
    const { height, width, channels } = graph.options.input;
    const { logits } = forward(new Recorder(nodes, 'test', variables, () => true, 16), folded.graph, { tensor: 'images', shape: [-1, height, width, channels] }, 'inference');
    const counts = new Map<string, number>();
    nodes.rewrite((all) => {
      const now = fuseTerms(all, new Set([logits.tensor]));
      for (const { op } of now) counts.set(op, (counts.get(op) ?? 0) + 1);
      return now;
    });
    return counts;
  }

  describe("give torchvision's logits in a process that only infers", function () {
    this.timeout(150_000);
    before(function () {
      needsOwnAddon(this);
    });

    for (const { options: { architecture }, images: [count = 1, height = 1], first, norm, dot } of cases.filter(({ options, images }) => images[1] === 224 && /^resnet/.test(options.architecture))) {
      it(`${architecture} ${count}×${height}×${height}`, () => {
        const { logits: [logits = []] } = infer({ network: { architecture }, threads: 2, runs: 1, batches: [count] });
        const probe = formulaValues('probe', logits.length);
        const close = (actual: number, expected: number, what: string): void => assert.ok(Math.abs(actual - expected) < 1e-4 * norm, `${what}: ${actual}; torchvision has ${expected} (norm ${norm})`);
        first.forEach((expected, i) => close(logits[i] as number, expected, `logit ${i}`));
        close(Math.hypot(...logits), norm, 'norm');
        close(logits.reduce((sum, logit, i) => sum + logit * (probe[i] as number), 0), dot, 'product with the probe');
      });
    }
  });

  it("compute the convs of ResNet-18's first three stages with all that follows them", () => {
    const ops = opsOf('resnet18');
    // Of each stage's four convs of 3 × 3 one has a stride of two, but in the first; in the fourth, images have a side of 7. All ten are followed by a relu, six of them by an addition.
    assert.equal(ops.get(OWN_CONV), 4 + 3 + 3);
    assert.equal(ops.get('Conv2D'), 20 - 10);
    assert.equal(ops.get('BiasAdd'), 20 - 10 + 1);
    assert.equal(ops.get('AddV2'), 8 - 6);
    assert.equal(ops.get('Relu'), 17 - 10);
  });
});
