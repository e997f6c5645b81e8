import { OrderError, parseOrder } from './order';

/** Mending one mistake may show the next one. */
const MOST_MISTAKES = 60;

/**
 * A valid order that is near an invalid one: misspelt tokens put right, unknown ones left out, convs and the addition where they must be; `original`
 * where nothing is left. Undefined where none is found.
 */
export function mendedOrder(text: string): string | undefined {
  let words = text.trim() === '' ? [] : text.trim().toLowerCase().split(/[\s,-]+/);
  for (let mistakes = 0; mistakes < MOST_MISTAKES; mistakes++) {
    if (words.length === 0) return 'original';
    try {
      return parseOrder(words.join('-')).name;
    } catch (error) {
      if (!(error instanceof OrderError)) throw error;
      words = withoutMistake(words, error);
    }
  }
  return undefined;
}

function withoutMistake(words: readonly string[], { offset, suggestion }: OrderError): string[] {
  if (offset === undefined) return suggestion === undefined ? [] : suggestion.split('-');
  const at = tokenAt(words, offset);
  const word = words[at] ?? '';
  if (suggestion !== undefined) return words.with(at, suggestion);
  if (words.filter((each) => each === 'conv').length < 2) {
    if (!['conv', 'bn', 'relu', 'add'].includes(word)) return words.toSpliced(at, 1);
    return withConv(words);
  }
  if (word !== 'add') return words.toSpliced(at, 1);
  // Of several additions one that stands before the last conv goes; a single one there moves behind it.
  const first = words.indexOf('add');
  const early = first < words.lastIndexOf('conv');
  const rest = words.toSpliced(early ? first : at, 1);
  return rest.includes('add') ? rest : rest.toSpliced(rest.lastIndexOf('conv') + 1, 0, 'add');
}

/** With one conv more: before the addition where there is one, as what stands behind it belongs to the whole unit. */
function withConv(words: readonly string[]): string[] {
  const add = words.indexOf('add');
  return words.toSpliced(add < 0 ? words.length : add, 0, 'conv');
}

/** The place of the token at an offset of the joined text. */
function tokenAt(words: readonly string[], offset: number): number {
  let start = 0;
  for (const [i, word] of words.entries()) {
    start += word.length + 1;
    if (offset < start) return i;
  }
  return words.length - 1;
}
