import assert from 'node:assert/strict';
import { middleSquare, resizeBilinear, type Raster } from '../../../src/data/images/resize';
import fixtures from '../../reference/fixtures/resize.json';

const bytes = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'base64'));

describe('resize, against Pillow and torchvision', () => {
  for (const { width, height, channels, pixels, toWidth, toHeight, result } of fixtures.cases) {
    it(`${String(width)}×${String(height)}×${String(channels)} to ${String(toWidth)}×${String(toHeight)}, to the bit`, () => {
      const image: Raster = { width, height, channels, data: bytes(pixels) };
      assert.deepEqual(resizeBilinear(image, toWidth, toHeight).data, bytes(result));
    });
  }

  for (const { width, height, pixels, size, result } of fixtures.crops) {
    it(`${String(width)}×${String(height)}, shorter side to ${String(size)} and centre crop, to the bit`, () => {
      const image: Raster = { width, height, channels: 3, data: bytes(pixels) };
      assert.deepEqual(middleSquare(image, size).data, bytes(result));
    });
  }
});
