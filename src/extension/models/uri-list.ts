/** The addresses in a `text/uri-list` (RFC 2483): one a line, comments left out. */
export function addressesIn(list: string): string[] {
  return list.split(/\r?\n/).map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'));
}
