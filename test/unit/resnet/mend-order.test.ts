import assert from 'node:assert/strict';
import { mendedOrder } from '../../../src/resnet/mend-order';
import { NAMED_ORDERS, parseOrder, type Token } from '../../../src/resnet/order';
import { orderDifferences } from '../../../src/resnet/order-difference';

describe('The mend of an order', () => {
  const mends: [text: string, mended: string][] = [
    ['conv-bn-rleu-conv-bn-add-relu', 'original'],
    ['ful-preact', 'full-preact'],
    ['conv-bn-relu', 'conv-bn-relu-conv'],
    ['conv-bn-relu-add-relu', 'conv-bn-relu-conv-add-relu'],
    ['conv-bn-add-relu-conv', 'conv-bn-relu-conv-add'],
    ['conv-add-conv-bn-add', 'conv-conv-bn-add'],
    ['conv-bn-relu-conv-bn-add-add-relu', 'original'],
    ['conv--bn-relu-conv-bn-add-relu', 'original'],
    ['conv-xyz-conv', 'conv-conv'],
    ['Conv, BN, ReLU, conv, add', 'conv-bn-relu-conv-add'],
    ['', 'original'],
    ['?????', 'original'],
  ];
  for (const [text, mended] of mends) it(`of ${JSON.stringify(text)} is ${mended}`, () => assert.equal(mendedOrder(text), mended));

  it('leaves a valid order as it is', () => {
    for (const { name, tokens } of NAMED_ORDERS) assert.deepEqual([mendedOrder(name), mendedOrder(tokens)], [name, name]);
  });

  it('is valid whatever the tokens are', () => {
    const tokens = ['conv', 'bn', 'relu', 'add', 'cnv', ''];
    for (let n = 0; n < 6 ** 4; n++) {
      const text = [0, 1, 2, 3].map((place) => tokens[Math.floor(n / 6 ** place) % 6] ?? '').join('-');
      const mended = mendedOrder(text);
      assert.ok(mended !== undefined, text);
      parseOrder(mended);
    }
  });
});

describe('What differs between two orders', () => {
  const told = (from: string, to: string): string[] => orderDifferences(parseOrder(from), parseOrder(to)).map(({ place, gap, was, now }) => `${place}${gap ?? ''}: ${was.join('-')} → ${now.join('-')}`);
  const pairs: [from: string, to: string, ...differences: string[]][] = [
    ['original', 'original'],
    ['original', 'full-preact', 'beforeFirstConv:  → bn-relu', 'beforeAddition: bn → ', 'afterAddition: relu → '],
    ['original', 'bn-after-add', 'beforeAddition: bn → ', 'afterAddition: relu → bn-relu'],
    ['original', 'conv-relu-bn', 'betweenConvs: bn-relu → relu-bn', 'beforeAddition: bn → relu-bn', 'afterAddition: relu → '],
    ['original', 'plain', 'addition: add → '],
    ['original', 'conv-bn-relu-conv-bn', 'addition: add → ', 'atEnd: bn-relu → bn'],
    ['original', 'conv-bn-relu-conv-relu-conv-bn-add-relu', 'convs: conv-conv → conv-conv-conv', 'betweenConvs2: bn-relu → relu'],
  ];
  for (const [from, to, ...differences] of pairs) it(`from ${from} to ${to}`, () => assert.deepEqual(told(from, to), differences));

  it('is nothing only where the tokens are the same', () => {
    const orders = NAMED_ORDERS.map(({ name }) => parseOrder(name));
    for (const a of orders) for (const b of orders) assert.equal(orderDifferences(a, b).length === 0, (a.text.split('-') as Token[]).join() === b.text.replaceAll('-', ','), `${a.name}, ${b.name}`);
  });
});
