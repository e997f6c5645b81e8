import assert from 'node:assert/strict';
import { cellSchema, keysOf, type JsonSchema } from '../../../src/experiment/cell/language/schema-view';
import { problemsOf } from '../../../src/experiment/cell/language/problems';
import { CELL_KINDS } from '../../../src/experiment/cell/schema';
import { ARCHITECTURE_NAMES } from '../../../src/resnet/catalogue';
import { NAMED_ORDERS } from '../../../src/resnet/order';
import { suggestionsAt, taken } from './support';

async function labelsAt(marked: string, runs?: readonly string[]): Promise<string[]> {
  return (await suggestionsAt(marked, runs)).map(({ label }) => label);
}

async function insertAt(marked: string, label: string): Promise<string> {
  const found = (await suggestionsAt(marked)).find((suggestion) => suggestion.label === label);
  assert.ok(found, `"${label}" is not offered at ${marked}`);
  return found.insert;
}

/** Every mapping of the language by its path. */
function mappings(schema: JsonSchema, path: string[] = []): { path: string[]; keys: string[] }[] {
  const keys = Object.entries(keysOf(schema));
  if (keys.length === 0) return [];
  return [{ path, keys: keys.map(([name]) => name) }, ...keys.flatMap(([name, child]) => mappings(child, [...path, name]))];
}

const ORDER_NAMES = NAMED_ORDERS.map(({ name }) => name);
const VARIED = 'compare:\n  vary: { order: [original, plain], lr: [0.1, 0.2] }\n';

describe('completion of kinds', () => {
  for (const marked of ['|', 'tr|', '# why?\n\n|', 'trai|n']) {
    it(`offers all kinds at ${JSON.stringify(marked)}`, async () => assert.deepEqual(await labelsAt(marked), CELL_KINDS));
  }

  for (const kind of CELL_KINDS) {
    it(`inserts a ${kind} cell that is valid`, async () => {
      const found = (await suggestionsAt('|')).find(({ label }) => label === kind);
      assert.ok(found);
      const cell = taken('|', found);
      assert.match(cell, new RegExp(`^${kind}:.`, 's'));
      assert.deepEqual(problemsOf(cell), []);
    });
  }

  it('offers none beside a kind', async () => assert.deepEqual(await labelsAt('train:\n  epochs: 3\n|'), []));
  it('replaces the name alone where a colon follows', async () => assert.equal(await insertAt('tr|: { epochs: 3 }', 'train'), 'train'));
});

describe('completion of keys', () => {
  for (const { path, keys } of mappings(cellSchema()).filter(({ path }) => path.length > 0)) {
    const block = path.map((name, depth) => `${'  '.repeat(depth)}${name}:\n`).join('');
    const indent = '  '.repeat(path.length);
    it(`offers every key of ${path.join('.')} in a block`, async () => {
      const labels = await labelsAt(`${block}${indent}|`);
      assert.deepEqual(keys.filter((key) => !labels.includes(key)), []);
    });
    it(`offers every key of ${path.join('.')} in braces`, async () => {
      const labels = await labelsAt(`${path.map((name) => `${name}: `).join('{ ')}{ | }`);
      assert.deepEqual(keys.filter((key) => !labels.includes(key)), []);
    });
  }

  const places: [marked: string, has: string[], hasNot: string[]][] = [
    ['train: { ar| }', ['architecture'], []],
    ['train: { ar|', ['architecture'], []],
    ['train: { epochs: 3, | }', ['lr'], ['epochs']],
    ['train: { epochs: 3, | batch: 64 }', ['lr'], ['epochs', 'batch']],
    ['train: {\n  ar|\n  epochs: 3 }', ['architecture'], ['epochs']],
    ['train:\n  ar|\n  epochs: 3', ['architecture'], ['epochs']],
    ['train:\r\n  ar|\r\n  epochs: 3\r\n', ['architecture'], ['epochs']],
    ['train:\n  epochs: 3\n  |', ['architecture'], ['epochs']],
    ['train:\n  epochs: 3\n  |  # a comment', ['architecture'], ['epochs']],
    ['compare:\n  train: { ar| }\n  seeds: 5', ['architecture'], ['seed', 'seeds']],
    ['compare:\n  train:\n    epochs: 3\n  |', ['vary', 'seeds'], ['train', 'epochs']],
    ['compare: { vary: { lr: [0.1], | } }', ['order'], ['lr', 'milestones']],
    [`${VARIED}  baseline: { | }`, ['order', 'lr'], ['epochs']],
    [`${VARIED}  baseline: { order: plain, | }`, ['lr'], ['order']],
    ['train: |', ['architecture'], []],
    // Cells that are broken elsewhere.
    ['train:\n  milestones: [1, 2\n  ar|', ['architecture'], ['milestones']],
    ['train:\n  order: "conv\n  ar|\n  lr: 1', ['architecture'], ['order', 'lr']],
    ['train:\n\tar|\n\tlr: 1', ['architecture'], ['lr']],
    ['train:\n  lr: }\n  ar|\n  epochs: 1', ['architecture'], ['lr', 'epochs']],
  ];
  for (const [marked, has, hasNot] of places) {
    it(`knows the keys at ${JSON.stringify(marked)}`, async () => {
      const labels = await labelsAt(marked);
      assert.deepEqual(has.filter((label) => !labels.includes(label)), []);
      assert.deepEqual(hasNot.filter((label) => labels.includes(label)), []);
    });
  }

  for (const marked of ['train: { epochs: 3 } # |', '# |', 'train:\n  # l|', 'nonsense:\n  |', 'train:\n  lr:\n    deeper:\n      |']) {
    it(`offers nothing at ${JSON.stringify(marked)}`, async () => assert.deepEqual(await labelsAt(marked), []));
  }

  const inserts: [marked: string, label: string, insert: string][] = [
    ['train:\n  |', 'epochs', 'epochs: ${1:3}'],
    ['train:\n  |', 'architecture', 'architecture: '],
    ['train:\n  |', 'milestones', 'milestones: [$0]'],
    ['compare:\n  |', 'train', 'train:\n  $0'],
    ['compare: { | }', 'train', 'train: { $0 }'],
    ['compare:\n  |', 'seeds', 'seeds: ${1:5}'],
    ['compare: { vary: { | } }', 'lr', 'lr: [$0]'],
    ['train: { ar|chitecture: resnet20 }', 'architecture', 'architecture'],
    ['train: |', 'optimizer', '{ optimizer: $0 }'],
  ];
  for (const [marked, label, insert] of inserts) {
    it(`goes on sensibly after ${label} at ${JSON.stringify(marked)}`, async () => assert.equal(await insertAt(marked, label), insert));
  }

  it('replaces the whole word', async () => {
    const marked = 'train: { epo|x }';
    const found = (await suggestionsAt(marked)).find(({ label }) => label === 'epochs');
    assert.ok(found);
    assert.equal(taken(marked, found), 'train: { epochs: 3 }');
  });

  it('puts keys without effect last, and says with what they have one', async () => {
    const found = await suggestionsAt('train:\n  optimizer: adamw\n  |');
    const momentum = found.findIndex(({ label }) => label === 'momentum');
    assert.ok(momentum > found.findIndex(({ label }) => label === 'seed'));
    assert.equal(found[momentum]?.detail, 'only with optimizer sgd');
    assert.ok(found.findIndex(({ label }) => label === 'beta1') < momentum);
  });

  it('documents each key', async () => {
    for (const { label, documentation } of await suggestionsAt('train:\n  |')) assert.match(documentation?.() ?? '', new RegExp(`^\\*\\*${label}\\*\\*: .+\n\n.+`));
  });
});

describe('completion of values', () => {
  const places: [marked: string, labels: readonly string[]][] = [
    ['train: { optimizer: | }', ['sgd', 'adamw']],
    ['train: { optimizer: |', ['sgd', 'adamw']],
    ['train:\n  optimizer: |\n  epochs: 3', ['sgd', 'adamw']],
    ['train:\n  optimizer:\n    |', ['sgd', 'adamw']],
    ['train:\n  optimizer: "s|"', ['sgd', 'adamw']],
    ['train: { flip: t| }', ['true', 'false']],
    ['diagram: { architecture: resnet| }', ARCHITECTURE_NAMES],
    ['compare: { vary: { architecture: [|] } }', ARCHITECTURE_NAMES],
    ['compare:\n  vary:\n    optimizer:\n      - sgd\n      - |', ['adamw']],
    ['train: { replaceStrideWithDilation: [true, |] }', ['true', 'false']],
    ['compare: { vary: { flip: [true, |] } }', ['false']],
    ['train: { epochs: | }', ['3']],
    ['train: { momentum: | }', ['0.9']],
    [`${VARIED.replace(', lr: [0.1, 0.2]', '')}  baseline: |`, ['original', 'plain', 'order']],
    [`${VARIED}  baseline: { lr: | }`, ['0.1', '0.2']],
    ['train:\n  epochs: 3 # |', []],
  ];
  for (const [marked, labels] of places) {
    it(`knows the values at ${JSON.stringify(marked)}`, async () => assert.deepEqual((await labelsAt(marked)).toSorted(), labels.toSorted()));
  }

  it('offers arms as a baseline', async () => {
    const found = (await suggestionsAt(`${VARIED}  baseline: |`)).find(({ label }) => label === '{ order: plain, lr: 0.2 }');
    assert.ok(found);
    assert.deepEqual(problemsOf(taken(`${VARIED}  baseline: |`, found)), []);
  });

  it('offers the names of runs where one is due, and asks for them nowhere else', async () => {
    assert.deepEqual(await labelsAt('evaluate: { run: | }', ['resnet8-a', 'resnet8-b']), ['resnet8-a', 'resnet8-b']);
    assert.ok(!(await labelsAt('evaluate: { split: | }', ['resnet8-a'])).includes('resnet8-a'));
  });

  it('makes a list where a list is due', async () => {
    assert.equal(await insertAt('compare: { vary: { optimizer: | } }', 'adamw'), '[adamw$0]');
    assert.equal(await insertAt('compare:\n  vary:\n    optimizer:\n      |', 'adamw'), '- adamw');
  });

  it('documents architectures and data sets', async () => {
    const documented = async (marked: string, label: string): Promise<string> => (await suggestionsAt(marked)).find((suggestion) => suggestion.label === label)?.documentation?.() ?? '';
    assert.match(await documented('train: { architecture: | }', 'resnet18'), /11,689,512 parameters/);
    assert.match(await documented('dataset: |', 'fashion-mnist'), /70,000 grey images of clothes/);
  });
});

describe('completion of orders', () => {
  const tokensAt = async (marked: string): Promise<string[]> => (await suggestionsAt(marked)).filter(({ kind }) => kind === 'token').map(({ label }) => label);

  it('offers the named orders with their tokens', async () => {
    const found = (await suggestionsAt('train: { order: | }')).filter(({ kind }) => kind === 'order');
    assert.deepEqual(found.map(({ label }) => label), ORDER_NAMES);
    assert.deepEqual(found.map(({ detail }) => detail), NAMED_ORDERS.map(({ tokens }) => tokens));
  });

  it('leaves out orders that stand in the list', async () => {
    const labels = await labelsAt('compare: { vary: { order: [original, |] } }');
    assert.deepEqual(ORDER_NAMES.filter((name) => !labels.includes(name)), ['original']);
  });

  const places: [marked: string, tokens: string[]][] = [
    ['train: { order: | }', ['conv', 'bn', 'relu']],
    ['train: { order: conv-| }', ['conv', 'bn', 'relu']],
    ['train: { order: conv-bn-conv-| }', ['conv', 'bn', 'relu', 'add']],
    ['train: { order: "conv-bn-conv-a|" }', ['conv', 'bn', 'relu', 'add']],
    ['train:\n  order: conv-conv-add-|', ['bn', 'relu']],
    ['train:\n  order: conv-foo-|', []],
  ];
  for (const [marked, tokens] of places) {
    it(`offers only tokens that may come at ${marked}`, async () => assert.deepEqual(await tokensAt(marked), tokens));
  }

  it('replaces the token that is being typed', async () => {
    const marked = 'train: { order: conv-bn-conv-a| }';
    const found = (await suggestionsAt(marked)).find(({ label, kind }) => kind === 'token' && label === 'add');
    assert.ok(found);
    assert.equal(taken(marked, found), 'train: { order: conv-bn-conv-add }');
  });

  it('offers the named orders that go on as typed', async () => {
    const labels = await labelsAt('train: { order: bn-relu-| }');
    assert.ok(labels.includes('bn-relu-conv-bn-relu-conv-add'));
    assert.ok(!labels.includes('conv-bn-relu-conv-bn-add-relu'));
  });
});
