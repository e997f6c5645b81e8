import type { DiagramNetwork } from '../../diagram/diagram-data';
import type { Box } from '../../diagram/drawing';
import type { DiagramWords } from '../text/diagram-words';
import { element, type Child } from '../ui/dom';
import type { Files } from '../view/context';
import { READABLE } from './camera';
import type { NetworksChoice } from './choice';
import { coloursOf, colouringOf } from './colouring';
import { comparison, type Comparison } from './comparison';
import { boxDetails, noDetails } from './details';
import { saveMenu } from './export-menu';
import { heatLegend, kindLegend, markLegend } from './legend';
import { Pane } from './pane';
import { textSections } from './text-sections';
import { Toolbar } from './toolbar';

export interface NetworksOptions {
  readonly words: DiagramWords;
  readonly files: Files;
  /** Says a sentence below. */
  readonly say: (sentence: string) => void;
  /** What stands before and after the toolbar's own, and beside a network's name. */
  readonly before: readonly Child[];
  readonly after: readonly Child[];
  readonly controls: (network: DiagramNetwork, place: number) => readonly Child[];
  /** What the reader had chosen, and where to keep it. */
  readonly chosen: NetworksChoice | undefined;
  readonly keep: (chosen: NetworksChoice) => void;
  readonly isPanel: boolean;
}

/** Part of the window's height that a drawing may take. */
const MOST = { one: 0.7, two: 0.48 };

/** One network or two, with all that can be done to them. */
export class NetworksView {
  readonly root: HTMLElement;
  private readonly panes: readonly Pane[];
  private readonly toolbar: Toolbar;
  private readonly comparison: Comparison | undefined;
  private readonly place = element('div', { class: 'diagram-panes' });
  private readonly aside = element('div', { class: 'diagram-aside' });
  private readonly legends = element('div', { class: 'diagram-legends' });
  private colour: string;
  private hits: readonly { readonly pane: Pane; readonly box: Box }[] = [];
  private query = '';
  private at = -1;

  constructor(
    networks: readonly DiagramNetwork[],
    private readonly options: NetworksOptions,
  ) {
    const { words, before, after, controls, chosen, isPanel } = options;
    this.panes = networks.map((network, i) => this.pane(network, controls(network, i), networks.length > 1 ? MOST.two : isPanel ? 0.78 : MOST.one));
    const [first, second] = this.panes;
    this.comparison = first === undefined || second === undefined ? undefined : comparison(first, second, words);
    const colours = coloursOf(networks, words);
    this.colour = colours.some(([id]) => id === chosen?.colour) ? (chosen?.colour ?? 'none') : 'none';
    this.restore();
    this.toolbar = new Toolbar(words, this.actions(), colours, this.colour, { before, after: [...after, saveMenu(this.panes, words, options, (pane) => colouringOf(this.colour, this.panes, words)?.of(pane))] });
    this.place.append(...this.panes.map(({ root }) => root));
    const stage = element('div', { class: 'diagram-stage' }, element('div', { class: 'diagram-left' }, this.place, this.legends), this.aside);
    this.root = element('div', {}, this.toolbar.root, ...(this.comparison === undefined ? [] : [this.comparison.summary]), stage, textSections(this.panes, words));
  }

  /** Draws, once it is in the page. Two networks stand beside each other where both can be read so, else one above the other. */
  show(): void {
    const needed = Math.max(...this.panes.map(({ drawing }) => drawing.width)) * READABLE;
    this.place.classList.toggle('beside', this.panes.length === 2 && this.place.clientWidth / 2 > needed);
    for (const pane of this.panes) pane.draw();
    this.dress();
  }

  dispose(): void {
    for (const { canvas } of this.panes) canvas.dispose();
    this.root.remove();
  }

  private pane(network: DiagramNetwork, controls: readonly Child[], most: number): Pane {
    const pane: Pane = new Pane(network, this.options.words, controls, {
      most,
      onSelect: (id) => this.selected(pane, id),
      onToggle: (id) => this.toggle(pane, id),
      onKey: (key) => (key === '/' ? (this.toolbar.focusSearch(), true) : this.clear()),
    });
    return pane;
  }

  /** What was expanded; at first all stages, so that their units are seen, and of two networks the first units that differ. */
  private restore(): void {
    const { chosen } = this.options;
    this.panes.forEach((pane, i) => {
      const before = chosen?.expanded[i] ?? [...pane.stages, ...(this.comparison?.opening[i] ?? [])];
      for (const id of before) if (pane.expandable.includes(id)) pane.expanded.add(id);
    });
  }

  private actions(): ConstructorParameters<typeof Toolbar>[1] {
    const all = (change: (pane: Pane) => void) => () => {
      this.panes.forEach(change);
      this.redraw();
    };
    return {
      expandAll: all(({ expanded, expandable }) => expandable.forEach((id) => expanded.add(id))),
      foldAll: all(({ expanded }) => expanded.clear()),
      zoom: (steps) => this.panes.forEach(({ canvas }) => canvas.zoomBy(steps)),
      fit: () => this.panes.forEach(({ canvas }) => canvas.fit()),
      search: (query) => this.search(query),
      jump: (by) => this.jump(by),
      colour: (id) => {
        this.colour = id;
        this.dress();
        this.keep();
      },
      leave: () => {
        this.clear();
        const [pane] = this.panes;
        pane?.canvas.focus(pane.canvas.selection ?? pane.drawing.boxes[0]?.id);
      },
    };
  }

  private toggle(pane: Pane, id: string): void {
    const open = !pane.expanded.has(id);
    const set = (where: Pane, which: string): void => {
      if (open) where.expanded.add(which);
      else where.expanded.delete(which);
    };
    set(pane, id);
    const other = this.panes.find((each) => each !== pane);
    const twin = other === undefined ? undefined : twinOf(pane, id, other);
    if (other !== undefined && twin !== undefined) set(other, twin);
    this.redraw(pane, id, twin);
  }

  /** @param pane where `id` is to stay in its place; `twin` in the other one */
  private redraw(pane?: Pane, id?: string, twin?: string): void {
    for (const each of this.panes) each.draw(each === pane ? id : twin);
    this.dress();
    this.keep();
  }

  private selected(pane: Pane, id: string | undefined): void {
    if (id !== undefined) for (const other of this.panes) if (other !== pane) other.canvas.select(undefined);
    this.describe(pane, pane.box(id));
  }

  private describe(pane: Pane | undefined, box: Box | undefined): void {
    const { words } = this.options;
    this.aside.replaceChildren(pane === undefined || box === undefined ? noDetails(words) : boxDetails(box, pane.inventory, words, (id) => this.toggle(pane, id)));
  }

  /** Colours, marks, hits and the legends that explain them. */
  private dress(): void {
    const { words } = this.options;
    const drawings = this.panes.map(({ drawing }) => drawing);
    const colouring = colouringOf(this.colour, this.panes, words);
    for (const pane of this.panes) {
      const found = this.hits.filter((hit) => hit.pane === pane).map(({ box }) => box);
      pane.canvas.look({ heat: colouring?.of(pane), marks: this.comparison?.marks(pane), hits: this.query === '' ? undefined : pane.covering(found) });
    }
    const legends = [...(colouring === undefined ? [kindLegend(drawings, words)] : [heatLegend(colouring, words)]), ...(this.comparison === undefined ? [] : [markLegend(words)])];
    this.legends.replaceChildren(...legends);
    const [first] = this.panes;
    const selection = this.panes.find(({ canvas }) => canvas.selection !== undefined) ?? first;
    this.describe(selection, selection?.box(selection.canvas.selection));
  }

  private search(query: string): void {
    this.query = query.trim();
    this.hits = this.panes.flatMap((pane) => pane.find(this.query).map((box) => ({ pane, box })));
    this.at = -1;
    this.tell();
    this.dress();
  }

  private jump(by: 1 | -1): void {
    const count = this.hits.length;
    if (count === 0) return;
    this.at = this.at < 0 ? (by > 0 ? 0 : count - 1) : (this.at + by + count) % count;
    const hit = this.hits[this.at];
    if (hit === undefined) return;
    hit.pane.uncover(hit.box);
    this.redraw(hit.pane, hit.box.id);
    hit.pane.canvas.select(hit.box.id);
    hit.pane.canvas.reveal(hit.box.id);
    this.tell();
  }

  private tell(): void {
    const { words } = this.options;
    this.toolbar.state(this.query === '' ? '' : this.hits.length === 0 ? words.noHits : words.hits(this.at + 1, this.hits.length), this.hits.length);
  }

  /** Ends the search, or else the selection; answers whether there was one. */
  private clear(): boolean {
    if (this.query !== '') {
      this.toolbar.clearSearch();
      this.search('');
      return true;
    }
    const selecting = this.panes.filter(({ canvas }) => canvas.selection !== undefined);
    for (const { canvas } of selecting) canvas.select(undefined);
    return selecting.length > 0;
  }

  private keep(): void {
    this.options.keep({ expanded: this.panes.map(({ expanded }) => [...expanded]), colour: this.colour });
  }
}

/** The stage or group of the other network at the same place. */
function twinOf(pane: Pane, id: string, other: Pane): string | undefined {
  if (other.expandable.includes(id)) return id;
  const unit = pane.inventory.group(id)?.units[0]?.name;
  return other.expandable.find((each) => other.inventory.group(each)?.units.some(({ name }) => name === unit));
}
