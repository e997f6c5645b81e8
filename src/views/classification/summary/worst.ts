import type { ClassificationData, Picture, ResultRow } from '../../../models/classification-data';
import { actionButton, element, setAttribute, setText } from '../../ui/dom';
import type { DetailParts } from '../detail-parts';
import { Classes } from '../list/row-facts';

/** Longest side of a picture, in pixels. */
const SIZE = 96;

interface MistakeCard {
  readonly root: HTMLElement;
  readonly button: HTMLButtonElement;
  readonly picture: HTMLImageElement;
  readonly name: HTMLElement;
  readonly words: HTMLElement;
}

/** Pictures of the mistakes of which a model was surest. A press shows the image. */
export class WorstMistakes {
  readonly root: HTMLElement;
  private readonly title = element('h4', { class: 'title' });
  private readonly list = element('ul', { class: 'worst' });
  private readonly none = element('p', { class: 'none' });
  private readonly cards = new Map<number, MistakeCard>();
  private folder = '';
  private data: ClassificationData | undefined;

  constructor(
    private readonly parts: DetailParts,
    private readonly model: number,
    private readonly select: (row: number) => void,
  ) {
    this.none.textContent = parts.words.summary.noMistakes;
    this.root = element('section', { class: 'worst-section' }, this.title, this.list, this.none);
  }

  /** `title` says what the pictures are, `heading` stands above. */
  show(data: ClassificationData, title: string, heading: string): void {
    if (data.folder !== this.folder) this.cards.clear();
    this.folder = data.folder;
    this.data = data;
    setText(this.title, heading);
    setAttribute(this.list, 'aria-label', title);
    const worst = data.scores?.[this.model]?.worst ?? [];
    for (const row of worst) if (!this.cards.has(row)) this.add(row, data);
    const roots = worst.flatMap((row) => this.cards.get(row)?.root ?? []);
    if (roots.length !== this.list.childElementCount || roots.some((root, i) => this.list.children[i] !== root)) this.list.replaceChildren(...roots);
    this.none.hidden = worst.length > 0;
  }

  private add(row: number, { folder, preview }: ClassificationData): void {
    const { words, host } = this.parts;
    const picture = element('img', { alt: '', hidden: true });
    const name = element('span', { class: 'name' }, words.summary.row(row));
    const said = element('span', { class: 'words' });
    const button = actionButton({ class: 'quiet mistake' }, () => this.select(row), element('span', { class: 'mistake-picture' }, picture), element('span', { class: 'texts' }, name, said));
    const card: MistakeCard = { root: element('li', {}, button), button, picture, name, words: said };
    this.cards.set(row, card);
    const known = preview.find((each) => each.row.index === row);
    if (known !== undefined) this.describe(card, known.row);
    if (known?.picture !== undefined) draw(card, known.picture);
    if (host === undefined) return;
    // What cannot be had stays a number that can be pressed: the detail says why.
    const still = (): boolean => folder === this.folder;
    host.ask({ kind: 'rows', from: row, count: 1 }).then(([found]) => found !== undefined && still() && this.describe(card, found), () => undefined);
    host.ask({ kind: 'picture', row, size: SIZE }).then(({ source }: Picture) => still() && draw(card, source), () => undefined);
  }

  private describe({ name, words, button }: MistakeCard, { image, truth, answers }: ResultRow): void {
    const { words: { summary }, common } = this.parts;
    const classes = new Classes(this.data?.models ?? []);
    const first = answers[this.model]?.[0];
    const file = image.split('/').at(-1) ?? image;
    setText(name, file);
    button.title = summary.showImage(image);
    if (truth !== undefined && first !== undefined) setText(words, summary.mistake(classes.name(0, truth), classes.name(this.model, first.index), common.probability(first.probability)));
  }
}

function draw({ picture }: MistakeCard, source: string): void {
  picture.src = source;
  picture.hidden = false;
}
