/** The 97.5 % point of the normal distribution. */
const Z = 1.959963984540054;

/** Wilson's 95 % interval of a share (Wilson 1927): `hits` of `images`. Undefined without an image. */
export function wilson(hits: number, images: number): { readonly low: number; readonly high: number } | undefined {
  if (images === 0) return undefined;
  const share = hits / images;
  const middle = share + Z ** 2 / (2 * images);
  const reach = Z * Math.sqrt((share * (1 - share)) / images + (Z / (2 * images)) ** 2);
  const whole = 1 + Z ** 2 / images;
  return { low: Math.max(0, (middle - reach) / whole), high: Math.min(1, (middle + reach) / whole) };
}
