import { extname } from 'node:path';

/** The name, or with the first number that makes it free: `lab-2.resnb`. Upper and lower case are the same, as on many disks. */
export function freeName(name: string, taken: readonly string[]): string {
  const there = new Set(taken.map((other) => other.toLowerCase()));
  const extension = extname(name);
  const stem = name.slice(0, name.length - extension.length);
  for (let number = 1; ; number++) {
    const free = number === 1 ? name : `${stem}-${number}${extension}`;
    if (!there.has(free.toLowerCase())) return free;
  }
}

/** The first Markdown heading in a notebook's text: what it is about. */
export function headingOf(notebook: string): string | undefined {
  const heading = /"#+ (?<text>(?:[^"\\]|\\.)*)"/.exec(notebook)?.groups?.['text'];
  return heading === undefined ? undefined : (JSON.parse(`"${heading}"`) as string);
}
