import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encode } from 'bmp-ts';
import { Random } from '../../src/base/random';

const SIDE = 32;
const IMAGES = 60;

/** A folder of two classes of small noisy pictures, light and dark: read in no time, always the same. */
export function writeTinyImages(folder: string): void {
  for (const [name, level] of [['dark', 70], ['light', 150]] as const) {
    mkdirSync(join(folder, name), { recursive: true });
    for (let i = 0; i < IMAGES; i++) {
      const random = new Random(i, name);
      const data = Buffer.from(Array.from({ length: 4 * SIDE * SIDE }, () => level + Math.floor(40 * random.uniform())));
      writeFileSync(join(folder, name, `${i}.bmp`), encode({ data, width: SIDE, height: SIDE, bitPP: 24 }).data);
    }
  }
}
