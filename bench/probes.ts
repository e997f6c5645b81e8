import { cacheDirectory } from '../src/base/paths';
import { findAddon } from '../src/backend/tensorflow/addon';
import { loadBackend } from '../src/backend/select';
import { PROBE_EVERY } from '../src/experiment/cell/defaults';
import { initialWeights } from '../src/network/initialise';
import { buildGraph } from '../src/resnet/build';
import { Learner } from '../src/training/learner';

// What probes cost: training steps with and without them in turns, on the native engine. `node --import tsx bench/probes.ts [rounds]`.
const ARCHITECTURES = ['resnet8', 'resnet20', 'resnet56'];
const BATCH = 128;
const WARM_UP = 2;

async function main(): Promise<void> {
  const rounds = Number(process.argv[2] ?? 8);
  const found = findAddon(cacheDirectory());
  if (found.path === undefined) throw new Error(`${found.reason} Run: node dist/cli.js engine install`);
  const backend = await loadBackend({ name: 'tensorflow', addon: found.path }, 2);
  console.log(`| | ms a step | ms a probed step | more, at every ${PROBE_EVERY} steps |\n| --- | --- | --- | --- |`);
  for (const architecture of ARCHITECTURES) {
    const graph = buildGraph({ architecture, classes: 10 });
    const learner = new Learner(backend, graph, { name: 'sgd', momentum: 0.9, nesterov: true, weightDecay: 5e-4 }, 0, ['gradients', 'activations']);
    learner.setState(initialWeights(graph, 1));
    const { height, width, channels } = graph.options.input;
    const images = Float32Array.from({ length: BATCH * height * width * channels }, () => Math.random() - 0.5);
    const labels = Int32Array.from({ length: BATCH }, () => Math.floor(Math.random() * 10));
    const timed = (step: number, probed: boolean): number => {
      const start = performance.now();
      learner.train({ images, labels }, 0.01, step, probed);
      return performance.now() - start;
    };
    const pairs = Array.from({ length: rounds + WARM_UP }, (_, round) => [timed(2 * round, false), timed(2 * round + 1, true)] as const).slice(WARM_UP);
    const [plain, probed] = [median(pairs.map(([without]) => without)), median(pairs.map(([, watched]) => watched))];
    const ratio = median(pairs.map(([without, watched]) => watched / without));
    console.log(`| ${architecture} | ${plain.toFixed(0)} | ${probed.toFixed(0)} | ${((100 * (ratio - 1)) / PROBE_EVERY).toFixed(1)} % |`);
    learner.dispose();
  }
  process.exit();
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

void main();
