import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { formatCell } from '../../../src/experiment/cell/language/format';
import { cellsOf } from '../../../src/experiment/cell/notebook';

const LONG = `compare:\n  vary: {order: [${Array.from({ length: 12 }, (_, i) => `conv-${'relu-'.repeat(i)}conv`).join(',')}], lr: [0.1,0.2]}`;

describe('formatting', () => {
  const samples: [text: string, formatted: string][] = [
    ['train:   {epochs: 3,lr:  0.1}', 'train: { epochs: 3, lr: 0.1 }'],
    ['train:\n    epochs:   3\n    lr: 1e-3\n', 'train:\n  epochs: 3\n  lr: 1e-3\n'],
    ['compare:\n vary: {order: [ original,plain ]}', 'compare:\n  vary: { order: [original, plain] }'],
    ['compare:\n  vary:\n    order:\n    - original\n    -   plain', 'compare:\n  vary:\n    order:\n      - original\n      - plain'],
    ['# top\n\ntrain:\n    # above\n    epochs: 3   # beside\n\n\n    lr: 1\n# end', '# top\n\ntrain:\n  # above\n  epochs: 3 # beside\n\n  lr: 1\n\n# end'],
    ['train:\n  order: "conv-conv"\n  dataset: \'folder:내 그림\'', 'train:\n  order: "conv-conv"\n  dataset: \'folder:내 그림\''],
    ['train: {\n  epochs: 3, # three\n  lr: 1 }', 'train:\n  epochs: 3 # three\n  lr: 1'],
    ['train:\r\n    epochs: 3\r\n', 'train:\r\n  epochs: 3\r\n'],
    ['train:', 'train:'],
    ['train: {}', 'train: {}'],
  ];
  for (const [text, formatted] of samples) {
    it(`lays out ${JSON.stringify(text)}`, () => {
      assert.equal(formatCell(text), formatted);
      assert.equal(formatCell(formatted), formatted);
    });
  }

  it('opens brackets that do not fit on a line, and only those', () => {
    const formatted = formatCell(LONG) ?? '';
    assert.ok(formatted.split('\n').every((line) => line.length <= 120));
    assert.match(formatted, /^ {4}lr: \[0\.1, 0\.2\]$/m);
    assert.deepEqual(parse(formatted), parse(LONG));
    assert.equal(formatCell(formatted), formatted);
  });

  for (const text of ['', ' \n', '# only a comment', 'train: { epochs: 3', 'train:\n\tepochs: 3', 'train: { a: 1, a: 2 }', 'a: 1\n---\nb: 2', `a: ${'['.repeat(50)}${']'.repeat(50)}`, 'a: *nowhere']) {
    it(`leaves ${JSON.stringify(text).slice(0, 40)} alone`, () => assert.equal(formatCell(text), undefined));
  }

  const folder = new URL('../../../notebooks/', import.meta.url);
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.resnb'))) {
    it(`finds the cells of ${file} well laid out`, () => {
      const cells = cellsOf(readFileSync(new URL(file, folder), 'utf8'), file);
      assert.ok(cells.length > 0);
      for (const { text } of cells) assert.equal(formatCell(text), text);
    });
  }
});
