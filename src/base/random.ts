import { createHash } from 'node:crypto';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';

/**
 * A generator of its own for one purpose of one trial: the state is a hash of the seed and the purpose
 * (`random(7, 'order', 3)`: the order of the data in epoch 3). Nothing else can advance it, so a trial
 * draws the same numbers however many trials run beside it, and a position in the training (epoch, step)
 * is all that a checkpoint needs to know of it.
 */
export class Random {
  private readonly generator: RandomGenerator;
  private spare: number | undefined;

  constructor(seed: number, ...purpose: (string | number)[]) {
    const digest = createHash('sha256').update([seed, ...purpose].join('/')).digest();
    this.generator = xoroshiro128plusFromState([digest.readInt32LE(0), digest.readInt32LE(4), digest.readInt32LE(8), digest.readInt32LE(12)]);
  }

  /** Uniform in [0, 1), 32 bits. */
  uniform(): number {
    return (this.generator.next() >>> 0) / 4294967296;
  }

  /** Uniform integer in [0, bound). */
  integer(bound: number): number {
    return Math.floor(this.uniform() * bound);
  }

  /** Standard normal (Box–Muller, both values used). */
  normal(): number {
    if (this.spare !== undefined) {
      const value = this.spare;
      this.spare = undefined;
      return value;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    const angle = 2 * Math.PI * this.uniform();
    this.spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  }

  /** Shuffles in place (Fisher–Yates). */
  shuffle(items: Int32Array): Int32Array {
    for (let i = items.length - 1; i > 0; i--) {
      const j = this.integer(i + 1);
      const item = items[i] as number;
      items[i] = items[j] as number;
      items[j] = item;
    }
    return items;
  }
}
