/** Which rows are shown, beside those of a class, a text or a confidence. `firstOnly` and `secondOnly`: that model alone is right. */
export type Kept = 'all' | 'hits' | 'misses' | 'firstOnly' | 'secondOnly' | 'differ' | 'unreadable';
/** `surest` and `least sure` speak of the first model's first class; `mistakes` has the surest mistakes first. */
export type Order = 'file' | 'name' | 'surest' | 'unsurest' | 'class' | 'difference' | 'mistakes';

/** Which rows the reader wants, all of it at once. */
export interface Filter {
  readonly text?: string | undefined;
  readonly kept?: Kept | undefined;
  /** Classes, by index in the first model. */
  readonly truth?: number | undefined;
  readonly prediction?: number | undefined;
  /** Class that the second model named, by index in that model. */
  readonly second?: number | undefined;
  /** Bounds of the first model's confidence, per cent; both belong to it. */
  readonly least?: number | undefined;
  readonly most?: number | undefined;
}

/** The part of it that speaks of classes. */
export type ClassWish = Pick<Filter, 'truth' | 'prediction' | 'second'>;

/** In a view of a classification. */
export interface ClassificationChoice {
  readonly tab?: 'images' | 'summary' | undefined;
  /** Number of the row that is looked at; undefined: the first that is shown. */
  readonly selected?: number | undefined;
  readonly filter?: Filter | undefined;
  readonly filtersOpen?: boolean | undefined;
  readonly order?: Order | undefined;
  /** The most likely class alone. */
  readonly compact?: boolean | undefined;
  readonly logits?: boolean | undefined;
}
