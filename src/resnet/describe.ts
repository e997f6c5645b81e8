import { macCount, parameterCount, totals } from './count';
import type { Graph, ImageSize, Layer } from './graph';

/** One row of the paper's table (He 2015, table 1): a part of the network. */
export interface StageRow {
  readonly stage: string;
  readonly output: ImageSize;
  /** `[1×1, 64; 3×3, 64; 1×1, 256] × 3`, or one line for a part that is no stack of units. */
  readonly layers: string;
  readonly parameters: number;
  readonly macs: number;
}

export interface LayerRow {
  readonly name: string;
  readonly kind: Layer['kind'];
  readonly detail: string;
  /** [channels, height, width]; [channels] after the average pool. */
  readonly output: readonly number[];
  readonly parameters: number;
  readonly macs: number;
}

/** What `describe --json` prints. MACs are multiply-adds for one image. */
export interface Description {
  readonly architecture: string;
  readonly title: string;
  readonly order: string;
  readonly tokens: string;
  /** [channels, height, width]. */
  readonly input: readonly number[];
  readonly classes: number;
  readonly parameters: number;
  readonly macs: number;
  readonly layers: readonly LayerRow[];
  readonly stages: readonly StageRow[];
}

/** The table of the paper and the list of layers of a graph. */
export function describe(graph: Graph): Description {
  const { architecture, order, options } = graph;
  return {
    architecture: architecture.name,
    title: architecture.title,
    order: order.name,
    tokens: order.text,
    input: [options.input.channels, options.input.height, options.input.width],
    classes: options.classes,
    ...totals(graph),
    layers: graph.layers.filter((layer) => layer.kind !== 'input').map((layer) => layerRow(graph, layer)),
    stages: stageRows(graph),
  };
}

function layerRow(graph: Graph, layer: Layer): LayerRow {
  const { channels, height, width } = layer.output;
  const flat = ['avgpool', 'fc', 'softmax'].includes(layer.kind);
  return {
    name: layer.name,
    kind: layer.kind,
    detail: layerDetail(layer),
    output: flat ? [channels] : [channels, height, width],
    parameters: parameterCount(layer),
    macs: macCount(graph, layer),
  };
}

/** What a layer does, without the shape that it gives: `3×3, 64, stride 2`; empty where its kind says all. */
export function layerDetail(layer: Layer): string {
  switch (layer.kind) {
    case 'conv': {
      const { kernel, stride, dilation, groups } = layer.geometry;
      return [convText(layer), stride > 1 ? `stride ${stride}` : '', dilation > 1 ? `dilation ${dilation}` : '', groups > 1 ? `groups ${groups}` : '', layer.bias ? 'bias' : ''].filter((part) => part !== '' && part !== `${kernel}`).join(', ');
    }
    case 'maxpool':
      return [`${layer.geometry.kernel}×${layer.geometry.kernel}`, `stride ${layer.geometry.stride}`, layer.geometry.zeros === true ? 'zero padding' : ''].filter((part) => part !== '').join(', ');
    case 'pad-shortcut':
      return layer.added > 0 ? `stride ${layer.stride}, zero channels` : `stride ${layer.stride}`;
    default:
      return '';
  }
}

function convText(layer: Extract<Layer, { kind: 'conv' }>): string {
  return `${layer.geometry.kernel}×${layer.geometry.kernel}, ${layer.output.channels}`;
}

function stageRows(graph: Graph): StageRow[] {
  const stages = [...new Set(graph.layers.map((layer) => layer.stage))].filter((stage) => stage !== 'input');
  return stages.map((stage) => {
    const layers = graph.layers.filter((layer) => layer.stage === stage);
    const last = layers[layers.length - 1] as Layer;
    return { stage, output: last.output, layers: stageText(layers), ...totals(graph, layers) };
  });
}

function stageText(layers: readonly Layer[]): string {
  const parts: string[] = [];
  for (const layer of layers) {
    if (layer.unit !== undefined) continue;
    if (layer.kind === 'conv') parts.push(layerDetail(layer));
    if (layer.kind === 'maxpool') parts.push(`${layerDetail(layer).replace(',', ' max pool,')}`);
    if (layer.kind === 'avgpool') parts.push('global average');
    if (layer.kind === 'fc') parts.push(`${layer.output.channels}-d fc`);
    if (layer.kind === 'softmax') parts.push('softmax');
  }
  const units = [...new Set(layers.flatMap((layer) => layer.unit ?? []))];
  if (units.length > 0) parts.push(`${unitText(layers, units[units.length - 1] as string)} × ${units.length}`);
  return parts.join('; ');
}

/** The convs of a unit as in the paper's table; the last unit of a stage, which has neither stride nor projection. */
function unitText(layers: readonly Layer[], unit: string): string {
  const convs = layers.filter((layer) => layer.unit === unit && layer.kind === 'conv' && !layer.name.includes('downsample'));
  return `[${convs.map((layer) => (layer.kind === 'conv' ? `${convText(layer)}${layer.geometry.groups > 1 ? `, groups ${layer.geometry.groups}` : ''}` : '')).join('; ')}]`;
}
