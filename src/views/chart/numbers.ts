const DIGITS = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
/** Numbers beyond are written with a power of ten. */
const LEAST = 1e-4;
const MOST = 1e6;

/** A number with so many significant digits: `0.0123`, `4.56×10⁻⁷`, `10⁻⁵`; a minus sign that is one. */
export function shortNumber(value: number, digits: number): string {
  const size = Math.abs(value);
  if (size === 0 || (size >= LEAST && size < MOST)) return String(Number(value.toPrecision(digits))).replace('-', '−');
  const [leading = '', exponent = ''] = value.toExponential(digits - 1).split('e');
  const factor = Number(leading);
  const power = `10${Number(exponent) < 0 ? '⁻' : ''}${[...String(Math.abs(Number(exponent)))].map((digit) => DIGITS[Number(digit)] ?? '').join('')}`;
  return factor === 1 ? power : `${String(factor).replace('-', '−')}×${power}`;
}
