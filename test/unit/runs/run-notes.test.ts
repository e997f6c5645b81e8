import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NAME_LENGTH, nameProblem, parseTags, readNotes, TAG_LENGTH, tagsProblem, trimmed, writeNotes } from '../../../src/runs/run-notes';

describe('Notes on a run', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'resnet-lab-notes-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('are read as they were written', async () => {
    assert.deepEqual(await readNotes(folder), { tags: [] });
    await writeNotes(folder, { name: 'the good one', tags: ['baseline', '첫 실험'] });
    assert.deepEqual(await readNotes(folder), { name: 'the good one', tags: ['baseline', '첫 실험'] });
    await writeNotes(folder, { name: '', tags: [] });
    assert.deepEqual(await readNotes(folder), { tags: [] });
    assert.equal(await readFile(join(folder, 'notes.json'), 'utf8'), '{\n  "version": 1,\n  "tags": []\n}\n');
  });

  for (const [what, text] of [['cut off', '{"version": 1, "na'], ['of another kind', '[1, 2]'], ['null', 'null'], ['wrong', '{"version": 1, "tags": "a"}']] as const) {
    it(`are none where the file is ${what}, and can be written again`, async () => {
      await writeFile(join(folder, 'notes.json'), text);
      assert.deepEqual(await readNotes(folder), { tags: [] });
      await writeNotes(folder, { name: 'x', tags: ['a'] });
      assert.deepEqual(await readNotes(folder), { name: 'x', tags: ['a'] });
    });
  }

  it('of a newer version are not read and never overwritten', async () => {
    const newer = '{"version": 2, "name": "from the future", "tags": []}';
    await writeFile(join(folder, 'notes.json'), newer);
    assert.deepEqual(await readNotes(folder), { tags: [] });
    await assert.rejects(writeNotes(folder, { tags: ['a'] }), /newer ResNet Lab/);
    assert.equal(await readFile(join(folder, 'notes.json'), 'utf8'), newer);
  });

  it('takes tags apart at commas, trimmed and each once', () => {
    assert.deepEqual(parseTags(' a, try   again,,a , b,'), ['a', 'try again', 'b']);
    assert.deepEqual(parseTags('  '), []);
    assert.equal(trimmed('  the  good\tone '), 'the good one');
  });

  it('says what is too long or too much', () => {
    assert.equal(tagsProblem('a, b'), undefined);
    assert.match(tagsProblem('x'.repeat(TAG_LENGTH + 1)) ?? '', /40 characters/);
    assert.match(tagsProblem(Array.from({ length: 21 }, (_, i) => `t${i}`).join()) ?? '', /20 tags/);
    assert.equal(nameProblem('x'.repeat(NAME_LENGTH)), undefined);
    assert.match(nameProblem('x'.repeat(NAME_LENGTH + 1)) ?? '', /80 characters/);
  });
});
