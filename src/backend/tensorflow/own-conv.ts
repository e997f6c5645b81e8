import type { ConvSpec } from '../operations';
import type { GraphNode } from './graph-def';

/** The op of our own addon: y = relu(conv(x, filter) + terms), for kernels of 3 × 3 pixels (native/winograd.cc). */
export const OWN_CONV = 'ResNetLabConv3x3';
/** Images of fewer pixels a side have so few tiles that fetching the filter, which grows with the tiles, takes the time. Measured with ResNet-50's layers, one image. */
const LEAST_SIDES = { 4: 24, 2: 12 } as const;

/** How many outputs a side our convolution computes at once, where it is faster than oneDNN's; undefined where it is not. `lanes` are floats in a vector, 0 without our addon. */
export function tileOf(x: readonly number[], filter: readonly number[], { kernel, stride, padding, dilation, groups }: ConvSpec, lanes: number): 2 | 4 | undefined {
  const [, height = 0, width = 0, channels = 0] = x;
  if (lanes === 0 || kernel !== 3 || stride !== 1 || padding !== 1 || dilation !== 1 || groups !== 1) return undefined;
  if (channels % lanes !== 0 || (filter[3] ?? 0) % lanes !== 0) return undefined;
  const side = Math.min(height, width);
  return side >= LEAST_SIDES[4] ? 4 : side >= LEAST_SIDES[2] ? 2 : undefined;
}

/**
 * Takes what is added to one of our convolutions, and the relu of that, into it where nothing else reads what lies between; TensorFlow does that with its
 * own only. `fetched` are the nodes that are read from outside.
 */
export function fuseTerms(nodes: readonly GraphNode[], fetched: ReadonlySet<string>): GraphNode[] {
  const now = new Map(nodes.map((node) => [node.name, node]));
  const readers = readersOf(nodes);
  for (const { name, op } of nodes) {
    if (op !== OWN_CONV) continue;
    let conv = now.get(name);
    while (conv !== undefined && !fetched.has(conv.name)) {
      const [reader, ...others] = readers.get(conv.name) ?? [];
      const next = reader === undefined || others.length > 0 ? undefined : joined(conv, now.get(reader));
      if (next === undefined) break;
      now.delete(conv.name);
      now.set(next.name, next);
      conv = next;
    }
  }
  return [...now.values()];
}

/** The conv and the node that reads it as one, if that node adds to it, or is a relu. */
function joined(conv: GraphNode, reader: GraphNode | undefined): GraphNode | undefined {
  const [x = '', filter = '', ...terms] = conv.inputs;
  const withTerms = (all: readonly string[], relu: boolean): GraphNode => ({
    op: OWN_CONV,
    name: reader?.name ?? '',
    inputs: [x, filter, ...all],
    attributes: { ...conv.attributes, count: { int: all.length }, relu: { bool: relu } },
  });
  if (reader === undefined || isRelu(conv)) return undefined;
  if (reader.op === 'Relu') return withTerms(terms, true);
  if (reader.op === 'BiasAdd' || reader.op === 'AddV2') return withTerms([...terms, ...reader.inputs.filter((input) => input !== conv.name)], false);
  return undefined;
}

function isRelu({ attributes: { relu } }: GraphNode): boolean {
  return relu !== undefined && 'bool' in relu && relu.bool;
}

/** For each node the names of those that read it, as often as they do. */
function readersOf(nodes: readonly GraphNode[]): Map<string, string[]> {
  const readers = new Map<string, string[]>();
  for (const { name, inputs } of nodes) {
    for (const input of inputs) {
      const from = input.replace(/^\^|:\d+$/g, '');
      readers.set(from, [...(readers.get(from) ?? []), name]);
    }
  }
  return readers;
}
