import { spawn } from 'node:child_process';
import { availableParallelism, cpus } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { findAddon } from '../src/backend/tensorflow/addon';
import { loadBackend } from '../src/backend/select';
import type { Backend } from '../src/backend/backend';
import { cacheDirectory } from '../src/base/paths';
import { Classifier } from '../src/network/classifier';
import { buildGraph } from '../src/resnet/build';
import { formulaImages, formulaParameters } from '../test/helpers/deterministic';

/**
 * Inference at 224×224 beside PyTorch's and onnxruntime's, on this machine, in this run, with the same weights: the contestants take short turns,
 * and the ratios are taken turn by turn, since machines drift. With them how long the first answer takes, and what memory is held.
 * node --import tsx bench/inference.ts [--python PYTHON] [--rounds N] [ARCHITECTURE…]; PYTHON (or the variable of that name; default: python3) has torch, torchvision, onnx and onnxruntime.
 */
const ARCHITECTURES = ['resnet50', 'resnet18', 'resnext50_32x4d'];
const OTHERS = ['pytorch', 'pytorch channels_last', 'onnxruntime'] as const;
const BATCHES = [1, 8];
/** Images in a contestant's turn, and those before them that do not count. */
const TURN = 40;
const WARM_UP = 16;

interface Turn {
  readonly milliseconds: readonly number[];
  readonly first: readonly number[];
}

type Contestant = (batch: number, runs: number) => Promise<Turn>;

/** Another process that answers line by line. */
class Reference {
  private readonly child;
  private readonly lines: AsyncIterator<string>;

  constructor(python: string, architecture: string, threads: number) {
    this.child = spawn(python, [join(__dirname, 'infer_reference.py'), architecture, String(threads)], { stdio: ['pipe', 'pipe', 'inherit'] });
    this.lines = createInterface(this.child.stdout)[Symbol.asyncIterator]();
  }

  async answer<T>(line?: string): Promise<T> {
    if (line !== undefined) this.child.stdin.write(`${line}\n`);
    const { value, done } = await this.lines.next();
    if (done === true) throw new Error('Python ended; does it have torch, torchvision, onnx and onnxruntime?');
    return JSON.parse(value as string) as T;
  }

  end(): void {
    this.child.stdin.end();
  }
}

async function compare(backend: Backend, architecture: string, { python, rounds, threads }: { python: string; rounds: number; threads: number }): Promise<void> {
  const graph = buildGraph({ architecture });
  const weights = formulaParameters(graph);
  const images = new Map(BATCHES.map((batch) => [batch, formulaImages('images', batch, graph.options.input)]));
  const start = performance.now();
  const classifier = new Classifier(backend, graph, weights);
  classifier.logits(images.get(1) as Float32Array);
  const first = performance.now() - start;
  const held = process.memoryUsage.rss();
  const reference = new Reference(python, architecture, threads);
  const versions = await reference.answer<Record<string, string>>();
  console.log(`\n${architecture} (${Object.entries({ ...backend.versions, ...versions }).map((pair) => pair.join(' ')).join(', ')}): first answer of TensorFlow here after ${(first / 1000).toFixed(1)} s`);
  const ours: Contestant = (batch, runs) => {
    let logits: Float32Array = new Float32Array();
    const milliseconds = Array.from({ length: runs }, () => {
      const before = performance.now();
      logits = classifier.logits(images.get(batch) as Float32Array);
      return performance.now() - before;
    });
    return Promise.resolve({ milliseconds, first: [...logits.subarray(0, 8)] });
  };
  const others = OTHERS.map((name): [string, Contestant] => [name, (batch, runs) => reference.answer<Turn>(`${name} ${batch} ${runs}`)]);
  for (const batch of BATCHES) await takeTurns(architecture, batch, rounds, new Map([['tensorflow', ours], ...others]));
  reference.end();
  console.log(`resident ${mega(held)} MB after the first answer, ${mega(process.memoryUsage.rss())} MB at the end; ${classifier.tensorCount()} tensors held by JavaScript`);
  classifier.dispose();
}

async function takeTurns(architecture: string, batch: number, rounds: number, contestants: ReadonlyMap<string, Contestant>): Promise<void> {
  const times = new Map<string, number[]>([...contestants.keys()].map((name) => [name, []]));
  const [turn, warmUp] = [Math.max(2, TURN / batch), Math.max(1, WARM_UP / batch)];
  let expected: readonly number[] | undefined;
  for (let round = 0; round < rounds; round++) {
    for (const [name, contestant] of contestants) {
      const { milliseconds, first } = await contestant(batch, turn + warmUp);
      expected ??= first;
      if (!first.every((logit, i) => Math.abs(logit - (expected?.[i] ?? NaN)) < 1e-3 * Math.hypot(...first))) throw new Error(`${name} has other logits: ${first.join()}; expected ${expected.join()}`);
      times.get(name)?.push(median(milliseconds.slice(warmUp)));
    }
  }
  const own = times.get('tensorflow') ?? [];
  for (const [name, all] of times) {
    const ratio = name === 'tensorflow' ? '' : `; TensorFlow here is ${median(all.map((ms, i) => ms / (own[i] ?? NaN))).toFixed(2)} times as fast`;
    console.log(`${architecture}, batch ${batch}, ${name}: ${median(all).toFixed(1)} ms (best turn ${Math.min(...all).toFixed(1)})${ratio}`);
  }
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

function mega(bytes: number): string {
  return (bytes / 1e6).toFixed(0);
}

function option(args: string[], name: string): string | undefined {
  const at = args.indexOf(name);
  return at < 0 ? undefined : args.splice(at, 2)[1];
}

async function main(): Promise<void> {
  const args = process.argv.slice(2);
  const python = option(args, '--python') ?? process.env['PYTHON'] ?? 'python3';
  const rounds = Number(option(args, '--rounds') ?? 9);
  const threads = availableParallelism();
  const found = findAddon(cacheDirectory());
  if (found.path === undefined) throw new Error(`${found.reason} Run: node dist/cli.js engine install`);
  const backend = await loadBackend({ name: 'tensorflow', addon: found.path }, threads, 'stay');
  console.log(`${cpus()[0]?.model.trim() ?? 'unknown processor'}, ${threads} cores, Node ${process.versions.node}; ${rounds} rounds of turns`);
  for (const architecture of args.length > 0 ? args : ARCHITECTURES) await compare(backend, architecture, { python, rounds, threads });
  process.exit();
}

void main();
