import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { crc32 } from 'node:zlib';
import sharp from 'sharp';
import { checkImageHeader, decodeImage, greyOf } from '../../../src/data/images/decode';
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

describe('decoding a file that was written anew', () => {
  const scratch = scratchFolder();

  for (const format of ['png', 'jpeg', 'webp', 'gif', 'tiff', 'avif'] as const) {
    it(`gives what is there now: ${format}`, async () => {
      const file = path.join(scratch.path, `again.${format}`);
      for (const [width, height, colour] of [[64, 48, 'red'], [20, 32, 'blue']] as const) {
        writeFileSync(file, await sharp({ create: { width, height, channels: 3, background: colour } }).toFormat(format).toBuffer());
        const raster = await decodeImage(file);
        assert.deepEqual([raster.width, raster.height], [width, height]);
        assert.ok((raster.data[colour === 'red' ? 0 : 2] as number) > 240);
      }
    });
  }
});

describe('decoding what is no image, or claims too much', () => {
  const scratch = scratchFolder();
  const write = (name: string, bytes: Buffer): string => {
    const file = path.join(scratch.path, name);
    writeFileSync(file, bytes);
    return file;
  };

  it('does not decode what is larger than 64 megapixels', async () => {
    const small = await sharp({ create: { width: 8, height: 8, channels: 3, background: 'black' } }).png().toBuffer();
    small.writeUInt32BE(9000, 16);
    small.writeUInt32BE(9000, 20);
    small.writeUInt32BE(crc32(small.subarray(12, 29)), 29);
    const file = write('bomb.png', small);
    await assert.rejects(decodeImage(file), /9000×9000 pixels, more than 67108864/);
    await assert.rejects(checkImageHeader(file), /9000×9000 pixels, more than 67108864/);
  });

  it('does not take HEIC for AVIF, nor text for anything', async () => {
    await assert.rejects(decodeImage(write('a.avif', Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1'))), /not a JPEG, PNG, WebP, BMP, GIF, AVIF or TIFF file/);
    await assert.rejects(decodeImage(write('b.tif', Buffer.from('II is a text'))), /not a JPEG/);
    await assert.rejects(decodeImage(write('c.jpg', Buffer.of(0xff, 0xd8, 0xff))), Error);
  });
});
