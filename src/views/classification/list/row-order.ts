import type { Filter, Kept, Order } from '../choice';
import { plain, type RowFacts } from './row-facts';

type Compare = (a: RowFacts, b: RowFacts) => number;

const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });

/** Rows without a value come last, and rows that are equal in it as the files do. */
const COMPARE: Readonly<Record<Order, Compare>> = {
  file: () => 0,
  name: (a, b) => collator.compare(a.name, b.name),
  surest: by(({ confidence }) => confidence && -confidence),
  unsurest: by(({ confidence }) => confidence),
  class: (a, b) => Number(a.label === '') - Number(b.label === '') || collator.compare(a.label, b.label) || surer(a, b),
  difference: by(({ difference }) => difference && -difference),
  // Behind the mistakes come the hits that were nearest to being one.
  mistakes: by(({ hits: [hit], confidence }) => (hit === undefined || confidence === undefined ? undefined : hit ? confidence : -confidence)),
};

function by(key: (facts: RowFacts) => number | undefined): Compare {
  return (a, b) => {
    const [first, second] = [key(a) ?? Infinity, key(b) ?? Infinity];
    return first === second ? 0 : first - second;
  };
}

function surer(a: RowFacts, b: RowFacts): number {
  return (b.confidence ?? -1) - (a.confidence ?? -1);
}

const KEPT: Readonly<Record<Kept, (facts: RowFacts) => boolean>> = {
  all: () => true,
  hits: ({ hits: [first] }) => first === true,
  misses: ({ hits: [first] }) => first === false,
  firstOnly: ({ hits: [first, second] }) => first === true && second === false,
  secondOnly: ({ hits: [first, second] }) => first === false && second === true,
  differ: ({ differ }) => differ,
  unreadable: ({ row }) => row.error !== undefined,
};

/** Tells the rows that a filter lets pass. All words of its text must occur. */
export function passes({ text = '', kept = 'all', truth, prediction, second, least = 0, most = 100 }: Filter): (facts: RowFacts) => boolean {
  const words = plain(text).split(/\s+/).filter((word) => word !== '');
  const isKept = KEPT[kept];
  const bounded = least > 0 || most < 100;
  return (facts) =>
    isKept(facts) &&
    (truth === undefined || facts.row.truth === truth) &&
    (prediction === undefined || facts.prediction === prediction) &&
    (second === undefined || facts.second === second) &&
    (!bounded || (facts.confidence !== undefined && facts.confidence * 100 >= least && facts.confidence * 100 <= most)) &&
    words.every((word) => facts.text.includes(word));
}

/** How many rows there are of each kind and class. */
export interface Counts {
  readonly kept: Readonly<Record<Kept, number>>;
  /** By class index of the first model. */
  readonly truths: ReadonlyMap<number, number>;
  readonly predictions: ReadonlyMap<number, number>;
  /** By class index of the second. */
  readonly seconds: ReadonlyMap<number, number>;
}

/** All rows in an order, and of them those that a filter lets pass. Rows that come later are put among the others without sorting these again. */
export class RowOrder {
  /** In the order that is chosen. */
  private sorted: readonly RowFacts[] = [];
  private passing: readonly RowFacts[] = [];
  private order: Order = 'file';
  private filter: Filter = {};
  private kept = noneKept();
  private truths = new Map<number, number>();
  private predictions = new Map<number, number>();
  private seconds = new Map<number, number>();

  get shown(): readonly RowFacts[] {
    return this.passing;
  }

  get all(): number {
    return this.sorted.length;
  }

  get counts(): Counts {
    return { kept: this.kept, truths: this.truths, predictions: this.predictions, seconds: this.seconds };
  }

  arrange(order: Order, filter: Filter): void {
    const sameFilter = JSON.stringify(filter) === JSON.stringify(this.filter);
    if (order === this.order && sameFilter) return;
    if (order !== this.order) this.sorted = this.sorted.toSorted(stable(COMPARE[order]));
    this.order = order;
    this.filter = filter;
    this.passing = this.sorted.filter(passes(filter));
  }

  add(rows: readonly RowFacts[]): void {
    const compare = stable(COMPARE[this.order]);
    this.sorted = merged(this.sorted, rows.toSorted(compare), compare);
    this.passing = this.sorted.filter(passes(this.filter));
    for (const facts of rows) this.count(facts);
  }

  clear(): void {
    this.sorted = [];
    this.passing = [];
    this.kept = noneKept();
    this.truths = new Map();
    this.predictions = new Map();
    this.seconds = new Map();
  }

  find(index: number): RowFacts | undefined {
    return this.sorted.find(({ row }) => row.index === index);
  }

  /** Whether a row is there, but not shown. */
  hides(index: number): boolean {
    const facts = this.find(index);
    return facts !== undefined && !passes(this.filter)(facts);
  }

  private count(facts: RowFacts): void {
    for (const [kind, isKept] of Object.entries(KEPT) as [Kept, (typeof KEPT)[Kept]][]) if (isKept(facts)) this.kept[kind] += 1;
    const { prediction, second, row: { truth } } = facts;
    for (const [counts, index] of [[this.predictions, prediction], [this.seconds, second], [this.truths, truth]] as const) if (index !== undefined) counts.set(index, (counts.get(index) ?? 0) + 1);
  }
}

function noneKept(): Record<Kept, number> {
  return { all: 0, hits: 0, misses: 0, firstOnly: 0, secondOnly: 0, differ: 0, unreadable: 0 };
}

function stable(compare: Compare): Compare {
  return (a, b) => compare(a, b) || a.row.index - b.row.index;
}

/** Two sorted lists as one. */
function merged(first: readonly RowFacts[], second: readonly RowFacts[], compare: Compare): RowFacts[] {
  const all: RowFacts[] = [];
  let at = 0;
  for (const next of second) {
    for (let before = first[at]; before !== undefined && compare(before, next) <= 0; before = first[++at]) all.push(before);
    all.push(next);
  }
  return all.concat(first.slice(at));
}
