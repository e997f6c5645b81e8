import assert from 'node:assert/strict';
import { besideOriginal, knownOf, LITERATURE, otherSequences, valueTextOf, type LiteratureEntry } from '../../../src/resnet/literature';
import { NAMED_ORDERS, parseOrder } from '../../../src/resnet/order';

type Setting = readonly [paper: string, table: number | undefined, dataset: string, architecture: string, measure: string];
const HE16 = 'He 2016';

/** Numbers typed from the papers' tables, in per cent unless the measure is the log-loss. */
const NUMBERS: readonly [setting: Setting, order: string, ...values: number[]][] = [
  [['He 2015', 2, 'ImageNet', '18 layers', 'top-1 error'], 'plain', 27.94],
  [['He 2015', 2, 'ImageNet', '18 layers', 'top-1 error'], 'original', 27.88],
  [['He 2015', 2, 'ImageNet', '34 layers', 'top-1 error'], 'plain', 28.54],
  [['He 2015', 2, 'ImageNet', '34 layers', 'top-1 error'], 'original', 25.03],
  [['He 2015', 3, 'ImageNet', 'ResNet-34', 'top-1 error'], 'original', 25.03, 24.52, 24.19],
  [['He 2015', 6, 'CIFAR-10', 'ResNet-20', 'test error'], 'original', 8.75],
  [['He 2015', 6, 'CIFAR-10', 'ResNet-32', 'test error'], 'original', 7.51],
  [['He 2015', 6, 'CIFAR-10', 'ResNet-44', 'test error'], 'original', 7.17],
  [['He 2015', 6, 'CIFAR-10', 'ResNet-56', 'test error'], 'original', 6.97],
  [['He 2015', 6, 'CIFAR-10', 'ResNet-110', 'test error'], 'original', 6.43],
  [['He 2015', 6, 'CIFAR-10', 'ResNet-1202', 'test error'], 'original', 7.93],
  [[HE16, 1, 'CIFAR-10', 'ResNet-110', 'test error'], 'original', 12.35, 8.7, 9.81, 12.86, 6.91, 12.22],
  [[HE16, 2, 'CIFAR-10', 'ResNet-110', 'test error'], 'original', 6.61],
  [[HE16, 2, 'CIFAR-10', 'ResNet-110', 'test error'], 'bn-after-add', 8.17],
  [[HE16, 2, 'CIFAR-10', 'ResNet-110', 'test error'], 'relu-before-add', 7.84],
  [[HE16, 2, 'CIFAR-10', 'ResNet-110', 'test error'], 'relu-only-preact', 6.71],
  [[HE16, 2, 'CIFAR-10', 'ResNet-110', 'test error'], 'full-preact', 6.37],
  [[HE16, 2, 'CIFAR-10', 'ResNet-164', 'test error'], 'original', 5.93],
  [[HE16, 2, 'CIFAR-10', 'ResNet-164', 'test error'], 'bn-after-add', 6.5],
  [[HE16, 2, 'CIFAR-10', 'ResNet-164', 'test error'], 'relu-before-add', 6.14],
  [[HE16, 2, 'CIFAR-10', 'ResNet-164', 'test error'], 'relu-only-preact', 5.91],
  [[HE16, 2, 'CIFAR-10', 'ResNet-164', 'test error'], 'full-preact', 5.46],
  [[HE16, 3, 'CIFAR-10', 'ResNet-110', 'test error'], 'original', 9.9],
  [[HE16, 3, 'CIFAR-10', 'ResNet-110', 'test error'], 'full-preact', 8.91],
  [[HE16, 3, 'CIFAR-10', 'ResNet-1001', 'test error'], 'original', 7.61],
  [[HE16, 3, 'CIFAR-10', 'ResNet-1001', 'test error'], 'full-preact', 4.92],
  [[HE16, 3, 'CIFAR-100', 'ResNet-164', 'test error'], 'original', 25.16],
  [[HE16, 3, 'CIFAR-100', 'ResNet-164', 'test error'], 'full-preact', 24.33],
  [[HE16, 3, 'CIFAR-100', 'ResNet-1001', 'test error'], 'original', 27.82],
  [[HE16, 3, 'CIFAR-100', 'ResNet-1001', 'test error'], 'full-preact', 22.71],
  [[HE16, 4, 'CIFAR-10', 'ResNet-1001', 'test error'], 'full-preact', 4.62],
  [[HE16, undefined, 'ImageNet', 'ResNet-101', 'top-1 error'], 'bn-after-add', 24.6],
  [[HE16, undefined, 'ImageNet', 'ResNet-101', 'top-1 error'], 'original', 23.6],
  [[HE16, undefined, 'ImageNet', 'ResNet-101', 'top-5 error'], 'bn-after-add', 7.5],
  [[HE16, undefined, 'ImageNet', 'ResNet-101', 'top-5 error'], 'original', 7.1],
  [[HE16, 5, 'ImageNet', 'ResNet-152', 'top-1 error'], 'original', 21.3],
  [[HE16, 5, 'ImageNet', 'ResNet-152', 'top-1 error'], 'full-preact', 21.1],
  [[HE16, 5, 'ImageNet', 'ResNet-200', 'top-1 error'], 'original', 21.8],
  [[HE16, 5, 'ImageNet', 'ResNet-200', 'top-1 error'], 'full-preact', 20.7],
  [['gcr 2016', undefined, 'CIFAR-10', 'ResNet-20', 'test error'], 'original', 8.29],
  [['gcr 2016', undefined, 'CIFAR-10', 'ResNet-20', 'test error'], 'no-last-relu', 8.62],
  [['gcr 2016', undefined, 'CIFAR-10', 'ResNet-20', 'test error'], 'bn-after-add', 8.34],
  [['gcr 2016', undefined, 'CIFAR-10', 'ResNet-20', 'test error'], 'conv-bn-relu-conv-add-bn', 8.23],
  [['gcr 2016', undefined, 'CIFAR-10', 'ResNet-110', 'test error'], 'original', 6.97],
  [['gcr 2016', undefined, 'CIFAR-10', 'ResNet-110', 'test error'], 'no-last-relu', 6.32],
  [['gcr 2016', undefined, 'CIFAR-10', 'ResNet-110', 'test error'], 'bn-after-add', 13.56],
  [['gcr 2016', undefined, 'CIFAR-10', 'ResNet-110', 'test error'], 'conv-bn-relu-conv-add-bn', 12.3],
  [['Mishkin 2017', undefined, 'ImageNet (128×128)', 'CaffeNet', 'accuracy'], 'conv-bn-relu', 47.4, 47.8],
  [['Mishkin 2017', undefined, 'ImageNet (128×128)', 'CaffeNet', 'accuracy'], 'conv-relu-bn', 49.9, 49.3],
  [['Mishkin 2017', undefined, 'ImageNet (128×128)', 'CaffeNet', 'accuracy'], 'conv-relu', 47.1],
  [['Mishkin 2017', undefined, 'ImageNet (128×128)', 'CaffeNet', 'log-loss'], 'conv-bn-relu', 2.35, 2.33],
  [['Mishkin 2017', undefined, 'ImageNet (128×128)', 'CaffeNet', 'log-loss'], 'conv-relu-bn', 2.21, 2.24],
  [['Mishkin 2017', undefined, 'ImageNet (128×128)', 'GoogLeNet', 'accuracy'], 'conv-bn-relu', 60.3],
  [['Mishkin 2017', undefined, 'ImageNet (128×128)', 'GoogLeNet', 'accuracy'], 'conv-relu-bn', 59.6],
  [['Mishkin 2017', undefined, 'ImageNet (128×128)', 'GoogLeNet', 'accuracy'], 'conv-relu', 61.9],
  [['RepVGG 2021', undefined, 'ImageNet', 'RepVGG-B0', 'accuracy'], 'bn-add', 75.14],
  [['RepVGG 2021', undefined, 'ImageNet', 'RepVGG-B0', 'accuracy'], 'add-bn', 73.52],
];

const settingOf = ({ paper, table, dataset, architecture, measure }: LiteratureEntry): Setting => [paper.name, table, dataset, architecture, measure];
const learnt = LITERATURE.filter(({ value }) => value !== undefined);
const of = (text: string): readonly LiteratureEntry[] => knownOf(parseOrder(text)).entries;
const facts = (text: string): string => knownOf(parseOrder(text)).sentences.join('\n');

describe('What the papers measured', () => {
  for (const [setting, order, ...values] of NUMBERS) {
    it(`${setting.join(', ')}: ${order}`, () => {
      const found = learnt.filter((entry) => entry.order === order && settingOf(entry).join('|') === setting.join('|'));
      assert.deepEqual(found.map(({ value }) => value), values);
    });
  }

  it('is this and no more', () => {
    assert.equal(learnt.length, NUMBERS.reduce((sum, [, , ...values]) => sum + values.length, 0));
    const failed = LITERATURE.filter(({ value }) => value === undefined);
    assert.deepEqual(failed.map((entry) => [entry.order, entry.scope, entry.table]), [['plain', 'order', 1], ['original', 'shortcut', 1], ['original', 'shortcut', 1], ['original', 'shortcut', 1]]);
  });

  it('has means, spreads and ranges where they were given', () => {
    const spread = LITERATURE.filter(({ mean }) => mean !== undefined).map(({ value, mean, deviation }) => [value, mean, deviation]);
    assert.deepEqual(spread, [[6.43, 6.61, 0.16], [4.92, 4.89, 0.14], [4.62, 4.69, 0.2], [22.71, 22.68, 0.22]]);
    assert.deepEqual(LITERATURE.filter(({ to }) => to !== undefined).map(({ value, to }) => [value, to]), [[60.3, 60.7], [59.6, 58.4]]);
  });

  it('names each source with its address, and marks what was not read there', () => {
    for (const { paper } of LITERATURE) assert.match(paper.url, /^https:\/\/(arxiv\.org\/abs\/\d{4}\.\d{5}|github\.com\/[\w-]+\/[\w-]+)$/);
    assert.deepEqual([...new Set(LITERATURE.filter(({ secondHand }) => secondHand).map(({ paper }) => paper.name))], ['RepVGG 2021']);
  });

  it('is of valid orders', () => {
    for (const { scope, order } of LITERATURE) if (scope !== 'sequence') assert.doesNotThrow(() => parseOrder(order), order);
  });

  it('is said with its unit and spread', () => {
    const said = (order: string, architecture: string, table?: number): string => valueTextOf(learnt.find((entry) => entry.order === order && entry.architecture === architecture && (table === undefined || entry.table === table)) as LiteratureEntry);
    assert.equal(said('full-preact', 'ResNet-1001', 3), '4.92\u00a0% (4.89 ± 0.14)');
    assert.equal(said('conv-bn-relu', 'GoogLeNet'), '60.3–60.7\u00a0%');
    assert.equal(valueTextOf(LITERATURE.find(({ measure }) => measure === 'log-loss') as LiteratureEntry), '2.35');
  });
});

describe('What is known of an order', () => {
  it('has the numbers of He 2016’s table 2 beside those of original', () => {
    const table2 = (name: string): (number | undefined)[][] => of(name).filter(({ table, paper }) => table === 2 && paper.name === HE16).map((entry) => [entry.value, besideOriginal(entry)?.value]);
    assert.deepEqual(table2('full-preact'), [[6.37, 6.61], [5.46, 5.93]]);
    assert.deepEqual(table2('bn-relu-conv-bn-relu-conv-add'), table2('full-preact'), 'by its tokens too');
    assert.deepEqual(table2('original'), [[6.61, undefined], [5.93, undefined]]);
  });

  it('compares in the same setting alone', () => {
    for (const entry of LITERATURE) {
      const other = besideOriginal(entry);
      if (other !== undefined) assert.deepEqual(settingOf(other), settingOf(entry));
    }
    const batch64 = learnt.find(({ value }) => value === 4.62) as LiteratureEntry;
    assert.equal(besideOriginal(batch64), undefined, 'original was not trained with batch 64');
  });

  it('has gcr’s order that has no name', () => assert.deepEqual(of('conv-bn-relu-conv-add-bn').filter(({ scope }) => scope === 'order').map(({ value }) => value), [8.23, 12.3]));

  it('has what was measured of the sequences in it', () => {
    const sequences = (text: string): string[] => [...new Set(of(text).filter(({ scope }) => scope === 'sequence').map(({ order }) => order))];
    assert.deepEqual(sequences('original'), ['conv-bn-relu', 'bn-add']);
    assert.deepEqual(sequences('conv-relu-bn'), ['conv-relu-bn', 'bn-add']);
    assert.deepEqual(sequences('no-bn'), ['conv-relu'], 'the network without bn');
    const before = of('original').find(({ order, value }) => order === 'conv-bn-relu' && value === 47.4) as LiteratureEntry;
    assert.deepEqual(otherSequences(before).map(({ order, value }) => [order, value]), [['conv-relu-bn', 49.9], ['conv-relu', 47.1]]);
  });

  const sentences: [order: string, says: RegExp, not?: RegExp][] = [
    ['original', /relu after the addition cuts off the negative part/, /Nothing stands after the addition|pre-activation/],
    ['bn-after-add', /normalises the shortcut too.*\(He 2016\)/, /cuts off/],
    ['relu-before-add', /a branch can only add.*\(He 2016\)/],
    ['conv-relu-conv-relu-add', /a branch can only add/],
    ['conv-relu-bn', /may be negative again/, /a branch can only add/],
    ['conv-relu-bn', /into a 1×1 conv, but not exactly into a 3×3 one/, /right after a conv can be folded/],
    ['full-preact', /It begins with bn-relu: pre-activation\..*repeated once after the last unit/],
    ['relu-only-preact', /has no bn of its own/],
    ['full-preact', /folded into nothing/, /has no bn of its own/],
    ['no-bn', /has no bn: each conv has a bias/, /folded/],
    ['plain', /There is no addition/, /Nothing stands after/],
    ['conv-bn-conv-bn-add', /has no relu at all/],
    ['conv-bn-conv-bn-add-relu', /No relu stands between two of its convs/, /has no relu at all/],
    ['conv-relu-relu-conv-add', /second of two relus in a row does nothing/],
    ['conv-bn-bn-conv-add', /second of two bns in a row/],
  ];
  for (const [order, says, not] of sentences) {
    it(`${order}: ${says.source}`, () => {
      assert.match(facts(order), says);
      if (not !== undefined) assert.doesNotMatch(facts(order), not);
    });
  }

  it('is something for every named order, and numbers for all that papers measured', () => {
    for (const { name } of NAMED_ORDERS) assert.ok(knownOf(parseOrder(name)).sentences.length > 0, name);
    const measured = NAMED_ORDERS.filter(({ name }) => of(name).some(({ scope }) => scope === 'order')).map(({ name }) => name);
    assert.deepEqual(measured, ['original', 'bn-after-add', 'relu-before-add', 'relu-only-preact', 'full-preact', 'no-last-relu', 'plain']);
  });
});
