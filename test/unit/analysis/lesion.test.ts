import assert from 'node:assert/strict';
import { isDeletable, withoutUnits } from '../../../src/analysis/deletion';
import { Evaluator } from '../../../src/analysis/evaluator';
import { lesionAnalysis, lesionOf, type LesionPoint } from '../../../src/analysis/lesion';
import { arranged, exchangeablePairs, kendallTau, randomArrangement } from '../../../src/analysis/swaps';
import { unitNames } from '../../../src/analysis/units';
import type { Backend } from '../../../src/backend/backend';
import { Interrupted } from '../../../src/base/errors';
import { Random } from '../../../src/base/random';
import { buildGraph } from '../../../src/resnet/build';
import type { Graph, NetworkOptions } from '../../../src/resnet/graph';
import { eachBackend } from '../../helpers/backends';
import { formulaParameters } from '../../helpers/deterministic';
import { cases } from '../../reference/fixtures/lesion.json';
import { formulaSubject, measureAll, near, STAYING, tensorCount } from './subjects';

const SMALL = { input: { height: 8, width: 8, channels: 3 }, classes: 10 };

/** Where each pair is exchanged in turn. */
function arrangementOf(graph: Graph, pairs: readonly (readonly string[])[]): number[] {
  const units = unitNames(graph);
  const arrangement = units.map((_, i) => i);
  for (const [a = '', b = ''] of pairs) {
    const [i, j] = [units.indexOf(a), units.indexOf(b)];
    [arrangement[i], arrangement[j]] = [arrangement[j] as number, arrangement[i] as number];
  }
  return arrangement;
}

describe('analysis: lesion', () => {
  eachBackend((backendName, load) => {
    describe(backendName, function () {
      this.timeout(180_000);
      let backend: Backend;
      before(async () => {
        backend = await load();
      });

      for (const { options, deleted, swapped } of cases) {
        it(`${options.architecture} ${options.order} ${options.shortcut}: error and loss as PyTorch with modules taken out and exchanged`, async () => {
          const subject = formulaSubject(backend, options as NetworkOptions);
          const { graph, weights } = subject;
          const evaluator = new Evaluator(subject);
          for (const { units, error, loss } of deleted) {
            const damage = await evaluator.measure(withoutUnits(graph, weights, units), STAYING);
            near(damage.loss, loss, `loss without ${units.join(', ')}`);
            near(damage.error, error, `error without ${units.join(', ')}`, 1e-9);
          }
          for (const { pairs, error, loss } of swapped) {
            const damage = await evaluator.measure({ graph, weights: arranged(graph, weights, arrangementOf(graph, pairs)) }, STAYING);
            near(damage.loss, loss, `loss with ${pairs.join(', ')} exchanged`);
            near(damage.error, error, `error with ${pairs.join(', ')} exchanged`, 1e-9);
          }
          evaluator.dispose();
        });
      }

      it('goes on where it stopped, to the same numbers, and leaves no tensor', async () => {
        const subject = formulaSubject(backend, { architecture: 'resnet20', ...SMALL });
        const tensors = tensorCount(backend);
        const whole = lesionAnalysis(subject, { draws: 2 });
        const all = await measureAll(whole);
        whole.dispose();
        const resumed = lesionAnalysis(subject, { draws: 2 });
        const again = await measureAll(resumed, new Map([...all].filter((_, i) => i % 3 !== 0)));
        resumed.dispose();
        assert.deepEqual(new Map([...again].sort()), new Map([...all].sort()));
        assert.equal(tensorCount(backend), tensors);
        checkNetwork(subject.graph, all);
      });

      it('stops between two batches', async () => {
        const subject = formulaSubject(backend, { architecture: 'resnet8', ...SMALL });
        const controller = new AbortController();
        const [first, second] = subject.batches;
        const batches = [first, second].map((batch) => ({ images: batch?.images ?? new Float32Array(), get labels() { return seen(batch?.labels ?? new Int32Array()); } }));
        const read = new Set<Int32Array>();
        const seen = (labels: Int32Array): Int32Array => {
          read.add(labels);
          setImmediate(() => controller.abort());
          return labels;
        };
        const analysis = lesionAnalysis({ ...subject, batches });
        read.clear();
        await assert.rejects(analysis.measurements[0]?.measure(controller.signal) ?? Promise.resolve(), Interrupted);
        assert.equal(read.size, 1);
        await assert.rejects(analysis.measurements[1]?.measure(controller.signal) ?? Promise.resolve(), Interrupted);
        assert.equal(read.size, 1);
        analysis.dispose();
      });
    });
  });

  it('a plain unit that changes the size cannot be deleted, and says why', () => {
    const graph = buildGraph({ architecture: 'plain14' });
    assert.deepEqual(unitNames(graph).filter((unit) => isDeletable(graph, unit)), ['layer1.0', 'layer1.1', 'layer2.1', 'layer3.1']);
    assert.throws(() => withoutUnits(graph, new Map(), ['layer2.0']), /layer2\.0 cannot be deleted/);
    const { deleted } = lesionOf('a', new Map(), graph);
    assert.deepEqual(deleted, [
      { unit: 'layer2.0', impossible: 'Without a shortcut nothing can stand in for this unit: 32×32×16 enter it, 16×16×32 leave it.' },
      { unit: 'layer3.0', impossible: 'Without a shortcut nothing can stand in for this unit: 16×16×32 enter it, 8×8×64 leave it.' },
    ]);
  });

  it('exchanges units of a stage with equal shapes, and twice is as before', () => {
    const graph = buildGraph({ architecture: 'resnet20', order: 'full-preact' });
    const units = unitNames(graph);
    assert.deepEqual(exchangeablePairs(graph).map(([a, b]) => `${units[a]} ${units[b]}`), ['layer1.0 layer1.1', 'layer1.0 layer1.2', 'layer1.1 layer1.2', 'layer2.1 layer2.2', 'layer3.1 layer3.2']);
    assert.deepEqual(exchangeablePairs(buildGraph({ architecture: 'resnet8' })), []);
    const weights = formulaParameters(graph);
    const swapped = arrangementOf(graph, [['layer1.0', 'layer1.1']]);
    const once = arranged(graph, weights, swapped);
    assert.equal(once.get('layer1.0.bn1.running_var'), weights.get('layer1.1.bn1.running_var'));
    assert.deepEqual(arranged(graph, once, swapped), weights);
  });

  it("Kendall's tau is concordant less discordant pairs over all pairs", () => {
    for (let draw = 0; draw < 20; draw++) {
      const arrangement = [...new Random(draw, 'tau').shuffle(Int32Array.from({ length: 3 + draw }, (_, i) => i))];
      let [agree, differ] = [0, 0];
      for (let i = 0; i < arrangement.length; i++) for (let j = 0; j < i; j++) {
        if ((arrangement[i] as number) > (arrangement[j] as number)) agree++;
        else differ++;
      }
      near(kendallTau(arrangement), (agree - differ) / (agree + differ), `tau of ${arrangement.join()}`, 1e-12);
    }
    assert.equal(kendallTau([0, 1, 2, 3]), 1);
    assert.equal(kendallTau([3, 2, 1, 0]), -1);
  });

  it('draws are the same for the same seed, and any order is a permutation within the stages', () => {
    const pairs = exchangeablePairs(buildGraph({ architecture: 'resnet20' }));
    const drawn = (seed: number): readonly number[] => randomArrangement(9, pairs, 5, new Random(seed));
    assert.deepEqual(drawn(1), drawn(1));
    assert.notDeepEqual(drawn(1), drawn(2));
    assert.deepEqual([...drawn(1)].sort(), [0, 1, 2, 3, 4, 5, 6, 7, 8]);
    assert.equal(drawn(1)[3], 3);
    assert.equal(drawn(1)[6], 6);
  });
});

function checkNetwork(graph: Graph, points: ReadonlyMap<string, LesionPoint>): void {
  const { whole, deleted, several, swapped } = lesionOf('a', points, graph);
  assert.deepEqual(whole, points.get('whole'));
  assert.deepEqual(deleted.map(({ unit }) => unit), unitNames(graph));
  assert.deepEqual(several.map(({ count, draws }) => [count, draws.length]), [[1, 2], [2, 2], [3, 2], [5, 2]]);
  assert.deepEqual(swapped.map(({ pairs }) => pairs).sort(), [1, 1, 2, 2, 3, 3, 5, 5]);
  assert.ok(swapped.filter(({ pairs }) => pairs === 1).every(({ tau }) => tau < 1));
}
