import { readFile } from 'node:fs/promises';

/** The values of a file with JSON on every line. */
export async function jsonLines(path: string): Promise<Record<string, unknown>[]> {
  const lines = (await readFile(path, 'utf8')).split('\n');
  return lines.slice(0, -1).map((line) => JSON.parse(line) as Record<string, unknown>);
}
