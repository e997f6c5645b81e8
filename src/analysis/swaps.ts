import type { Random } from '../base/random';
import type { Weights } from '../network/initialise';
import type { Graph, Layer } from '../resnet/graph';
import { unitLayers, unitNames } from './units';

/** Which unit's weights stand in the place of each unit: places by their index from the input, units by theirs. */
export type Arrangement = readonly number[];

/** All pairs of places whose units have weights of the same shapes and read them alike; they are of one stage then. */
export function exchangeablePairs(graph: Graph): (readonly [number, number])[] {
  const kinds = unitNames(graph).map((unit) => JSON.stringify(unitLayers(graph, unit).flatMap((layer) => signature(layer, unit))));
  return kinds.flatMap((kind, a) => kinds.flatMap((other, b) => (a < b && kind === other ? [[a, b] as const] : [])));
}

/** `count` random pairs exchanged one after the other (Veit 2016, section 4.3); a pair may come again. */
export function randomArrangement(units: number, pairs: readonly (readonly [number, number])[], count: number, random: Random): Arrangement {
  const arrangement = Array.from({ length: units }, (_, i) => i);
  for (let k = 0; k < count; k++) {
    const [a, b] = pairs[random.integer(pairs.length)] as readonly [number, number];
    [arrangement[a], arrangement[b]] = [arrangement[b] as number, arrangement[a] as number];
  }
  return arrangement;
}

/** The weights with each unit's tensors in the place where the arrangement puts them. Tensors are shared, not copied. */
export function arranged(graph: Graph, weights: Weights, arrangement: Arrangement): Weights {
  const units = unitNames(graph);
  const result = new Map(weights);
  units.forEach((place, p) => {
    const unit = units[arrangement[p] as number] as string;
    for (const { name } of unitLayers(graph, place).flatMap(({ parameters }) => parameters)) result.set(name, weights.get(`${unit}${name.slice(place.length)}`) as Float32Array);
  });
  return result;
}

/** Kendall's τ between an order of different things and the first: concordant less discordant pairs, over all pairs. */
export function kendallTau(arrangement: Arrangement): number {
  const n = arrangement.length;
  const inversions = arrangement.reduce((sum, unit, place) => sum + arrangement.slice(place + 1).filter((later) => later < unit).length, 0);
  return n < 2 ? 1 : 1 - (4 * inversions) / (n * (n - 1));
}

/** A layer's tensors without the unit's name, and how it reads them. */
function signature(layer: Layer, unit: string): unknown[] {
  return layer.parameters.map(({ name, shape }) => [name.slice(unit.length), shape, layer.kind === 'conv' ? layer.geometry : layer.kind]);
}
