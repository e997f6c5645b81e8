import type { ClassificationData, Explanation, FeatureMaps, Picture, ResultRow } from '../../../models/classification-data';
import { buildGraph } from '../../../resnet/build';
import type { Graph, NetworkOptions } from '../../../resnet/graph';
import { csvTable } from '../../chart/csv';
import { shortNumber } from '../../chart/numbers';
import { choice, element, setAttribute, setText, toggleButton } from '../../ui/dom';
import { FigureShell } from '../../ui/figure-shell';
import { scrolling, sortableTable } from '../../ui/tables';
import { menu } from '../../view/save-menu';
import { Asker } from './asker';
import { channelsOf, decoded, shareOfByte, sortedChannels, wholeRange, type Channel } from './channels';
import type { ChannelSort } from './detail-choice';
import { chooseDetail, detailChoice, type DetailParts } from '../detail-parts';
import { EnlargedChannel } from './enlarged-channel';
import { heatTable } from './heat-map';
import { LayerPicker } from './layer-picker';
import { NetworkMap } from './network-map';
import { TileGrid } from './tile-grid';
import { Waiting } from './waiting';

const SORTS: readonly ChannelSort[] = ['number', 'maximum', 'mean'];
/** Pixels of a channel's picture on the page at least. */
const LEAST = 28;

interface Question {
  readonly folder: string;
  readonly row: number;
  readonly model: number;
  readonly layer: string;
}

interface Subject {
  readonly data: ClassificationData;
  readonly row: ResultRow;
  readonly picture: Picture | undefined;
  readonly explanations: readonly (Explanation | undefined)[];
}

/** An answer with what is read off it. */
interface Shown {
  readonly maps: FeatureMaps;
  readonly bytes: Uint8Array;
  readonly channels: readonly Channel[];
  /** Of the question that it answers. */
  readonly of: string;
  readonly file: string;
}

/** What a layer of a network answers to an image: a small picture of each of its channels. */
export class FeatureSection {
  readonly root: HTMLElement;
  private readonly models = element('span', {});
  private readonly layers: LayerPicker;
  private readonly map: NetworkMap;
  private readonly same: HTMLButtonElement;
  private readonly sort: HTMLSelectElement;
  private readonly said = element('p', { class: 'channels-said', role: 'status' });
  private readonly grid: TileGrid;
  private readonly shell: FigureShell;
  private readonly large: EnlargedChannel;
  private readonly waiting: Waiting;
  private readonly asker: Asker<Question, FeatureMaps>;
  private subject: Subject | undefined;
  private shown: Shown | undefined;
  /** The layers of the network that was last asked about. */
  private graph: { readonly key: string; readonly layers: Graph['layers'] } | undefined;
  /** Number of the channel that is enlarged. */
  private chosen: number | undefined;
  private offered = '';
  private described = '';

  constructor(private readonly parts: DetailParts) {
    const { words, common, strings, files, host } = parts;
    this.layers = new LayerPicker(words.layers, (features) => chooseDetail(parts, { features }));
    this.map = new NetworkMap(strings.locale, (features) => chooseDetail(parts, { features }));
    this.same = toggleButton(false, (sameScale) => chooseDetail(parts, { sameScale }), words.sameScale);
    this.sort = choice(words.sort, SORTS.map((id) => [id, words.sorts[id]] as const), 'number', (sort) => chooseDetail(parts, { sort }));
    this.grid = new TileGrid(words.channelKeys, words.channelHint);
    this.large = new EnlargedChannel(parts, { step: (by) => this.step(by), close: () => this.enlarge(undefined) });
    this.waiting = new Waiting({ text: common.again, act: () => this.asker.again() });
    this.asker = new Asker(async ({ folder: _folder, ...question }) => {
      if (host === undefined) throw new Error(common.previewAll);
      return host.ask({ kind: 'features', ...question });
    }, {
      waiting: () => {
        this.waiting.wait(words.computing);
        this.root.classList.add('stale');
      },
      answered: (maps, question) => this.take(maps, question),
      failed: (sentence) => this.waiting.fail(sentence),
    });
    const items = [
      { id: 'png', text: strings.saveAs.png, act: () => files.save(this.fileName, 'png', this.grid.png()) },
      { id: 'csv', text: words.channelsCsv, act: () => files.save(this.fileName, 'csv', this.csv()) },
    ];
    const tools = element('div', { class: 'channel-tools' }, element('span', { class: 'modes' }, this.same), element('label', { class: 'named' }, element('span', { class: 'name' }, words.sort), this.sort));
    this.shell = new FigureShell('features', strings.showTable, { head: [this.models, this.layers.root], tools: [menu(strings.save, items)], body: [tools, this.waiting.root, this.said, this.grid.root, this.large.root] });
    this.root = element('div', { class: 'features' }, element('p', { class: 'hint' }, words.clickLayer), this.map.root, this.shell.figure);
  }

  show(subject: Subject): void {
    const { data, row } = subject;
    this.subject = subject;
    this.offerModels(data);
    const model = data.models[this.model];
    this.asker.want(model === undefined ? undefined : { folder: data.folder, row: row.index, model: this.model, layer: this.layer(model.network) });
    this.paint();
  }

  rest(): void {
    this.asker.want(undefined);
  }

  dispose(): void {
    this.rest();
    this.map.dispose();
    this.grid.dispose();
    this.large.dispose();
  }

  private get model(): number {
    const { model = 0 } = detailChoice(this.parts);
    return Math.min(model, (this.subject?.data.models.length ?? 1) - 1);
  }

  /** The chosen layer where the network has it, else its first convolution, whose answers still look like the image. */
  private layer(network: NetworkOptions): string {
    const { features } = detailChoice(this.parts);
    const key = JSON.stringify(network);
    if (key !== this.graph?.key) this.graph = { key, layers: buildGraph(network).layers };
    const { layers } = this.graph;
    return (layers.find(({ name }) => name === features) ?? layers.find(({ kind }) => kind === 'conv'))?.name ?? '';
  }

  private offerModels({ models }: ClassificationData): void {
    const key = JSON.stringify([models.map(({ name }) => name), this.model]);
    if (key === this.offered) return;
    this.offered = key;
    const { words, common } = this.parts;
    const named = models.map(({ name }, i) => [String(i), `${common.letters[i] ?? ''} · ${name}`] as const);
    this.models.replaceChildren(...(models.length > 1 ? [choice(words.ofModel, named, String(this.model), (model) => chooseDetail(this.parts, { model: Number(model) }))] : []));
  }

  private take(maps: FeatureMaps, question: Question): void {
    this.waiting.done();
    this.root.classList.remove('stale');
    const bytes = decoded(maps.values);
    const other = maps.layer !== this.shown?.maps.layer;
    this.shown = { maps, bytes, channels: channelsOf(maps, bytes), of: JSON.stringify(question), file: this.subject?.row.image.split('/').at(-1) ?? '' };
    if (other) this.chosen = undefined;
    this.paint();
  }

  private paint(): void {
    const { subject, shown } = this;
    if (subject === undefined) return;
    const { sort = 'number', sameScale = false } = detailChoice(this.parts);
    const shownModel = subject.data.models[this.model];
    setAttribute(this.same, 'aria-pressed', String(sameScale));
    this.sort.value = sort;
    if (shown === undefined || shownModel === undefined) return;
    const { maps } = shown;
    this.layers.update(maps.layers, maps.layer);
    this.map.show(shownModel.name, shownModel.network, maps.layers.map(({ name }) => name), maps.layer);
    const ordered = sortedChannels(shown.channels, sort);
    const theme = this.parts.theme();
    const key = JSON.stringify([shown.of, sort, sameScale, this.chosen, theme]);
    if (key !== this.described) {
      this.described = key;
      this.draw(shown, ordered, sameScale);
    }
    this.drawLarge();
  }

  private draw({ maps, bytes, channels }: Shown, ordered: readonly Channel[], sameScale: boolean): void {
    const { words } = this.parts;
    const theme = this.parts.theme();
    const table = heatTable(theme, 'page');
    const whole = wholeRange(channels);
    const { width, height } = maps;
    const summary = words.channelsSummary(maps.layer, channels.length, width, height);
    const paint = (place: number, pixels: Uint8ClampedArray): void => {
      const channel = ordered[place];
      if (channel === undefined) return;
      const share = shareOfByte(channel, sameScale ? whole : [channel.minimum, channel.maximum]);
      for (let i = 0; i < width * height; i++) {
        const at = 3 * Math.round(255 * share(bytes[channel.index * width * height + i] ?? 0));
        for (let c = 0; c < 3; c++) pixels[4 * i + c] = table[at + c] ?? 0;
        pixels[4 * i + 3] = 255;
      }
    };
    const chosen = this.chosen === undefined ? undefined : ordered.findIndex(({ index }) => index === this.chosen);
    this.grid.show({ count: ordered.length, width, height, paint, isEmpty: (place) => ordered[place]?.dead === true, words: (place) => this.wordsOf(ordered[place]), press: (place) => this.enlarge(ordered[place]?.index), chosen, least: LEAST }, summary, theme);
    const dead = channels.filter((channel) => channel.dead).length;
    setText(this.said, [words.channelCount(channels.length, width, height), dead === 0 ? words.noneDead : words.deadChannels(dead, channels.length)].join(' '));
    this.shell.describe([element('p', {}, sameScale ? words.scaleSame(number(whole[0]), number(whole[1])) : words.scaleOwn)], () => this.table(maps, ordered));
  }

  private wordsOf(channel: Channel | undefined): string {
    if (channel === undefined) return '';
    const { words } = this.parts;
    return channel.dead ? words.deadChannel(channel.index) : words.channel(channel.index, number(channel.minimum), number(channel.maximum), number(channel.mean));
  }

  private enlarge(channel: number | undefined): void {
    const closed = channel === undefined;
    this.chosen = channel;
    this.paint();
    if (closed) this.grid.focus();
    else this.large.focus();
  }

  /** The channel before or behind the enlarged one, in the order that is seen. */
  private step(by: 1 | -1): void {
    const ordered = sortedChannels(this.shown?.channels ?? [], detailChoice(this.parts).sort ?? 'number');
    const next = ordered[ordered.findIndex(({ index }) => index === this.chosen) + by];
    if (next !== undefined) this.enlarge(next.index);
  }

  private drawLarge(): void {
    const { subject, shown, chosen } = this;
    const channel = chosen === undefined ? undefined : shown?.channels[chosen];
    if (subject === undefined || shown === undefined || channel === undefined) return this.large.hide();
    const { maps, bytes, channels } = shown;
    const { sameScale = false } = detailChoice(this.parts);
    const area = maps.width * maps.height;
    const share = shareOfByte(channel, sameScale ? wholeRange(channels) : [channel.minimum, channel.maximum]);
    const values = Float32Array.from(bytes.subarray(channel.index * area, (channel.index + 1) * area), share);
    const { row, picture, explanations } = subject;
    this.large.show({ key: `${shown.of} ${channel.index} ${sameScale}`, map: { width: maps.width, height: maps.height, values }, words: this.wordsOf(channel), row, picture, box: explanations[this.model]?.box });
  }

  private table({ layer }: FeatureMaps, ordered: readonly Channel[]): HTMLElement {
    const { words } = this.parts;
    const rows = ordered.map(({ index, minimum, maximum, mean }) => ({ cells: [String(index), number(minimum), number(maximum), number(mean)], keys: [index, minimum, maximum, mean] }));
    const caption = words.channelTable(layer);
    return scrolling(sortableTable([caption], words.channelHead, rows), caption);
  }

  private csv(): string {
    return csvTable(['layer', 'channel', 'minimum', 'maximum', 'mean'], (this.shown?.channels ?? []).map(({ index, minimum, maximum, mean }) => [this.shown?.maps.layer, index, minimum, maximum, mean]));
  }

  private get fileName(): string {
    return [this.shown?.file, this.subject?.data.models[this.model]?.name, this.shown?.maps.layer].filter((part) => part !== undefined).join(' ');
  }
}

function number(value: number): string {
  return shortNumber(value, 3);
}
