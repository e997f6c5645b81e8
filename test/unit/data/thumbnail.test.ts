import assert from 'node:assert/strict';
import sharp from 'sharp';
import { decodeImage } from '../../../src/data/images/decode';
import { thumbnail } from '../../../src/data/images/thumbnail';
import { fileOf, oddImages } from '../../helpers/odd-images';

const named = (name: string): string => fileOf(oddImages.find((image) => image.name === name) as (typeof oddImages)[number]);

/** Mean difference per channel between a thumbnail and what was decoded, at the thumbnail's size. */
async function difference(name: string, bytes: Buffer): Promise<number> {
  const { width, height, data } = await decodeImage(named(name));
  const small = await sharp(bytes).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const expected = await sharp(data, { raw: { width, height, channels: 3 } }).resize(small.info.width, small.info.height, { fit: 'fill' }).raw().toBuffer();
  return small.data.reduce((sum, value, k) => sum + Math.abs(value - (expected[k] as number)), 0) / expected.length;
}

describe('thumbnails', () => {
  it('has one of every odd image, upright and no larger than asked', async function () {
    this.timeout(60_000);
    for (const image of oddImages) {
      const { bytes, type, width, height } = await thumbnail(fileOf(image), 40);
      const scale = Math.min(1, 40 / Math.max(image.width, image.height));
      const near = (side: number, whole: number): boolean => Math.abs(side - Math.max(1, whole * scale)) <= 1;
      assert.ok(near(width, image.width) && near(height, image.height), `${image.name}: ${width}×${height} of ${image.width}×${image.height}`);
      const { format } = await sharp(bytes).metadata();
      assert.equal(`image/${format}`, type, image.name);
    }
  });

  for (const name of ['exif-2.jpg', 'exif-3.jpg', 'exif-4.jpg', 'exif-5.jpg', 'exif-6.jpg', 'exif-7.jpg', 'exif-8.jpg', 'xmp-8.jpg', 'exif-7.avif', 'exif-8.tif', 'palette-4.bmp', 'moving.avif', 'portrait.jpg']) {
    it(`looks like the image: ${name}`, async () => {
      const { bytes } = await thumbnail(named(name), 60);
      const off = await difference(name, bytes);
      assert.ok(off < 15, String(off)); // a JPEG of so few pixels is off by 11 at most, a picture that lies otherwise by far more
    });
  }

  it('keeps what is transparent, and applies a colour profile', async () => {
    const clear = await thumbnail(named('rgba.png'), 50);
    assert.equal(clear.type, 'image/png');
    assert.equal((await sharp(clear.bytes).metadata()).hasAlpha, true);
    const plain = await thumbnail(named('profile.jpg'), 200);
    assert.ok((await difference('profile.jpg', plain.bytes)) > 20);
  });
});
