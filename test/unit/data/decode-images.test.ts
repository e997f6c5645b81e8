import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { checkImageHeader, decodeImage, greyOf } from '../../../src/data/decode';
import { distance, fileOf, oddImages } from '../../helpers/odd-images';
import { scratchFolder } from './support';

describe('decoding odd images, against Pillow', () => {
  for (const image of oddImages) {
    const exact = 'hash' in image.pixels;
    it(`${image.name}${exact ? ', to the bit' : ''}`, async () => {
      await checkImageHeader(fileOf(image));
      const { width, height, channels, data } = await decodeImage(fileOf(image));
      assert.deepEqual([width, height, channels, data.length], [image.width, image.height, 3, width * height * 3]);
      const { largest, mean, ofMeans } = distance(data, image.pixels);
      // AVIF alone is decoded by other libraries than Pillow's: measured 0.17 levels on average, more beside clipped colours.
      assert.ok(largest <= 8 && mean <= 0.2 && ofMeans <= 0.05, `off by ${largest}, on average ${mean}, means by ${ofMeans}`);
    });
  }

  it('finds its own way of checking sharp enough: a single level is seen', async () => {
    const image = oddImages.find(({ name }) => name === 'portrait.jpg');
    assert.ok(image !== undefined);
    const { data } = await decodeImage(fileOf(image));
    data[1000] = (data[1000] as number) ^ 1;
    assert.equal(distance(data, image.pixels).largest, Infinity);
  });

  it('makes grey as ITU-R 601 in whole numbers, and gives grey back as it was', () => {
    const data = Uint8Array.of(255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255, 77, 77, 77, 1, 2, 3);
    assert.deepEqual([...greyOf({ width: 6, height: 1, channels: 3, data }).data], [76, 150, 29, 255, 77, 2]);
  });
});

describe('decoding what is no image, or claims too much', () => {
  const scratch = scratchFolder();
  const write = (name: string, bytes: Buffer): string => {
    const file = path.join(scratch.path, name);
    writeFileSync(file, bytes);
    return file;
  };

  it('does not decode what is larger than 64 megapixels', async () => {
    const black = await sharp({ create: { width: 9000, height: 9000, channels: 3, background: 'black' } }).png({ palette: true }).toBuffer();
    const file = write('bomb.png', black);
    assert.ok(black.length < 200_000);
    await assert.rejects(decodeImage(file), /9000×9000 pixels, more than 67108864|pixel limit/);
    await assert.rejects(checkImageHeader(file), /9000×9000 pixels, more than 67108864|pixel limit/);
  });

  it('does not take HEIC for AVIF, nor text for anything', async () => {
    await assert.rejects(decodeImage(write('a.avif', Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1'))), /not a JPEG, PNG, WebP, BMP, GIF, AVIF or TIFF file/);
    await assert.rejects(decodeImage(write('b.tif', Buffer.from('II is a text'))), /not a JPEG/);
    await assert.rejects(decodeImage(write('c.jpg', Buffer.of(0xff, 0xd8, 0xff))), Error);
  });
});
