import { macCount, parameterCount } from '../resnet/count';
import { layerDetail } from '../resnet/describe';
import type { Graph, Layer } from '../resnet/graph';
import type { DiagramModel, LayerFacts, Part, ShortcutKind, UnitFacts, UnitGroup } from './model';
import { receptiveFields } from './receptive-field';

const BYTES_OF_A_FLOAT = 4;

/** Folds a graph into what a diagram is drawn of: its parts in the order of execution, equal neighbouring units in one group. */
export function diagramModel(graph: Graph): DiagramModel {
  const parts: Part[] = [];
  let stage: { id: string; units: UnitFacts[] } | undefined;
  const close = (): void => {
    if (stage !== undefined) parts.push({ kind: 'stage', id: stage.id, groups: grouped(stage.units) });
    stage = undefined;
  };
  for (const run of runsOfUnits(layerFacts(graph))) {
    const { layer } = run[0];
    if (stage !== undefined && (layer.unit === undefined || layer.stage !== stage.id)) close();
    if (layer.unit === undefined) {
      parts.push({ kind: 'layer', id: layer.name, facts: run[0] });
      continue;
    }
    stage ??= { id: layer.stage, units: [] };
    stage.units.push({ name: layer.unit, layers: run, shortcut: shortcutKind(graph, run) });
  }
  close();
  return { graph, parts };
}

/** Whether a layer lies on the way around a unit's branch: a projection's conv and bn, or the padding. */
export function isOnShortcut(layer: Layer): boolean {
  return layer.kind === 'pad-shortcut' || layer.name.includes('.downsample.');
}

function layerFacts(graph: Graph): LayerFacts[] {
  const sights = receptiveFields(graph);
  return graph.layers.map((layer, index) => {
    const { height, width, channels } = layer.output;
    return {
      index,
      layer,
      detail: layerDetail(layer),
      parameters: parameterCount(layer),
      macs: macCount(graph, layer),
      receptiveField: sights[index]?.field ?? 1,
      jump: sights[index]?.jump ?? 1,
      activationBytes: height * width * channels * BYTES_OF_A_FLOAT,
    };
  });
}

/** Layers one by one, those of a unit together. */
function runsOfUnits(facts: readonly LayerFacts[]): [LayerFacts, ...LayerFacts[]][] {
  const runs: [LayerFacts, ...LayerFacts[]][] = [];
  for (const each of facts) {
    const last = runs[runs.length - 1];
    if (last !== undefined && each.layer.unit !== undefined && last[0].layer.unit === each.layer.unit) last.push(each);
    else runs.push([each]);
  }
  return runs;
}

function shortcutKind(graph: Graph, unit: readonly LayerFacts[]): ShortcutKind {
  const add = unit.find(({ layer }) => layer.kind === 'add')?.layer;
  const end = graph.layers[add?.inputs[1] ?? -1];
  if (end === undefined) return 'none';
  if (end.kind === 'pad-shortcut') return 'padding';
  return isOnShortcut(end) ? 'projection' : 'identity';
}

function grouped(units: readonly UnitFacts[]): UnitGroup[] {
  const groups: { likeness: string; units: UnitFacts[] }[] = [];
  for (const unit of units) {
    const likeness = unitLikeness(unit);
    const last = groups[groups.length - 1];
    if (last?.likeness === likeness) last.units.push(unit);
    else groups.push({ likeness, units: [unit] });
  }
  return groups.map((group) => ({ id: groupId(group.units), units: group.units }));
}

/** Equal for units that are the same but for their place: kinds, geometry, shapes of outputs and parameters, and what reads what. */
function unitLikeness({ layers, shortcut }: UnitFacts): string {
  const first = layers[0]?.index ?? 0;
  const each = layers.map(({ layer, detail }) => [layer.kind, detail, layer.output, layer.parameters.map(({ shape }) => shape), layer.inputs.map((input) => input - first)]);
  return JSON.stringify([shortcut, each]);
}

/** `layer1.1` for one unit, `layer1.1–2` for several. */
function groupId(units: readonly UnitFacts[]): string {
  const first = units[0]?.name ?? '';
  const last = units[units.length - 1]?.name ?? '';
  return units.length === 1 ? first : `${first}–${last.slice(last.lastIndexOf('.') + 1)}`;
}
