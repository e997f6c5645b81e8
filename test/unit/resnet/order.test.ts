import assert from 'node:assert/strict';
import { LabError } from '../../../src/base/errors';
import { convCount, NAMED_ORDERS, parseOrder, unitTokens } from '../../../src/resnet/order';

/** The orders as their papers draw them: name, unit of two convs, unit of three. */
const UNITS: readonly [string, string, string][] = [
  ['original', 'conv-bn-relu-conv-bn-add-relu', 'conv-bn-relu-conv-bn-relu-conv-bn-add-relu'],
  ['bn-after-add', 'conv-bn-relu-conv-add-bn-relu', 'conv-bn-relu-conv-bn-relu-conv-add-bn-relu'],
  ['relu-before-add', 'conv-bn-relu-conv-bn-relu-add', 'conv-bn-relu-conv-bn-relu-conv-bn-relu-add'],
  ['relu-only-preact', 'relu-conv-bn-relu-conv-bn-add', 'relu-conv-bn-relu-conv-bn-relu-conv-bn-add'],
  ['full-preact', 'bn-relu-conv-bn-relu-conv-add', 'bn-relu-conv-bn-relu-conv-bn-relu-conv-add'],
  ['no-last-relu', 'conv-bn-relu-conv-bn-add', 'conv-bn-relu-conv-bn-relu-conv-bn-add'],
  ['conv-relu-bn', 'conv-relu-bn-conv-relu-bn-add', 'conv-relu-bn-conv-relu-bn-conv-relu-bn-add'],
  ['conv-relu-bn-relu', 'conv-relu-bn-conv-bn-add-relu', 'conv-relu-bn-conv-relu-bn-conv-bn-add-relu'],
  ['no-bn', 'conv-relu-conv-add-relu', 'conv-relu-conv-relu-conv-add-relu'],
  ['plain', 'conv-bn-relu-conv-bn-relu', 'conv-bn-relu-conv-bn-relu-conv-bn-relu'],
];

/** Text, 1-based column and length of the token at fault, what the message says, what the mend says. */
const ERRORS: readonly [string, number, number, RegExp, RegExp][] = [
  ['conv-bn-relu-cnv-bn-add', 14, 3, /unknown token "cnv"/, /Did you mean "conv"/],
  ['conv-bn-rleu-conv-add', 9, 4, /unknown token "rleu"/, /Did you mean "relu"/],
  ['conv-swish-conv-add', 6, 5, /unknown token "swish"/, /Tokens are conv, bn, relu, add/],
  ['conv--conv-add', 6, 1, /an empty token/, /Tokens are/],
  ['conv-conv-add-', 15, 1, /an empty token/, /Tokens are/],
  ['', 1, 1, /an empty token/, /Tokens are/],
  ['conv-bn-add', 9, 3, /at least two convs, this one has 1/, /Add a "conv"/],
  ['bn-relu', 4, 4, /at least two convs, this one has 0/, /Add a "conv"/],
  ['conv-add-conv-add', 15, 3, /a second "add"/, /remove it/],
  ['conv-conv-add-bn-add', 18, 3, /a second "add"/, /remove it/],
  ['conv-bn-add-conv-bn', 9, 3, /stands before the last conv/, /move it to the right/],
  ['add-conv-conv', 1, 3, /stands before the last conv/, /move it to the right/],
];

function thrownBy(text: string): LabError {
  try {
    parseOrder(text);
  } catch (error) {
    if (error instanceof LabError) return error;
    throw error;
  }
  throw new Error(`"${text}" was taken for an order`);
}

describe('orders', () => {
  for (const [name, basic, bottleneck] of UNITS) {
    it(name, () => {
      const order = parseOrder(name);
      assert.equal(order.text, basic);
      assert.equal(unitTokens(order, 2).join('-'), basic);
      assert.equal(unitTokens(order, 3).join('-'), bottleneck);
      assert.equal(parseOrder(basic).name, name, 'its tokens are known by its name');
    });
  }

  it('names no other', () => assert.deepEqual(NAMED_ORDERS.map((order) => order.name), UNITS.map(([name]) => name)));

  it('splits an order into prefix, between, before and after the addition', () => {
    const order = parseOrder('bn-conv-relu-bn-conv-relu-conv-bn-add-bn-relu');
    assert.deepEqual(order.prefix, ['bn']);
    assert.deepEqual(order.between, [['relu', 'bn'], ['relu']]);
    assert.deepEqual(order.beforeAdd, ['bn']);
    assert.deepEqual(order.afterAdd, ['bn', 'relu']);
    assert.equal(order.hasAdd, true);
    assert.equal(order.hasBatchNorm, true);
    assert.equal(order.name, order.text);
    assert.equal(convCount(order), 3);
  });

  it('takes any string with two convs: adjacent convs, no addition, no norm', () => {
    const order = parseOrder('conv-conv');
    assert.deepEqual([order.prefix, order.between, order.beforeAdd, order.afterAdd], [[], [[]], [], []]);
    assert.equal(order.hasAdd, false);
    assert.equal(order.hasBatchNorm, false);
  });

  it('an order of three convs stands as it is written', () => {
    const text = 'conv-bn-conv-relu-conv-add';
    assert.equal(unitTokens(parseOrder(text), 3).join('-'), text);
  });
});

describe('a wrong order is pointed at', () => {
  for (const [text, column, length, what, mend] of ERRORS) {
    it(`"${text}": character ${column}`, () => {
      const error = thrownBy(text);
      assert.equal(error.kind, 'input');
      assert.match(error.message, what);
      assert.match(error.message, new RegExp(`at character ${column}\\.`));
      const [, shown, carets] = error.message.split('\n');
      assert.equal(shown, `  ${text}`);
      assert.equal(carets, `  ${' '.repeat(column - 1)}${'^'.repeat(length)}`);
      assert.match(error.mend ?? '', mend);
    });
  }

  it('a misspelt name gets the name', () => {
    assert.equal(thrownBy('orignal').mend, 'Did you mean "original"?');
    assert.equal(thrownBy('full-preactivation').kind, 'input');
  });
});
