/**
 * Damages files that PyTorch and safetensors wrote, and reads them: each must be refused with a sentence or read as what it says, in time and in the
 * stated memory. `npx tsx test/fuzz/weights.ts [COUNT] [FIRST]`; a case has a number and is always the same. A process reads them that another one
 * watches, so that a crash or an endless loop has a number too.
 */
import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LabError, sentence } from '../../src/base/errors';
import { readStateDict } from '../../src/weights/read-state-dict';
import type { StateDict } from '../../src/weights/state-dict';
import { caseOf, seeds, type Seed } from './weights-cases';

/** Milliseconds that a file of some kilobytes may take on a busy machine. */
const MOST_TIME = 5_000;
const MEBI = 1024 ** 2;

export interface Tally {
  read: number;
  refused: number;
  /** Different sentences, numbers and quoted names aside. */
  sentences: Set<string>;
  /** Milliseconds. */
  slowest: number;
  /** Bytes of a file's numbers in memory at most. */
  largest: number;
}

/** Reads cases one after the other. @throws AssertionError with a case's number */
export async function fuzzWeights(first: number, count: number, onCase: (number: number) => void = () => undefined): Promise<Tally> {
  const all = await seeds();
  const sound = new Map<string, StateDict | undefined>();
  const folder = mkdtempSync(join(tmpdir(), 'resnet-lab-fuzz-'));
  const path = join(folder, 'weights.bin');
  const read = async (bytes: Buffer): Promise<StateDict | string> => {
    writeFileSync(path, bytes);
    return readStateDict(path).catch((error: unknown) => {
      assert.ok(error instanceof LabError && error.place === path, error instanceof Error ? error.stack : String(error));
      return sentence(error);
    });
  };
  for (const { name, bytes } of all) {
    const dict = await read(bytes);
    sound.set(name, typeof dict === 'string' ? undefined : dict);
  }
  const tally: Tally = { read: 0, refused: 0, sentences: new Set(), slowest: 0, largest: 0 };
  try {
    for (let number = first; number < first + count; number++) {
      onCase(number);
      await check(number, all, sound, read, tally);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  return tally;
}

async function check(number: number, all: readonly Seed[], sound: ReadonlyMap<string, StateDict | undefined>, read: (bytes: Buffer) => Promise<StateDict | string>, tally: Tally): Promise<void> {
  const { seed, bytes, held } = caseOf(number, all);
  const label = `case ${number}, of ${seed.name}`;
  const began = performance.now();
  const result = await read(bytes);
  if (typeof result === 'string') {
    tally.refused++;
    tally.sentences.add(result.replace(/^.*?weights\.bin: /, '').replace(/"[^"]*"|\d+/g, '…').slice(0, 60));
  } else {
    tally.read++;
    const taken = values(result, label);
    assert.ok(taken <= 64 * MEBI + 16 * bytes.length, `${label}: ${taken} bytes of numbers`);
    tally.largest = Math.max(tally.largest, taken);
    if (held) sameAs(sound.get(seed.name), result, label);
  }
  const time = performance.now() - began;
  assert.ok(time < MOST_TIME, `${label} took ${time} ms`);
  tally.slowest = Math.max(tally.slowest, time);
}

/** Reads all numbers; answers how many bytes they take. */
function values({ tensors }: StateDict, label: string): number {
  let bytes = 0;
  for (const [name, tensor] of tensors) {
    const numbers = tensor.values();
    assert.equal(numbers.length, tensor.shape.reduce((a, b) => a * b, 1), `${label}: ${name}`);
    bytes += numbers.byteLength;
  }
  return bytes;
}

/** Where checksums hold, a file that can be read has the tensors that it had. */
function sameAs(before: StateDict | undefined, { tensors }: StateDict, label: string): void {
  for (const [name, tensor] of tensors) {
    const was = before?.tensors.get(name);
    if (was !== undefined) assert.deepEqual([tensor.shape, tensor.values()], [was.shape, was.values()], `${label}: ${name}`);
  }
}

/** Reads the cases in another process; answers its exit code, or kills it where a case takes too long. */
async function watched(first: number, count: number): Promise<number> {
  const child = fork(fileURLToPath(import.meta.url), [String(count), String(first), 'alone'], { execArgv: process.execArgv });
  let at = first;
  const kill = (): void => {
    console.error(`case ${at} does not end`);
    child.kill('SIGKILL');
  };
  let timer = setTimeout(kill, 20 * MOST_TIME);
  child.on('message', (number) => {
    at = Number(number);
    clearTimeout(timer);
    timer = setTimeout(kill, 4 * MOST_TIME);
  });
  const code = await new Promise<number>((resolve) => child.on('exit', (status) => resolve(status ?? 1)));
  clearTimeout(timer);
  if (code !== 0) console.error(`case ${at} ended the process (${code})`);
  return code;
}

async function alone(first: number, count: number): Promise<void> {
  const tally = await fuzzWeights(first, count, (number) => process.send?.(number));
  const peak = process.resourceUsage().maxRSS / 1024;
  console.log(`${count} files from case ${first}: ${tally.read} read, ${tally.refused} refused with ${tally.sentences.size} different sentences; slowest ${tally.slowest.toFixed(0)} ms; at most ${(tally.largest / MEBI).toFixed(1)} MiB of numbers; process at most ${peak.toFixed(0)} MiB`);
  process.disconnect?.();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [count = '10000', first = '0', mode] = process.argv.slice(2);
  const done = mode === 'alone' ? alone(Number(first), Number(count)) : watched(Number(first), Number(count)).then((code) => void (process.exitCode = code));
  done.catch((error: unknown) => {
    console.error(error);
    process.exitCode = 1;
    process.disconnect?.();
  });
}
