import assert from 'node:assert/strict';
import { loadBackend } from '../../../src/backend/select';
import type { TensorFlowBinding } from '../../../src/backend/tensorflow/addon';
import { hidesCaches, startOneDnn } from '../../../src/backend/tensorflow/onednn';
import { LabError } from '../../../src/base/errors';
import { Classifier } from '../../../src/network/classifier';
import { buildGraph } from '../../../src/resnet/build';
import { formulaImages, formulaParameters } from '../../helpers/deterministic';
import { infer } from '../../helpers/infer';
import { needsOwnAddon } from '../../helpers/own-addon';

const SWITCH = 'TF_ENABLE_ONEDNN_OPTS';

describe('A processor that keeps the sizes of its caches to itself', () => {
  const [told, untold] = [__filename, `${__filename}.none`];

  it("is one of AMD's or Hygon's of which Linux knows no cache: oneDNN would divide by zero there", () => {
    assert.ok(hidesCaches('linux', 'AMD EPYC', untold));
    assert.ok(hidesCaches('linux', 'Hygon C86 7285 32-core Processor', untold));
  });

  it('is none where Linux knows its caches, none of another maker, and not looked for elsewhere', () => {
    assert.ok(!hidesCaches('linux', 'AMD EPYC', told));
    assert.ok(!hidesCaches('linux', 'Intel(R) Xeon(R) Processor', untold));
    assert.ok(!hidesCaches('win32', 'AMD Ryzen 7 5800X 8-Core Processor', untold));
    assert.ok(!hidesCaches('darwin', 'Apple M2', untold));
  });
});

describe('oneDNN', () => {
  const given = process.env[SWITCH];
  let computed: string[];
  let alive: number;
  const binding = {
    TF_FLOAT: 1,
    TF_ATTR_TYPE: 2,
    createTensor: () => alive++,
    deleteTensor: () => alive--,
    executeOp: (name: string) => {
      computed.push(name);
      return [{ id: alive++, shape: [1, 1], dtype: 1 }];
    },
  } as unknown as TensorFlowBinding;
  const own = (works: boolean) => ({ tellCaches: () => works && computed.length > 0 });

  beforeEach(() => {
    delete process.env['TF_ENABLE_ONEDNN_OPTS'];
    computed = [];
    alive = 0;
  });
  after(() => {
    if (given === undefined) delete process.env['TF_ENABLE_ONEDNN_OPTS'];
    else process.env[SWITCH] = given;
  });

  it('is on, and nothing is done about it, where the caches are known', () => {
    startOneDnn(binding, own(false), false);
    assert.deepEqual([process.env[SWITCH], computed], ['1', []]);
  });

  it('is off where they are hidden and our own addon is not there', () => {
    startOneDnn(binding, undefined, true);
    assert.deepEqual([process.env[SWITCH], computed], ['0', []]);
  });

  it('is on where our own addon tells it of them, once it has looked at the processor', () => {
    startOneDnn(binding, own(true), true);
    assert.deepEqual([process.env[SWITCH], computed, alive], ['1', ['MatMul'], 0]);
  });

  it('says what to do where that fails', () => {
    assert.throws(() => startOneDnn(binding, own(false), true), (error) => error instanceof LabError && /TF_ENABLE_ONEDNN_OPTS to 0/.test(error.mend ?? ''));
  });

  it('stays as the user wants it', () => {
    for (const value of ['0', 'false']) {
      process.env[SWITCH] = value;
      startOneDnn(binding, own(false), true);
      assert.deepEqual([process.env[SWITCH], computed], [value, []]);
    }
  });

  it('computes a network of bottlenecks as WASM does, on this machine', async function () {
    this.timeout(150_000);
    needsOwnAddon(this);
    const graph = buildGraph({ architecture: 'resnet50' });
    const classifier = new Classifier(await loadBackend({ name: 'wasm' }, 1), graph, formulaParameters(graph));
    const expected = classifier.logits(formulaImages('images', 1, graph.options.input));
    classifier.dispose();
    const { oneDnn, logits: [logits = []] } = infer({ network: { architecture: 'resnet50' }, threads: 2, runs: 2, batches: [1] });
    assert.equal(oneDnn, '1');
    const norm = Math.hypot(...expected);
    logits.forEach((logit, i) => assert.ok(Math.abs(logit - (expected[i] ?? NaN)) < 1e-4 * norm, `logit ${i}: ${logit}, expected ${expected[i]}`));
  });
});
