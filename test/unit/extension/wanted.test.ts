import assert from 'node:assert/strict';
import type { DiagramNetwork } from '../../../src/diagram/diagram-data';
import { networksIn, offers, orderOf, targetIn } from '../../../src/extension/architecture/wanted';

const network = (label: string): DiagramNetwork => ({ label, options: { architecture: 'resnet8', order: label } });

describe('What may be shown of networks', () => {
  const shown = (...labels: string[]): string[][] => offers(labels.map(network)).map((offer) => [offer.label, ...offer.networks.map(({ label }) => label)]);

  it('is nothing to choose of one, or of two, which stand side by side', () => {
    assert.deepEqual(shown(), []);
    assert.deepEqual(shown('a'), [['a', 'a']]);
    assert.deepEqual(shown('a', 'b'), [['a ↔ b', 'a', 'b']]);
  });

  it('is each beside the first, and each by itself, of more', () => {
    assert.deepEqual(shown('a', 'b', 'c'), [['a ↔ b', 'a', 'b'], ['a ↔ c', 'a', 'c'], ['a', 'a'], ['b', 'b'], ['c', 'c']]);
  });
});

describe('What a command is given', () => {
  it('may be names or networks', () => {
    assert.deepEqual(networksIn('resnet50'), [{ label: 'resnet50', options: { architecture: 'resnet50' } }]);
    assert.deepEqual(networksIn({ architecture: 'resnet8', order: 'plain' }), [{ label: 'resnet8, plain', options: { architecture: 'resnet8', order: 'plain' } }]);
    assert.deepEqual(networksIn({ networks: [network('a')] }), [network('a')]);
    assert.deepEqual(networksIn({ networks: [] }), []);
  });

  for (const other of [undefined, null, 3, {}, { networks: [{}] }, { networks: ['a'] }, { kind: 'run', entry: {} }]) it(`${JSON.stringify(other)} is neither`, () => assert.equal(networksIn(other), undefined));

  it('has the architecture’s own order where none is named', () => {
    const of = (architecture: string, order?: string): string => orderOf({ label: '', options: { architecture, order } });
    assert.deepEqual([of('resnet20'), of('plain20'), of('plain20', 'original'), of('nonsense')], ['original', 'plain', 'original', 'original']);
  });
});

describe('What a view asks for', () => {
  const targets = [{ kind: 'diagram', networks: [network('a')] }, { kind: 'diagram', networks: [] }, { kind: 'workbench', order: 'plain' }, { kind: 'workbench', order: 'plain', architecture: 'resnet8' }, { kind: 'cell', text: 'train: {}' }];
  for (const target of targets) it(JSON.stringify(target), () => assert.deepEqual(targetIn(target), target));
  const others = [undefined, 'cell', {}, { kind: 'diagram' }, { kind: 'diagram', networks: [{ label: 'a' }] }, { kind: 'workbench' }, { kind: 'cell', text: 3 }, { kind: 'command', text: 'x' }];
  for (const other of others) it(`is not ${JSON.stringify(other)}`, () => assert.equal(targetIn(other), undefined));
});
