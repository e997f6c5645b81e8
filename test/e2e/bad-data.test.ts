import assert from 'node:assert/strict';
import { existsSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import sharp from 'sharp';
import { pack } from 'tar-stream';
import { cacheDirectory } from '../../src/base/paths';
import { DATASETS, type DatasetName } from '../../src/data/dataset';
import { assertClear, doneTrial, events, resnetLab, scratch, type Ended } from './support';

const NOT_AN_IMAGE = Buffer.from('\u0089PNG\r\n\u001a\nand then nothing of an image', 'latin1');

describe('bad data: said in a sentence, and what can go on goes on', function () {
  this.timeout(60_000);
  const folder = scratch();
  const cell = (text: string, env: Record<string, string> = {}, ...flags: string[]): Promise<Ended> => resnetLab(['run', folder.write('cell.yaml', text), ...flags], { cwd: folder.path, env: { RESNET_LAB_BACKEND: 'wasm', ...env } });

  describe('a folder of images', () => {
    const train = (name: string): string => `train: { architecture: resnet8, dataset: "folder:${name}", size: 8, epochs: 1, batch: 8, validation: 0 }\n`;

    /** Classes of ten images each. */
    async function images(name: string, ...classes: string[]): Promise<void> {
      for (const [c, label] of classes.entries()) {
        for (let i = 0; i < 10; i++) {
          const bytes = await sharp({ create: { width: 12, height: 10, channels: 3, background: { r: 20 * i, g: 100 * c, b: 80 } } }).png().toBuffer();
          folder.write(join(name, label, `${i}.png`), bytes);
        }
      }
    }

    it('a broken image is named, skipped and counted, and the run goes on', async () => {
      await images('pets', 'cats', 'dogs');
      folder.write(join('pets', 'cats', 'broken.png'), NOT_AN_IMAGE);
      folder.write(join('pets', 'cats', 'empty.jpg'), '');
      const ended = await cell(train('pets'));
      assert.equal(ended.code, 0, ended.stderr);
      assert.match(ended.stderr, /note: 2 of 22 images are broken and were skipped/);
      assert.match(ended.stderr, /note: broken image skipped: cats\/broken\.png \(.+\)/);
      assert.match(ended.stderr, /note: broken image skipped: cats\/empty\.jpg \(the file is empty\)/);
      assertClear(ended);
      const described = await cell('dataset: { name: "folder:pets", size: 8 }\n', {}, '--json');
      const { train: trained, test, notices } = events(described)[0] as unknown as { train: number; test: number; notices: string[] };
      assert.equal(trained + test, 20);
      assert.equal(notices.length, 3);
    });

    it('an empty class is left out, and named', async () => {
      await images('zoo', 'apes', 'bears');
      folder.write(join('zoo', 'cranes', 'notes.txt'), 'none yet');
      const ended = await cell(train('zoo'), {}, '--json');
      assert.equal(ended.code, 0, ended.stderr);
      assert.match(ended.stderr, /note: class "cranes" is empty and was left out/);
      assert.equal(doneTrial(ended).state, 'done');
    });

    it('one class alone, no class, and no folder', async () => {
      await images('cats-only', 'cats');
      folder.write(join('flat', 'cat.png'), NOT_AN_IMAGE);
      for (const [name, says] of [
        ['cats-only', /only the class "cats" has images that can be read; at least two classes must\./],
        ['flat', /flat: the folder has no subfolders\. Put the images of each class into a subfolder/],
        ['nowhere', /nowhere: there is no such folder\. Give an existing folder/],
      ] as const) {
        const trained = await cell(train(name));
        // That a class has no image that can be read is found by reading them, in the trial.
        assert.equal(trained.code, name === 'cats-only' ? 1 : 2);
        const described = await cell(`dataset: "folder:${name}"\n`);
        assert.equal(described.code, 2);
        assert.equal(described.stdout, '');
        for (const ended of [trained, described]) {
          assert.match(ended.stderr, says);
          assertClear(ended);
        }
      }
    });
  });

  describe('files in the cache', () => {
    /** A cache with the engine of the real one, and files of a data set. */
    function cacheWith(name: DatasetName, files: Readonly<Record<string, Buffer>>): string {
      const cache = join(folder.path, `cache-${name}-${Object.keys(files).length}-${Date.now()}`);
      for (const [file, bytes] of Object.entries(files)) folder.write(join(cache.slice(folder.path.length), 'datasets', name, file), bytes);
      const engine = join(cacheDirectory(), 'engine');
      if (existsSync(engine)) symlinkSync(engine, join(cache, 'engine'), 'dir');
      return cache;
    }

    /** Notes the files as checked before they were spoilt, by their size and time, so that they are opened. */
    function noteAsChecked(cache: string, name: DatasetName): void {
      const at = join(cache, 'datasets', name);
      const verified = Object.fromEntries(DATASETS[name].files.map(({ name: file }) => [file, `${statSync(join(at, file)).size} ${statSync(join(at, file)).mtimeMs}`]));
      folder.write(join(at.slice(folder.path.length), 'source.json'), JSON.stringify({ source: 'test', verified }));
    }

    const header = (magic: number, ...sizes: number[]): Buffer => {
      const bytes = Buffer.alloc(4 + 4 * sizes.length);
      [magic, ...sizes].forEach((value, i) => bytes.writeUInt32BE(value, 4 * i));
      return bytes;
    };
    const labels = gzipSync(Buffer.concat([header(0x801, 20), Buffer.alloc(20)]));
    const sound = gzipSync(Buffer.concat([header(0x803, 20, 28, 28), Buffer.alloc(20 * 784)]));
    const idx = (images: Buffer): Record<string, Buffer> => ({ 'train-images-idx3-ubyte.gz': images, 'train-labels-idx1-ubyte.gz': labels, 't10k-images-idx3-ubyte.gz': sound, 't10k-labels-idx1-ubyte.gz': labels });

    async function cifar(records: number, cutBy: number): Promise<Buffer> {
      const archive = pack();
      for (const name of ['data_batch_1', 'data_batch_2', 'data_batch_3', 'data_batch_4', 'data_batch_5', 'test_batch']) archive.entry({ name: `cifar-10-batches-bin/${name}.bin` }, Buffer.alloc(records * 3073 - cutBy));
      archive.finalize();
      const chunks: Buffer[] = [];
      for await (const chunk of archive) chunks.push(chunk as Buffer);
      return gzipSync(Buffer.concat(chunks), { level: 0 });
    }

    it('truncated IDX and CIFAR files', async () => {
      const cut = gzipSync(Buffer.concat([header(0x803, 20, 28, 28), Buffer.alloc(5000)]));
      const whole = await cifar(2, 0);
      for (const [name, files, says] of [
        ['mnist', idx(cut), /train-images-idx3-ubyte\.gz: the file is cut off: expected 15696 bytes \(decompressed\), found 5016\. Delete the file, it is fetched again\./],
        ['mnist', idx(sound.subarray(0, 40)), /train-images-idx3-ubyte\.gz: the file is cut off: expected 15696 bytes/],
        ['cifar10', { 'cifar-10-binary.tar.gz': whole.subarray(0, whole.length - 9000) }, /cifar-10-binary\.tar\.gz: the archive is cut off or damaged in cifar-10-batches-bin\/data_batch_5\.bin: expected 6146 bytes, found \d+ \(unexpected end of file\)\. Delete the file/],
        ['cifar10', { 'cifar-10-binary.tar.gz': await cifar(2, 100) }, /data_batch_1\.bin\): the file is cut off: expected a multiple of 3073 bytes, found 6046\./],
      ] as const) {
        const cache = cacheWith(name, files);
        noteAsChecked(cache, name);
        const ended = await cell(`train: { architecture: resnet8, dataset: ${name}, epochs: 1 }\n`, { RESNET_LAB_CACHE: cache });
        assert.equal(ended.code, 1);
        assert.match(ended.stderr, says);
        assertClear(ended);
      }
    });

    it('a file that is not the one expected is moved aside, never deleted, and fetched; where that fails every way is named', async () => {
      const cache = cacheWith('mnist', idx(sound.subarray(0, 40)));
      const mirror = join(folder.path, 'empty-mirror');
      folder.write(join('empty-mirror', 'readme.txt'), 'nothing here');
      const ended = await cell('dataset: mnist\n', { RESNET_LAB_CACHE: cache, RESNET_LAB_DATA_MIRROR: mirror });
      assert.equal(ended.code, 1);
      assert.equal(ended.stdout, '');
      assert.match(ended.stderr, /the data set mnist could not be had\. Tried the cache: .*train-images-idx3-ubyte\.gz is not the file expected, it was moved aside to train-images-idx3-ubyte\.gz\.rejected: expected SHA-256 [0-9a-f]{64} \(9912422 bytes\), found/);
      assert.match(ended.stderr, /mirror .*empty-mirror: there is no .*\. Use the data set "shapes"/);
      assertClear(ended);
      assert.deepEqual(readFileSync(join(cache, 'datasets', 'mnist', 'train-images-idx3-ubyte.gz.rejected')), sound.subarray(0, 40));
    });

    it('RESNET_LAB_DATASET_FALLBACK takes the place of a data set that cannot be had, and says so', async () => {
      const env = { RESNET_LAB_DATA_MIRROR: join(folder.path, 'no-mirror'), RESNET_LAB_CACHE: cacheWith('mnist', { 'note.txt': Buffer.from('none') }), RESNET_LAB_DATASET_FALLBACK: 'shapes' };
      const ended = await cell('train: { architecture: resnet8, dataset: mnist, epochs: 1, limit: 32, testLimit: 20, batch: 16, validation: 0 }\n', env, '--json');
      assert.equal(ended.code, 0, ended.stderr);
      assert.match(ended.stderr, /note: mnist cannot be had here .* The generated data set "shapes" takes its place: the numbers say nothing about mnist\./);
      assert.equal(doneTrial(ended).config['dataset'], 'shapes');
    });
  });
});
