import assert from 'node:assert/strict';
import { outlineOf, type OutlineEntry } from '../../../src/experiment/cell/language/outline';

const TEXT = 'compare:\n  vary: { order: [original, plain] }\n  train:\n    epochs: 3\n\n# the end\n';

function flat(entries: readonly OutlineEntry[]): OutlineEntry[] {
  return entries.flatMap((entry) => [entry, ...flat(entry.children)]);
}

describe('outline', () => {
  it('is the kind with its keys and their values', () => {
    const lines = (entries: readonly OutlineEntry[], indent = ''): string[] => entries.flatMap(({ name, detail, children }) => [`${indent}${name}${detail && ` = ${detail}`}`, ...lines(children, `${indent}  `)]);
    assert.deepEqual(lines(outlineOf(TEXT)), ['compare', '  vary', '    order = [original, plain]', '  train', '    epochs = 3']);
  });

  it('places names within their entries, and entries within each other', () => {
    for (const { name, start, end, nameEnd, children } of flat(outlineOf(TEXT))) {
      assert.equal(TEXT.slice(start, nameEnd), name);
      assert.ok(nameEnd <= end);
      for (const child of children) assert.ok(start <= child.start && child.end <= end);
    }
  });

  it('ends where the text of a block ends', () => assert.equal(TEXT.slice(0, outlineOf(TEXT)[0]?.end).endsWith('epochs: 3'), true));
  it('shows what there is of a broken cell', () => assert.deepEqual(flat(outlineOf('train:\n  epochs: [1, 2\n  lr: 1')).map(({ name }) => name), ['train', 'epochs', 'lr']));
  it('shortens long values', () => assert.equal(outlineOf(`a: ${'x'.repeat(200)}`)[0]?.detail.length, 60));
  it('is empty without keys', () => assert.deepEqual([outlineOf(''), outlineOf('- a'), outlineOf('5')], [[], [], []]));
});
