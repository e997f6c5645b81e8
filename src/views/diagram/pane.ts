import type { DiagramNetwork } from '../../diagram/diagram-data';
import { diagramModel } from '../../diagram/fold';
import { expandableIds, layoutDiagram } from '../../diagram/layout';
import type { Box, Drawing } from '../../diagram/drawing';
import { buildGraph } from '../../resnet/build';
import type { DiagramWords } from '../text/diagram-words';
import { element, type Child } from '../ui/dom';
import { short } from './amounts';
import { DiagramCanvas, type CanvasOptions } from './canvas';
import { boxLabel } from './details';
import { Inventory } from './inventory';
import { around, search } from './search';

/** One network of a view: its name and numbers, and its drawing. */
export class Pane {
  readonly root: HTMLElement;
  readonly canvas: DiagramCanvas;
  readonly inventory: Inventory;
  /** Everything that can be expanded. */
  readonly expandable: readonly string[];
  readonly stages: readonly string[];
  readonly expanded = new Set<string>();
  drawing: Drawing;
  private everything: Drawing | undefined;

  /** @param controls stand beside its name */
  constructor(
    readonly network: DiagramNetwork,
    private readonly words: DiagramWords,
    controls: readonly Child[],
    options: Omit<CanvasOptions, 'words' | 'label'>,
  ) {
    const model = diagramModel(buildGraph(network.options));
    this.inventory = new Inventory(model);
    this.expandable = expandableIds(model);
    this.stages = model.parts.flatMap((part) => (part.kind === 'stage' ? [part.id] : []));
    this.drawing = layoutDiagram(model, new Set(this.stages));
    this.canvas = new DiagramCanvas({ ...options, words, label: (box) => boxLabel(box, this.inventory, words) });
    this.root = element('section', { class: 'diagram-pane', 'aria-label': network.label }, this.head(controls), this.canvas.root);
  }

  /** Name for files: `resnet50-original`. */
  get fileName(): string {
    const { architecture, order } = this.inventory.model.graph;
    return `${architecture.name}-${order.name}`;
  }

  get summary(): string {
    const { architecture, order } = this.inventory.model.graph;
    const { parameters, macs } = this.inventory.total;
    return this.words.summary(architecture.title, order.name, short(parameters), short(macs));
  }

  /** Draws what is expanded now. `keep` stays where it is on the screen. */
  draw(keep?: string): void {
    this.drawing = layoutDiagram(this.inventory.model, this.expanded);
    this.canvas.draw(this.drawing, this.summary, keep);
  }

  box(id: string | undefined): Box | undefined {
    return this.drawing.boxes.find((box) => box.id === id);
  }

  /** The boxes that a query finds, whether they are drawn now or hidden in a folded one. */
  find(query: string): Box[] {
    return search(this.whole().boxes, this.inventory, query, this.words.kinds);
  }

  /** Expands what hides a box of `find`. */
  uncover(box: Box): void {
    for (const id of around(this.whole().boxes, box)) this.expanded.add(id);
  }

  /** Which of the boxes drawn now are, or hide, one of `found`. */
  covering(found: readonly Box[]): Set<string> {
    const drawn = new Set(this.drawing.boxes.map(({ id }) => id));
    return new Set(found.flatMap((box) => [box.id, ...around(this.whole().boxes, box).reverse()].find((id) => drawn.has(id)) ?? []));
  }

  private whole(): Drawing {
    return (this.everything ??= layoutDiagram(this.inventory.model, new Set(this.expandable)));
  }

  private head(controls: readonly Child[]): HTMLElement {
    const { architecture, order, options } = this.inventory.model.graph;
    const { parameters, macs } = this.inventory.total;
    const { label } = this.network;
    const { channels, height, width } = options.input;
    const { words } = this;
    const facts = element(
      'span',
      { class: 'facts' },
      ...(label === architecture.title ? [] : [`${architecture.title} · `]),
      ...(order.name === order.text || order.name === label ? [] : [`${order.name} · `]),
      element('code', {}, order.text),
      ` · ${words.inputShape(`${channels}×${height}×${width}`)} · ${words.parameters(short(parameters))} · `,
      element('span', { title: words.details.macsHelp }, `${short(macs)} ${words.details.macs}`),
    );
    return element('div', { class: 'diagram-head' }, element('h2', {}, label), ...controls, facts);
  }
}
