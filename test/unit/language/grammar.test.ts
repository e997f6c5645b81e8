import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { cellSchema, keysOf, type JsonSchema } from '../../../src/experiment/cell/language/schema-view';
import { problemsOf } from '../../../src/experiment/cell/language/problems';
import { DATASETS } from '../../../src/data/catalogue';
import { wordsOf } from '../../../src/experiment/cell/expectation';
import { CELL_KINDS } from '../../../src/experiment/cell/schema';
import { ARCHITECTURE_NAMES } from '../../../src/resnet/catalogue';
import { NAMED_ORDERS } from '../../../src/resnet/order';
import { expanded } from './support';

interface Rule {
  readonly name?: string;
  readonly match?: string;
  readonly include?: string;
  readonly begin?: string;
  readonly end?: string;
  readonly patterns?: readonly Rule[];
}

function media(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`../../../media/${name}`, import.meta.url), 'utf8'));
}

const grammar = media('resnet-lab.tmLanguage.json') as { readonly scopeName: string; readonly patterns: readonly Rule[]; readonly repository: Readonly<Record<string, Rule>> };

function rule(name: string): Rule {
  const found = grammar.repository[name];
  assert.ok(found, `no rule ${name}`);
  return found;
}

/** The parts of the line that a rule of the grammar colours. */
function matches(name: string, line: string): string[] {
  const { match, patterns } = rule(name);
  return [match ?? patterns?.[0]?.match ?? ''].flatMap((source) => [...line.matchAll(new RegExp(source, 'g'))].map(([text]) => text));
}

function everyKey(schema: JsonSchema): string[] {
  return Object.entries(keysOf(schema)).flatMap(([name, child]) => [name, ...everyKey(child)]);
}

function everyWord(schema: JsonSchema): string[] {
  const items = (schema.items ?? {}) as JsonSchema;
  return [...wordsOf(schema), ...wordsOf(items), ...Object.values(keysOf(schema)).flatMap(everyWord)];
}

const KEYS = [...new Set(CELL_KINDS.flatMap((kind) => everyKey(keysOf(cellSchema())[kind] ?? {})))];
const WORDS = [...new Set(everyWord({ anyOf: Object.values(keysOf(cellSchema())) }))].filter((word) => !ARCHITECTURE_NAMES.includes(word) && !Object.hasOwn(DATASETS, word));

/** The words of a rule that is a list of them. */
function listed(name: string): string[] {
  const { match, patterns } = rule(name);
  return (/\(\?:([\w|-]+)\)/.exec(match ?? patterns?.[0]?.match ?? '')?.[1] ?? '').split('|').toSorted();
}

describe('grammar', () => {
  it('includes rules that exist, all of which compile', () => {
    const walk = ({ include, match, begin, end, patterns = [] }: Rule): void => {
      if (include !== undefined) rule(include.slice(1));
      for (const source of [match, begin, end]) if (source !== undefined) new RegExp(source);
      patterns.forEach(walk);
    };
    walk(grammar);
    Object.values(grammar.repository).forEach(walk);
    assert.equal(grammar.scopeName, 'source.resnet-lab');
  });

  it('knows the very kinds of the schema', () => assert.deepEqual(listed('kind'), CELL_KINDS.toSorted()));
  it('knows the very keys of the schema', () => assert.deepEqual(listed('key'), KEYS.toSorted()));
  it('knows the very words of the schema', () => assert.deepEqual(listed('word'), WORDS.toSorted()));
  it('knows the very names of orders', () => assert.deepEqual(listed('order-name'), NAMED_ORDERS.map(({ name }) => name).toSorted()));
  it('knows the very data sets', () => assert.deepEqual(listed('dataset'), Object.keys(DATASETS).toSorted()));

  for (const kind of CELL_KINDS) it(`colours the kind ${kind}`, () => assert.deepEqual(matches('kind', `${kind}: {}`), [kind]));
  for (const key of KEYS) it(`colours the key ${key}`, () => assert.deepEqual([matches('key', `  ${key}: 1`), matches('key', `{ ${key}: 1 }`)], [[key], [key]]));
  for (const word of WORDS) it(`colours the word ${word}`, () => assert.deepEqual(matches('word', `  a: [${word}, x]`), [word]));
  for (const name of ARCHITECTURE_NAMES) it(`colours the architecture ${name}`, () => assert.deepEqual(matches('architecture', `  architecture: [${name}, x]`), [name]));
  for (const { name, tokens } of NAMED_ORDERS) it(`colours the order ${name} and its tokens`, () => assert.deepEqual([matches('order-name', `order: ${name}`), matches('order-tokens', `order: ${tokens}`)], [[name], [tokens]]));

  it('colours no part of a longer word', () => {
    for (const [name, line] of [['key', '  epochs2: 1'], ['word', 'a: sgd-x'], ['architecture', 'a: resnet20x'], ['order-name', 'a: no-bn-x'], ['dataset', 'a: mnist2']] as const) assert.deepEqual(matches(name, line), []);
  });
  it('tells numbers from words that hold digits', () => assert.deepEqual(matches('number', '[1, -0.5, 1e-3, .5, resnet20, 3x, conv-1]'), ['1', '-0.5', '1e-3', '.5']));
  it('takes a # for a comment only after a space', () => assert.deepEqual(matches('comment', 'a: b#c # d'), ['# d']));
});

describe('language configuration', () => {
  const configuration = media('language-configuration.json') as { wordPattern: string; indentationRules: Record<string, string>; onEnterRules: { beforeText: string; action: { indent: string; appendText?: string } }[] };
  const increases = (line: string): boolean => new RegExp(configuration.indentationRules['increaseIndentPattern'] ?? '').test(line);

  it('keeps names whole as words', () => {
    const words = (line: string): string[] => [...line.matchAll(new RegExp(configuration.wordPattern, 'g'))].map(([word]) => word);
    assert.deepEqual(words('  vary: { order: [full-preact, conv-bn-], lr: 0.1 } #순서'), ['vary', 'order', 'full-preact', 'conv-bn-', 'lr', '0.1', '순서']);
  });

  it('indents below a key and within open brackets', () => {
    for (const line of ['train:', '  vary: # x', '  order: [', '  train: {', '    order: [original,']) assert.ok(increases(line), line);
    for (const line of ['  epochs: 3', '# train:', '  order: [a]', '  train: { epochs: 3 }', '']) assert.ok(!increases(line), line);
  });

  it('goes on with a list', () => {
    const rule = configuration.onEnterRules.find(({ beforeText }) => new RegExp(beforeText).test('    - original'));
    assert.equal(rule?.action.appendText, '- ');
    assert.ok(!configuration.onEnterRules.some(({ beforeText }) => new RegExp(beforeText).test('    - ')));
  });
});

describe('snippets', () => {
  const snippets = media('snippets.json') as Record<string, { prefix: string; body: string[] }>;
  for (const [name, { body }] of Object.entries(snippets)) {
    it(`"${name}" is a valid cell`, () => assert.deepEqual(problemsOf(expanded(body.join('\n'))), []));
  }

  it('exist for every kind', () => {
    const kinds = Object.values(snippets).map(({ body }) => /^\w+/.exec(body[0] ?? '')?.[0]);
    assert.deepEqual(CELL_KINDS.filter((kind) => !kinds.includes(kind)), []);
  });
});
