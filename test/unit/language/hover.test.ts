import assert from 'node:assert/strict';
import { hoverAt } from '../../../src/experiment/cell/language/hover';
import { CELL_KINDS } from '../../../src/experiment/cell/schema';
import { atCursor } from './support';

function hovered(marked: string): string | undefined {
  const { text, offset } = atCursor(marked);
  return hoverAt(text, offset)?.markdown;
}

describe('hover', () => {
  const places: [marked: string, ...words: RegExp[]][] = [
    ['train: { ep|ochs: 3 }', /^\*\*epochs\*\*: a whole number from 1 to 10000 \(epochs\)/, /How often the training/, /Default: 3/],
    ['train: { epochs: 1|2 }', /^\*\*epochs\*\*/],
    ['train:\n  mom|entum: 0.9', /Default: 0\.9/, /Only with `optimizer` sgd/],
    ['train: { |lr: 0.1 }', /Default: 0\.1 with sgd, 0\.001 with adamw/],
    ['train: { cu|tout: 8 }', /\(pixels\)/, /For example: `8`/],
    ['compare: { vary: { l|r: [0.1] } }', /Values of train's `lr`/],
    ['evaluate: { ru|n: x }', /Required\./],
    ['train: { architecture: res|net20 }', /^\*\*ResNet-20 \(CIFAR\)\*\* `resnet20`/, /269,722 parameters/, /40\.6 M multiply-adds for an image of 3×32×32/, /20 layers deep/],
    ['diagram:\n  architecture: "resnet5|0"', /25,557,032 parameters/, /50 layers deep: 3 \+ 4 \+ 6 \+ 3 units of kind bottleneck/],
    ['train: { architecture: plain2|0 }', /no shortcuts/],
    ['train: { order: full-|preact }', /`bn-relu-conv-bn-relu-conv-add`/, /`x → \[bn → relu → conv → bn → relu → conv\] \+ x`/, /He 2016, table 2/],
    ['compare: { vary: { order: [original, conv-|conv-add] } }', /`x → \[conv → conv\] \+ x`/],
    ['train: { order: plai|n }', /`x → conv → bn → relu → conv → bn → relu`/],
    ['dataset: shap|es', /12,000 grey images/],
    ['train: { ep|ochs: [ }\n', /^\*\*epochs\*\*/],
  ];
  for (const [marked, ...words] of places) {
    it(`tells of ${JSON.stringify(marked)}`, () => {
      const markdown = hovered(marked);
      assert.ok(markdown !== undefined);
      for (const word of words) assert.match(markdown, word);
    });
  }

  for (const kind of CELL_KINDS) {
    it(`shows an example of ${kind}`, () => assert.match(hovered(`|${kind}: {}`) ?? '', new RegExp(`\`\`\`yaml\n${kind}:`)));
  }

  it('marks the word that it tells of', () => {
    const { start, end } = hoverAt('train: { epochs: 3 }', 12) ?? { start: 0, end: 0 };
    assert.equal('train: { epochs: 3 }'.slice(start, end), 'epochs');
  });

  for (const marked of ['train: { epochs: 3 } # epo|chs', 'train: { nonsen|se: 3 }', '|', 'train: {   |   epochs: 3 }']) {
    it(`has nothing to tell of ${JSON.stringify(marked)}`, () => assert.equal(hovered(marked), undefined));
  }
});
