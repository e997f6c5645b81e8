/**
 * RGB of CMYK by plain arithmetic, as Pillow's `convert('RGB')`: what is left of white paper after each ink and black. No colour profile.
 * @param inks `channels` values a pixel, of which the first four count; the largest value is full ink, and of 16 bits the high byte is taken
 */
export function rgbOfCmyk(inks: Uint8Array | Uint16Array, channels: number): Uint8Array {
  const shift = inks instanceof Uint16Array ? 8 : 0;
  const rgb = new Uint8Array((inks.length / channels) * 3);
  for (let from = 0, to = 0; to < rgb.length; from += channels, to += 3) {
    const paper = 255 - ((inks[from + 3] as number) >> shift);
    rgb[to] = paper - share((inks[from] as number) >> shift, paper);
    rgb[to + 1] = paper - share((inks[from + 1] as number) >> shift, paper);
    rgb[to + 2] = paper - share((inks[from + 2] as number) >> shift, paper);
  }
  return rgb;
}

/** a × b / 255 of two bytes, rounded. */
function share(a: number, b: number): number {
  const product = a * b + 128;
  return ((product >> 8) + product) >> 8;
}
