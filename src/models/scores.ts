import type { Agreement, Guess, Scores } from './classification-data';

const BINS = 15;
const WORST = 20;

interface ClassCount {
  images: number;
  hits: number;
  predicted: number;
}

/**
 * Counts how good a model is, image by image. Its memory grows with the classes that occur and with the pairs of them that are confused, not
 * with the images.
 */
export class ScoreKeeper {
  private images = 0;
  private hits = 0;
  private hitsOfFive = 0;
  private readonly counts = new Map<number, ClassCount>();
  /** Images by truth × classes + prediction. */
  private readonly pairs = new Map<number, number>();
  private readonly bins = Array.from({ length: BINS }, () => ({ images: 0, confidence: 0, hits: 0 }));
  /** Mistakes, the surest first. */
  private readonly worst: { readonly row: number; readonly confidence: number }[] = [];

  /** `classes`: how many the model tells apart. */
  constructor(private readonly classes: number) {}

  /**
   * Takes the answer to one image: its row's number, its class, and the model's guesses, the most likely first. No guess, no count.
   * @throws RangeError for a class that the model does not have
   */
  add(row: number, truth: number, guesses: readonly Guess[]): void {
    const [first] = guesses;
    if (first === undefined) return;
    for (const index of [truth, first.index]) if (!Number.isInteger(index) || index < 0 || index >= this.classes) throw new RangeError(`class ${index} of ${this.classes}`);
    const hit = first.index === truth;
    this.images += 1;
    if (hit) this.hits += 1;
    if (guesses.slice(0, 5).some(({ index }) => index === truth)) this.hitsOfFive += 1;
    const pair = truth * this.classes + first.index;
    this.pairs.set(pair, (this.pairs.get(pair) ?? 0) + 1);
    const ofTruth = this.countOf(truth);
    ofTruth.images += 1;
    if (hit) ofTruth.hits += 1;
    this.countOf(first.index).predicted += 1;
    this.bin(first.probability, hit);
    if (!hit) this.remember(row, first.probability);
  }

  /** All counted so far. Without an image, shares are 0. */
  result(): Scores {
    const inBins = this.bins.reduce((sum, { images }) => sum + images, 0);
    return {
      images: this.images,
      top1: share(this.hits, this.images),
      top5: share(this.hitsOfFive, this.images),
      classes: [...this.counts].map(([index, count]) => ({ index, ...count })).sort((a, b) => a.index - b.index),
      confusion: [...this.pairs].sort(([a], [b]) => a - b).map(([pair, images]) => [Math.floor(pair / this.classes), pair % this.classes, images] as const),
      reliability: this.bins.map(({ images, confidence, hits }, bin) => ({ from: bin / BINS, to: (bin + 1) / BINS, images, confidence: share(confidence, images), accuracy: share(hits, images) })),
      // The gap of each bin weighted by its images; a bin's images cancel out.
      calibrationError: share(
        this.bins.reduce((sum, { confidence, hits }) => sum + Math.abs(hits - confidence), 0),
        inBins,
      ),
      worst: this.worst.map(({ row }) => row),
    };
  }

  private countOf(index: number): ClassCount {
    const known = this.counts.get(index);
    if (known !== undefined) return known;
    const count = { images: 0, hits: 0, predicted: 0 };
    this.counts.set(index, count);
    return count;
  }

  /** Bins are open below and closed above, as in Guo 2017, section 2. What is no number (a network that overflowed) has no confidence to judge. */
  private bin(probability: number, hit: boolean): void {
    const bin = this.bins[Math.min(BINS - 1, Math.max(0, Math.ceil(probability * BINS) - 1))];
    if (bin === undefined) return;
    bin.images += 1;
    bin.confidence += probability;
    if (hit) bin.hits += 1;
  }

  private remember(row: number, confidence: number): void {
    if (Number.isNaN(confidence)) return;
    const at = this.worst.findIndex((other) => other.confidence < confidence);
    this.worst.splice(at === -1 ? this.worst.length : at, 0, { row, confidence });
    if (this.worst.length > WORST) this.worst.pop();
  }
}

/** Counts how often two models name the same class. Classes are compared by name, since two models may number them differently. */
export class AgreementKeeper {
  private images = 0;
  private same = 0;

  constructor(private readonly labels: readonly [readonly string[], readonly string[]]) {}

  /** Takes both models' guesses of one image, the most likely first. */
  add(first: readonly Guess[], second: readonly Guess[]): void {
    const [one] = first;
    const [other] = second;
    if (one === undefined || other === undefined) return;
    this.images += 1;
    if (this.labels[0][one.index] === this.labels[1][other.index]) this.same += 1;
  }

  result(): Agreement {
    return { images: this.images, same: this.same };
  }
}

function share(part: number, all: number): number {
  return all === 0 ? 0 : part / all;
}
