import assert from 'node:assert/strict';
import { appendFile, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LineTail } from '../../../src/runs/line-tail';

describe('runs: following a file', () => {
  let root: string;
  let path: string;
  let tail: LineTail;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'tail-'));
    path = join(root, 'lines');
    tail = new LineTail(path);
  });
  afterEach(() => rm(root, { recursive: true }));

  /** What is new; `restart` where all before is void. */
  async function read(): Promise<string[]> {
    const seen: string[] = [];
    await tail.read((line) => seen.push(line), () => seen.push('restart'));
    return seen;
  }

  it('gives each whole line once, and nothing of a file that is not there', async () => {
    assert.deepEqual(await read(), []);
    await writeFile(path, 'one\ntwo\nthr');
    assert.deepEqual(await read(), ['one', 'two']);
    assert.deepEqual(await read(), []);
    await appendFile(path, 'ee\nvier ü\n');
    assert.deepEqual(await read(), ['three', 'vier ü']);
  });

  it('waits for a line that a crash cut off, wherever it was cut, and numbers the lines', async () => {
    const line = '{"step":2,"loss":0.5}';
    for (let length = 0; length <= line.length; length++) {
      await writeFile(path, `one\n${line.slice(0, length)}`);
      const numbered: [string, number][] = [];
      const fresh = new LineTail(path);
      await fresh.read((text, number) => numbered.push([text, number]), () => assert.fail('nothing was cut off'));
      await appendFile(path, `${line.slice(length)}\n`);
      await fresh.read((text, number) => numbered.push([text, number]), () => assert.fail('nothing was cut off'));
      assert.deepEqual(numbered, [['one', 1], [line, 2]]);
    }
  });

  it('starts anew when the file was cut off, though it has grown again since', async () => {
    const lines = Array.from({ length: 40 }, (_, i) => `line ${i}`);
    await writeFile(path, `${lines.join('\n')}\n`);
    assert.equal((await read()).length, 40);
    await truncate(path, 14);
    assert.deepEqual(await read(), ['restart', 'line 0', 'line 1']);
    await truncate(path, 7);
    await appendFile(path, 'other\nand\nmore\n');
    assert.deepEqual(await read(), ['restart', 'line 0', 'other', 'and', 'more']);
    await rm(path);
    assert.deepEqual(await read(), ['restart']);
    assert.deepEqual(await read(), []);
  });

  it('goes on where a file was cut off and the same was written again', async () => {
    await writeFile(path, 'one\ntwo\n');
    await read();
    await truncate(path, 4);
    await appendFile(path, 'two\nthree\n');
    assert.deepEqual(await read(), ['three']);
  });

  it('reads a file of many chunks', async () => {
    const lines = Array.from({ length: 30_000 }, (_, i) => `${i} ${'é'.repeat(20)}`);
    await writeFile(path, `${lines.join('\n')}\n`);
    assert.deepEqual(await read(), lines);
  });
});
