import { DIAGRAM_VERSION, type DiagramData, type DiagramNetwork } from '../../diagram/diagram-data';
import { ARCHITECTURES } from '../../resnet/catalogue';
import type { NetworkOptions } from '../../resnet/graph';
import { NAMED_ORDERS, parseOrder } from '../../resnet/order';
import { diagramWords, type DiagramWords } from '../text/diagram-words';
import type { Strings } from '../text/strings';
import { actionButton, choice, element, setText, type Child } from '../ui/dom';
import { icon } from '../ui/icons';
import { applyTheme, onThemeChange } from '../ui/theme';
import { Choices } from '../view/choices';
import type { Files, ViewOptions } from '../view/context';
import { filesOf } from '../view/files';
import type { Host } from '../view/host';
import { architectureTable } from './architecture-table';
import type { DiagramChoice } from './choice';
import { NetworksView } from './networks-view';
import { adoptStyle } from './style';
import { tool } from './toolbar';

/** Diagrams of the data's networks; without any, the table of architectures, which open in place. A function of the data and the reader's choices. */
export class DiagramView {
  readonly root: HTMLElement;
  private readonly strings: Strings;
  private readonly words: DiagramWords;
  private readonly host: Host | undefined;
  private readonly isPanel: boolean;
  private readonly choices: Choices;
  private readonly files: Files;
  private readonly place = element('div', {});
  private readonly said = element('p', { class: 'said', role: 'status' });
  private readonly endTheme: () => void;
  private data: DiagramData | undefined;
  private shown: NetworksView | undefined;

  constructor({ strings, host, place, saved, save }: ViewOptions) {
    this.strings = strings;
    this.words = diagramWords(strings.locale);
    this.host = host;
    this.isPanel = place === 'panel';
    this.choices = new Choices(saved, save);
    this.files = filesOf(host, strings, (sentence) => this.say(sentence));
    this.root = element('div', { class: `lab diagram ${place}`, lang: strings.locale }, this.place, element('footer', {}, this.said));
    applyTheme(this.root);
    // Colours are of the style sheet alone: nothing is drawn anew.
    this.endTheme = onThemeChange(() => applyTheme(this.root));
  }

  /** Shows the data at once. @throws Error where they were written by a newer version */
  update(data: DiagramData): void {
    if (data.version > DIAGRAM_VERSION) throw new Error(this.strings.newer(data.version));
    if (JSON.stringify(data) === JSON.stringify(this.data)) return;
    this.data = data;
    adoptStyle(this.root);
    this.paint();
  }

  dispose(): void {
    this.endTheme();
    this.shown?.dispose();
    this.root.remove();
  }

  private get chosen(): Omit<DiagramChoice, 'of'> {
    const { diagram } = this.choices.now;
    return diagram?.of === this.subject ? diagram : {};
  }

  private choose(chosen: Omit<DiagramChoice, 'of'>): void {
    this.choices.set({ diagram: { ...chosen, of: this.subject } });
  }

  private get subject(): string {
    return JSON.stringify(this.data?.networks.map(({ options }) => options));
  }

  private paint(): void {
    this.shown?.dispose();
    this.shown = undefined;
    const networks = this.chosen.networks ?? this.data?.networks ?? [];
    if (networks.length === 0) return this.place.replaceChildren(architectureTable(this.words, (architecture) => this.open([networkOf({ architecture })])));
    this.shown = this.networksView(networks);
    this.place.replaceChildren(this.shown.root);
    this.shown.show();
  }

  private networksView(networks: readonly DiagramNetwork[]): NetworksView {
    const { words } = this;
    const fromTable = this.data?.networks.length === 0;
    return new NetworksView(networks, {
      words,
      files: this.files,
      say: (sentence) => this.say(sentence),
      before: fromTable ? [actionButton({ 'data-do': 'back' }, () => this.open(undefined), icon('back'), words.back)] : [],
      after: this.links(networks),
      controls: (network, place) => (this.isPanel || fromTable ? this.choosers(networks, network, place) : []),
      chosen: this.chosen.shown,
      keep: (shown) => this.choose({ ...this.chosen, shown }),
      isPanel: this.isPanel,
    });
  }

  /** Shows other networks in place of the data's; without any, the data's again. */
  private open(networks: readonly DiagramNetwork[] | undefined): void {
    const before = this.choices.now;
    this.choose({ networks });
    try {
      this.paint();
      this.say('');
    } catch (error) {
      // Options that don't go together with the new choice: what was shown stays.
      this.choices.set(before);
      this.paint();
      this.say(error instanceof Error ? error.message : String(error));
    }
  }

  /** Ways to other views, where somebody can open them. */
  private links(networks: readonly DiagramNetwork[]): Child[] {
    const { host, words } = this;
    const [first] = networks;
    if (host === undefined || first === undefined) return [];
    const order = first.options.order ?? ARCHITECTURES.find(({ name }) => name === first.options.architecture)?.order ?? 'original';
    const workbench = tool('order', words.workbench, () => host.open({ kind: 'workbench', order }));
    return [...(this.isPanel ? [] : [tool('panel', words.openPanel, () => host.open({ kind: 'diagram', networks }))]), workbench];
  }

  /** Lists to choose another architecture and another order for one of the networks. */
  private choosers(networks: readonly DiagramNetwork[], { options }: DiagramNetwork, place: number): Child[] {
    const { words } = this;
    const replace = (changed: NetworkOptions): void => this.open(networks.map((network, i) => (i === place ? networkOf(changed) : network)));
    const own = ARCHITECTURES.find(({ name }) => name === options.architecture)?.order ?? 'original';
    const order = parseOrder(options.order ?? own).name;
    const orders = NAMED_ORDERS.map(({ name }) => [name, name] as const);
    const all = orders.some(([name]) => name === order) ? orders : [...orders, [order, order] as const];
    return [
      choice(words.architecture, ARCHITECTURES.map(({ name, title }) => [name, title] as const), options.architecture, (architecture) => replace({ architecture, ...(order !== own && { order }) })),
      choice(words.order, all, order, (chosen) => replace({ ...options, order: chosen })),
    ];
  }

  private say(sentence: string): void {
    setText(this.said, sentence);
  }
}

/** A network by the name of its architecture, with its order where that is not the architecture's own. */
function networkOf(options: NetworkOptions): DiagramNetwork {
  const architecture = ARCHITECTURES.find(({ name }) => name === options.architecture);
  const title = architecture?.title ?? options.architecture;
  return { label: options.order === undefined || options.order === architecture?.order ? title : `${title}, ${options.order}`, options };
}
