import assert from 'node:assert/strict';
import { hoverAt, type NamedNetwork } from '../../../src/experiment/cell/language/hover';
import { atCursor } from './support';

describe('The network under a hover', () => {
  const places: [marked: string, network: NamedNetwork | undefined][] = [
    ['train: { architecture: res|net8 }', { architecture: 'resnet8' }],
    ['train: { architecture: res|net8, order: plain }', { architecture: 'resnet8', order: 'plain' }],
    ['train: { architecture: res|net8, order: plan }', { architecture: 'resnet8' }],
    ['train: { architecture: resnet8, order: full-|preact }', { architecture: 'resnet8', order: 'full-preact' }],
    ['train: { order: conv-|conv-add }', { architecture: 'resnet20', order: 'conv-conv-add' }],
    ['compare:\n  vary: { order: [original, full-|preact] }\n  train: { architecture: resnet8 }', { architecture: 'resnet8', order: 'full-preact' }],
    ['compare:\n  vary: { architecture: [resnet8, resnet|20] }\n  train: { order: plain }', { architecture: 'resnet20', order: 'plain' }],
    ['diagram: { architecture: resnet|50', { architecture: 'resnet50' }],
    ['diagram: { architecture: resnet50, against: { order: full-|preact } }', { architecture: 'resnet50', order: 'full-preact' }],
    ['train: { architecture: resnet|21 }', undefined],
    ['train: { archi|tecture: resnet20 }', undefined],
    ['train: { dataset: shap|es }', undefined],
    ['train: { epochs: |3 }', undefined],
  ];
  for (const [marked, network] of places) {
    it(`of ${JSON.stringify(marked)}`, () => {
      const { text, offset } = atCursor(marked);
      assert.deepEqual(hoverAt(text, offset)?.network, network);
    });
  }
});
