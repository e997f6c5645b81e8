import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { PREPROCESSINGS } from '../../../src/data/images/preprocessing';
import { imageExtensions } from '../../../src/data/images/image-file';
import { IMAGE_ENDINGS, isImage } from '../../../src/extension/classify/images';
import { classCount, megabytes, modelDescription, modelLabel, modelSpoken, modelTooltip } from '../../../src/extension/models/labels';
import { groupModels, nodeOf, onlyModel, placeOf, referenceKey } from '../../../src/extension/models/tree';
import { addressesIn } from '../../../src/extension/models/uri-list';
import { PRETRAINED_BASE } from '../../../src/models/pretrained-table';
import type { ModelReference } from '../../../src/models/classification-data';
import type { ModelCard } from '../../../src/models/model';

function card(name: string, reference: ModelReference, change: Partial<ModelCard> = {}): ModelCard {
  return { name, reference, network: { architecture: 'resnet50' }, labels: { kind: 'imagenet-1k' }, preprocessing: PREPROCESSINGS.v2, origin: 'imported: a.pth', bytes: 102_540_000, created: '2026-05-04T03:02:01.000Z', ...change };
}

const imported = (name: string): ModelCard => card(name, { kind: 'imported', folder: `/cache/models/${name}` });
function run(id: string, checkpoint: 'best' | 'last', network: ModelCard['network'] = { architecture: 'resnet20', order: 'full-preact' }): ModelCard {
  const names = ['cat', 'dog', 'frog', 'hen', 'owl', 'pig'];
  return card(`${id} (${checkpoint})`, { kind: 'run', folder: `/runs/${id}`, checkpoint }, { network, labels: { kind: 'names', names }, origin: 'trained on cifar10, test accuracy 91.20 %' });
}

describe('Models in a list', () => {
  const names = (cards: readonly ModelCard[]): string[][] => groupModels(cards).map(({ kind, models }) => [kind, ...models.map((node) => node.card.name)]);

  it('are the imported ones by name, then runs by architecture and order, the best checkpoint first', () => {
    const listed = [run('resnet110-a', 'last', { architecture: 'resnet110' }), run('resnet20-b', 'last'), run('resnet20-b', 'best'), imported('zebra'), imported('ant')];
    assert.deepEqual(names(listed), [['imported', 'ant', 'zebra'], ['runs', 'resnet20-b (best)', 'resnet20-b (last)', 'resnet110-a (last)']]);
  });

  it('are each there once, though every folder of runs tells of the imported ones', () => assert.deepEqual(names([imported('a'), imported('a')]), [['imported', 'a']]));
  it('are in no empty groups', () => assert.deepEqual(names([]), []));

  it('have a name that tells all of them apart', () => {
    const file = (change: object): ModelReference => ({ kind: 'file', file: '/a.pth', ...change });
    const references = [run('a', 'best').reference, run('a', 'last').reference, imported('a').reference, file({}), file({ architecture: 'resnet18' }), file({ order: 'resnet18' }), file({ labels: 'resnet18' })];
    assert.equal(new Set(references.map(referenceKey)).size, references.length);
    assert.equal(referenceKey(run('a', 'best').reference), referenceKey({ ...run('a', 'best').reference }));
  });

  it('can be shown as architectures', () => assert.deepEqual(nodeOf(imported('a')).networks, [{ label: 'a', options: { architecture: 'resnet50' } }]));

  it('lie in a folder, or are a file', () => {
    assert.deepEqual([imported('a'), run('b', 'last'), card('c', { kind: 'file', file: '/c.pth' })].map(placeOf), ['/cache/models/a', '/runs/b', '/c.pth']);
  });
});

describe('The only model', () => {
  const name = (...cards: ModelCard[]): string | undefined => onlyModel(cards)?.name;
  it('is the one that there is', () => assert.equal(name(imported('a')), 'a'));
  it('is the best checkpoint where there is one run', () => assert.equal(name(run('a', 'last'), run('a', 'best')), 'a (best)'));
  it('is none of two, and none of none', () => assert.deepEqual([name(run('a', 'best'), run('b', 'best')), name(imported('a'), run('b', 'best')), name()], [undefined, undefined, undefined]));
});

describe('What is said of a model', () => {
  it('is its architecture, order and classes where it was imported', () => {
    assert.equal(modelLabel(imported('mine')), 'mine');
    assert.equal(modelDescription(imported('mine')), 'ResNet-50 · original · ImageNet-1k');
  });

  it('is where it was trained and how well where it is a checkpoint', () => {
    const best = run('resnet20-full-preact-s1-0a1b2c3d', 'best');
    assert.equal(modelLabel(best), 'resnet20 · full-preact · best');
    assert.equal(modelDescription(best), 'trained on cifar10, test accuracy 91.20 % · resnet20-full-preact-s1-0a1b2c3d');
    assert.equal(modelSpoken(best), 'resnet20, full-preact, best, trained on cifar10, test accuracy 91.20 %, resnet20-full-preact-s1-0a1b2c3d');
  });

  it('is everything in its tooltip, and nothing in it is taken for Markdown', () => {
    const text = modelTooltip({ ...run('a', 'last'), name: 'a|b*c' }, 'en');
    assert.match(text, /^\*\*a\|b\\\*c\*\*\n\n\|/);
    for (const part of ['ResNet\\-20 \\(CIFAR\\) \\(resnet20\\)', 'full\\-preact', '6: cat, dog, frog, hen, owl, …', 'V2: shorter side to 232 pixels, of that the middle 224 × 224', '102\\.5 MB']) assert.ok(text.includes(part), `${part} in\n${text}`);
  });

  it('counts classes and bytes', () => {
    assert.deepEqual([classCount(imported('a')), classCount(run('a', 'best'))], [1000, 6]);
    assert.equal(megabytes(1_050_000), '1.1 MB');
  });
});

describe('Images', () => {
  it('are the files that the engine reads, whatever the case of their endings', () => {
    assert.deepEqual([...IMAGE_ENDINGS].sort(), imageExtensions.map((ending) => ending.slice(1)).sort());
    assert.deepEqual(['/a/b.JPG', 'c.tiff', 'd.txt', 'png', '.png', 'e.png.txt'].map(isImage), [true, true, false, false, false, false]);
  });

  it('are the files that have the command in their menus, and no others have', () => {
    const manifest = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as { contributes: { menus: Record<string, { command: string; when: string }[]> } };
    const places = ['explorer/context', 'editor/title', 'editor/title/context'];
    for (const place of places) {
      const when = manifest.contributes.menus[place]?.find(({ command }) => command === 'resnetLab.classify')?.when ?? '';
      const [, source = '', flags = ''] = /resourceExtname =~ \/(.+)\/(\w*)/.exec(when) ?? [];
      const ending = new RegExp(source, flags);
      for (const own of IMAGE_ENDINGS) assert.ok(ending.test(`.${own}`) && ending.test(`.${own.toUpperCase()}`), `${place}: ${own}`);
      for (const other of ['.txt', '.svg', '.pngx', 'png', '.heic']) assert.ok(!ending.test(other), `${place}: ${other}`);
      assert.match(when, /^isWorkspaceTrusted &&/);
    }
  });
});

describe('The address of pretrained weights', () => {
  it('is torchvision’s own in the setting too', () => {
    const manifest = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as { contributes: { configuration: { properties: Record<string, { default: unknown }> } } };
    assert.equal(manifest.contributes.configuration.properties['resnetLab.pretrainedBase']?.default, PRETRAINED_BASE);
  });
});

describe('A list of addresses', () => {
  it('has one a line', () => assert.deepEqual(addressesIn('# from the Explorer\r\nfile:///a%20b.pth\r\n\r\nfile:///c.pth\n'), ['file:///a%20b.pth', 'file:///c.pth']));
  it('may be empty', () => assert.deepEqual(addressesIn(''), []));
});
