/**
 * The colour that stands in a GIF's palette where its first picture is transparent, which is what Pillow's `convert('RGB')` shows there and wherever
 * that picture does not reach: that of the transparent place, else of the first.
 */
export function clearColourOfGif(file: Buffer): readonly [red: number, green: number, blue: number] {
  const byte = (at: number): number => file[at] ?? 0;
  const sizeOf = (flags: number): number => ((flags & 0x80) === 0 ? 0 : 3 * 2 ** ((flags & 7) + 1));
  let table = 13;
  let size = sizeOf(byte(10));
  let at = table + size;
  let place = 0;
  while (byte(at) === 0x21) {
    // A graphic control extension, whose first flag says that a place is transparent.
    if (byte(at + 1) === 0xf9 && (byte(at + 3) & 1) === 1) place = byte(at + 6);
    at += 2;
    while (byte(at) !== 0) at += 1 + byte(at);
    at++;
  }
  if (byte(at) === 0x2c && sizeOf(byte(at + 9)) > 0) {
    table = at + 10;
    size = sizeOf(byte(at + 9));
  }
  if (size === 0) return [place, place, place];
  const from = table + 3 * place;
  return 3 * place < size ? [byte(from), byte(from + 1), byte(from + 2)] : [0, 0, 0];
}
