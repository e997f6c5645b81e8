import assert from 'node:assert/strict';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { encode } from 'bmp-ts';
import sharp from 'sharp';
import { Interrupted } from '../../../src/base/errors';
import { openDataset, type Dataset, type DataOptions, type Split } from '../../../src/data/dataset';
import { decodeImage } from '../../../src/data/images/decode';
import { middleSquare } from '../../../src/data/images/resize';
import { complaint, scratchFolder } from './support';

/** A 12×9 picture whose four quarters are red, green, blue and grey. */
function quarters(width = 12, height = 9): Uint8Array {
  const colours = [[200, 10, 20], [15, 180, 25], [20, 30, 190], [128, 128, 128]];
  return Uint8Array.from({ length: width * height * 3 }, (_, k) => {
    const x = Math.floor(k / 3) % width;
    const y = Math.floor(k / 3 / width);
    const colour = colours[(y < height / 2 ? 0 : 2) + (x < width / 2 ? 0 : 1)] as number[];
    return colour[k % 3] as number;
  });
}

const picture = (width = 12, height = 9) => sharp(quarters(width, height), { raw: { width, height, channels: 3 } });

function bmp(bitPP: 24 | 32): Buffer {
  const data = Buffer.alloc(12 * 9 * 4);
  quarters().forEach((value, k) => (data[Math.floor(k / 3) * 4 + 3 - (k % 3)] = value));
  return encode({ data, width: 12, height: 9, bitPP } as Parameters<typeof encode>[0]).data;
}

const formats: Record<string, () => Promise<Buffer>> = {
  'a.png': () => picture().png().toBuffer(),
  'b.webp': () => picture().webp({ lossless: true }).toBuffer(),
  'c.bmp': () => Promise.resolve(bmp(24)),
  'd.gif': () => picture().gif().toBuffer(),
  'e.JPG': () => picture().jpeg({ quality: 100, chromaSubsampling: '4:4:4' }).toBuffer(),
};

describe('image decoding', () => {
  const scratch = scratchFolder();
  const decode = async (name: string, bytes: Buffer) => {
    const file = path.join(scratch.path, name);
    writeFileSync(file, bytes);
    return decodeImage(file);
  };

  for (const [name, make] of Object.entries(formats)) {
    it(`decodes ${path.extname(name).slice(1)}`, async () => {
      const { width, height, channels, data } = await decode(name, await make());
      assert.deepEqual([width, height, channels], [12, 9, 3]);
      const tolerance = name.endsWith('.JPG') ? 40 : name.endsWith('.gif') ? 4 : 0; // lossy; the palette is quantised
      const expected = quarters();
      const off = expected.findIndex((value, k) => Math.abs(value - (data[k] as number)) > tolerance);
      assert.equal(off, -1, `at ${String(off)}: ${String(data[off])} for ${String(expected[off])}`);
    });
  }

  it('decodes the variants of BMP that are written in practice, and names the others', async () => {
    assert.deepEqual((await decode('v.bmp', bmp(32))).data, quarters());
    // Two rows of two pixels, top down, with a palette and a gap between it and the pixels.
    const head = Buffer.alloc(54 + 1024 + 6);
    head.write('BM');
    head.writeUInt32LE(head.length, 10);
    head.writeUInt32LE(40, 14);
    head.writeInt32LE(2, 18);
    head.writeInt32LE(-2, 22);
    head.writeUInt16LE(8, 28);
    head.set([30, 20, 10, 0, 31, 21, 11, 0], 54);
    const indexed = Buffer.concat([head, Buffer.of(0, 1, 0, 0, 1, 1, 0, 0)]);
    assert.deepEqual(Array.from((await decode('p.bmp', indexed)).data), [10, 20, 30, 11, 21, 31, 11, 21, 31, 11, 21, 31]);
    const packed = Buffer.from(indexed);
    packed.writeUInt32LE(4, 30);
    await assert.rejects(decode('r.bmp', packed), /a kind of BMP compression/);
    await assert.rejects(decode('t.bmp', indexed.subarray(0, indexed.length - 6)));
    const huge = Buffer.from(indexed);
    huge.writeInt32LE(2_000_000_000, 18);
    await assert.rejects(decode('h.bmp', huge), /2000000000×2 pixels, more than/);
  });

  it('makes RGB of grey, of a palette and of 16 bits, and drops alpha', async () => {
    const grey = await decode('grey.png', await picture().toColourspace('b-w').png().toBuffer());
    assert.equal(grey.channels, 3);
    assert.ok(grey.data.every((value, k) => value === grey.data[k - (k % 3)]));
    const greyAlpha = await decode('ga.png', await picture().toColourspace('b-w').ensureAlpha(0.5).png().toBuffer());
    assert.deepEqual(greyAlpha.data, grey.data);
    const clear = await decode('clear.png', await picture().ensureAlpha(0).png().toBuffer());
    assert.deepEqual(Uint8Array.from(clear.data), quarters());
    const palette = await decode('palette.png', await picture().png({ palette: true }).toBuffer());
    assert.equal(palette.channels, 3);
    const deep = await decode('deep.png', await picture().toColourspace('rgb16').png().toBuffer());
    assert.deepEqual(Uint8Array.from(deep.data), quarters());
  });

  it('turns an image upright by its EXIF orientation', async () => {
    const { width, height, data } = await decode('turned.png', await picture().withMetadata({ orientation: 6 }).png().toBuffer());
    assert.deepEqual([width, height], [9, 12]);
    assert.deepEqual(Array.from(data.subarray(0, 3)), [20, 30, 190]); // what was at the bottom left
  });

  it('takes the first picture of an animation', async () => {
    const frames = Buffer.concat([Buffer.alloc(48, 250), Buffer.alloc(48, 5)]);
    const animated = await sharp(frames, { raw: { width: 4, height: 8, channels: 3, pageHeight: 4 } }).gif().toBuffer();
    const { height, data } = await decode('moving.gif', animated);
    assert.equal(height, 4);
    assert.ok((data[0] as number) > 240);
  });

  it('refuses what is cut off or no image, whatever its name', async () => {
    for (const [name, make] of Object.entries(formats)) {
      const bytes = await make();
      await assert.rejects(decode(`cut-${name}`, bytes.subarray(0, Math.floor(bytes.length * 0.6))), name);
    }
    await assert.rejects(decode('drawing.png', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"/>')), /not a JPEG, PNG, WebP, BMP, GIF, AVIF or TIFF file/);
    await assert.rejects(decode('empty.png', Buffer.alloc(0)), /the file is empty/);
  });
});

describe('folder', () => {
  const scratch = scratchFolder();
  let root = '';
  let count = 0;

  beforeEach(() => {
    root = path.join(scratch.path, `folder${String(count++)}`);
    mkdirSync(root);
  });

  const put = (name: string, bytes: Buffer | string): void => {
    mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    writeFileSync(path.join(root, name), bytes);
  };
  const open = (options: Partial<DataOptions> = {}): Promise<Dataset> => openDataset(`folder:${root}`, { cache: scratch.path, size: 8, ...options });
  const fill = async (name: string, images: number): Promise<void> => {
    for (let k = 0; k < images; k++) put(`${name}/${String(k)}.png`, await sharp({ create: { width: 8, height: 8, channels: 3, background: { r: k, g: 0, b: 0 } } }).png().toBuffer());
  };
  /** The red of the first pixel of every example, which `fill` numbers them by. */
  const reds = async (split: Split): Promise<number[]> => {
    const into = new Uint8Array(split.size * 192);
    await split.pixels(Int32Array.from({ length: split.size }, (_, k) => k), into);
    return Array.from({ length: split.size }, (_, k) => into[k * 192] as number);
  };

  it('makes a data set of all five formats, resized and cropped', async () => {
    for (const [name, make] of Object.entries(formats)) {
      put(`zebra/${name}`, await make());
      put(`ant/deep/${name}`, await make());
    }
    const dataset = await open();
    assert.deepEqual(dataset.classes, ['ant', 'zebra']);
    assert.deepEqual(dataset.shape, { height: 8, width: 8, channels: 3 });
    assert.equal(dataset.train.size + dataset.test.size, 10);
    assert.ok(dataset.test.size > 0);
    assert.deepEqual(dataset.notices, []);
    assert.equal(dataset.source, root);
    const into = new Uint8Array(192);
    await dataset.train.pixels(Int32Array.of(0), into);
    const expected = middleSquare({ width: 12, height: 9, channels: 3, data: quarters() }, 8).data;
    const worst = Math.max(...into.map((value, k) => Math.abs(value - (expected[k] as number))));
    assert.ok(worst <= 40, String(worst)); // the first may be a JPEG
  });

  it('skips a broken image, names it and counts it, and leaves an empty class out', async () => {
    await fill('cat', 10);
    await fill('dog', 10);
    put('cat/broken.jpg', 'not at all');
    put('cat/cut.png', (await picture(40, 40).png().toBuffer()).subarray(0, 70));
    mkdirSync(path.join(root, 'bird'));
    put('fish/torn.gif', 'GIF8');
    put('cat/notes.txt', 'hello');
    const { classes, train, test, notices } = await open();
    assert.deepEqual(classes, ['cat', 'dog']);
    assert.equal(train.size + test.size, 20);
    assert.ok(notices.includes('3 of 23 images are broken and were skipped'), notices.join('\n'));
    assert.ok(notices.includes('broken image skipped: cat/broken.jpg (not a JPEG, PNG, WebP, BMP, GIF, AVIF or TIFF file)'));
    assert.ok(notices.some((notice) => notice.startsWith('broken image skipped: cat/cut.png (')));
    assert.ok(notices.includes('class "bird" is empty and was left out'));
    assert.ok(notices.includes('class "fish" is empty and was left out'));
    assert.ok(notices.some((notice) => notice.startsWith('1 file passed over')));
  });

  it('refuses a folder that is missing, a file, empty or of one class', async () => {
    put('only/readme.txt', 'x');
    assert.match(await complaint(openDataset(`folder:${root}/nowhere`, { cache: '' })), /nowhere: there is no such folder/);
    assert.match(await complaint(openDataset(`folder:${root}/only/readme.txt`, { cache: '' })), /readme\.txt: this is a file, not a folder/);
    assert.match(await complaint(openDataset(`folder:${root}/only`, { cache: '' })), /the folder has no subfolders/);
    assert.match(await complaint(open()), /no class has images that can be read; at least two classes must/);
    await fill('one', 3);
    assert.match(await complaint(open()), /only the class "one" has images that can be read/);
    assert.match(await complaint(open({ size: 4 })), /the image size 4 is out of range/);
  });

  it('keeps every image in its split when others are added', async () => {
    await fill('cat', 40);
    await fill('dog', 40);
    const before = await open();
    const share = before.test.size / 80;
    assert.ok(share > 0.08 && share < 0.35, String(share));
    const [train, test] = [await reds(before.train), await reds(before.test)];
    for (let k = 40; k < 60; k++) put(`cat/new${String(k)}.png`, await sharp({ create: { width: 8, height: 8, channels: 3, background: { r: 200, g: 0, b: 0 } } }).png().toBuffer());
    const after = await open();
    assert.deepEqual((await reds(after.train)).filter((red) => red < 200), train);
    assert.deepEqual((await reds(after.test)).filter((red) => red < 200), test);
  });

  it('leaves every class something to train on and the whole something to test on, however few images there are', async () => {
    for (let round = 0; round < 12; round++) {
      root = path.join(scratch.path, `few${String(round)}`);
      await fill(`a${String(round)}`, 2);
      await fill(`b${String(round)}`, 1);
      const { train, test } = await open();
      assert.deepEqual([...new Set(train.labels)], [0, 1]);
      assert.equal(test.size, 1);
    }
  });

  it('gives the same pixels whether images are kept in memory or decoded again', async () => {
    await fill('cat', 12);
    await fill('dog', 12);
    const kept = await open();
    const again = await open({ memoryLimit: 5 * 192 });
    assert.deepEqual(await reds(again.train), await reds(kept.train));
    assert.deepEqual(await reds(again.train), await reds(kept.train));
    rmSync(path.join(root, 'cat'), { recursive: true });
    assert.equal((await reds(kept.train)).length, kept.train.size);
  });

  it('lets a sound image of the class stand in for one that proves broken in training, always the same one', async () => {
    await fill('cat', 12);
    await fill('dog', 3);
    const large = await sharp({ create: { width: 300, height: 300, channels: 3, background: 'black', noise: { type: 'gaussian', mean: 128, sigma: 60 } } }).jpeg().toBuffer();
    rmSync(path.join(root, 'cat/3.png'));
    put('cat/3.jpg', large.subarray(0, large.length - 10_000)); // the header is sound
    const dataset = await open({ memoryLimit: 0 });
    assert.deepEqual(dataset.notices, []);
    const first = [...(await reds(dataset.train)), ...(await reds(dataset.test))];
    assert.equal(dataset.notices.length, 1);
    assert.match(String(dataset.notices[0]), /^broken image: cat\/3\.jpg \(.+\); cat\/\d+\.png stands in for it$/);
    assert.deepEqual([...(await reds(dataset.train)), ...(await reds(dataset.test))], first);
    assert.equal(dataset.notices.length, 1);
    rmSync(path.join(root, 'dog'), { recursive: true });
    assert.match(await complaint(dataset.train.pixels(Int32Array.of(dataset.train.size - 1), new Uint8Array(192))), /dog\/.+\.png: no image of the class can be decoded any more/);
  });

  it('follows no link out of the folder', async function () {
    if (process.platform === 'win32') this.skip();
    await fill('cat', 5);
    await fill('dog', 5);
    const outside = path.join(scratch.path, 'outside.png');
    writeFileSync(outside, await picture().png().toBuffer());
    symlinkSync(outside, path.join(root, 'cat', 'out.png'));
    symlinkSync(path.join(root, 'dog', '0.png'), path.join(root, 'cat', 'in.png'));
    symlinkSync(scratch.path, path.join(root, 'elsewhere'));
    const { classes, train, test, notices } = await open();
    assert.deepEqual(classes, ['cat', 'dog']);
    assert.equal(train.size + test.size, 11);
    assert.deepEqual([...notices].sort(), ['link not followed: cat/out.png', 'link not followed: elsewhere']);
  });

  it('tells its progress, and stops when asked to', async () => {
    await fill('cat', 5);
    await fill('dog', 5);
    const told: number[] = [];
    await open({ onProgress: ({ done, total, unit }) => told.push(done, total ?? -1, unit === 'images' ? 1 : 0) });
    assert.deepEqual(told, [5, 10, 1, 10, 10, 1]);
    await assert.rejects(open({ signal: AbortSignal.abort() }), Interrupted);
  });
});
