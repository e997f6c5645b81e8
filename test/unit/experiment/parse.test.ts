import assert from 'node:assert/strict';
import { sentence } from '../../../src/base/errors';
import { CellError, type CellProblem } from '../../../src/experiment/cell/cell';
import { parseCell } from '../../../src/experiment/cell/parse';

function problemsOf(text: string): readonly CellProblem[] {
  try {
    parseCell(text, 'lab.yaml');
  } catch (error) {
    assert.ok(error instanceof CellError, `a ${String(error)} in place of a CellError for ${text.slice(0, 80)}`);
    assert.equal(error.kind, 'input');
    return error.problems;
  }
  assert.fail(`no problem found in ${text}`);
}

/** Text, and of each problem: line, column, length of the mark, what its sentence says. */
const BAD: [name: string, text: string, ...problems: [line: number, column: number, length: number | undefined, words: RegExp][]][] = [
  ['nothing', '', [1, 1, undefined, /the cell is empty/]],
  ['a comment alone', '# later\n', [1, 1, undefined, /the cell is empty/]],
  ['a number', '5', [1, 1, 1, /the cell is 5; expected a kind/]],
  ['a list', '- train', [1, 1, 7, /the cell is a list/]],
  ['an empty mapping', '{}', [1, 1, 2, /the cell is empty/]],
  ['an unknown kind', '\ntrian:\n  epochs: 3', [2, 1, 5, /unknown kind "trian"\. Did you mean "train"\?/]],
  ['a key without its kind', 'epochs: 3', [1, 1, 6, /put it under "train:"/]],
  ['two kinds', 'train: {}\ncompare: {}', [2, 1, 7, /one experiment, this one has train and compare/]],
  ['two documents', 'train: {}\n---\ntrain: {}', [2, 1, 3, /remove the "---"/]],
  ['a broken list', 'train:\n  milestones: [1, 2', [2, 20, undefined, /not valid YAML/]],
  ['a tab', 'train:\n\tepochs: 3', [2, 1, undefined, /not by tabs/]],
  ['a key twice', 'train:\n  epochs: 3\n  epochs: 4', [3, 3, 6, /stands here twice/]],
  ['an unknown key', 'train:\n  epoch: 3', [2, 3, 5, /unknown key "epoch"\. Did you mean "epochs"\?/]],
  ['another spelling', 'train: { label_smoothing: 0.1 }', [1, 10, 15, /Did you mean "labelSmoothing"\?/]],
  ['a key like no other', 'train: { colour_of_bikeshed: 1 }', [1, 10, 18, /expected one of architecture, order/]],
  ['an unknown architecture', 'train:\n  architecture: resnet21x', [2, 17, 9, /unknown architecture "resnet21x"\. Did you mean "resnet/]],
  ['an unknown data set', 'train:\n  dataset: fashion_mnist', [2, 12, 13, /Did you mean "fashion-mnist"\?/]],
  ['an unknown data set in short', 'dataset: cifar-10', [1, 10, 8, /unknown dataset "cifar-10"\. Did you mean "cifar10"\?/]],
  ['an empty folder', 'dataset: "folder:"', [1, 10, 9, /or folder:PATH/]],
  ['an unknown order', 'train: { order: full-react }', [1, 17, 10, /Did you mean "full-preact"\?/]],
  ['a wrong token', 'compare:\n  vary:\n    order: [original, conv-bn-relo-conv-add]', [3, 31, 4, /unknown token "relo" at character 9\. Did you mean "relu"\?/]],
  ['a wrong token in quotes', "train: { order: 'conv-bn-foobar-conv' }", [1, 26, 6, /unknown token "foobar"/]],
  ['a wrong token in folded text', 'train:\n  order: >-\n    conv-bx-conv', [2, 10, 2, /unknown token "bx"/]],
  ['an addition in the wrong place', 'train: { order: conv-add-conv }', [1, 22, 3, /before the last conv/]],
  ['an order that is a number', 'train: { order: 3 }', [1, 17, 1, /order is 3; expected the name of an order/]],
  ['zero epochs', 'train: { epochs: 0 }', [1, 18, 1, /epochs is 0; expected a whole number from 1 to 10000 \(epochs\)/]],
  ['a negative batch', 'train: { batch: -128 }', [1, 17, 4, /batch is -128; expected a whole number from 1 to 8192/]],
  ['a huge limit', 'train: { limit: 1e300 }', [1, 17, 5, /limit is 1e\+300; expected/]],
  ['half an epoch', 'train: { epochs: 2.5 }', [1, 18, 3, /expected a whole number/]],
  ['a learning rate of zero', 'train: { lr: 0 }', [1, 14, 1, /lr is 0; expected a number above 0 to 100/]],
  ['no number', 'train: { lr: .nan }', [1, 14, 4, /lr is NaN; expected/]],
  ['without end', 'train: { lr: .inf }', [1, 14, 4, /lr is Infinity; expected/]],
  ['a word for a number', 'train: { lr: high }', [1, 14, 4, /lr is "high"; expected a number/]],
  ['yes for true', 'train: { flip: yes }', [1, 16, 3, /flip is "yes"; expected true or false/]],
  ['nothing for a value', 'train:\n  lr:\n  epochs: 3', [2, 6, undefined, /lr is empty; expected a number/]],
  ['a mapping for a value', 'train: { lr: { max: 1 } }', [1, 14, 10, /lr is a mapping; expected a number/]],
  ['a short list', 'train: { replaceStrideWithDilation: [true] }', [1, 37, 6, /expected a list of three/]],
  ['all wrong at once', 'train:\n  epochs: -1\n  foo: 1\n  optimizer: sdg', [2, 11, 2, /epochs/], [3, 3, 3, /foo/], [4, 14, 3, /Did you mean "sgd"\?/]],
  ['a key without effect', 'train:\n  optimizer: adamw\n  momentum: 0.9', [3, 13, 3, /"momentum" has no effect with optimizer adamw, only with sgd/]],
  ['a size for a named data set', 'dataset: { name: mnist, size: 32 }', [1, 31, 2, /no effect with name mnist, only with folder:PATH/]],
  ['milestones that fall', 'train: { epochs: 9, schedule: step, milestones: [4, 2] }', [1, 49, 6, /milestones must rise/]],
  ['a milestone beyond the end', 'train: { epochs: 3, schedule: step, milestones: [1, 3] }', [1, 49, 6, /beyond the end/]],
  ['a warm-up beyond the end', 'train: { epochs: 3, schedule: cosine, warmup: 4 }', [1, 47, 1, /longer than the training/]],
  ['nesterov without momentum', 'train: { momentum: 0, nesterov: true }', [1, 33, 4, /needs a momentum above 0/]],
  ['groups in a basic unit', 'train: { architecture: resnet18, groups: 2 }', [1, 42, 1, /resnet18 is made of basic units/]],
  ['four convs in a bottleneck', 'train: { architecture: resnet50, order: conv-conv-conv-conv-bn }', [1, 41, 22, /has 4 convs/]],
  ['nothing to vary', 'compare: {}', [1, 10, 2, /"vary" is missing/]],
  ['an empty vary', 'compare: { vary: {} }', [1, 18, 2, /nothing is varied/]],
  ['an empty list', 'compare: { vary: { order: [] } }', [1, 27, 2, /expected a list of values for order/]],
  ['a value for a list', 'compare: { vary: { order: plain } }', [1, 27, 5, /expected a list of values for order/]],
  ['a varied list', 'compare: { vary: { milestones: [[1], [2]] } }', [1, 20, 10, /unknown key "milestones"/]],
  ['a varied seed', 'compare: { vary: { seed: [1, 2] } }', [1, 20, 4, /unknown key "seed"/]],
  ['one bad value of many', 'compare: { vary: { lr: [0.1, -1] } }', [1, 30, 2, /lr is -1; expected a number above 0/]],
  ["train's key beside it", 'compare: { vary: { lr: [1, 2] }, epochs: 3 }', [1, 34, 6, /"epochs" belongs under "train:"/]],
  ['a seed in train', 'compare: { vary: { lr: [1, 2] }, train: { seed: 3 } }', [1, 43, 4, /"seeds" beside "train"/]],
  ['varied and set', 'compare:\n  vary: { lr: [1, 2] }\n  train: { lr: 3 }', [3, 16, 1, /"lr" is varied and also set here/]],
  ['a seed twice', 'compare: { vary: { lr: [1, 2] }, seeds: [1, 2, 1] }', [1, 48, 1, /seed 1 stands here twice/]],
  ['no seeds', 'compare: { vary: { lr: [1, 2] }, seeds: 0 }', [1, 41, 1, /expected a whole number from 1 to 1000, or a list/]],
  ['an unknown probe', 'compare: { vary: { lr: [1, 2] }, probes: [gradient] }', [1, 43, 8, /Did you mean "gradients"|unknown probes "gradient"/]],
  ['an interval without probes', 'train: { probeEvery: 5 }', [1, 22, 1, /probeEvery has no effect without probes/]],
  ['a surface without a middle', 'landscape: { points: 4 }', [1, 22, 1, /4 is even: no point would be at the weights themselves\. Choose an odd number/]],
  ['keys beside a run', 'lesion: { run: some-run, seeds: 2 }', [1, 33, 1, /"seeds" has no effect beside "run"/]],
  ["train's key beside an analysis", 'gradients: { epochs: 2 }', [1, 14, 6, /"epochs" belongs under "train:"/]],
  ['a second network that cannot be', 'diagram: { architecture: resnet50, against: { architecture: resnet20, groups: 2 } }', [1, 79, 1, /basic units/]],
  ['an impossible arm', 'compare:\n  vary: { architecture: [resnet50, resnet20] }\n  train: { groups: 2 }', [3, 20, 1, /arm "resnet20": resnet20 is made of basic units/]],
  ['an impossible varied value', 'compare:\n  vary: { order: [original, full-preact] }\n  train: { zeroInitResidual: true }', [3, 30, 4, /arm "full-preact": zeroInitResidual/]],
  ['no effect in any arm', 'compare: { vary: { momentum: [0, 0.9] }, train: { optimizer: adamw } }', [1, 31, 1, /"momentum" has no effect/]],
  ['too many trials', `compare: { vary: { lr: [${Array.from({ length: 100 }, (_, i) => (i + 1) / 100).join(', ')}] }, seeds: 100 }`, [1, 18, undefined, /10000 trials; at most 2000/]],
  ['a metric without its images', 'compare: { vary: { lr: [1, 2] }, metric: validationLoss, train: { validation: 0 } }', [1, 42, 14, /needs held-out images/]],
  ['a baseline that is no arm', 'compare: { vary: { order: [original, plain] }, baseline: no-bn }', [1, 58, 5, /no arm is named so; the arms are "original", "plain"/]],
  ['a baseline of two keys', 'compare: { vary: { order: [original, plain], lr: [1, 2] }, baseline: plain }', [1, 70, 5, /values by key/]],
  ['a baseline that fits two arms', 'compare: { vary: { order: [original, plain], lr: [1, 2] }, baseline: { lr: 1 } }', [1, 70, 9, /2 arms are named so/]],
  ['a baseline by a key that is not varied', 'compare: { vary: { lr: [1, 2] }, baseline: { epochs: 3 } }', [1, 54, 1, /"epochs" is not varied/]],
  ['an evaluation of nothing', 'evaluate: {}', [1, 11, 2, /"run" is missing/]],
  ['an unknown split', 'evaluate: { run: x, split: tset }', [1, 28, 4, /Did you mean "test"\?/]],
  ['a prototype', 'train:\n  __proto__: { epochs: 9 }', [2, 3, 9, /can't be a key/]],
  ['a list as key', 'train:\n  ? [a, b]\n  : 3', [2, 5, 6, /can't be a key/]],
  ['a merge key', 'train: { <<: { epochs: 9 } }', [1, 10, 2, /unknown key "<<"/]],
  ['an unknown tag', 'train: { lr: !!js/function x }', [1, 14, undefined, /not valid YAML: Unresolved tag/]],
  ['an alias to nowhere', 'train: { lr: *x }', [1, 14, 2, /no anchor "&x" stands before/]],
  ['a thousand aliases', `train: { lr: &x 1, milestones: [${'*x, '.repeat(10_000)}] }`, [1, 161, 2, /more than 32 aliases/]],
  ['an alias to itself', 'train: &x { lr: *x }', [1, 17, 2, /lr is a mapping/]],
  ['a bomb of aliases', 'a: &a [x, x, x, x, x, x, x, x]\nb: &b [*a, *a, *a, *a, *a, *a, *a, *a]\nc: &c [*b, *b, *b, *b, *b, *b, *b, *b]\nd: [*c, *c, *c, *c, *c, *c, *c, *c]', [1, 1, undefined, /aliases multiply/]],
  ['deep brackets', `train: ${'['.repeat(60_000)}`, [1, 40, undefined, /nested deeper than 32 levels/]],
  ['deep braces', '{'.repeat(60_000), [1, 33, undefined, /nested deeper/]],
  ['deep lists and keys', 'x:\n  - - - \n' + '- ? '.repeat(15_000), [3, 65, undefined, /nested deeper/]],
  ['too much', `# ${'x'.repeat(70_000)}`, [1, 1, undefined, /at most 65536 are read/]],
];

describe('a cell that is wrong', () => {
  for (const [name, text, ...expected] of BAD) {
    it(name, () => {
      const problems = problemsOf(text);
      assert.deepEqual(problems.map(({ line, column }) => [line, column]), expected.map(([line, column]) => [line, column]), problems.map(({ message }) => message).join('; '));
      problems.forEach((problem, i) => {
        const [line, column, length, words] = expected[i] ?? assert.fail();
        if (length !== undefined) assert.equal(problem.length, length);
        const text = sentence(new CellError([problem], 'lab.yaml'));
        assert.match(text, words);
        assert.ok(text.startsWith(`lab.yaml:${line}:${column}: `));
        assert.match(text, /[.?]$/);
        assert.doesNotMatch(text, /undefined|\[object|\n/);
      });
    });
  }

  it('lists problems in the order of the text, and no more than twenty', () => {
    const keys = Array.from({ length: 50 }, (_, i) => `  wrong${i}: 1`).join('\n');
    const problems = problemsOf(`train:\n${keys}`);
    assert.equal(problems.length, 50);
    const lines = new CellError(problems, undefined).message.split('\n');
    assert.equal(lines.length, 21);
    assert.match(lines[0] ?? '', /^cell:2:3: unknown key "wrong0"/);
    assert.equal(lines.at(-1), '… and 30 more.');
  });

  it('leaves the prototype of objects alone', () => {
    problemsOf('train: { "__proto__": { polluted: true } }');
    problemsOf('compare: { vary: { lr: [1, 2] }, baseline: { "__proto__": 1 } }');
    assert.equal(({} as Record<string, unknown>)['polluted'], undefined);
  });

  it('gives lines and columns in a text with carriage returns', () => {
    assert.deepEqual(problemsOf('train:\r\n  lr: 0\r\n  flip: 3\r\n').map(({ line, column }) => [line, column]), [[2, 7], [3, 9]]);
  });
});

describe('a cell that is right', () => {
  it('has every default', () => {
    const cell = parseCell('train:');
    assert.equal(cell.kind, 'train');
    assert.deepEqual(cell, parseCell('train: {}'));
    assert.deepEqual([cell.keys.architecture, cell.keys.dataset, cell.keys.epochs, cell.keys.batch, cell.keys.schedule, cell.keys.seed], ['resnet20', 'fashion-mnist', 3, 128, 'onecycle', 1]);
  });

  it('may be short or long', () => {
    assert.deepEqual(parseCell('dataset: mnist').keys, { name: 'mnist' });
    assert.deepEqual(parseCell('dataset: { name: "folder:my pets", size: 64 }').keys, { name: 'folder:my pets', size: 64 });
    assert.deepEqual(parseCell('evaluate: { run: runs/x, checkpoint: best }').keys, { run: 'runs/x', checkpoint: 'best', split: 'test', batch: 256 });
  });

  it('may use an anchor', () => {
    const cell = parseCell('compare: { vary: { lr: &rates [0.1, 0.2], weightDecay: *rates } }');
    assert.ok(cell.kind === 'compare');
    assert.deepEqual(cell.keys.vary, { lr: [0.1, 0.2], weightDecay: [0.1, 0.2] });
  });

  it('may set what only some arms use', () => {
    const cell = parseCell('compare: { vary: { optimizer: [sgd, adamw] }, train: { momentum: 0.8 } }');
    assert.equal(cell.kind, 'compare');
  });
});
