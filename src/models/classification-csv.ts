import type { ClassificationData, ResultRow, ShownModel } from './classification-data';
import type { ResultRows } from './result-rows';

/** A classification as CSV (RFC 4180): a line an image, for each model its guesses in turn with probability and logit. */
export async function* csvLines({ models }: ClassificationData, rows: ResultRows): AsyncGenerator<string> {
  const ranks = await guessesEach(rows, models.length);
  const columns = models.flatMap((_, model) => Array.from({ length: ranks }, (_, rank) => ['class', 'label', 'probability', 'logit'].map((name) => `model${model + 1}.${name}${rank + 1}`)).flat());
  yield `${['image', 'width', 'height', 'truth', 'error', ...columns].join(',')}\r\n`;
  for await (const some of rows.all()) for (const row of some) yield `${line(row, models, ranks).map(quoted).join(',')}\r\n`;
}

/** How many guesses the rows have of a model. */
async function guessesEach(rows: ResultRows, models: number): Promise<number> {
  if (models === 0) return 0;
  for await (const some of rows.all()) for (const { answers } of some) if (answers[0] !== undefined) return answers[0].length;
  return 0;
}

function line(row: ResultRow, models: readonly ShownModel[], ranks: number): (string | number)[] {
  const truth = row.truth === undefined ? '' : (models[0]?.labels[row.truth] ?? row.truth);
  const guessed = models.flatMap(({ labels }, model) =>
    Array.from({ length: ranks }, (_, rank) => {
      const guess = row.answers[model]?.[rank];
      return guess === undefined ? ['', '', '', ''] : [guess.index, labels[guess.index] ?? '', guess.probability, guess.logit];
    }).flat(),
  );
  return [row.image, row.width, row.height, truth, row.error ?? '', ...guessed];
}

/** A name that begins as a formula would is quoted as text, so that no spreadsheet computes it. */
function quoted(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const safe = /^[=+@\t\r-]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
