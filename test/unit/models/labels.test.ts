import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { useTranslations } from '../../../src/base/l10n';
import { classFinder, labelsFor, labelsOf, readLabels } from '../../../src/models/labels';
import { complaint, scratchFolder } from '../data/support';

describe('labels', () => {
  const scratch = scratchFolder();
  const imagenet = { kind: 'imagenet-1k' } as const;

  it('has a thousand ImageNet classes in English and Korean, no name empty', () => {
    const english = labelsOf(imagenet);
    useTranslations({ en: 'ko' });
    const korean = labelsOf(imagenet);
    useTranslations({ en: 'en' });
    assert.equal(english.length, 1000);
    assert.equal(korean.length, 1000);
    assert.equal(new Set(english).size, 1000);
    assert.ok([...english, ...korean].every((name) => name.trim() === name && name !== ''));
    assert.ok(korean.every((name) => /[가-힣]/.test(name)), korean.find((name) => !/[가-힣]/.test(name)));
    assert.equal(english[0], 'tench');
    assert.equal(english[999], 'toilet tissue');
  });

  it('numbers the classes of a network that says nothing about them, unless they are a thousand', () => {
    assert.deepEqual(labelsFor(1000), imagenet);
    assert.deepEqual(labelsFor(3), { kind: 'names', names: ['class 0', 'class 1', 'class 2'] });
  });

  it('finds a class by the name of a folder: in English, as a synset, whatever the case and the gaps', () => {
    const find = classFinder(imagenet);
    assert.equal(find('tench'), 0);
    assert.equal(find('n01440764'), 0);
    assert.equal(find('Great_White-Shark'), labelsOf(imagenet).indexOf('great white shark'));
    assert.equal(find('no such thing'), undefined);
    const own = classFinder({ kind: 'names', names: ['T-shirt/top', '개'] });
    assert.equal(own('t shirt/top'), 0);
    assert.equal(own('T-shirt_top'), 0);
    assert.equal(own('개'.normalize('NFD')), 1);
  });

  it('reads names one a line or as JSON, and refuses another number of them', async () => {
    const file = join(scratch.path, 'names.txt');
    await writeFile(file, '\uFEFFcat\r\ndog\r\n\r\n');
    assert.deepEqual(await readLabels(file, 2), { kind: 'names', names: ['cat', 'dog'] });
    await writeFile(file, '["cat", "dog"]');
    assert.deepEqual(await readLabels(file, 2), { kind: 'names', names: ['cat', 'dog'] });
    assert.match(await complaint(readLabels(file, 3)), /names\.txt: it has 2 class names; the network has 3 classes/);
    await writeFile(file, '["cat", 7]');
    assert.match(await complaint(readLabels(file, 2)), /not a list of class names/);
    assert.match(await complaint(readLabels(join(scratch.path, 'none.txt'), 2)), /no such file of class names/);
  });
});
