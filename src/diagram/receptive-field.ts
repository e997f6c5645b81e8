import type { Graph, Layer } from '../resnet/graph';

/** What one value of a layer's output sees of the image. */
export interface Sight {
  /** Side of the square of input pixels; squares at the edge hang over it, so a side may exceed the image's. */
  readonly field: number;
  /** Pixels between the squares of two neighbouring values. */
  readonly jump: number;
}

/**
 * The sight of every layer: a window of k steps of d widens the square by (k − 1)·d jumps, a stride multiplies the jump (Araujo et al. 2019,
 * distill.pub/2019/computing-receptive-fields). An addition sees what the larger of its inputs sees; from the average pool on, the whole image.
 */
export function receptiveFields(graph: Graph): Sight[] {
  const { height, width } = graph.options.input;
  const image = Math.max(height, width);
  const sights: Sight[] = [];
  for (const layer of graph.layers) {
    const seen = layer.inputs.map((input) => sights[input] ?? PIXEL);
    const widest = seen.reduce((best, sight) => (sight.field > best.field ? sight : best), PIXEL);
    sights.push(through(layer, widest, image));
  }
  return sights;
}

const PIXEL: Sight = { field: 1, jump: 1 };

function through(layer: Layer, { field, jump }: Sight, image: number): Sight {
  switch (layer.kind) {
    case 'conv': {
      const { kernel, dilation, stride } = layer.geometry;
      return { field: field + (kernel - 1) * dilation * jump, jump: jump * stride };
    }
    case 'maxpool':
      return { field: field + (layer.geometry.kernel - 1) * jump, jump: jump * layer.geometry.stride };
    case 'pad-shortcut':
      return { field, jump: jump * layer.stride };
    case 'avgpool':
    case 'fc':
    case 'softmax':
      return { field: image, jump: image };
    default:
      return { field, jump };
  }
}
