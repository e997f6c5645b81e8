import { t } from '../base/l10n';
import { titleText } from './block';
import { isOnShortcut } from './fold';
import { shapeText } from './layout';
import type { DiagramModel, LayerFacts, Part, ShortcutKind, UnitGroup } from './model';

/** A diagram in words: an outline with a numbered line for each part, the units of a stage and the layers of a unit indented below it. */
export function diagramText({ graph, parts }: DiagramModel): string {
  const { architecture, order, options } = graph;
  const { channels, height, width } = options.input;
  const layers = parts.flatMap(layersOf);
  const named = order.name === order.text ? order.text : `${order.name} (${order.text})`;
  return [
    facts(`${architecture.title} (${architecture.name})`, t('order: {0}', named), t('input: {0}', `${channels}×${height}×${width}`), t('classes: {0}', options.classes), ...costs(layers)),
    ...parts.flatMap((part, i) => partLines(part, `${i + 1}. `)),
    '',
  ].join('\n');
}

function partLines(part: Part, number: string): string[] {
  if (part.kind === 'layer') return [number + layerLine(part.facts)];
  const layers = layersOf(part);
  const units = part.groups.reduce((sum, group) => sum + group.units.length, 0);
  return [facts(`${number}${part.id}`, t('units: {0}', units), ...gives(layers), ...costs(layers)), ...part.groups.flatMap(groupLines)];
}

function groupLines({ id, units }: UnitGroup): string[] {
  const [unit] = units;
  if (unit === undefined) return [];
  const all = units.flatMap(({ layers }) => layers);
  const first = units.length > 1 ? [t('its layers as of the first')] : [];
  const title = facts(`  - ${titleText(id, units.length)}`, t('shortcut: {0}', shortcutText(unit.shortcut)), ...gives(all), ...costs(all), ...first);
  return [title, ...unit.layers.map((each) => `    - ${layerLine(each)}${isOnShortcut(each.layer) ? ` (${t('on the shortcut')})` : ''}`)];
}

function layerLine(layer: LayerFacts): string {
  const { name, kind } = layer.layer;
  const what = layer.detail === '' ? [] : [layer.detail];
  return facts(name === kind ? name : `${name}: ${kind}`, ...what, ...gives([layer]), ...costs([layer]));
}

/** The shape at the end of some layers, and what one of its values sees. */
function gives(layers: readonly LayerFacts[]): string[] {
  const last = layers[layers.length - 1];
  return last === undefined ? [] : [t('output: {0}', shapeText(last.layer)), t('receptive field: {0}', last.receptiveField)];
}

/** Parameters and MACs, where there are any. */
function costs(layers: readonly LayerFacts[]): string[] {
  const sum = (count: (each: LayerFacts) => number): number => layers.reduce((total, each) => total + count(each), 0);
  const [parameters, macs] = [sum((each) => each.parameters), sum((each) => each.macs)];
  return [...(parameters > 0 ? [t('parameters: {0}', digits(parameters))] : []), ...(macs > 0 ? [t('multiply-adds: {0}', digits(macs))] : [])];
}

function shortcutText(kind: ShortcutKind): string {
  switch (kind) {
    case 'identity':
      return t('identity');
    case 'projection':
      return t('projection');
    case 'padding':
      return t('subsampled, padded with zero channels');
    case 'none':
      return t('none');
  }
}

function layersOf(part: Part): readonly LayerFacts[] {
  return part.kind === 'layer' ? [part.facts] : part.groups.flatMap(({ units }) => units.flatMap(({ layers }) => layers));
}

function facts(...parts: string[]): string {
  return parts.join('; ');
}

function digits(value: number): string {
  return value.toLocaleString('en-US');
}
