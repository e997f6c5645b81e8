import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ClassificationData, ResultRow } from '../../../src/models/classification-data';
import type { Filter, Kept, Order } from '../../../src/views/classification/choice';
import { Pictures } from '../../../src/views/classification/list/pictures';
import { preprocessingText } from '../../../src/views/classification/preprocessing-text';
import { Classes } from '../../../src/views/classification/list/row-facts';
import { rowLook } from '../../../src/views/classification/list/row-look';
import { RowOrder } from '../../../src/views/classification/list/row-order';
import { RowStore, type RowEvents } from '../../../src/views/classification/list/row-store';
import { classificationWords } from '../../../src/views/text/classification-words';
import type { Host } from '../../../src/views/view/host';
import { fakeClassification, fakeModel, fakeRows } from './fake-classification';

const TWO = { models: 2 } as const;
const classes = new Classes([fakeModel(0), fakeModel(1)]);

function ordered(rows: readonly ResultRow[], order: Order = 'file', filter: Filter = {}): RowOrder {
  const made = new RowOrder();
  made.arrange(order, filter);
  made.add(rows.map((row) => classes.factsOf(row)));
  return made;
}

const numbers = ({ shown }: RowOrder): number[] => shown.map(({ row }) => row.index);

describe('facts of rows', () => {
  it('take classes of two models for the same by their names', () => {
    const models = new Classes([{ labels: ['cat', 'dog'] }, { labels: ['dog', 'cat', 'bird'] }]);
    const row = (first: number, second: number): ResultRow => ({ index: 0, image: 'pets/Old/a.jpg', width: 1, height: 1, truth: 0, answers: [[{ index: first, probability: 0.75, logit: 1 }, { index: 1 - first, probability: 0.25, logit: 0 }], [{ index: second, probability: 0.5, logit: 1 }, { index: 2, probability: 0.25, logit: 0.3 }]] });
    const agreeing = models.factsOf(row(0, 1));
    assert.deepEqual([agreeing.differ, agreeing.hits, agreeing.name, agreeing.folder, agreeing.label, agreeing.confidence], [false, [true, true], 'a.jpg', 'pets/Old/', 'cat', 0.75]);
    // cat 0.75 and 0.5, dog 0.25 and none, bird none and 0.25.
    assert.equal(agreeing.difference, (0.25 + 0.25 + 0.25) / 2);
    const apart = models.factsOf(row(0, 0));
    assert.deepEqual([apart.differ, apart.hits], [true, [true, false]]);
    // cat 0.75 and none, dog 0.25 and 0.5, bird none and 0.25.
    assert.equal(apart.difference, (0.75 + 0.25 + 0.25) / 2);
    assert.equal(models.name(0, 9), '#9');
    assert.equal(models.most, 3);
  });

  it('have no confidence where the network gave no number, and no answers where there is none', () => {
    const broken = classes.factsOf({ index: 0, image: 'a.jpg', width: 1, height: 1, answers: [[{ index: 3, probability: NaN, logit: NaN }]] });
    assert.deepEqual([broken.confidence, broken.prediction, broken.hits, broken.difference], [undefined, 3, [], undefined]);
    const unreadable = classes.factsOf({ index: 0, image: 'a.jpg', width: 0, height: 0, truth: 1, error: 'no', answers: [] });
    assert.deepEqual([unreadable.confidence, unreadable.prediction, unreadable.hits, unreadable.label], [undefined, undefined, [], '']);
  });
});

describe('the order of rows', () => {
  const rows = fakeRows(700, TWO);

  it('does not depend on how the rows came', () => {
    for (const order of ['file', 'name', 'surest', 'unsurest', 'class', 'difference', 'mistakes'] as const) {
      const filter = { text: 'c', least: 20 };
      const whole = ordered(rows, order, filter);
      const parts = ordered(rows.slice(0, 3), order, filter);
      for (let from = 3; from < rows.length; from += 119) parts.add(rows.slice(from, from + 119).map((row) => classes.factsOf(row)));
      assert.deepEqual(numbers(parts), numbers(whole), order);
      const later = ordered(rows);
      later.arrange(order, filter);
      assert.deepEqual(numbers(later), numbers(whole), order);
      assert.deepEqual(parts.counts, whole.counts);
      assert.ok(whole.shown.length > 50 && whole.shown.length < rows.length);
    }
  });

  it('is what it says', () => {
    const confidences = (order: Order): (number | undefined)[] => ordered(rows, order).shown.map(({ confidence }) => confidence);
    const known = rows.flatMap(({ answers: [first] }) => first?.[0]?.probability ?? []).sort((a, b) => a - b);
    const unreadable = rows.length - known.length;
    assert.deepEqual(confidences('unsurest'), [...known, ...Array<undefined>(unreadable).fill(undefined)], 'what could not be read comes last');
    assert.deepEqual(confidences('surest').slice(0, known.length), known.toReversed());
    const differences = ordered(rows, 'difference').shown.map(({ difference }) => difference ?? -1);
    assert.deepEqual(differences, differences.toSorted((a, b) => b - a));
    const mistakes = ordered(rows, 'mistakes').shown;
    const firstHit = mistakes.findIndex(({ hits: [hit] }) => hit === true);
    assert.ok(mistakes.slice(0, firstHit).every(({ hits: [hit] }) => hit === false) && mistakes.slice(firstHit).every(({ hits: [hit] }) => hit !== false));
    assert.ok((mistakes[0]?.confidence ?? 0) > 0.9);
    const named = ordered([{ image: 'b/img10.jpg' }, { image: 'a/img9.jpg' }, { image: 'c/IMG1.jpg' }].map((each, index) => ({ ...each, index, width: 1, height: 1, answers: [] })), 'name');
    assert.deepEqual(numbers(named), [2, 1, 0], 'numbers in names count as numbers, folders do not');
    const labels = ordered(rows, 'class').shown.map(({ label }) => label).filter((label) => label !== '');
    assert.deepEqual(labels, labels.toSorted((a, b) => new Intl.Collator(undefined, { numeric: true }).compare(a, b)));
  });

  it('shows what the filter lets pass, and counts all', () => {
    const first = (row: ResultRow, model = 0): number | undefined => row.answers[model]?.[0]?.index;
    const expected: Readonly<Record<Kept, (row: ResultRow) => boolean>> = {
      all: () => true,
      hits: (row) => first(row) !== undefined && first(row) === row.truth,
      misses: (row) => first(row) !== undefined && first(row) !== row.truth,
      firstOnly: (row) => first(row) !== undefined && first(row) === row.truth && first(row, 1) !== row.truth,
      secondOnly: (row) => first(row) !== undefined && first(row) !== row.truth && first(row, 1) === row.truth,
      differ: (row) => first(row) !== first(row, 1),
      unreadable: ({ error }) => error !== undefined,
    };
    for (const [kept, is] of Object.entries(expected) as [Kept, (row: ResultRow) => boolean][]) {
      const found = ordered(rows, 'file', { kept });
      const wanted = rows.filter(is).map(({ index }) => index);
      assert.ok(wanted.length > 0);
      assert.deepEqual(numbers(found), wanted, kept);
      assert.equal(found.counts.kept[kept], wanted.length);
      assert.equal(found.all, rows.length);
    }
    assert.deepEqual(numbers(ordered(rows, 'file', { truth: 3, prediction: 4 })), rows.filter((row) => row.truth === 3 && first(row) === 4).map(({ index }) => index));
    assert.deepEqual(numbers(ordered(rows, 'file', { second: 4 })), rows.filter((row) => first(row, 1) === 4).map(({ index }) => index));
    assert.equal(ordered(rows).counts.seconds.get(3), rows.filter((row) => first(row, 1) === 3).length);
    assert.equal(ordered(rows).counts.truths.get(3), rows.filter(({ truth }) => truth === 3).length);
    assert.equal(ordered(rows).counts.predictions.get(3), rows.filter((row) => first(row) === 3).length);
    const between = ordered(rows, 'file', { least: 40, most: 60 }).shown.map(({ confidence = NaN }) => confidence);
    assert.ok(between.length > 20 && between.every((confidence) => confidence >= 0.4 && confidence <= 0.6));
  });

  it('finds all words of a text in file and classes', () => {
    const made = ordered(rows);
    const found = (text: string): number[] => {
      made.arrange('file', { text });
      return numbers(made);
    };
    assert.deepEqual(found('  img_1234 '), [234]);
    assert.deepEqual(found('IMG_1234 nothing'), []);
    const sharks = found('man-EATER shark');
    assert.deepEqual(sharks, rows.filter((row) => row.truth === 5 || row.answers.some(([guess]) => guess?.index === 5)).map(({ index }) => index));
    const decomposed = ordered([{ index: 0, image: '고양이.jpg'.normalize('NFD'), width: 1, height: 1, answers: [] }], 'file', { text: '고양이' });
    assert.deepEqual(numbers(decomposed), [0]);
  });

  it('knows what is hidden', () => {
    const made = ordered(rows, 'file', { kept: 'unreadable' });
    assert.deepEqual([made.hides(7), made.hides(8), made.hides(99_999)], [false, true, false]);
    assert.equal(made.find(8)?.row, rows[8]);
    made.clear();
    assert.deepEqual([made.all, made.shown.length, made.counts.kept.all, made.counts.truths.size], [0, 0, 0, 0]);
  });

  it('filters ten thousand rows at once', () => {
    const made = ordered(fakeRows(10_000, TWO), 'name');
    const times = ['cat', 'cats', 'shark'].map((text) => {
      const start = performance.now();
      made.arrange('name', { text, kept: 'differ', least: 10 });
      return performance.now() - start;
    });
    assert.ok(Math.min(...times) < 50, `${times.join(', ')} ms`);
  });
});

/** A host whose questions the test answers. */
class Asked {
  readonly questions: { readonly question: { kind: string; from?: number; count?: number; row?: number }; readonly answer: (value: unknown) => void; readonly fail: (error: Error) => void }[] = [];
  readonly ask = ((question: never) => new Promise((answer: (value: never) => void, fail) => this.questions.push({ question, answer: (value) => answer(value as never), fail }))) as Host['ask'];

  get last(): (typeof this.questions)[number] {
    const last = this.questions.at(-1);
    assert.ok(last !== undefined);
    return last;
  }
}

describe('rows that are fetched', () => {
  const all = fakeRows(1200);
  const data = (rows: number, more: Partial<ClassificationData> = {}): ClassificationData => ({ ...fakeClassification({ rows: 0 }), rows, ...more });

  function begin(): { host: Asked; store: RowStore; got: number[]; deliveries: number[]; problems: (string | undefined)[]; resets: () => number } {
    const host = new Asked();
    const [got, deliveries, problems]: [number[], number[], (string | undefined)[]] = [[], [], []];
    let resets = 0;
    const events: RowEvents = {
      onReset: () => {
        resets += 1;
        got.length = 0;
      },
      onRows: (rows) => {
        got.push(...rows.map(({ index }) => index));
        if (rows.length > 0) deliveries.push(performance.now());
      },
      onProblem: (problem) => problems.push(problem),
    };
    return { host, store: new RowStore(host, events), got, deliveries, problems, resets: () => resets };
  }

  const indices = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

  it('come in order, 500 at a time, one question after the other, and are handed on a few times a second', async () => {
    const { host, store, got, deliveries } = begin();
    store.update(data(1200));
    store.update(data(1200));
    assert.deepEqual(host.questions.map(({ question }) => question), [{ kind: 'rows', from: 0, count: 500 }]);
    host.last.answer(all.slice(0, 500));
    await sleep(5);
    assert.deepEqual(host.last.question, { kind: 'rows', from: 500, count: 500 });
    host.last.answer(all.slice(500, 1000));
    await sleep(5);
    host.last.answer(all.slice(1000, 1200));
    await sleep(330);
    assert.equal(host.questions.length, 3);
    assert.deepEqual(got, indices(1200));
    assert.equal(deliveries.length, 2);
    assert.ok((deliveries[1] ?? 0) - (deliveries[0] ?? 0) > 200);
    store.dispose();
  });

  it('are asked for again when there are more, and not while there are none', async () => {
    const { host, store, got } = begin();
    store.update(data(10));
    host.last.answer([]);
    await sleep(5);
    assert.equal(host.questions.length, 1, 'an empty answer is not asked for at once again');
    store.update(data(10));
    host.last.answer(all.slice(0, 10));
    await sleep(20);
    store.update(data(12));
    assert.deepEqual(host.last.question, { kind: 'rows', from: 10, count: 2 });
    assert.deepEqual(got, indices(10));
    store.dispose();
  });

  it('begin anew with another result, to which late answers do not belong', async () => {
    const { host, store, got, resets } = begin();
    store.update(data(10));
    const late = host.last;
    store.update(data(3, { folder: '/other' }));
    assert.equal(resets(), 2);
    assert.deepEqual(host.last.question, { kind: 'rows', from: 0, count: 3 });
    late.answer(all.slice(0, 10));
    host.last.answer(all.slice(0, 3));
    await sleep(20);
    assert.deepEqual(got, indices(3));
    store.update(data(1, { folder: '/other' }));
    assert.equal(resets(), 3, 'fewer rows than before are those of another run');
    store.dispose();
  });

  it('tell what went wrong, and are asked for again on demand alone', async () => {
    const { host, store, problems } = begin();
    store.update(data(10));
    host.last.fail(new Error('The folder is gone.'));
    await sleep(5);
    store.update(data(11));
    assert.equal(host.questions.length, 1);
    store.retry();
    assert.deepEqual(host.last.question, { kind: 'rows', from: 0, count: 11 });
    assert.deepEqual(problems, [undefined, 'The folder is gone.', undefined]);
    store.dispose();
  });

  it('are those of the preview where nobody answers, and begin with them otherwise', () => {
    const preview = all.slice(0, 4).map((row) => ({ row }));
    const { host, store, got } = begin();
    store.update(data(10, { preview }));
    assert.deepEqual(got, [0, 1, 2, 3]);
    assert.deepEqual(host.last.question, { kind: 'rows', from: 4, count: 6 });
    store.dispose();
    const alone: number[] = [];
    new RowStore(undefined, { onReset: () => undefined, onRows: (rows) => alone.push(...rows.map(({ index }) => index)), onProblem: () => undefined }).update(data(10, { preview }));
    assert.deepEqual(alone, [0, 1, 2, 3]);
  });
});

describe('pictures of rows', () => {
  const settled = (): Promise<unknown> => sleep(2);

  it('are asked for four at a time, and never once they are scrolled away', async () => {
    const host = new Asked();
    const came: number[] = [];
    const pictures = new Pictures(host, 128, (row) => came.push(row));
    pictures.want([0, 1, 2, 3, 4, 5]);
    assert.deepEqual(host.questions.map(({ question }) => question.row), [0, 1, 2, 3]);
    pictures.want([100, 101]);
    assert.equal(host.questions.length, 4);
    host.questions[2]?.answer({ source: 'data:two', width: 1, height: 1 });
    await settled();
    assert.deepEqual(host.questions.slice(4).map(({ question }) => question.row), [100], 'what is seen now goes before what was seen');
    host.questions[0]?.answer({ source: 'data:zero', width: 1, height: 1 });
    await settled();
    host.questions[1]?.answer({ source: 'data:one', width: 1, height: 1 });
    await settled();
    assert.deepEqual(host.questions.slice(4).map(({ question }) => question.row), [100, 101]);
    assert.deepEqual(came, [2, 0, 1]);
    assert.equal(pictures.of(2), 'data:two');
    pictures.want([2]);
    assert.equal(host.questions.length, 6, 'what is kept is not asked for');
  });

  it('are tried again after a failure when they are next scrolled to', async () => {
    const host = new Asked();
    const pictures = new Pictures(host, 128, () => undefined);
    pictures.want([0]);
    host.last.fail(new Error('no'));
    await settled();
    pictures.want([0]);
    assert.equal(host.questions.length, 1);
    pictures.want([]);
    pictures.want([0]);
    assert.equal(host.questions.length, 2);
  });

  it('are kept up to a number, and of another result not at all', async () => {
    const host = new Asked();
    const pictures = new Pictures(host, 128, () => undefined);
    pictures.clear(Array.from({ length: 450 }, (_, index) => ({ row: { index }, picture: `data:${index}` })));
    assert.deepEqual([pictures.of(0), pictures.of(49), pictures.of(50), pictures.of(449)], [undefined, undefined, 'data:50', 'data:449']);
    pictures.want([600]);
    pictures.clear([]);
    host.last.answer({ source: 'data:late', width: 1, height: 1 });
    await settled();
    assert.deepEqual([pictures.of(50), pictures.of(600)], [undefined, undefined]);
  });
});

describe('rows of a classification', () => {
  const wish = { compact: false, logits: false, models: 1, classes: 1000, width: 500, fontSize: 13 };

  it('have five classes where there is room', () => {
    assert.deepEqual(rowLook(wish).guesses, 5);
    assert.equal(rowLook({ ...wish, classes: 2 }).guesses, 2);
    assert.equal(rowLook({ ...wish, compact: true }).guesses, 1);
    const [beside, below] = [rowLook({ ...wish, models: 2 }), rowLook({ ...wish, models: 2, width: 300 })];
    assert.deepEqual([beside.stacked, beside.guesses, below.stacked, below.guesses], [false, 5, true, 3]);
    const large = rowLook({ ...wish, fontSize: 26 });
    assert.ok(large.height > 1.8 * rowLook(wish).height, 'rows grow with the letters');
  });

  it('say probabilities for what they are', () => {
    const { probability, logit } = classificationWords('en');
    assert.deepEqual([0, 0.0001, 0.0005, 0.1234, 0.9994, 0.9999, 1, NaN].map(probability), ['0.0\u00a0%', '<0.1\u00a0%', '0.1\u00a0%', '12.3\u00a0%', '99.9\u00a0%', '>99.9\u00a0%', '100.0\u00a0%', '–']);
    assert.equal(logit(-1.234), '−1.23');
    assert.equal(classificationWords('ko').probability(0.5), '50.0%');
  });

  it('tell how images become inputs', () => {
    const words = classificationWords('en');
    const { preprocessing } = fakeModel(0);
    assert.equal(preprocessingText(preprocessing, words), 'shorter side to 256 pixels, middle 224 × 224, ImageNet mean and deviation');
    const grey = { name: 'run', resize: 28, crop: { height: 28, width: 28 }, channels: 1, mean: [0.1307], std: [0.30812] } as const;
    assert.equal(preprocessingText(grey, words), 'shorter side to 28 pixels, middle 28 × 28, as grey, mean 0.131, deviation 0.308');
    assert.match(preprocessingText({ ...grey, mean: [0], std: [1] }, words), /as grey, values from 0 to 1$/);
  });
});

describe('words of classifications', () => {
  it('are Korean everywhere', () => {
    const texts = (value: unknown): string[] => (typeof value === 'string' ? [value] : typeof value === 'object' && value !== null ? Object.values(value).flatMap(texts) : []);
    const [english, korean] = [texts(classificationWords('en')), texts(classificationWords('ko'))];
    assert.equal(korean.length, english.length);
    for (const text of korean) assert.ok(/[가-힣]/.test(text) || /^[AB]$/.test(text), text);
  });
});
