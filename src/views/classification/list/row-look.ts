/** How all rows of a list look: they have one height, so that ten thousand of them need no more than those that are seen. Lengths in pixels. */
export interface RowLook {
  readonly height: number;
  /** Of one class with its bar. */
  readonly line: number;
  /** Sides of the picture. */
  readonly picture: number;
  /** Classes of each model. */
  readonly guesses: number;
  readonly models: number;
  /** The second model's classes stand below the first's. */
  readonly stacked: boolean;
  readonly logits: boolean;
}

export interface LookWish {
  readonly compact: boolean;
  readonly logits: boolean;
  readonly models: number;
  /** The most classes that a model tells apart. */
  readonly classes: number;
  readonly width: number;
  readonly fontSize: number;
}

/** Classes of a row that is not compact, and of one in which both models stand below each other. */
const GUESSES = 5;
const STACKED_GUESSES = 3;
/** Widths below this have no room for two models beside each other, in letters' heights. */
const NARROW = 32;
/** Above and below a picture, together, with the line between rows. */
const MARGINS = 13;

export function rowLook({ compact, logits, models, classes, width, fontSize }: LookWish): RowLook {
  const line = Math.round(fontSize * 1.42);
  const stacked = models > 1 && width < NARROW * fontSize;
  const guesses = compact ? 1 : Math.max(1, Math.min(stacked ? STACKED_GUESSES : GUESSES, classes));
  // The file's name takes a line too.
  const lines = 1 + guesses * (stacked ? models : 1);
  const inside = lines * line + 2;
  const share = models > 1 && !stacked ? 0.14 : 0.28;
  return { height: inside + MARGINS, line, picture: Math.min(inside, (1 + GUESSES) * line + 2, Math.round(width * share)), guesses, models, stacked, logits };
}
