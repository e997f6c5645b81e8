import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cellsOf, readNotebook, writeNotebook } from '../../../src/experiment/cell/notebook';
import { parseCell } from '../../../src/experiment/cell/parse';

const FOLDER = join(__dirname, '../../../notebooks');
const NAMES = ['01-residual-learning.resnb', '02-architectures.resnb', '03-layer-order.resnb', '04-look-inside.resnb'];
const namesIn = (folder: string): string[] => readdirSync(folder).filter((name) => name.endsWith('.resnb')).sort();
const textOf = (path: string): string => readFileSync(join(FOLDER, path), 'utf8');
const codeOf = (path: string): string[] => cellsOf(textOf(path), path).map(({ text }) => text);

describe('experiment: the sample notebooks', () => {
  it('are the same in both languages', () => {
    assert.deepEqual(namesIn(FOLDER), NAMES);
    assert.deepEqual(namesIn(join(FOLDER, 'ko')), NAMES);
  });

  for (const name of NAMES) {
    for (const path of [name, join('ko', name)]) {
      it(`${path} is written as the program writes it, with valid cells and no outputs`, () => {
        const text = textOf(path);
        const notebook = readNotebook(text, path);
        assert.equal(text, writeNotebook(notebook));
        assert.ok(notebook.cells.every(({ outputs }) => outputs === undefined));
        assert.equal(notebook.cells[0]?.kind, 'markdown');
        assert.match(notebook.cells[0]?.source[0] ?? '', /^# /);
        const cells = cellsOf(text, path);
        assert.equal(cells.length, notebook.cells.filter(({ kind }) => kind === 'code').length, 'an empty code cell');
        for (const cell of cells) assert.ok(parseCell(cell.text, cell.name).kind);
      });
    }

    it(`${name} has the same cells in Korean, with other words`, () => {
      assert.deepEqual(codeOf(join('ko', name)), codeOf(name));
      const [english, korean] = [name, join('ko', name)].map((path) => readNotebook(textOf(path), path).cells);
      assert.deepEqual(korean?.map(({ kind }) => kind), english?.map(({ kind }) => kind));
      for (const { kind, source } of korean ?? []) if (kind === 'markdown') assert.match(source.join('\n'), /[가-힣]/);
      for (const { source } of english ?? []) assert.doesNotMatch(source.join('\n'), /[가-힣]/);
    });
  }

  it('collect in one cell what others of the same notebook trained', () => {
    const trained = (text: string): unknown => JSON.stringify((parseCell(text).keys as { train: unknown }).train);
    const [plain, residual, both] = codeOf('01-residual-learning.resnb').map(trained);
    assert.equal(both, plain);
    assert.equal(both, residual);
  });
});
