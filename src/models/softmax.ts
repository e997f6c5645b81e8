import type { Guess } from './classification-data';

/** Probabilities of some logits, computed in double; what overflowed stays NaN. */
export function softmax(logits: Float32Array): Float64Array {
  let largest = -Infinity;
  for (const logit of logits) largest = Math.max(largest, logit);
  const shares = Float64Array.from(logits, (logit) => Math.exp(logit - largest));
  const sum = shares.reduce((a, b) => a + b, 0);
  return shares.map((share) => share / sum);
}

/** The most likely classes, at most so many, the likeliest first; of equals the one that comes first. */
export function guesses(logits: Float32Array, count: number): Guess[] {
  const probabilities = softmax(logits);
  const order = Array.from(logits.keys()).sort((a, b) => (logits[b] as number) - (logits[a] as number) || a - b);
  return order.slice(0, count).map((index) => ({ index, probability: probabilities[index] as number, logit: logits[index] as number }));
}
