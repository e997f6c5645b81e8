import type { Guess, ResultRow, ShownModel } from '../../../models/classification-data';

/** What filters and orders ask of a row, found once. */
export interface RowFacts {
  readonly row: ResultRow;
  /** File name, and the folder before it with its last `/`. */
  readonly name: string;
  readonly folder: string;
  /** In small letters: what the text filter looks into. */
  readonly text: string;
  /** Of the first model: index and name of its first class, and its probability where it is a number. */
  readonly prediction: number | undefined;
  /** Index of the second model's first class. */
  readonly second: number | undefined;
  readonly label: string;
  readonly confidence: number | undefined;
  /** Of each model, whether its first class is the true one; empty where that is not known. */
  readonly hits: readonly boolean[];
  /** Of two models: whether they name different classes, and how far apart they are. */
  readonly differ: boolean;
  readonly difference: number | undefined;
}

/** Classes of two models are the same where their names are: two models may number them differently. */
export class Classes {
  constructor(private readonly models: readonly Pick<ShownModel, 'labels'>[]) {}

  /** The most classes that a model tells apart. */
  get most(): number {
    return Math.max(0, ...this.models.map(({ labels }) => labels.length));
  }

  /** A class without a name is named by its index. */
  name(model: number, index: number): string {
    return this.models[model]?.labels[index] ?? `#${index}`;
  }

  /** Whether a class of a model is the true class of a row, which is one of the first model's. */
  isTruth(truth: number | undefined, model: number, index: number): boolean {
    return truth !== undefined && (model === 0 ? index === truth : this.name(model, index) === this.name(0, truth));
  }

  factsOf(row: ResultRow): RowFacts {
    const firsts = row.answers.map(([first]) => first);
    const [first, second] = firsts;
    const names = firsts.flatMap((guess, model) => (guess === undefined ? [] : [this.name(model, guess.index)]));
    const cut = row.image.lastIndexOf('/') + 1;
    const answered = row.truth !== undefined && first !== undefined;
    return {
      row,
      name: row.image.slice(cut),
      folder: row.image.slice(0, cut),
      text: plain([row.image, ...names, ...(row.truth === undefined ? [] : [this.name(0, row.truth)])].join('\n')),
      prediction: first?.index,
      second: second?.index,
      label: names[0] ?? '',
      confidence: first !== undefined && Number.isFinite(first.probability) ? first.probability : undefined,
      hits: answered ? firsts.map((guess, model) => guess !== undefined && this.isTruth(row.truth, model, guess.index)) : [],
      differ: second !== undefined && names[0] !== names[1],
      difference: second === undefined ? undefined : this.difference(row.answers),
    };
  }

  /**
   * How far the answers of two models are apart, from 0 to 1: the total variation ½ Σ |p − q| over the classes that either has among its five; one
   * that a model has not among them counts as 0 there.
   */
  private difference(answers: readonly (readonly Guess[])[]): number | undefined {
    const apart = new Map<string, number>();
    for (const [model, guesses] of answers.slice(0, 2).entries()) {
      for (const { index, probability } of guesses) {
        const name = this.name(model, index);
        apart.set(name, (apart.get(name) ?? 0) + (model === 0 ? probability : -probability));
      }
    }
    let sum = 0;
    for (const each of apart.values()) sum += Math.abs(each);
    return Number.isFinite(sum) ? sum / 2 : undefined;
  }
}

/** As texts are compared: some systems take the letters of file names apart. */
export function plain(text: string): string {
  return text.normalize('NFC').toLowerCase();
}
