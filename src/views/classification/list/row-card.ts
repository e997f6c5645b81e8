import type { Guess } from '../../../models/classification-data';
import type { ClassificationWords } from '../../text/classification-words';
import { element, setAttribute, setText } from '../../ui/dom';
import { icon } from '../../ui/icons';
import type { Classes, RowFacts } from './row-facts';
import type { RowLook } from './row-look';

/** What a card is drawn with. */
export interface CardScene {
  readonly look: RowLook;
  readonly classes: Classes;
  readonly words: ClassificationWords;
}

/** One class of a row: its name over its bar, and its numbers. */
interface GuessLine {
  readonly root: HTMLElement;
  readonly mark: HTMLElement;
  readonly label: HTMLElement;
  readonly bar: HTMLElement;
  readonly logit: HTMLElement;
  readonly probability: HTMLElement;
}

/** One row of the list. It is used for one image after another, so that scrolling makes nothing anew. */
export class RowCard {
  readonly root = element('div', { class: 'card', role: 'option' });
  private readonly picture = element('img', { alt: '', decoding: 'async', draggable: 'false' });
  private readonly thumb = element('div', { class: 'thumb' }, this.picture, icon('warning'));
  private readonly folder = element('span', { class: 'folder' });
  private readonly name = element('span', { class: 'name' });
  private readonly truth = element('span', { class: 'truth' });
  private readonly differ: HTMLElement;
  private readonly reason = element('p', { class: 'reason' });
  private readonly columns = element('div', { class: 'columns' });
  private lines: readonly (readonly GuessLine[])[] = [];
  private scene: CardScene | undefined;
  private facts: RowFacts | undefined;

  constructor(words: ClassificationWords) {
    this.differ = element('span', { class: 'differ', title: words.said.differ }, '≠', element('span', { class: 'word' }, ` ${words.differ}`));
    const title = element('div', { class: 'title' }, element('span', { class: 'path' }, this.folder, this.name), this.truth, this.differ);
    this.root.append(this.thumb, element('div', { class: 'body' }, title, this.reason, this.columns));
  }

  get index(): number | undefined {
    return this.facts?.row.index;
  }

  /** Number of the row that it shows, its place among those that are shown, and how many these are. */
  show(facts: RowFacts, scene: CardScene, place: number, count: number): void {
    this.root.style.transform = `translateY(${place * scene.look.height}px)`;
    setAttribute(this.root, 'aria-posinset', String(place + 1));
    setAttribute(this.root, 'aria-setsize', String(count));
    if (facts === this.facts && scene === this.scene) return;
    if (scene !== this.scene) this.build(scene);
    this.facts = facts;
    this.scene = scene;
    this.draw(facts, scene);
  }

  select(on: boolean): void {
    setAttribute(this.root, 'aria-selected', String(on));
  }

  setPicture(source: string | undefined): void {
    if (source === undefined) this.picture.removeAttribute('src');
    else setAttribute(this.picture, 'src', source);
    this.picture.hidden = source === undefined;
  }

  private build({ look }: CardScene): void {
    this.lines = Array.from({ length: look.models }, () => Array.from({ length: look.guesses }, guessLine));
    this.columns.replaceChildren(...this.lines.map((lines, model) => element('div', { class: `answers model-${model}` }, ...lines.map(({ root }) => root))));
  }

  private draw(facts: RowFacts, scene: CardScene): void {
    const { row, name, folder, hits, differ } = facts;
    const { words, classes } = scene;
    this.root.id = `row-${row.index}`;
    this.root.classList.toggle('unreadable', row.error !== undefined);
    setText(this.folder, folder);
    setText(this.name, name);
    this.name.title = row.image;
    const missed = row.truth !== undefined && hits.some((hit) => !hit);
    setText(this.truth, missed && row.truth !== undefined ? words.truthIs(classes.name(0, row.truth)) : '');
    this.truth.title = this.truth.textContent ?? '';
    this.differ.hidden = !differ;
    this.reason.hidden = row.error === undefined;
    setText(this.reason, row.error ?? '');
    this.reason.title = row.error ?? '';
    this.columns.hidden = row.error !== undefined;
    for (const [model, lines] of this.lines.entries()) for (const [place, line] of lines.entries()) this.drawGuess(line, row.answers[model]?.[place], model, place, facts, scene);
    setAttribute(this.root, 'aria-label', spoken(facts, scene));
  }

  private drawGuess(line: GuessLine, guess: Guess | undefined, model: number, place: number, { row: { truth } }: RowFacts, { classes, words, look }: CardScene): void {
    line.root.hidden = guess === undefined;
    if (guess === undefined) return;
    const label = classes.name(model, guess.index);
    const isTruth = classes.isTruth(truth, model, guess.index);
    const mark = isTruth ? 'hit' : truth !== undefined && place === 0 ? 'miss' : '';
    if (line.mark.dataset['mark'] !== mark) {
      line.mark.dataset['mark'] = mark;
      line.mark.replaceChildren(...(mark === '' ? [] : [icon(mark === 'hit' ? 'done' : 'failed')]));
    }
    setText(line.label, label);
    line.label.title = label;
    line.bar.style.width = `${Number.isFinite(guess.probability) ? 100 * guess.probability : 0}%`;
    setText(line.probability, words.probability(guess.probability));
    setText(line.logit, look.logits ? words.logit(guess.logit) : '');
    line.logit.hidden = !look.logits;
  }
}

function guessLine(): GuessLine {
  const mark = element('span', { class: 'mark' });
  const label = element('span', { class: 'label' });
  const bar = element('span', { class: 'amount' });
  const logit = element('span', { class: 'logit' });
  const probability = element('span', { class: 'probability' });
  return { root: element('div', { class: 'guess' }, mark, element('span', { class: 'track' }, bar, label), logit, probability), mark, label, bar, logit, probability };
}

/** A row for the ear: the file, what the models say, and whether that is so. */
function spoken({ row, hits, differ }: RowFacts, { classes, words }: CardScene): string {
  if (row.error !== undefined) return `${row.image}, ${words.said.unreadable(row.error)}`;
  const answers = row.answers.flatMap(([guess], model) => {
    if (guess === undefined) return [];
    const answer = words.said.guess(classes.name(model, guess.index), words.probability(guess.probability));
    const hit = hits[model];
    const judged = hit === undefined ? answer : `${answer}, ${words.said.verdict(hit)}`;
    return [row.answers.length > 1 ? words.said.ofModel(words.letters[model] ?? '', judged) : judged];
  });
  const missed = row.truth !== undefined && hits.some((hit) => !hit);
  return [row.image, ...answers, ...(differ ? [words.said.differ] : []), ...(missed && row.truth !== undefined ? [words.said.truth(classes.name(0, row.truth))] : [])].join('; ');
}
