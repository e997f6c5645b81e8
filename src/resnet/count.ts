import type { Graph, Layer } from './graph';

/** Trainable values of a layer; batch norm's running statistics are buffers and do not count (as torch counts). */
export function parameterCount(layer: Layer): number {
  return layer.parameters.filter((p) => p.trainable).reduce((sum, p) => sum + p.shape.reduce((a, b) => a * b, 1), 0);
}

/** Multiply-adds of a layer for one image: convs and fc, as torchvision's published "GFLOPS" (FLOPs = 2 × MACs). */
export function macCount(graph: Graph, layer: Layer): number {
  const from = graph.layers[layer.inputs[0] ?? -1]?.output;
  if (from === undefined) return 0;
  const { height, width, channels } = layer.output;
  if (layer.kind === 'fc') return from.channels * channels;
  if (layer.kind !== 'conv') return 0;
  const { kernel, groups } = layer.geometry;
  return height * width * channels * kernel * kernel * (from.channels / groups);
}

export interface Totals {
  readonly parameters: number;
  readonly macs: number;
}

/** Sums over some layers, or over the whole graph. */
export function totals(graph: Graph, layers: readonly Layer[] = graph.layers): Totals {
  return {
    parameters: layers.reduce((sum, layer) => sum + parameterCount(layer), 0),
    macs: layers.reduce((sum, layer) => sum + macCount(graph, layer), 0),
  };
}
