import type { ClassificationData, LayerChoice, Picture, ResultRow } from '../../../models/classification-data';
import { element } from '../../ui/dom';
import { Asker } from './asker';
import { distinctNames } from '../class-names';
import { detailChoice, type DetailParts } from '../detail-parts';
import { mergedLayers } from './layers';
import { SeenControls } from './seen-controls';
import { SeenFigure } from './seen-figure';
import { Waiting } from './waiting';

/** Longest side of the picture, in pixels. */
const SIZE = 768;

interface Subject {
  readonly data: ClassificationData;
  readonly row: ResultRow;
}

/** The picture of an image, once for each model, with what the model saw of it and where it looked. */
export class SeenSection {
  readonly root: HTMLElement;
  private readonly controls: SeenControls;
  private readonly place = element('div', { class: 'seen-pair' });
  private readonly waiting: Waiting;
  private readonly asker: Asker<{ readonly folder: string; readonly row: number }, Picture>;
  private figures: readonly SeenFigure[] = [];
  private models = '';
  private subject: Subject | undefined;
  private picture: Picture | undefined;
  private pictured = '';

  /** @param changed an answer of a model has come */
  constructor(private readonly parts: DetailParts, private readonly changed: () => void) {
    const { common, words, host } = parts;
    this.controls = new SeenControls(parts, () => this.paint());
    this.waiting = new Waiting({ text: common.again, act: () => this.asker.again() });
    this.asker = new Asker(async ({ row }) => {
      if (host === undefined) throw new Error(common.previewAll);
      return host.ask({ kind: 'picture', row, size: SIZE });
    }, {
      waiting: () => this.waiting.wait(words.loading),
      answered: (picture, { folder, row }) => {
        this.waiting.done();
        this.take(picture, `${folder} ${row}`);
        this.paint();
      },
      failed: (sentence) => this.waiting.fail(sentence),
    });
    this.root = element('section', { class: 'seen-section' }, this.waiting.root, this.controls.root, this.place);
  }

  /** The newest answer of each model about the row that is shown. */
  get explanations(): readonly SeenFigure['explanation'][] {
    return this.figures.map(({ explanation }) => explanation);
  }

  /** Of the row that is shown, once it is there. */
  get shown(): Picture | undefined {
    return this.picture;
  }

  show(data: ClassificationData, row: ResultRow): void {
    const { host } = this.parts;
    const key = `${data.folder} ${row.index}`;
    if (key !== this.pictured) this.picture = undefined;
    this.subject = { data, row };
    this.furnish(data);
    this.controls.root.hidden = host === undefined;
    if (host === undefined) this.preview(data, row, key);
    else this.asker.want({ folder: data.folder, row: row.index });
    this.paint();
  }

  rest(): void {
    this.asker.want(undefined);
    for (const figure of this.figures) figure.rest();
  }

  dispose(): void {
    this.rest();
    for (const figure of this.figures) figure.dispose();
  }

  private take(picture: Picture, key: string): void {
    this.picture = picture;
    this.pictured = key;
  }

  /** The small picture that comes with the data. */
  private preview({ preview }: ClassificationData, row: ResultRow, key: string): void {
    const source = preview.find((each) => each.row.index === row.index)?.picture;
    if (source !== undefined && this.picture === undefined) this.take({ source, width: row.width, height: row.height }, key);
  }

  private furnish({ folder, models }: ClassificationData): void {
    const key = JSON.stringify([folder, models.map(({ reference }) => reference)]);
    if (key === this.models) return;
    this.models = key;
    for (const figure of this.figures) figure.dispose();
    this.figures = models.map((_, model) => new SeenFigure(this.parts, model, () => {
      this.paint();
      this.changed();
    }));
    this.place.replaceChildren(...this.figures.map(({ root }) => root));
  }

  private paint(): void {
    if (this.subject === undefined) return;
    const { data: { folder, models }, row } = this.subject;
    const names = models.map(({ labels }) => distinctNames(labels));
    this.figures.forEach((figure, model) => {
      const shown = models[model];
      if (shown === undefined) return;
      const heading = models.length > 1 ? `${this.parts.common.letters[model] ?? ''} · ${shown.name}` : undefined;
      figure.show({ folder, row, shown, names: names[model] ?? [], heading, picture: this.picture });
    });
    const likely = row.answers.flatMap((guesses, model) => guesses.flatMap(({ index }) => names[model]?.[index] ?? []));
    this.controls.update({ layers: this.layers, layer: this.layer, likely: [...new Set(likely)], all: [...new Set(names.flat())] });
  }

  private get layers(): LayerChoice[] {
    return mergedLayers(this.figures.map(({ layers }) => layers ?? []));
  }

  /** The chosen layer, else the last, which is asked for then. */
  private get layer(): string | undefined {
    const chosen = detailChoice(this.parts).layer;
    return this.layers.some(({ name }) => name === chosen) ? chosen : this.figures[0]?.layers?.at(-1)?.name;
  }
}
