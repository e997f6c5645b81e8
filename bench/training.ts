import { execFileSync, spawnSync } from 'node:child_process';
import { availableParallelism, cpus } from 'node:os';
import { join } from 'node:path';

/**
 * ResNet-20 training at batch 128 beside PyTorch's, on this machine, in this run: the contestants take turns, and the ratios are taken round by
 * round, since machines drift. Then 1,000 steps, for tensors and memory.
 * npm run bench [-- ROUNDS STEPS]; PYTHON names a Python that has torch (default: python3).
 */
interface Result {
  readonly backend: string;
  readonly versions: Record<string, string>;
  readonly milliseconds: number[];
  readonly tensors?: { before: number; after: number };
  readonly memory: { peak: number; rssBefore?: number; rssAfter?: number };
}

const BATCH = 128;
const [rounds = 5, steps = 15] = process.argv.slice(2).map(Number);
const threads = availableParallelism();
const python = process.env['PYTHON'] ?? 'python3';

function ours(backend: string, count: number, architecture = 'resnet20', batch = BATCH): Result {
  return measured(process.execPath, ['--import', 'tsx', join(__dirname, 'train-ours.ts'), backend, architecture, String(batch), String(count), String(threads)]);
}

function pytorch(layout: string): Result {
  return measured(python, [join(__dirname, 'train_pytorch.py'), layout, String(BATCH), String(steps), String(threads)]);
}

function measured(program: string, args: string[]): Result {
  return JSON.parse(execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim().split('\n').at(-1) ?? '') as Result;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

function main(): void {
  console.log(`${cpus()[0]?.model.trim() ?? 'unknown processor'}, ${threads} cores, Node ${process.versions.node}; ResNet-20, batch ${BATCH}, ${rounds} rounds of ${steps} steps each`);
  const hasTorch = spawnSync(python, ['-c', 'import torch']).status === 0;
  if (!hasTorch) console.log(`${python} has no torch: PyTorch is left out (set PYTHON to one that has it).`);
  const contestants: Record<string, () => Result> = { tensorflow: () => ours('tensorflow', steps), ...(hasTorch && { 'pytorch default': () => pytorch('default'), 'pytorch channels_last': () => pytorch('channels_last') }) };
  const times: Record<string, number[]> = {};
  const last: Record<string, Result> = {};
  for (let round = 0; round < rounds; round++) {
    for (const [name, run] of Object.entries(contestants)) {
      const result = (last[name] = run());
      (times[name] ??= []).push(median(result.milliseconds));
    }
    console.log(`round ${round + 1}: ${Object.entries(times).map(([name, all]) => `${name} ${all.at(-1)?.toFixed(0)} ms`).join(', ')}`);
  }
  for (const [name, all] of Object.entries(times)) {
    const ratio = all.map((ms, i) => ms / (times['tensorflow']?.[i] ?? NaN));
    const versions = Object.entries(last[name]?.versions ?? {}).map((pair) => pair.join(' ')).join(', ');
    console.log(`${name} (${versions}): ${median(all).toFixed(0)} ms a step, ${((1000 * BATCH) / median(all)).toFixed(0)} images/s, peak ${((last[name]?.memory.peak ?? 0) / 1e6).toFixed(0)} MB; TensorFlow here is ${median(ratio).toFixed(2)} times as fast`);
  }
  const wasm = ours('wasm', 4);
  console.log(`wasm (${Object.values(wasm.versions).join()}): ${median(wasm.milliseconds).toFixed(0)} ms a step, ${((1000 * BATCH) / median(wasm.milliseconds)).toFixed(0)} images/s on one thread, peak ${(wasm.memory.peak / 1e6).toFixed(0)} MB`);
  for (const backend of ['tensorflow', 'wasm']) {
    const long = ours(backend, 1000, 'resnet8', 16);
    const { before, after } = long.tensors ?? { before: NaN, after: NaN };
    console.log(`${backend}, ResNet-8, batch 16, 1,000 steps: ${before} tensors before, ${after} after; resident ${((long.memory.rssBefore ?? 0) / 1e6).toFixed(0)} MB before, ${((long.memory.rssAfter ?? 0) / 1e6).toFixed(0)} MB after`);
    if (before !== after) process.exitCode = 1;
  }
}

main();
