import type { Graph, Layer } from '../resnet/graph';

/** A graph's units, from the input to the output. */
export function unitNames(graph: Graph): string[] {
  return [...new Set(graph.layers.flatMap(({ unit }) => unit ?? []))];
}

/** The layers of a unit, in the order of execution. */
export function unitLayers(graph: Graph, unit: string): Layer[] {
  return graph.layers.filter((layer) => layer.unit === unit);
}
