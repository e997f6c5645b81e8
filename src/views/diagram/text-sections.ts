import { shapeText } from '../../diagram/layout';
import { diagramText } from '../../diagram/text';
import type { DiagramWords } from '../text/diagram-words';
import { element, folded, type Child } from '../ui/dom';
import { scrolling, sortableTable, type Row } from '../ui/tables';
import { bytes } from './amounts';
import type { Pane } from './pane';

/** The same as text and as a table of all layers, folded away. */
export function textSections(panes: readonly Pane[], words: DiagramWords): HTMLElement {
  const text = folded(words.showText, () => element('div', {}, ...panes.map(({ inventory, network }) => element('pre', { tabindex: 0, 'aria-label': network.label }, diagramText(inventory.model)))));
  const table = folded(words.showLayers, () => element('div', {}, ...panes.map((pane) => layerTable(pane, words))));
  text.dataset['section'] = 'text';
  table.dataset['section'] = 'layers';
  return element('div', { class: 'diagram-texts' }, text, table);
}

function layerTable({ inventory, network }: Pane, words: DiagramWords): HTMLElement {
  const { layerHead: head } = words;
  const rows = inventory.facts.map(({ layer, detail, parameters, macs, receptiveField, activationBytes }, index): Row => ({
    cells: [element('code', {}, layer.name), words.kinds[layer.kind], detail, shapeText(layer), count(parameters, words), count(macs, words), words.number(receptiveField), bytes(activationBytes)] satisfies Child[],
    keys: [index, layer.kind, detail, layer.output.channels * layer.output.height * layer.output.width, parameters, macs, receptiveField, activationBytes],
  }));
  const caption = words.layersCaption(network.label);
  return scrolling(sortableTable([caption], [head.name, head.kind, head.detail, head.output, head.parameters, head.macs, head.receptiveField, head.activation], rows), caption);
}

function count(value: number, words: DiagramWords): string {
  return value === 0 ? '' : words.number(value);
}
