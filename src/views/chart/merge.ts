import type { Curve } from '../../experiment/report-data';

/** A curve in which `part` stands in place of its own points from `from` to `to`. */
export function merged(curve: Curve, part: Curve, from: number, to: number): Curve {
  const before = curve.x.flatMap((x, i) => (x < from ? [i] : []));
  const after = curve.x.flatMap((x, i) => (x > to ? [i] : []));
  const inside = part.x.flatMap((x, i) => (x >= from && x <= to ? [i] : []));
  const join = <T>(whole: readonly T[], finer: readonly T[], none: T): T[] => [...before.map((i) => whole[i] ?? none), ...inside.map((i) => finer[i] ?? none), ...after.map((i) => whole[i] ?? none)];
  const optional = <K extends 'epochs' | 'seconds'>(key: K, none: number | null): Partial<Record<K, (number | null)[]>> => {
    const [whole, finer] = [curve[key], part[key]];
    return whole === undefined || finer === undefined ? {} : ({ [key]: join<number | null>(whole, finer, none) } as Partial<Record<K, (number | null)[]>>);
  };
  const finerSeeds = new Map(part.seeds.map((seed) => [seed.seed, seed.y]));
  return {
    ...curve,
    ...optional('seconds', null),
    ...(optional('epochs', NaN) as { epochs?: number[] }),
    x: join(curve.x, part.x, NaN),
    total: Math.max(curve.total, part.total),
    mean: join(curve.mean, part.mean, null),
    low: join(curve.low, part.low, null),
    high: join(curve.high, part.high, null),
    n: join(curve.n, part.n, 0),
    seeds: curve.seeds.map((seed) => ({ ...seed, y: trimmed(join<number | null>(seed.y, finerSeeds.get(seed.seed) ?? [], null)) })),
  };
}

/** A seed's curve ends where its last value is. */
function trimmed(values: readonly (number | null)[]): (number | null)[] {
  return values.slice(0, values.findLastIndex((value) => value !== null) + 1);
}
