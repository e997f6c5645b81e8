import assert from 'node:assert/strict';
import { completionsAt } from '../../../src/experiment/cell/language/completion';
import type { Suggestion } from '../../../src/experiment/cell/language/suggestion';

/** A text in which `|` marks the cursor. */
export function atCursor(marked: string): { text: string; offset: number } {
  const offset = marked.indexOf('|');
  assert.ok(offset >= 0, `no cursor in ${marked}`);
  return { text: marked.slice(0, offset) + marked.slice(offset + 1), offset };
}

export async function suggestionsAt(marked: string, runs: readonly string[] = []): Promise<Suggestion[]> {
  const { text, offset } = atCursor(marked);
  return completionsAt(text, offset, () => Promise.resolve(runs));
}

/** A snippet as it stands once its defaults and first choices are taken. */
export function expanded(snippet: string): string {
  return snippet
    .replace(/\$\{\d+\|([^,|]*)[^|]*\|\}/g, '$1')
    .replace(/\$\{\d+:((?:[^}\\]|\\.)*)\}/g, '$1')
    .replace(/\$\d+/g, '')
    .replace(/\\([\\$}])/g, '$1');
}

/** The text after a suggestion was taken. */
export function taken(marked: string, { insert, start, end }: Suggestion): string {
  const { text } = atCursor(marked);
  return text.slice(0, start) + expanded(insert) + text.slice(end);
}
