import type { HostTensor } from '../backend/backend';
import type { Operations, Value } from '../backend/operations';
import type { Graph, Layer } from '../resnet/graph';
import { GRADIENT_GRIDS, GRID_NAMES, type GridName, type ProbeKind } from './grids';

/** Values by layer or unit of the grids that were asked for, in the order of `gridNames`. */
export type ProbeGrids = Partial<Record<GridName, number[]>>;

/** The layers of a graph whose values its probes are made of, from the input to the output. */
interface Places {
  /** Convs and fc. */
  readonly weighted: readonly Layer[];
  /** The stem's and each unit's output, with the unit's name. */
  readonly outputs: readonly { readonly name: string; readonly layer: Layer }[];
  /** What each conv gives before a nonlinearity: its batch norm's output where one follows at once, else its own. */
  readonly responses: readonly { readonly name: string; readonly layer: Layer }[];
  readonly relus: readonly Layer[];
  readonly additions: readonly { readonly name: string; readonly branch: Layer; readonly trunk: Layer }[];
  readonly norms: readonly Layer[];
}

const places = new WeakMap<Graph, Places>();

function placesOf(graph: Graph): Places {
  const known = places.get(graph) ?? findPlaces(graph);
  places.set(graph, known);
  return known;
}

function findPlaces({ layers }: Graph): Places {
  const end = layers.findIndex(({ kind }) => kind === 'fc');
  const computed = layers.slice(1, end);
  const units = [...new Set(computed.flatMap(({ unit }) => unit ?? []))];
  const ofUnit = (name: string): Layer => computed.findLast(({ unit }) => unit === name) as Layer;
  const stem = computed.slice(0, computed.findIndex(({ unit }) => unit !== undefined)).at(-1) as Layer;
  const normAfter = (layer: Layer): Layer => computed.find(({ kind, inputs }) => kind === 'bn' && inputs[0] === layers.indexOf(layer)) ?? layer;
  const convs = computed.filter(({ kind }) => kind === 'conv');
  return {
    weighted: [...convs, layers[end] as Layer],
    outputs: [{ name: 'stem', layer: stem }, ...units.map((name) => ({ name, layer: ofUnit(name) }))],
    responses: convs.map((conv) => ({ name: conv.name, layer: normAfter(conv) })),
    relus: computed.filter(({ kind }) => kind === 'relu'),
    additions: computed.filter(({ kind }) => kind === 'add').map(({ unit = '', inputs: [branch = 0, trunk = 0] }) => ({ name: unit, branch: layers[branch] as Layer, trunk: layers[trunk] as Layer })),
    norms: computed.filter(({ kind }) => kind === 'bn'),
  };
}

/** What stands in each place of a grid: layers or units, from the input to the output. */
export function gridNames(graph: Graph, grid: GridName): readonly string[] {
  const { weighted, outputs, responses, relus, additions, norms } = placesOf(graph);
  switch (grid) {
    case 'weightGradient':
    case 'gradientRatio':
      return weighted.map(({ name }) => name);
    case 'signal':
    case 'mean':
    case 'std':
      return outputs.map(({ name }) => name);
    case 'response':
      return responses.map(({ name }) => name);
    case 'zero':
    case 'dead':
      return relus.map(({ name }) => name);
    case 'trunk':
    case 'branch':
      return additions.map(({ name }) => name);
    case 'gamma':
      return norms.map(({ name }) => name);
  }
}

/** The grids of some probes. */
export function gridsOf(kinds: readonly ProbeKind[]): GridName[] {
  return GRID_NAMES.filter((grid) => kinds.includes(GRADIENT_GRIDS.includes(grid) ? 'gradients' : 'activations'));
}

/** Watches one forward and one backward pass, and makes a program's outputs of what it sees; `readProbe` reads them. */
export class ProbePass<V extends Value> {
  private readonly outputs: Record<string, V> = {};
  private readonly moments: ReadonlySet<Layer>;
  private readonly zeros: ReadonlySet<Layer>;
  private readonly signals: ReadonlySet<Layer>;

  constructor(
    private readonly operations: Operations<V>,
    private readonly graph: Graph,
    private readonly kinds: readonly ProbeKind[],
  ) {
    const { outputs, responses, relus, additions } = placesOf(graph);
    const active = kinds.includes('activations');
    this.moments = new Set(active ? [...outputs.map(({ layer }) => layer), ...responses.map(({ layer }) => layer), ...additions.flatMap(({ branch, trunk }) => [branch, trunk])] : []);
    this.zeros = new Set(active ? relus : []);
    this.signals = new Set(kinds.includes('gradients') ? outputs.map(({ layer }) => layer) : []);
  }

  readonly seeOutput = (layer: Layer, output: V): void => {
    if (this.moments.has(layer)) this.outputs[`moments ${layer.name}`] = this.operations.channelMoments(output);
    if (this.zeros.has(layer)) this.outputs[`zeros ${layer.name}`] = this.operations.channelZeros(output);
  };

  readonly seeGradient = (layer: Layer, gradient: V): void => {
    if (this.signals.has(layer)) this.outputs[`signal ${layer.name}`] = this.operations.globalNorm([gradient]);
  };

  /** The program's outputs, before the weights are moved. */
  finish(gradients: ReadonlyMap<string, V>): Record<string, V> {
    const { operations, outputs } = this;
    const { weighted, norms } = placesOf(this.graph);
    if (this.kinds.includes('gradients')) {
      for (const { name } of weighted) {
        const gradient = gradients.get(`${name}.weight`);
        if (gradient !== undefined) outputs[`gradient ${name}`] = operations.globalNorm([gradient]);
        outputs[`weight ${name}`] = operations.globalNorm([operations.variable(`${name}.weight`)]);
      }
    }
    if (this.kinds.includes('activations')) for (const { name } of norms) outputs[`gamma ${name}`] = operations.globalNorm([operations.variable(`${name}.weight`)]);
    return outputs;
  }
}

/** What a `ProbePass` made of a step, as grids. */
export function readProbe(graph: Graph, kinds: readonly ProbeKind[], results: Readonly<Record<string, HostTensor>>): ProbeGrids {
  const { weighted, outputs, responses, relus, additions, norms } = placesOf(graph);
  const values = (name: string): Float32Array => (results[name]?.data ?? new Float32Array()) as Float32Array;
  const single = (name: string): number => values(name)[0] ?? NaN;
  const gradients: ProbeGrids = {
    weightGradient: weighted.map(({ name }) => single(`gradient ${name}`)),
    gradientRatio: weighted.map(({ name }) => single(`gradient ${name}`) / single(`weight ${name}`)),
    signal: outputs.map(({ layer }) => single(`signal ${layer.name}`)),
  };
  const activations: ProbeGrids = {
    response: responses.map(({ layer }) => wholeDeviation(values(`moments ${layer.name}`))),
    mean: outputs.map(({ layer }) => average(means(values(`moments ${layer.name}`)))),
    std: outputs.map(({ layer }) => wholeDeviation(values(`moments ${layer.name}`))),
    zero: relus.map(({ name }) => average(values(`zeros ${name}`))),
    dead: relus.map(({ name }) => average(values(`zeros ${name}`).map((share) => (share === 1 ? 1 : 0)))),
    trunk: additions.map(({ trunk }) => average(variances(values(`moments ${trunk.name}`)))),
    branch: additions.map(({ branch }) => average(variances(values(`moments ${branch.name}`)))),
    gamma: norms.map((norm) => single(`gamma ${norm.name}`) / Math.sqrt(norm.output.channels)),
  };
  return { ...(kinds.includes('gradients') && gradients), ...(kinds.includes('activations') && activations) };
}

function means(moments: Float32Array): Float32Array {
  return moments.subarray(0, moments.length / 2);
}

function variances(moments: Float32Array): Float32Array {
  return moments.subarray(moments.length / 2);
}

/** Standard deviation over all channels together. */
function wholeDeviation(moments: Float32Array): number {
  const each = means(moments);
  const mean = average(each);
  return Math.sqrt(average(variances(moments)) + average(each.map((value) => (value - mean) ** 2)));
}

function average(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
