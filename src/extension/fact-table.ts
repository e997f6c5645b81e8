import { markdownTable, plainMarkdown } from '../experiment/markdown';

/** Facts as a Markdown table without a head, a fact a row; nothing is a dash. */
export function factTable(rows: readonly (readonly [name: string, value: string])[]): string {
  const cells = rows.map(([name, value]) => [plainMarkdown(name), plainMarkdown(value === '' ? '–' : value)]);
  return markdownTable(['', ''], cells, ['left', 'left']);
}

/** An ISO time as people of that language write it. */
export function timeText(iso: string, language: string): string {
  const time = new Date(iso);
  return Number.isNaN(time.getTime()) ? iso : time.toLocaleString(language);
}
