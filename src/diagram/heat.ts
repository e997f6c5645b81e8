import type { Heat } from './diagram-data';
import type { Box, Drawing } from './drawing';
import type { DiagramModel, LayerFacts } from './model';

/** What boxes are coloured by: a count of the layers themselves, or values that are known of some of them. */
export type HeatSource = 'parameters' | 'macs' | 'activations' | Heat;

export interface BoxHeat {
  /** A count is the sum over the layers of the box (activations in bytes), another value their mean. */
  readonly value: number;
  /** 0 for the coldest box that is not opened, 1 for the hottest; counts start at 0. */
  readonly share: number;
}

/**
 * The heat of the boxes of a drawing by their ids; a box without a value is left out. A value that a unit has itself comes before the mean
 * of its layers' values. Opened boxes have a value, but the scale is that of the boxes inside.
 * @param logarithmic counts by their logarithm; values without a positive logarithm are coldest. A `Heat` says so itself
 */
export function boxHeat(drawing: Drawing, model: DiagramModel, source: HeatSource, { logarithmic = false }: { logarithmic?: boolean } = {}): Map<string, BoxHeat> {
  const facts = factsByIndex(model);
  const value = typeof source === 'string' ? (box: Box) => sum(box, facts, COUNTS[source]) : (box: Box) => meanValue(box, facts, source.values);
  const values = new Map(drawing.boxes.flatMap((box) => pair(box.id, value(box))));
  const leaves = drawing.boxes.flatMap((box) => (box.expanded ? [] : (values.get(box.id) ?? [])));
  const share = scale(leaves, typeof source === 'string' ? logarithmic : source.logarithmic === true, typeof source === 'string');
  return new Map([...values].map(([id, each]) => [id, { value: each, share: share(each) }]));
}

const COUNTS: Readonly<Record<Extract<HeatSource, string>, (facts: LayerFacts) => number>> = {
  parameters: (facts) => facts.parameters,
  macs: (facts) => facts.macs,
  activations: (facts) => facts.activationBytes,
};

function factsByIndex({ parts }: DiagramModel): LayerFacts[] {
  return parts.flatMap((part) => (part.kind === 'layer' ? [part.facts] : part.groups.flatMap(({ units }) => units.flatMap(({ layers }) => layers))));
}

function pair(id: string, value: number | undefined): [string, number][] {
  return value === undefined ? [] : [[id, value]];
}

function sum(box: Box, facts: readonly LayerFacts[], count: (facts: LayerFacts) => number): number {
  return layersOf(box, facts).reduce((total, each) => total + count(each), 0);
}

function meanValue(box: Box, facts: readonly LayerFacts[], values: Readonly<Record<string, number>>): number | undefined {
  const layers = layersOf(box, facts).map(({ layer }) => layer);
  const known = (names: readonly string[]): number[] => names.flatMap((name) => (Object.hasOwn(values, name) ? (values[name] ?? []) : []));
  const units = box.expandable ? known([...new Set(layers.flatMap(({ unit }) => unit ?? []))]) : [];
  const found = units.length > 0 ? units : known(layers.map(({ name }) => name));
  return found.length === 0 ? undefined : found.reduce((total, each) => total + each, 0) / found.length;
}

function layersOf({ layers }: Box, facts: readonly LayerFacts[]): LayerFacts[] {
  return layers.flatMap((index) => facts[index] ?? []);
}

/** Maps values to 0 … 1; those outside of the scale to its ends. */
function scale(values: readonly number[], logarithmic: boolean, fromZero: boolean): (value: number) => number {
  const height = (value: number): number => (logarithmic ? Math.log(value) : value);
  const heights = values.filter((value) => Number.isFinite(value) && (!logarithmic || value > 0)).map(height);
  const top = Math.max(...heights);
  const bottom = fromZero && !logarithmic ? 0 : Math.min(...heights);
  return (value) => {
    if (logarithmic && value <= 0) return 0;
    if (top <= bottom) return value === 0 ? 0 : 1;
    return Math.min(1, Math.max(0, (height(value) - bottom) / (top - bottom)));
  };
}
