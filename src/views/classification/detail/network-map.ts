import { diagramWords } from '../../text/diagram-words';
import type { NetworkOptions } from '../../../resnet/graph';
import { element } from '../../ui/dom';
import { adoptStyle } from '../../diagram/style';
import { Pane } from '../../diagram/pane';

/** Part of the window's height that the drawing takes at most. */
const MOST = 0.34;

/** The diagram of a network, to choose a layer from: the chosen box tells its first layer that can be looked into. */
export class NetworkMap {
  readonly root = element('div', { class: 'network-map' });
  private pane: Pane | undefined;
  private network = '';
  private layers: readonly string[] = [];
  private chosen: string | undefined;
  /** Whether a box is being marked from outside, which chooses nothing. */
  private marking = false;

  constructor(
    private readonly locale: string,
    private readonly onChoose: (layer: string) => void,
  ) {}

  /** `layers`: those that can be looked into; `chosen`: the one that is shown. */
  show(label: string, options: NetworkOptions, layers: readonly string[], chosen: string | undefined): void {
    const network = JSON.stringify(options);
    this.layers = layers;
    if (network !== this.network) this.make(label, options, network);
    if (chosen === this.chosen) return;
    this.chosen = chosen;
    this.mark();
  }

  dispose(): void {
    this.pane?.canvas.dispose();
    this.root.replaceChildren();
  }

  private make(label: string, options: NetworkOptions, network: string): void {
    this.dispose();
    this.network = network;
    this.chosen = undefined;
    adoptStyle(this.root);
    const pane: Pane = new Pane({ label, options }, diagramWords(this.locale), [], {
      most: MOST,
      onSelect: (id) => this.selected(id),
      onToggle: (id) => this.toggle(pane, id),
    });
    for (const id of pane.stages) pane.expanded.add(id);
    this.pane = pane;
    this.root.append(pane.root);
    pane.draw();
  }

  private toggle(pane: Pane, id: string): void {
    if (!pane.expanded.delete(id)) pane.expanded.add(id);
    pane.draw(id);
  }

  /** A box that stands for the same layer of several units tells the first of them; stages and units are only opened. */
  private selected(id: string | undefined): void {
    const { pane } = this;
    const box = pane?.box(id);
    if (this.marking || pane === undefined || box === undefined || box.expandable) return;
    const names = pane.inventory.layers(box).map(({ layer }) => layer.name);
    if (this.chosen !== undefined && names.includes(this.chosen)) return;
    const layer = names.find((name) => this.layers.includes(name));
    if (layer !== undefined) this.onChoose(layer);
  }

  /** Marks the box of the layer that is shown, or the closed one that hides it. */
  private mark(): void {
    const { pane, chosen } = this;
    if (pane === undefined || chosen === undefined) return;
    const box = pane.find(chosen).find((each) => pane.inventory.layers(each).some(({ layer }) => layer.name === chosen));
    const [id] = box === undefined ? [] : [...pane.covering([box])];
    this.marking = true;
    pane.canvas.select(id);
    if (id !== undefined) pane.canvas.reveal(id);
    this.marking = false;
  }
}
