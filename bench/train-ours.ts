import { cacheDirectory } from '../src/base/paths';
import { findAddon } from '../src/backend/tensorflow/addon';
import { loadBackend, type BackendChoice } from '../src/backend/select';
import { initialWeights } from '../src/network/initialise';
import { buildGraph } from '../src/resnet/build';
import { Learner } from '../src/training/learner';

/**
 * Trains an architecture on random images and prints one line of JSON: milliseconds a step, tensors before and after, peak memory.
 * node --import tsx bench/train-ours.ts BACKEND ARCHITECTURE BATCH STEPS THREADS [SIDE]
 */
async function main(): Promise<void> {
  const [backendName = 'tensorflow', architecture = 'resnet20', batch = '128', steps = '20', threads = '1', side] = process.argv.slice(2);
  const backend = await loadBackend(choice(backendName), Number(threads));
  const square = side === undefined ? undefined : { height: Number(side), width: Number(side), channels: 3 };
  const graph = buildGraph({ architecture, classes: 10, input: square });
  const learner = new Learner(backend, graph, { name: 'sgd', momentum: 0.9, nesterov: true, weightDecay: 5e-4 }, 0);
  learner.setState(initialWeights(graph, 1));
  const { height, width, channels } = graph.options.input;
  const size = Number(batch);
  const images = Float32Array.from({ length: size * height * width * channels }, () => Math.random() - 0.5);
  const labels = Int32Array.from({ length: size }, () => Math.floor(Math.random() * 10));
  const step = (i: number): void => void learner.train({ images, labels }, 0.01, i);
  for (let i = 0; i < 3; i++) step(i);
  const before = learner.tensorCount();
  const rssBefore = process.memoryUsage.rss();
  const milliseconds: number[] = [];
  for (let i = 0; i < Number(steps); i++) {
    const start = performance.now();
    step(i + 3);
    milliseconds.push(performance.now() - start);
  }
  const after = learner.tensorCount();
  const memory = { rssBefore, rssAfter: process.memoryUsage.rss(), peak: process.resourceUsage().maxRSS * 1024 };
  console.log(JSON.stringify({ backend: backend.name, versions: backend.versions, milliseconds, tensors: { before, after }, memory }));
  process.exit();
}

function choice(name: string): BackendChoice {
  if (name === 'wasm') return { name };
  const found = findAddon(cacheDirectory());
  if (found.path === undefined) throw new Error(`${found.reason} Run: node dist/cli.js engine install`);
  return { name: 'tensorflow', addon: found.path };
}

void main();
