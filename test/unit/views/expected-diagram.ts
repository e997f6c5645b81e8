import type { Graph, Layer } from '../../../src/resnet/graph';

/** What a diagram must show of a graph with everything expanded, found from the graph alone. */
export interface ExpectedDiagram {
  readonly boxes: readonly ExpectedBox[];
  /** `from > to path`, `from > to shortcut projection`. */
  readonly edges: readonly string[];
}

export interface ExpectedBox {
  readonly id: string;
  readonly title: string;
  /** What its second line ends with: the shape; absent for what is open, which has one line. */
  readonly shape?: string;
  readonly within?: string;
}

interface Unit {
  readonly name: string;
  readonly stage: string;
  readonly layers: readonly Layer[];
}

export function expectedDiagram(graph: Graph): ExpectedDiagram {
  const units = unitsOf(graph);
  const groups = units.reduce<Unit[][]>((found, unit) => {
    const last = found.at(-1);
    if (last?.[0] !== undefined && alike(graph, last[0], unit)) last.push(unit);
    else found.push([unit]);
    return found;
  }, []);
  const groupOf = new Map(groups.flatMap((group) => group.map((unit) => [unit.name, group] as const)));
  /** The layer that is drawn for a layer: the one at its place in the first unit of its group. */
  const drawn = (layer: Layer): string => {
    const group = groupOf.get(layer.unit ?? '');
    const own = group?.find(({ name }) => name === layer.unit);
    return own === undefined ? layer.name : (group?.[0]?.layers[own.layers.indexOf(layer)]?.name ?? '');
  };
  const shown = graph.layers.filter((layer) => drawn(layer) === layer.name);
  return { boxes: boxesOf(shown, units, groups), edges: shown.flatMap((layer) => edgesInto(graph, layer, drawn)) };
}

function boxesOf(shown: readonly Layer[], units: readonly Unit[], groups: readonly Unit[][]): ExpectedBox[] {
  const stages = [...new Set(units.map(({ stage }) => stage))].map((stage): ExpectedBox => ({ id: stage, title: times(stage, units.filter((unit) => unit.stage === stage).length) }));
  const ids = new Map(groups.map((group) => [group[0]?.name ?? '', groupId(group)]));
  const opened = groups.map((group): ExpectedBox => ({ id: groupId(group), title: times(groupId(group), group.length), within: group[0]?.stage ?? '' }));
  const layers = shown.map((layer): ExpectedBox => {
    const title = layer.kind === 'add' ? '+' : layer.name.slice(layer.unit === undefined ? 0 : layer.unit.length + 1);
    const place = layer.unit === undefined ? {} : { within: ids.get(layer.unit) ?? '' };
    return { id: layer.name, title, ...(layer.kind === 'add' ? {} : { shape: shape(layer) }), ...place };
  });
  return [...stages, ...opened, ...layers];
}

/** An addition's second input is its shortcut, and so is what goes into a projection or a padding. */
function edgesInto(graph: Graph, layer: Layer, drawn: (layer: Layer) => string): string[] {
  return layer.inputs.map((input, i) => {
    const from = graph.layers[input];
    if (from === undefined) throw new Error(`no layer ${input}`);
    const end = `${drawn(from)} > ${layer.name}`;
    const aside = layer.name.includes('downsample') || layer.kind === 'pad-shortcut';
    if (!aside && !(layer.kind === 'add' && i === 1)) return `${end} path`;
    const add = graph.layers.find((each) => each.unit === layer.unit && each.kind === 'add');
    const source = graph.layers[add?.inputs[1] ?? -1];
    const kind = source?.kind === 'pad-shortcut' ? 'padding' : source?.name.includes('downsample') === true ? 'projection' : 'identity';
    return `${end} shortcut ${kind}`;
  });
}

export function shape({ kind, output: { height, width, channels } }: Layer): string {
  return ['avgpool', 'fc', 'softmax'].includes(kind) ? `${channels}` : `${height}×${width}×${channels}`;
}

function unitsOf(graph: Graph): Unit[] {
  const names = [...new Set(graph.layers.flatMap(({ unit }) => unit ?? []))];
  return names.map((name) => {
    const layers = graph.layers.filter(({ unit }) => unit === name);
    return { name, stage: layers[0]?.stage ?? '', layers };
  });
}

/** Neighbours in one stage with the same layers: kinds, shapes, geometries, and inputs as far back. */
function alike(graph: Graph, a: Unit, b: Unit): boolean {
  const told = ({ layers }: Unit): unknown => layers.map((layer) => [layer.kind, layer.output, 'geometry' in layer ? layer.geometry : '', layer.parameters.map((parameter) => parameter.shape), layer.inputs.map((input) => graph.layers.indexOf(layers[0] ?? layer) - input)]);
  return a.stage === b.stage && JSON.stringify(told(a)) === JSON.stringify(told(b));
}

function groupId(group: readonly Unit[]): string {
  const [first, last] = [group[0]?.name ?? '', group.at(-1)?.name ?? ''];
  return first === last ? first : `${first}–${last.split('.')[1] ?? ''}`;
}

function times(name: string, count: number): string {
  return count === 1 ? name : `${name} × ${count}`;
}
