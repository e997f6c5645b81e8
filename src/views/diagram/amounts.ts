/** `25.6 M`: three digits with a prefix; small whole numbers as they are. */
export function short(value: number): string {
  for (const [factor, prefix] of [[1e12, 'T'], [1e9, 'G'], [1e6, 'M'], [1e3, 'k']] as const) {
    if (Math.abs(value) >= 0.9995 * factor && Math.abs(value) >= 1e4) return `${(value / factor).toPrecision(3)}\u00a0${prefix}`;
  }
  return Number.isInteger(value) ? value.toLocaleString('en') : digits(value);
}

/** `3.06 MiB`. */
export function bytes(value: number): string {
  for (const [factor, unit] of [[2 ** 30, 'GiB'], [2 ** 20, 'MiB'], [2 ** 10, 'KiB']] as const) {
    if (value >= factor) return `${(value / factor).toPrecision(3)}\u00a0${unit}`;
  }
  return `${value}\u00a0B`;
}

/** `12.3`, `<0.1`. */
export function percent(part: number, whole: number): string {
  const value = whole === 0 ? 0 : (100 * part) / whole;
  return value > 0 && value < 0.05 ? '<0.1' : value.toFixed(1);
}

/** Three significant digits; very small and very large ones by powers of ten. */
export function digits(value: number): string {
  const size = Math.abs(value);
  return size !== 0 && (size < 1e-3 || size >= 1e6) ? value.toExponential(2) : Number(value.toPrecision(3)).toString();
}
