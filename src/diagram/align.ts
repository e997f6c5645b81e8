/** Places of two sequences that belong together, in the order of both. */
export type Pairing = readonly (readonly [left: number, right: number])[];

/**
 * The longest common subsequence of two sequences.
 * @param likeness of two items: 0 where they don't go together; among equally long pairings the likeliest is chosen, so it must stay below 1 over all pairs
 */
export function align<T>(left: readonly T[], right: readonly T[], likeness: (a: T, b: T) => number): Pairing {
  const columns = right.length + 1;
  const best = new Float64Array((left.length + 1) * columns);
  const at = (i: number, j: number): number => best[i * columns + j] ?? 0;
  const together = (i: number, j: number): number => {
    const [a, b] = [left[i], right[j]];
    const score = a === undefined || b === undefined ? 0 : likeness(a, b);
    return score > 0 ? score + at(i + 1, j + 1) : 0;
  };
  for (let i = left.length - 1; i >= 0; i--) {
    for (let j = right.length - 1; j >= 0; j--) best[i * columns + j] = Math.max(at(i + 1, j), at(i, j + 1), together(i, j));
  }
  const pairs: [number, number][] = [];
  for (let i = 0, j = 0; i < left.length && j < right.length; ) {
    if (together(i, j) === at(i, j) && at(i, j) > 0) pairs.push([i++, j++]);
    else if (at(i + 1, j) >= at(i, j + 1)) i++;
    else j++;
  }
  return pairs;
}

/** Pairs what an alignment left over, item by item in their order, where `same` allows. */
export function leftovers<T>(left: readonly T[], right: readonly T[], pairs: Pairing, same: (a: T, b: T) => boolean): Pairing {
  const taken = new Set(pairs.map(([, j]) => j));
  const kept = new Set(pairs.map(([i]) => i));
  const found: [number, number][] = [];
  left.forEach((a, i) => {
    if (kept.has(i)) return;
    const j = right.findIndex((b, at) => !taken.has(at) && same(a, b));
    if (j < 0) return;
    taken.add(j);
    found.push([i, j]);
  });
  return found;
}
