import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { LabError, sentence } from '../../../src/base/errors';
import { expandCompare } from '../../../src/experiment/cell/expand';
import { jsonErrorAt } from '../../../src/experiment/cell/json-place';
import { cellsOf, readNotebook, writeNotebook } from '../../../src/experiment/cell/notebook';
import { parseCell } from '../../../src/experiment/cell/parse';

const flagship = 'notebooks/03-layer-order.resnb';
const flagshipText = readFileSync(new URL(`../../../${flagship}`, import.meta.url), 'utf8');
const samples = new Set(readdirSync(new URL('../../../notebooks', import.meta.url)).filter((name) => name.endsWith('.resnb')).map((name) => name.slice(0, -'.resnb'.length)));

function refusal(text: string): string {
  try {
    readNotebook(text, 'lab.resnb');
  } catch (error) {
    assert.ok(error instanceof LabError && error.kind === 'input');
    return sentence(error);
  }
  assert.fail(`accepted: ${text}`);
}

describe('a notebook', () => {
  it('is read as it was written', () => {
    const notebook = { version: 1, cells: [{ kind: 'markdown', source: ['# Hi', ''] }, { kind: 'code', source: ['train:'], outputs: [{ any: 'thing' }] }] };
    assert.deepEqual(readNotebook(JSON.stringify(notebook), 'lab.resnb'), notebook);
  });

  it('is refused with the place where it is corrupt', () => {
    assert.match(refusal('{\n  "version": 1,\n  "cells": [\n<<<<<<< HEAD\n'), /^lab\.resnb:4:1: the notebook is not valid JSON here\. Mend the file/);
    assert.match(refusal('{"version": 1,\n "cells": [],}'), /^lab\.resnb:2:14: /);
    assert.match(refusal(flagshipText.slice(0, 200)), /^lab\.resnb:\d+:\d+: /);
    assert.match(refusal(''), /^lab\.resnb:1:1: /);
  });

  it('is refused where it is something else, and says what', () => {
    assert.match(refusal('[]'), /^lab\.resnb: not a notebook: the file: expected object/);
    assert.match(refusal('{"cells": []}'), /"version": expected 1/);
    assert.match(refusal('{"version": 1, "cells": [{"kind": "markdown", "source": []}, {"kind": "code", "source": "train:"}]}'), /cell 2, "source": expected array/);
    assert.match(refusal('{"version": 1, "cells": [{"kind": "raw", "source": []}]}'), /cell 1, "kind": /);
    assert.match(refusal('{"version": 1, "cells": [], "extra": 1}'), /the file: unrecognized key: "extra"/);
  });

  it('of a newer format is refused by its number, before anything else is looked at', () => {
    assert.match(refusal('{"version": 2, "cels": 5}'), /has format 2; this program reads format 1\. Update/);
  });
});

describe('the place of a fault in JSON', () => {
  it('is the first character that cannot stand there', () => {
    const faults: [string, number][] = [['{"a": 1,}', 8], ['[1,]', 3], ['abc', 0], ['{"a" 1}', 5], ['{"a": [1, 2', 11], ['', 0], ['[1] x', 4], ['["x\ny"]', 1], ['{a: 1}', 1], ['[1 2]', 3], ['{"a":tru}', 5], ['01', 1], [']', 0], ['[1}', 2], ['{"a"]', 4], ['{,}', 1], ['["\\x"]', 1]];
    for (const [text, place] of faults) assert.equal(jsonErrorAt(text), place, text);
  });

  it('is the end of a text that was cut off', () => {
    const whole = '{"a": [1, -2.5e3, true, null, {"b": {}}, []], "c": ""}';
    for (const end of [1, 5, 7, 9, whole.length - 1]) {
      const cut = whole.slice(0, end).trimEnd();
      assert.equal(jsonErrorAt(cut), cut.length, cut);
    }
    assert.equal(jsonErrorAt(whole), whole.length);
  });
});

describe('the cells of a file', () => {
  it('are the code cells of a notebook by number', () => {
    const notebook = { version: 1, cells: [{ kind: 'code', source: ['dataset: mnist'] }, { kind: 'markdown', source: ['x'] }, { kind: 'code', source: ['', '# later'] }, { kind: 'code', source: ['train:', '  epochs: 2'] }] };
    assert.deepEqual(cellsOf(JSON.stringify(notebook), 'a/lab.resnb'), [
      { text: 'dataset: mnist', name: 'a/lab.resnb#1', number: 1 },
      { text: 'train:\n  epochs: 2', name: 'a/lab.resnb#3', number: 3 },
    ]);
  });

  it('come with the Markdown before them', () => {
    const markdown = (source: string): object => ({ kind: 'markdown', source: [source] });
    const cells = [markdown('# Why?'), markdown('Guess.'), { kind: 'code', source: ['dataset: mnist'] }, markdown('Then.'), { kind: 'code', source: ['dataset: shapes'] }];
    assert.deepEqual(cellsOf(JSON.stringify({ version: 1, cells }), 'x.resnb').map((cell) => cell.markdown), ['# Why?\n\nGuess.', 'Then.']);
  });

  it("are a YAML file's documents, and places are the file's", () => {
    const text = '# first\ntrain:\n  epochs: 2\n---\n# nothing\n--- # second\ncompare:\n  vary: { lr: [1, 2] }\n  sed: 3\n';
    const cells = cellsOf(text, 'lab.yml');
    assert.equal(cells.length, 2);
    assert.deepEqual(cells.map(({ name }) => name), ['lab.yml', 'lab.yml']);
    assert.equal(parseCell(cells[0]?.text ?? '').kind, 'train');
    assert.throws(() => parseCell(cells[1]?.text ?? '', cells[1]?.name), /^CellError: lab\.yml:9:3: unknown key "sed"\. Did you mean "seeds"\?$/);
    assert.deepEqual(cellsOf('--- { dataset: mnist }', 'x.yaml').map(({ text: cell }) => parseCell(cell).kind), ['dataset']);
    assert.deepEqual(cellsOf('\n', 'x.yaml'), []);
  });

  it('are not looked for in other files', () => {
    assert.throws(() => cellsOf('train:', 'lab.txt'), (error: unknown) => error instanceof LabError && /ends in \.resnb, \.yaml or \.yml/.test(sentence(error)));
  });
});

describe('the notebook of the layer order', () => {
  it('is one comparison of the four orders over at least four paired seeds', () => {
    const [cell, ...others] = cellsOf(flagshipText, flagship).map(({ text, name }) => parseCell(text, name));
    assert.equal(others.length, 0);
    assert.ok(cell?.kind === 'compare');
    const { arms, seeds, baseline, trials } = expandCompare(cell);
    for (const order of ['original', 'full-preact', 'conv-relu-bn', 'plain']) assert.ok(arms.some(({ label }) => label === order), order);
    assert.ok(seeds.length >= 4);
    assert.equal(baseline, 'original');
    assert.equal(trials.length, arms.length * seeds.length);
  });

  it('names only cells, orders and sample notebooks that exist in its words', () => {
    const { cells } = readNotebook(flagshipText, flagship);
    const words = cells.filter(({ kind }) => kind === 'markdown').flatMap(({ source }) => source.join('\n').match(/`[^`]+`/g) ?? []).map((text) => text.slice(1, -1));
    assert.ok(words.length > 5);
    for (const word of words) {
      if (/^vary: /.test(word)) parseCell(`compare: { ${word} }`);
      else if (/^architecture: /.test(word)) parseCell(`train: { ${word} }`);
      else if (!samples.has(word)) parseCell(`train: { order: ${word} }`);
    }
  });
});

describe('writing a notebook', () => {
  const outputs = [{ 'application/vnd.resnet-lab.experiment+json': { version: 1, text: 'a\nb', deep: [1, { x: null }] }, 'text/markdown': ['line one', '', 'line three'] }, { 'text/plain': ['다시'] }];
  const notebook = { version: 1 as const, cells: [{ kind: 'markdown' as const, source: ['# Title', '', 'with "quotes"'] }, { kind: 'code' as const, source: ['train: {}'], outputs }, { kind: 'code' as const, source: [] }] };

  it('reads back as it was', () => {
    assert.deepEqual(readNotebook(writeNotebook(notebook), 'lab.resnb'), notebook);
    assert.deepEqual(readNotebook(writeNotebook({ cells: [] }), 'lab.resnb').cells, []);
  });

  it('is stable: written, read and written again it is the same text', () => {
    const text = writeNotebook(notebook);
    assert.equal(writeNotebook(readNotebook(text, 'lab.resnb')), text);
  });

  it('gives each output one line, and everything else lines as people write them', () => {
    const lines = writeNotebook(notebook).split('\n');
    assert.equal(lines.filter((line) => line.includes('vnd.resnet-lab')).length, 1);
    assert.ok(lines.includes('        "# Title",'));
  });

  it('writes the samples as they are', () => {
    const path = flagship;
    assert.equal(writeNotebook(readNotebook(flagshipText, path)), flagshipText);
  });
});
