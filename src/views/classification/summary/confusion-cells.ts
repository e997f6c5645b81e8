import type { Scores } from '../../../models/classification-data';

/** More classes than these a matrix cannot show legibly. */
export const MOST_CLASSES = 30;
const MOST_PAIRS = 20;

/** A matrix of counts. */
export interface Confusion {
  /** True classes, by index. */
  readonly truths: readonly number[];
  /** Named classes, by index; a last column has all others where `others`. */
  readonly predictions: readonly number[];
  readonly others: boolean;
  /** By truth, then by prediction, then all others. */
  readonly counts: readonly (readonly number[])[];
  /** Images of each true class. */
  readonly images: readonly number[];
  /** How its classes were chosen: all that occur, all that are true, or those with the most mistakes. */
  readonly choice: 'all' | 'true' | 'worst';
  /** Classes that occur. */
  readonly occurring: number;
}

/** The confusion of as many classes as can be shown. */
export function confusionOf({ classes, confusion }: Scores): Confusion {
  const trues = classes.filter(({ images }) => images > 0);
  const choice = classes.length <= MOST_CLASSES ? 'all' : trues.length <= MOST_CLASSES ? 'true' : 'worst';
  const wrong = [...trues].sort((a, b) => b.images - b.hits - (a.images - a.hits) || a.index - b.index);
  const rows = choice === 'worst' ? wrong.slice(0, MOST_CLASSES).sort((a, b) => a.index - b.index) : trues;
  const truths = rows.map(({ index }) => index);
  const predictions = choice === 'all' ? classes.map(({ index }) => index) : truths;
  const others = choice !== 'all';
  const rowOf = new Map(truths.map((index, i) => [index, i]));
  const columnOf = new Map(predictions.map((index, i) => [index, i]));
  const counts = truths.map(() => Array.from({ length: predictions.length + Number(others) }, () => 0));
  for (const [truth, prediction, images] of confusion) {
    const row = counts[rowOf.get(truth) ?? -1];
    const column = columnOf.get(prediction) ?? predictions.length;
    if (row !== undefined) row[column] = (row[column] ?? 0) + images;
  }
  return { truths, predictions, others, counts, images: rows.map(({ images }) => images), choice, occurring: classes.length };
}

/** Truth, prediction and images of the mistakes that are made most often. */
export function confusedPairs({ confusion }: Scores): (readonly [number, number, number])[] {
  return confusion.filter(([truth, prediction]) => truth !== prediction).sort((a, b) => b[2] - a[2]).slice(0, MOST_PAIRS);
}
