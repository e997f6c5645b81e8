import assert from 'node:assert/strict';
import type { Edit } from '../../../src/experiment/cell/language/edit';
import { fixesOf } from '../../../src/experiment/cell/language/fixes';
import { problemsOf } from '../../../src/experiment/cell/language/problems';

describe('quick fixes', () => {
  /** A broken cell, a fix's title, and the cell after it, which is valid. */
  const fixed: [text: string, title: string, after: string][] = [
    ['train: { bach: 64 }', 'Change to "batch"', 'train: { batch: 64 }'],
    ['train:\n  epoch: 3', 'Change to "epochs"', 'train:\n  epochs: 3'],
    ['trian: {}', 'Change to "train"', 'train: {}'],
    ['train:\n  architecture: "resnet21"', 'Change to "resnet20"', 'train:\n  architecture: resnet20'],
    ['dataset: cifar-10', 'Change to "cifar10"', 'dataset: cifar10'],
    ['train: { order: full-react }', 'Change to "full-preact"', 'train: { order: full-preact }'],
    ['# 한국어\r\ntrain:\r\n  epoch: 3', 'Change to "epochs"', '# 한국어\r\ntrain:\r\n  epochs: 3'],
    ['train:\n  epochs: 3\n  epochs: 4\n', 'Remove "epochs"', 'train:\n  epochs: 3\n'],
    ['train: { epochs: 3, epochs: 4 }', 'Remove "epochs"', 'train: { epochs: 3 }'],
    ['evaluate: { run: a, run: b }', 'Remove "run"', 'evaluate: { run: a }'],
    ['train: { optimizer: adamw, momentum: 0.9, lr: 1 }', 'Remove "momentum"', 'train: { optimizer: adamw, lr: 1 }'],
    ['train:\n  optimizer: adamw\n  momentum: 0.9 # why?\n  lr: 1', 'Remove "momentum"', 'train:\n  optimizer: adamw\n  lr: 1'],
    ['train:\r\n  colour_of_bikeshed: 3\r\n  epochs: 3', 'Remove "colour_of_bikeshed"', 'train:\r\n  epochs: 3'],
    ['train:\r\n  epochs: 3\r\n  colour_of_bikeshed: 3', 'Remove "colour_of_bikeshed"', 'train:\r\n  epochs: 3'],
    ['compare: { vary: { lr: [1, 2] }, seeds: [1, 2, 1] }', 'Remove "1"', 'compare: { vary: { lr: [1, 2] }, seeds: [1, 2] }'],
    ['compare:\n  vary:\n    order:\n      - original\n      - conv-add\n      - plain', 'Remove "conv-add"', 'compare:\n  vary:\n    order:\n      - original\n      - plain'],
    ['compare: { vary: { lr: [1, 2] }, train: { lr: 1 } }', 'Remove "lr"', 'compare: { vary: { lr: [1, 2] }, train: {  } }'],
    ['epochs: 3', 'Move "epochs" under "train"', 'train: { epochs: 3 }'],
    ['compare:\n  vary: { order: [original, plain] }\n  lr: 0.1', 'Move "lr" under "train"', 'compare:\n  vary: { order: [original, plain] }\n  train: { lr: 0.1 }'],
    ['compare:\n  vary: { order: [original, plain] }\n  lr: 0.1\n  train:\n    epochs: 3', 'Move "lr" under "train"', 'compare:\n  vary: { order: [original, plain] }\n  train:\n    lr: 0.1\n    epochs: 3'],
    ['compare:\n  vary: { order: [original, plain] }\n  train: {}\n  lr: 0.1\n', 'Move "lr" under "train"', 'compare:\n  vary: { order: [original, plain] }\n  train: { lr: 0.1 }\n'],
    ['compare:\n  vary: { order: [original, plain] }\n  lr: 0.1\n  train:\n', 'Move "lr" under "train"', 'compare:\n  vary: { order: [original, plain] }\n  train: { lr: 0.1 }\n'],
    ['compare: { vary: { order: [original, plain] }, lr: 0.1, train: { epochs: 3 } }', 'Move "lr" under "train"', 'compare: { vary: { order: [original, plain] }, train: { lr: 0.1, epochs: 3 } }'],
    ['compare:\n  vary: { order: [original, plain] }\n  lr: [0.1, 0.2]', 'Move "lr" under "vary"', 'compare:\n  vary: { lr: [0.1, 0.2], order: [original, plain] }'],
  ];
  for (const [text, title, after] of fixed) {
    it(`${title} in ${JSON.stringify(text)}`, () => {
      const fix = fixesOf(text).find((found) => found.title === title);
      assert.ok(fix, `only ${fixesOf(text).map((found) => found.title).join('; ')}`);
      assert.equal(applyEdits(text, fix.edits), after);
      assert.deepEqual(problemsOf(after), []);
    });
  }

  it('prefers what loses nothing', () => {
    assert.deepEqual(fixesOf('train: { bach: 64 }').map(({ title, preferred }) => [title, preferred]), [['Change to "batch"', true], ['Remove "bach"', false]]);
    assert.deepEqual(fixesOf('train: { epochs: -1 }').map(({ title, preferred }) => [title, preferred]), [['Remove "epochs"', false]]);
  });

  it('fixes several problems one after the other', () => {
    let text = 'architecture: resnet8\nepochs: 3\nlr: 0.1';
    for (let i = 0; i < 3; i++) text = applyEdits(text, fixesOf(text)[0]?.edits ?? []);
    assert.deepEqual(problemsOf(text), []);
    for (const key of ['architecture: resnet8', 'epochs: 3', 'lr: 0.1']) assert.ok(text.includes(key));
  });

  for (const text of ['', 'train: {}', 'evaluate: { run: "" }', 'train: {}\ncompare: {}', 'train: { epochs: [', 'compare: { vary: { lr: [1] }, lr: 1, train: { lr: 2 } }']) {
    it(`moves and changes nothing in ${JSON.stringify(text)}`, () => assert.deepEqual(fixesOf(text).filter(({ preferred }) => preferred), []));
  }
});

describe('problems as one types', () => {
  for (const text of ['', '  \n', '# later\n', '\n# one\n\n# two', 'train: {}']) it(`are none in ${JSON.stringify(text)}`, () => assert.deepEqual(problemsOf(text), []));
  it('are those of reading the cell', () => assert.deepEqual(problemsOf('train: { epochs: 0 }').map(({ line, column, length }) => [line, column, length]), [[1, 18, 1]]));
  it('are told of keys that do not go together', () => assert.equal(problemsOf('compare:\n  vary: { lr: [1, 2] }\n  train: { optimizer: adamw, momentum: 0.5 }').length, 1));
});

/** The text after edits that don't overlap. */
function applyEdits(text: string, edits: readonly Edit[]): string {
  return [...edits].sort((a, b) => b.start - a.start).reduce((whole, { start, end, text: piece }) => `${whole.slice(0, start)}${piece}${whole.slice(end)}`, text);
}
