import type { Explanation, LayerChoice, Picture, ResultRow, ShownModel } from '../../../models/classification-data';
import { csvTable } from '../../chart/csv';
import { element, setText } from '../../ui/dom';
import { heatColour } from '../../probes/heat-ramp';
import { menu } from '../../view/save-menu';
import { Asker } from './asker';
import { detailChoice, type DetailParts } from '../detail-parts';
import { strongest, type HeatMap } from './heat-map';
import { OPACITY } from './seen-controls';
import { SeenImage } from './seen-image';
import { Waiting } from './waiting';

/** One question of where a model looked. */
interface Question {
  /** Of the result, whose rows they are. */
  readonly folder: string;
  readonly row: number;
  readonly model: number;
  readonly layer?: string;
  readonly index?: number;
}

/** What a figure shows. */
export interface SeenSubject {
  readonly folder: string;
  readonly row: ResultRow;
  readonly shown: ShownModel;
  /** Names of its classes, each once. */
  readonly names: readonly string[];
  /** Stands above, where there are several models. */
  readonly heading: string | undefined;
  readonly picture: Picture | undefined;
}

/** One model's picture: what it saw of the image, and where it looked. */
export class SeenFigure {
  readonly root: HTMLElement;
  /** The newest answer, of the row that is shown. */
  explanation: Explanation | undefined;
  /** Those of the network, once an answer has told them. */
  layers: readonly LayerChoice[] | undefined;
  private readonly heading = element('h4', { class: 'of-model' });
  private readonly image = new SeenImage();
  private readonly path = element('p', { class: 'path' });
  private readonly said = element('p', { class: 'looked', 'aria-live': 'polite' });
  private readonly scale = element('span', { class: 'photo-scale', 'aria-hidden': 'true' });
  private readonly key: HTMLElement;
  private readonly waiting: Waiting;
  private readonly asker: Asker<Question, Explanation>;
  private subject: SeenSubject | undefined;
  private map: HeatMap | undefined;
  /** The row of `explanation`. */
  private answered = '';

  /** @param changed an answer has come */
  constructor(
    private readonly parts: DetailParts,
    private readonly model: number,
    changed: () => void,
  ) {
    const { words, strings, host } = parts;
    this.waiting = new Waiting({ text: parts.common.again, act: () => this.asker.again() });
    this.asker = new Asker(async ({ folder: _folder, ...question }) => {
      if (host === undefined) throw new Error(parts.common.previewAll);
      return host.ask({ kind: 'explain', ...question });
    }, {
      waiting: () => this.waiting.wait(words.looking),
      answered: (explanation, { folder, row }) => {
        this.waiting.done();
        this.take(explanation, `${folder} ${row}`);
        changed();
      },
      failed: (sentence) => this.waiting.fail(sentence),
    });
    this.key = element('p', { class: 'photo-key', 'aria-hidden': 'true' }, words.least, this.scale, words.most);
    const items = [
      { id: 'png', text: strings.saveAs.png, act: () => parts.files.save(this.fileName, 'png', this.image.png()) },
      { id: 'csv', text: words.mapCsv, act: () => parts.files.save(this.fileName, 'csv', this.csv()) },
    ];
    const below = element('div', { class: 'seen-below' }, this.key, menu(strings.save, items));
    this.root = element('figure', { class: 'seen' }, this.heading, this.image.root, below, element('figcaption', {}, this.said, this.path), this.waiting.root);
  }

  show(subject: SeenSubject): void {
    this.subject = subject;
    if (this.answered !== `${subject.folder} ${subject.row.index}`) this.forget();
    const { heading } = subject;
    this.heading.hidden = heading === undefined;
    setText(this.heading, heading ?? '');
    if (this.parts.host === undefined) this.waiting.done();
    else this.asker.want(this.question(subject));
    this.paint();
  }

  /** Nothing is wished for any more. */
  rest(): void {
    this.asker.want(undefined);
  }

  dispose(): void {
    this.rest();
    this.image.dispose();
  }

  private forget(): void {
    this.explanation = undefined;
    this.map = undefined;
    this.answered = '';
  }

  private question({ folder, row, names }: SeenSubject): Question {
    const { layer, target } = detailChoice(this.parts);
    const index = target === undefined ? -1 : names.indexOf(target);
    const known = layer !== undefined && this.has(layer);
    return { folder, row: row.index, model: this.model, ...(known && { layer }), ...(index >= 0 && { index }) };
  }

  /** Before the first answer nobody knows which layers there are: one that is kept was chosen among those of these networks. */
  private has(layer: string): boolean {
    return this.layers?.some(({ name }) => name === layer) ?? true;
  }

  private take(explanation: Explanation, answered: string): void {
    const { width, height, map } = explanation;
    this.explanation = explanation;
    this.answered = answered;
    this.layers = explanation.layers;
    this.map = { width, height, values: map };
  }

  private paint(): void {
    const { subject, explanation, map } = this;
    if (subject === undefined) return;
    const { row, picture } = subject;
    const { crop = true, heat = true, opacity = OPACITY } = detailChoice(this.parts);
    const theme = this.parts.theme();
    const size = { width: Math.max(1, row.width), height: Math.max(1, row.height) };
    this.image.show({ picture, alt: row.image, size, box: explanation?.box, crop, map: heat ? map : undefined, opacity }, theme);
    this.key.hidden = !heat || map === undefined;
    this.scale.style.background = `linear-gradient(to right, ${[0, 0.25, 0.5, 0.75, 1].map((share) => heatColour({ ...theme, text: '#ffffff', monochrome: false }, share)).join(', ')})`;
    setText(this.path, explanation === undefined ? '' : this.parts.words.path(size, explanation.scaled, subject.shown.preprocessing.crop, subject.shown.preprocessing.channels === 1));
    setText(this.said, heat && explanation !== undefined && map !== undefined ? this.sentences(subject, explanation, map) : '');
  }

  /** What the map says, in words, and where it is not what was chosen. */
  private sentences({ names }: SeenSubject, { layer, index }: Explanation, map: HeatMap): string {
    const { words, strings } = this.parts;
    const { layer: wanted, target } = detailChoice(this.parts);
    const name = names[index] ?? `#${index}`;
    const spot = strongest(map);
    return [
      spot === undefined ? words.nothingSpeaks(layer, name) : words.looked(name, layer, words.places[spot.row][spot.column], strings.percent(String(Math.max(1, Math.round(100 * spot.area))))),
      ...(wanted !== undefined && !this.has(wanted) ? [words.noLayer(wanted)] : []),
      ...(target !== undefined && !names.includes(target) ? [words.noClass(target)] : []),
    ].join(' ');
  }

  private get fileName(): string {
    const { subject, explanation } = this;
    return [subject?.row.image.split('/').at(-1), subject?.shown.name, explanation?.layer].filter((part) => part !== undefined).join(' ');
  }

  /** The map as the network has it, a line a row. */
  private csv(): string {
    const { map } = this;
    if (map === undefined) return '';
    const columns = Array.from({ length: map.width }, (_, x) => x);
    const rows = Array.from({ length: map.height }, (_, y) => [y, ...columns.map((x) => map.values[y * map.width + x])]);
    return csvTable(['row', ...columns.map(String)], rows);
  }
}
