/**
 * Damages image files of every kind that can be read, and reads them: each must be refused in a few words or give a picture within the limits, in time and
 * in the stated memory. `npx tsx test/fuzz/images.ts [COUNT] [FIRST]`; a case has a number and is always the same. A process reads them that another one
 * watches, so that a crash or an endless loop has a number too.
 */
import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { decodeImage } from '../../src/data/images/decode';
import { prepareRaster } from '../../src/data/images/prepare';
import { PREPROCESSINGS } from '../../src/data/images/preprocessing';
import { thumbnail } from '../../src/data/images/thumbnail';
import { caseOf, seeds, type Seed } from './images-cases';

/** Milliseconds of computing that a file of some kilobytes may take: it can be of 64 megapixels. */
const MOST_TIME = 10_000;
/** Milliseconds until a process that says nothing is taken for one that hangs, on the busiest machine. */
const HANGS = 300_000;
const MEBI = 1024 ** 2;
/** Of the whole process: a picture of 64 megapixels with four channels of 16 bits while it is decoded, another one that is not yet let go, and its RGB. */
const MOST_MEMORY = 1536 * MEBI;
const MOST_PIXELS = 64 * MEBI;

export interface Tally {
  read: number;
  refused: number;
  /** Different sentences, numbers aside. */
  sentences: Set<string>;
  /** Milliseconds of computing. */
  slowest: number;
  /** Pixels of a picture at most. */
  largest: number;
}

/** Reads cases one after the other. @throws AssertionError with a case's number */
export async function fuzzImages(first: number, count: number, onCase: (number: number) => void = () => undefined): Promise<Tally> {
  const all = seeds();
  const folder = mkdtempSync(join(tmpdir(), 'resnet-lab-fuzz-'));
  const tally: Tally = { read: 0, refused: 0, sentences: new Set(), slowest: 0, largest: 0 };
  try {
    for (let number = first; number < first + count; number++) {
      onCase(number);
      await check(number, all, join(folder, 'image.bin'), tally);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  return tally;
}

async function check(number: number, all: readonly Seed[], file: string, tally: Tally): Promise<void> {
  const { name, bytes } = caseOf(number, all);
  const label = `case ${number}, of ${name}`;
  writeFileSync(file, bytes);
  const began = process.cpuUsage();
  const complaint = await read(file, label, tally).catch((error: unknown) => {
    if (error instanceof assert.AssertionError) throw error;
    assert.ok(error instanceof Error && !(error instanceof TypeError) && !(error instanceof RangeError) && !(error instanceof ReferenceError), `${label}: ${error instanceof Error ? error.stack : String(error)}`);
    assert.ok(error.message.length > 0 && error.message.length < 200 && !error.message.includes('\n'), `${label}: ${error.message}`);
    return error.message;
  });
  if (complaint === undefined) tally.read++;
  else {
    tally.refused++;
    tally.sentences.add(complaint.replace(/\d+|0x[0-9a-f]+/gi, '…').slice(0, 60));
  }
  const used = process.cpuUsage(began);
  const time = (used.user + used.system) / 1000;
  assert.ok(time < MOST_TIME, `${label} took ${time} ms`);
  tally.slowest = Math.max(tally.slowest, time);
  if (number % 8 === 0) await thumbnail(file, 64).catch((error: unknown) => assert.ok(error instanceof Error && error.message.length > 0, label));
}

async function read(file: string, label: string, tally: Tally): Promise<undefined> {
  const image = await decodeImage(file);
  const { width, height, channels, data } = image;
  assert.ok(width > 0 && height > 0 && width * height <= MOST_PIXELS && channels === 3 && data.length === width * height * 3, `${label}: ${width}×${height}×${channels}`);
  tally.largest = Math.max(tally.largest, width * height);
  const { pixels } = prepareRaster(image, PREPROCESSINGS.v1);
  assert.ok(pixels.length === 224 * 224 * 3 && pixels.every((value) => value > -3 && value < 3), label);
}

/** Reads the cases in another process; answers its exit code, or kills it where a case takes too long. */
async function watched(first: number, count: number): Promise<number> {
  const child = fork(fileURLToPath(import.meta.url), [String(count), String(first), 'alone'], { execArgv: process.execArgv });
  let at = first;
  const kill = (): void => {
    console.error(`case ${at} does not end`);
    child.kill('SIGKILL');
  };
  let timer = setTimeout(kill, HANGS);
  child.on('message', (number) => {
    at = Number(number);
    clearTimeout(timer);
    timer = setTimeout(kill, HANGS);
  });
  const code = await new Promise<number>((resolve) => child.on('exit', (status) => resolve(status ?? 1)));
  clearTimeout(timer);
  if (code !== 0) console.error(`case ${at} ended the process (${code})`);
  return code;
}

async function alone(first: number, count: number): Promise<void> {
  const tally = await fuzzImages(first, count, (number) => process.send?.(number));
  const peak = process.resourceUsage().maxRSS * 1024;
  console.log(`${count} files from case ${first}: ${tally.read} read, ${tally.refused} refused with ${tally.sentences.size} different sentences; slowest ${tally.slowest.toFixed(0)} ms; at most ${(tally.largest / MEBI).toFixed(1)} Mi pixels; process at most ${(peak / MEBI).toFixed(0)} MiB`);
  assert.ok(peak < MOST_MEMORY, 'too much memory');
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
