import { LabError, sentence } from '../../base/errors';
import type { Box } from '../../diagram/drawing';
import { isOnShortcut } from '../../diagram/fold';
import { unitFigure, type UnitFigure } from '../../diagram/unit-drawing';
import { buildGraph } from '../../resnet/build';
import { architectureNamed, type Architecture, type UnitKind } from '../../resnet/catalogue';
import type { Graph } from '../../resnet/graph';
import type { Order } from '../../resnet/order';
import type { DiagramWords } from '../text/diagram-words';
import type { WorkbenchWords } from '../text/workbench-words';
import { choice, element, setText } from '../ui/dom';
import { DiagramCanvas } from '../diagram/canvas';
import { boxLabel } from '../diagram/details';
import { Inventory } from '../diagram/inventory';
import { kindLegend } from '../diagram/legend';

const KINDS: readonly UnitKind[] = ['basic', 'bottleneck'];
/** Drawn where the architecture itself has no such unit. */
const STAND_INS: Readonly<Record<Architecture['family'], Readonly<Record<UnitKind, string>>>> = {
  cifar: { basic: 'resnet20', bottleneck: 'resnet164' },
  imagenet: { basic: 'resnet18', bottleneck: 'resnet50' },
};
/** The second unit of the first stage keeps the shape; the first of the second stage changes it. */
const UNITS = { same: 'layer1.1', changing: 'layer2.0' } as const;
export type UnitChoice = keyof typeof UNITS;

interface Drawn {
  readonly canvas: DiagramCanvas;
  readonly title: HTMLElement;
  readonly reason: HTMLElement;
  figure: UnitFigure | undefined;
}

/** The unit as the papers draw it: basic and bottleneck, side by side. */
export class Figures {
  readonly root: HTMLElement;
  private readonly drawn: Readonly<Record<UnitKind, Drawn>>;
  private readonly legend = element('div', {});
  private which: UnitChoice = 'same';
  private shown: { readonly graph: Graph; readonly token: number | undefined } | undefined;

  constructor(
    private readonly words: WorkbenchWords,
    private readonly diagramWords: DiagramWords,
  ) {
    const units = [['same', words.same], ['changing', words.changing]] as const;
    const chooser = choice<UnitChoice>(words.which, units, 'same', (which) => {
      this.which = which;
      this.paint();
    });
    this.drawn = { basic: this.canvas(), bottleneck: this.canvas() };
    const figures = KINDS.map((kind) => {
      const { canvas, title, reason } = this.drawn[kind];
      return element('figure', { class: 'unit-figure', 'data-unit': kind }, element('figcaption', {}, element('b', {}, words.figures[kind]), title), canvas.root, reason);
    });
    this.root = element('section', { class: 'unit-figures results' }, element('div', { class: 'heading' }, element('h2', {}, words.unit), chooser), element('div', { class: 'pair' }, ...figures), this.legend);
  }

  /** Draws the order of a network. @param token the order's token whose layers are marked */
  show(graph: Graph, token: number | undefined): void {
    const same = this.shown?.graph === graph;
    this.shown = { graph, token };
    if (same) this.mark();
    else this.paint();
  }

  dispose(): void {
    for (const kind of KINDS) this.drawn[kind].canvas.dispose();
  }

  private canvas(): Drawn {
    const drawn: Drawn = {
      canvas: new DiagramCanvas({ words: this.diagramWords, most: 0.8, label: (box) => this.label(drawn, box), onSelect: () => undefined, onToggle: () => undefined }),
      title: element('span', { class: 'facts' }),
      reason: element('p', { class: 'none' }),
      figure: undefined,
    };
    return drawn;
  }

  private label({ figure }: Drawn, box: Box): string {
    return figure === undefined ? '' : boxLabel(box, new Inventory(figure.model), this.diagramWords);
  }

  private paint(): void {
    const { shown, words } = this;
    if (shown === undefined) return;
    for (const kind of KINDS) {
      const drawn = this.drawn[kind];
      try {
        const graph = graphOf(kind, shown.graph);
        const { title } = graph.architecture;
        drawn.figure = unitFigure(graph, UNITS[this.which]);
        setText(drawn.title, words.from(title));
        drawn.canvas.root.hidden = false;
        drawn.canvas.draw(drawn.figure.drawing, words.figureOf(words.figures[kind], graph.order.name, UNITS[this.which], title));
        setText(drawn.reason, '');
      } catch (error) {
        // A bottleneck has three convs: an order with more is of basic units alone.
        if (!(error instanceof LabError)) throw error;
        drawn.figure = undefined;
        drawn.canvas.root.hidden = true;
        setText(drawn.title, '');
        setText(drawn.reason, words.noFigure(sentence(error)));
      }
    }
    this.legend.replaceChildren(kindLegend(KINDS.flatMap((kind) => this.drawn[kind].figure?.drawing ?? []), this.diagramWords));
    this.mark();
  }

  private mark(): void {
    const { shown } = this;
    for (const kind of KINDS) {
      const { canvas, figure } = this.drawn[kind];
      if (figure !== undefined) canvas.look({ hits: shown?.token === undefined ? undefined : layersOfToken(figure, shown.token) });
    }
  }
}

/** The graph itself where its units are of that kind and there are enough of them, else that of a stand-in with the same order. */
function graphOf(kind: UnitKind, graph: Graph): Graph {
  const { architecture, order } = graph;
  if (architecture.unit === kind && (architecture.units[0] ?? 0) > 1) return graph;
  return buildGraph({ architecture: architectureNamed(STAND_INS[architecture.family][kind]).name, order: order.text });
}

/** The layers of a unit that one token of its order stands for: several where the part between two convs repeats. */
function layersOfToken({ model }: UnitFigure, token: number): Set<string> {
  const branch = model.graph.layers.filter((layer) => layer.unit !== undefined && !isOnShortcut(layer));
  const convs = branch.filter(({ kind }) => kind === 'conv').length;
  const places = tokenPlaces(model.graph.order, convs);
  return new Set(branch.flatMap(({ name }, i) => (places[i] === token ? [name] : [])));
}

/** For each layer of a unit of `convs` convs, the place in the order's text of the token that it comes from. */
function tokenPlaces({ prefix, between, beforeAdd, hasAdd, afterAdd }: Order, convs: number): number[] {
  const starts = between.reduce<number[]>((all, tokens) => [...all, (all.at(-1) ?? 0) + 1 + tokens.length], [prefix.length]);
  const last = starts.length - 1;
  const places = prefix.map((_, i) => i);
  for (let conv = 0; conv < convs; conv++) {
    // The last conv of the unit is the last of the order; the part before it repeats as often as needed.
    const at = conv === convs - 1 ? last : Math.min(conv, last - 1);
    const start = starts[at] ?? 0;
    places.push(start);
    if (conv < convs - 1) places.push(...(between[at] ?? []).map((_, i) => start + 1 + i));
  }
  const end = (starts[last] ?? 0) + 1;
  const tail = beforeAdd.length + (hasAdd ? 1 : 0) + afterAdd.length;
  return [...places, ...Array.from({ length: tail }, (_, i) => end + i)];
}

