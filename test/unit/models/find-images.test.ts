import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findImages } from '../../../src/models/find-images';
import { complaint, scratchFolder } from '../data/support';

describe('finding images', () => {
  const scratch = scratchFolder();
  const classes: Readonly<Record<string, number>> = { cat: 0, dog: 1 };
  const find = (...sources: string[]): ReturnType<typeof findImages> => findImages(sources.map((source) => join(scratch.path, source)), (folder) => classes[folder]);

  before(() => {
    for (const path of ['pets/cat/2.jpg', 'pets/cat/10.JPG', 'pets/dog/puppies/1.png', 'pets/bird/1.png', 'pets/.hidden/1.png', 'pets/notes.txt', 'other/a.webp', 'other/b']) {
      mkdirSync(join(scratch.path, path, '..'), { recursive: true });
      writeFileSync(join(scratch.path, path), '');
    }
    symlinkSync(join(scratch.path, 'other'), join(scratch.path, 'pets', 'linked'));
    symlinkSync(join(scratch.path, 'other', 'a.webp'), join(scratch.path, 'pets', 'outside.webp'));
  });

  it('searches a folder to the bottom, in the order of names, with classes by subfolders', async () => {
    const { root, images, notices } = await find('pets');
    assert.equal(root, join(scratch.path, 'pets'));
    assert.deepEqual(images, [{ image: 'bird/1.png' }, { image: 'cat/2.jpg', truth: 0 }, { image: 'cat/10.JPG', truth: 0 }, { image: 'dog/puppies/1.png', truth: 1 }]);
    assert.deepEqual(notices, ['1 links that lead out of the folder, or nowhere, were not followed: outside.webp', '1 images lie in folders that are no class of the model: bird']);
  });

  it('takes a named file whatever its name, and each image once', async () => {
    const { root, images } = await find('other/b', 'other/a.webp', 'other');
    assert.equal(root, join(scratch.path, 'other'));
    assert.deepEqual(images, [{ image: 'b' }, { image: 'a.webp' }]);
  });

  it('takes paths below the nearest folder that all lie in', async () => {
    const { root, images } = await find('other/b', 'pets/dog');
    assert.equal(root, scratch.path);
    assert.deepEqual(images.map(({ image }) => image), ['other/b', 'pets/dog/puppies/1.png']);
  });

  it('says what is not there, and a folder without an image', async () => {
    assert.match(await complaint(find('nowhere')), /no such file or folder/);
    mkdirSync(join(scratch.path, 'empty'));
    assert.match(await complaint(find('empty')), /there is no image here/);
  });
});
