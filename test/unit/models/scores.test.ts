import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Guess } from '../../../src/models/classification-data';
import { AgreementKeeper, ScoreKeeper } from '../../../src/models/scores';

/** As test/reference/classification_scores.py writes it. */
interface Fixture {
  readonly truth: readonly number[];
  readonly logits: readonly (readonly number[])[];
  readonly top1: number;
  readonly top5: number;
  readonly confusion: readonly (readonly number[])[];
  readonly reliability: { readonly images: readonly number[]; readonly confidence: readonly number[]; readonly accuracy: readonly number[]; readonly error: number };
  readonly worst: readonly number[];
}

const fixture = JSON.parse(readFileSync(join(__dirname, '../../reference/fixtures/scores.json'), 'utf8')) as Fixture;

function guesses(logits: readonly number[]): Guess[] {
  const exponentials = logits.map(Math.exp);
  const sum = exponentials.reduce((a, b) => a + b, 0);
  return logits
    .map((logit, index) => ({ index, logit, probability: (exponentials[index] ?? 0) / sum }))
    .sort((a, b) => b.logit - a.logit)
    .slice(0, 5);
}

const guess = (index: number, probability: number): Guess => ({ index, probability, logit: 0 });
const close = (a: readonly number[], b: readonly number[]): void => {
  assert.equal(a.length, b.length);
  for (const [at, value] of a.entries()) assert.ok(Math.abs(value - (b[at] ?? NaN)) < 1e-12, `${at}: ${value}, not ${b[at]}`);
};

describe('models: scores', () => {
  it('are those of NumPy and SciPy', () => {
    const keeper = new ScoreKeeper(7);
    for (const [row, truth] of fixture.truth.entries()) keeper.add(row, truth, guesses(fixture.logits[row] ?? []));
    const scores = keeper.result();
    assert.equal(scores.images, 160);
    close([scores.top1, scores.top5, scores.calibrationError], [fixture.top1, fixture.top5, fixture.reliability.error]);
    assert.deepEqual(
      scores.confusion,
      fixture.confusion.flatMap((line, truth) => line.flatMap((images, predicted) => (images === 0 ? [] : [[truth, predicted, images]]))),
    );
    for (const { index, images, hits, predicted } of scores.classes) {
      assert.equal(images, fixture.confusion[index]?.reduce((a, b) => a + b, 0));
      assert.equal(hits, fixture.confusion[index]?.[index]);
      assert.equal(
        predicted,
        fixture.confusion.reduce((sum, line) => sum + (line[index] ?? 0), 0),
      );
    }
    const { reliability } = fixture;
    assert.deepEqual(
      scores.reliability.map(({ images }) => images),
      reliability.images,
    );
    close(
      scores.reliability.map(({ confidence }) => confidence),
      reliability.confidence,
    );
    close(
      scores.reliability.map(({ accuracy }) => accuracy),
      reliability.accuracy,
    );
    assert.deepEqual(scores.worst, fixture.worst);
  });

  it('keep the twenty surest mistakes, an earlier row before a later one that is as sure', () => {
    const keeper = new ScoreKeeper(3);
    for (let row = 0; row < 60; row++) keeper.add(row, 0, [guess(row % 3, (row % 4) / 4)]);
    const wrong = Array.from({ length: 60 }, (_, row) => row).filter((row) => row % 3 !== 0);
    assert.deepEqual(keeper.result().worst, wrong.sort((a, b) => (b % 4) - (a % 4) || a - b).slice(0, 20));
  });

  it('put an edge into the bin below it, as Guo 2017 has it, and 0 into the first', () => {
    const keeper = new ScoreKeeper(2);
    for (const probability of [0, 1 / 15, 0.2, 1]) keeper.add(0, 0, [guess(0, probability)]);
    assert.deepEqual(
      keeper.result().reliability.flatMap(({ images }, bin) => (images === 0 ? [] : [[bin, images]])),
      [[0, 2], [2, 1], [14, 1]],
    );
  });

  it('do not count an image without an answer, and a confidence that is no number only among the images', () => {
    const keeper = new ScoreKeeper(2);
    keeper.add(0, 0, []);
    keeper.add(1, 0, [guess(1, NaN)]);
    const { images, top1, calibrationError, worst, confusion } = keeper.result();
    assert.deepEqual({ images, top1, calibrationError, worst, confusion }, { images: 1, top1: 0, calibrationError: 0, worst: [], confusion: [[0, 1, 1]] });
  });

  it('refuse a class that is none of the model', () => {
    assert.throws(() => new ScoreKeeper(2).add(0, 2, [guess(0, 1)]), /class 2 of 2/);
    assert.throws(() => new ScoreKeeper(2).add(0, 0, [guess(-1, 1)]), /class -1 of 2/);
  });

  it('hold no more after a hundred thousand images than the classes need', () => {
    const keeper = new ScoreKeeper(4);
    for (let row = 0; row < 100_000; row++) keeper.add(row, row % 4, [guess((row * 7) % 4, 0.5)]);
    const { confusion, worst, classes } = keeper.result();
    assert.deepEqual([confusion.length, worst.length, classes.length], [4, 20, 4]);
  });

  it('compare two models by the names of the classes', () => {
    const keeper = new AgreementKeeper([
      ['cat', 'dog'],
      ['dog', 'cat', 'fox'],
    ]);
    keeper.add([guess(0, 1)], [guess(1, 1)]);
    keeper.add([guess(0, 1)], [guess(0, 1)]);
    keeper.add([], [guess(0, 1)]);
    assert.deepEqual(keeper.result(), { images: 2, same: 1 });
  });
});
