import type { Weights } from '../network/initialise';
import type { Graph, ImageSize, Layer } from '../resnet/graph';
import { unitLayers } from './units';

/** What enters and what leaves a unit. */
export function unitSizes(graph: Graph, unit: string): { readonly entering: ImageSize; readonly leaving: ImageSize } {
  const { first, last } = ends(graph, unit);
  return { entering: layerAt(graph, layerAt(graph, first).inputs[0]).output, leaving: layerAt(graph, last).output };
}

/** Whether a network without the unit is still a network: a residual unit always leaves its shortcut, a plain one must keep the size. */
export function isDeletable(graph: Graph, unit: string): boolean {
  const { entering, leaving } = unitSizes(graph, unit);
  return graph.order.hasAdd || (entering.height === leaving.height && entering.width === leaving.width && entering.channels === leaving.channels);
}

/**
 * A network without some of its units.
 * A residual unit leaves its shortcut (projected or padded, and from the prefix where both paths take that) and what follows the addition: its
 * branch gives zeros, by the weights of its last layer that has any, so that one prepared network serves all deletions. A plain unit leaves
 * nothing, which takes another graph. Tensors that stay are shared, not copied. @throws Error where a unit cannot be deleted
 */
export function withoutUnits(graph: Graph, weights: Weights, units: readonly string[]): { readonly graph: Graph; readonly weights: Weights } {
  if (!graph.order.hasAdd) return { graph: withoutPlainUnits(graph, units), weights };
  const silenced = new Map(weights);
  for (const { name, shape, trainable } of units.flatMap((unit) => branchEnd(graph, unit).parameters)) {
    if (trainable) silenced.set(name, new Float32Array(shape.reduce((a, b) => a * b, 1)));
  }
  return { graph, weights: silenced };
}

/** The last layer with parameters before a unit's addition; only relus follow it, which leave zeros as they are. */
function branchEnd(graph: Graph, unit: string): Layer {
  const add = unitLayers(graph, unit).find(({ kind }) => kind === 'add');
  let layer = layerAt(graph, add?.inputs[0]);
  while (layer.parameters.length === 0) layer = layerAt(graph, layer.inputs[0]);
  return layer;
}

function withoutPlainUnits(graph: Graph, units: readonly string[]): Graph {
  /** What is read in place of a unit's last layer. */
  const replaced = new Map<number, number>();
  for (const unit of units) {
    if (!isDeletable(graph, unit)) throw new Error(`${unit} cannot be deleted`);
    const { first, last } = ends(graph, unit);
    replaced.set(last, layerAt(graph, first).inputs[0] as number);
  }
  const resolved = (index: number): number => {
    const next = replaced.get(index);
    return next === undefined ? index : resolved(next);
  };
  const kept = graph.layers.flatMap(({ unit }, i) => (unit !== undefined && units.includes(unit) ? [] : [i]));
  const place = new Map(kept.map((old, now) => [old, now]));
  return { ...graph, layers: kept.map((i) => ({ ...layerAt(graph, i), inputs: layerAt(graph, i).inputs.map((input) => place.get(resolved(input)) as number) })) };
}

/** A unit's first and last layer, as indices in the graph. */
function ends({ layers }: Graph, unit: string): { first: number; last: number } {
  const first = layers.findIndex((layer) => layer.unit === unit);
  if (first < 0) throw new Error(`no unit "${unit}"`);
  return { first, last: layers.findLastIndex((layer) => layer.unit === unit) };
}

function layerAt({ layers }: Graph, index: number | undefined): Layer {
  const layer = layers[index ?? -1];
  if (layer === undefined) throw new Error(`no layer ${index}`);
  return layer;
}
