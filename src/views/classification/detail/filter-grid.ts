import type { ClassificationData, Filters } from '../../../models/classification-data';
import { csvTable } from '../../chart/csv';
import { shortNumber } from '../../chart/numbers';
import { choice, element, setText } from '../../ui/dom';
import { FigureShell } from '../../ui/figure-shell';
import { plainTable, scrolling } from '../../ui/tables';
import { menu } from '../../view/save-menu';
import { Asker } from './asker';
import { filterRange, paintFilter } from './channels';
import { chooseDetail, detailChoice, type DetailParts } from '../detail-parts';
import { TileGrid } from './tile-grid';
import { Waiting } from './waiting';

/** Pixels of a filter's picture on the page at least. */
const LEAST = 44;

/** The filters of a network's first convolution, as the small pictures that they answer to most. */
export class FilterSection {
  readonly root: HTMLElement;
  private readonly models = element('span', {});
  private readonly title = element('span', { class: 'title' });
  private readonly grid: TileGrid;
  private readonly shell: FigureShell;
  private readonly waiting: Waiting;
  private readonly asker: Asker<{ readonly folder: string; readonly model: number }, Filters>;
  private data: ClassificationData | undefined;
  private filters: Filters | undefined;
  private offered = '';
  private drawn = '';

  constructor(private readonly parts: DetailParts) {
    const { words, common, strings, files, host } = parts;
    this.grid = new TileGrid(words.filterKeys, words.filterHint);
    this.waiting = new Waiting({ text: common.again, act: () => this.asker.again() });
    this.asker = new Asker(async ({ model }) => {
      if (host === undefined) throw new Error(common.previewAll);
      return host.ask({ kind: 'filters', model });
    }, {
      waiting: () => this.waiting.wait(words.reading),
      answered: (filters) => {
        this.waiting.done();
        this.filters = filters;
        this.paint();
      },
      failed: (sentence) => this.waiting.fail(sentence),
    });
    const name = (): string => `${this.data?.models[this.model]?.name ?? ''} ${words.filters}`;
    const items = [
      { id: 'png', text: strings.saveAs.png, act: () => files.save(name(), 'png', this.grid.png()) },
      { id: 'csv', text: words.filtersCsv, act: () => files.save(name(), 'csv', this.csv()) },
    ];
    this.shell = new FigureShell('filters', strings.showTable, { head: [this.models, this.title], tools: [menu(strings.save, items)], body: [this.waiting.root, this.grid.root] });
    this.root = this.shell.figure;
  }

  show(data: ClassificationData): void {
    this.data = data;
    this.offerModels(data);
    this.asker.want({ folder: data.folder, model: this.model });
    this.paint();
  }

  dispose(): void {
    this.asker.want(undefined);
    this.grid.dispose();
  }

  private get model(): number {
    const { model = 0 } = detailChoice(this.parts);
    return Math.min(model, (this.data?.models.length ?? 1) - 1);
  }

  private offerModels({ models }: ClassificationData): void {
    const key = JSON.stringify([models.map(({ name }) => name), this.model]);
    if (key === this.offered) return;
    this.offered = key;
    const { words, common } = this.parts;
    const named = models.map(({ name }, i) => [String(i), `${common.letters[i] ?? ''} · ${name}`] as const);
    this.models.replaceChildren(...(models.length > 1 ? [choice(words.ofModel, named, String(this.model), (model) => chooseDetail(this.parts, { model: Number(model) }))] : []));
  }

  private paint(): void {
    const { filters } = this;
    const { words } = this.parts;
    const theme = this.parts.theme();
    if (filters === undefined) return;
    const key = JSON.stringify([filters.layer, filters.filters, filters.values.slice(0, 9), theme]);
    if (key === this.drawn) return;
    this.drawn = key;
    const { kernel, channels } = filters;
    setText(this.title, words.filtersOf(filters.layer, filters.filters, kernel, channels));
    const of = (place: number): string => {
      const [low, high] = filterRange(filters, place);
      return words.filter(place, shortNumber(low, 3), shortNumber(high, 3));
    };
    this.grid.show({ count: filters.filters, width: kernel, height: kernel, paint: (place, pixels) => paintFilter(filters, place, pixels), isEmpty: () => false, words: of, least: LEAST }, words.filtersSummary(filters.layer, filters.filters), theme);
    this.shell.describe([element('p', {}, channels === 3 ? words.filterColours : words.filterGreys)], () => this.table(filters));
  }

  private table(filters: Filters): HTMLElement {
    const { words } = this.parts;
    const rows = Array.from({ length: filters.filters }, (_, filter) => [String(filter), ...filterRange(filters, filter).map((value) => shortNumber(value, 3))]);
    const caption = words.filterTable(filters.layer);
    return scrolling(plainTable([caption], words.filterHead, rows), caption);
  }

  /** Every weight, a line each. */
  private csv(): string {
    const { filters } = this;
    if (filters === undefined) return '';
    const { channels, kernel, values } = filters;
    const area = kernel * kernel;
    return csvTable(['filter', 'channel', 'row', 'column', 'weight'], values.map((value, i) => [Math.floor(i / (channels * area)), Math.floor(i / area) % channels, Math.floor(i / kernel) % kernel, i % kernel, value]));
  }
}
