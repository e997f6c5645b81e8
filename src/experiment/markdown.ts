/** A table as Markdown; a cell's own bars don't end it. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[], align: readonly ('left' | 'right')[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(align.map((side) => (side === 'right' ? '---:' : '---'))), ...rows.map(line)].join('\n');
}

/** Text that Markdown leaves as it is, on one line; of a bar, `markdownTable` takes care. */
export function plainMarkdown(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+\-.!<>~&]/g, '\\$&').replace(/\s+/g, ' ');
}
