/** An SVG element as text; numbers are rounded to hundredths of a pixel. Children are escaped unless they are elements. */
export function tag(name: string, attributes: Readonly<Record<string, string | number | undefined>>, ...children: readonly (string | SvgElement)[]): SvgElement {
  const written = Object.entries(attributes).flatMap(([key, value]) => (value === undefined ? [] : [` ${key}="${typeof value === 'number' ? tidy(value) : escaped(value)}"`]));
  const inner = children.map((child) => (typeof child === 'string' ? escaped(child) : child.text)).join('');
  return { text: inner === '' ? `<${name}${written.join('')}/>` : `<${name}${written.join('')}>${inner}</${name}>` };
}

export interface SvgElement {
  readonly text: string;
}

export interface SvgDocument {
  readonly width: number;
  readonly height: number;
  readonly title: string;
  readonly description: string;
}

/** A file of its own on a white ground, with its text alternative. */
export function svgDocument({ width, height, title, description }: SvgDocument, children: readonly SvgElement[]): string {
  const ground = tag('rect', { width, height, fill: '#ffffff' });
  const attributes = { xmlns: 'http://www.w3.org/2000/svg', width, height, viewBox: `0 0 ${tidy(width)} ${tidy(height)}`, role: 'img', 'font-family': 'Helvetica, Arial, sans-serif', 'font-size': 13, fill: INK };
  return `${tag('svg', attributes, tag('title', {}, title), tag('desc', {}, description), ground, ...children).text}\n`;
}

export const INK = '#1b1f24';
export const MUTED = '#59636e';
export const GRID = '#dfe3e8';

/** The page's colours of series on white; beyond them dashes tell series apart. */
const SERIES = ['#3399dd', '#5500dd', '#770000', '#dd5500', '#bb7777', '#550077'];
const DASHES = [undefined, '7 4', '2 3', '10 3 2 3', '14 4', '5 2'];

export function seriesInk(index: number): { readonly colour: string; readonly dash: string | undefined } {
  return { colour: SERIES[index % SERIES.length] ?? INK, dash: DASHES[Math.floor(index / SERIES.length) % DASHES.length] };
}

/** An axis from `from` to `to` with its ticks, at about `count` round values. */
export interface Scale {
  readonly from: number;
  readonly to: number;
  readonly ticks: readonly { readonly at: number; readonly text: string }[];
  /** Where a value lies, 0 to 1. */
  place(value: number): number;
}

/** A scale that holds all the values, rounded out to ticks where `snug` is false. */
export function linearScale(values: readonly number[], { count = 6, snug = false }: { count?: number; snug?: boolean } = {}): Scale {
  const [least, most] = extent(values);
  const rough = (most - least) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const found = power * ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10);
  // Steps, epochs and places have no halves.
  const step = values.every(Number.isInteger) ? Math.max(1, found) : found;
  const [from, to] = snug ? [least, most] : [Math.floor(least / step + 1e-9) * step, Math.ceil(most / step - 1e-9) * step];
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const first = Math.ceil(from / step - 1e-9);
  const ticks = Array.from({ length: Math.floor(to / step + 1e-9) - first + 1 }, (_, i) => (first + i) * step);
  return { from, to, ticks: ticks.map((at) => ({ at, text: tickText(at, digits) })), place: (value) => (value - from) / (to - from) };
}

/** A logarithmic scale over the positive values, with ticks at 1, 2 and 5 times the powers of ten; where those are many, at the powers. */
export function logarithmicScale(values: readonly number[]): Scale {
  const [least, most] = extent(values.filter((value) => value > 0));
  const powers = Array.from({ length: 640 }, (_, i) => i - 320);
  const all = powers.flatMap((power) => [1, 2, 5].map((factor) => Number(`${factor}e${power}`)));
  const from = all.findLast((at) => at <= least) ?? least;
  const to = all.find((at) => at >= most) ?? most;
  const within = all.filter((at) => at >= from && at <= to);
  const decades = within.filter((at) => /^1(e|0*$)|^0\.0*1$/.test(String(at)));
  const ticks = within.length > 8 && decades.length > 1 ? decades : within;
  return { from, to, ticks: ticks.map((at) => ({ at, text: String(at).replace('e-', 'e−') })), place: (value) => Math.log(value / from) / Math.log(to / from) };
}

/** Least and most, a little apart even where all are the same. */
function extent(values: readonly number[]): [number, number] {
  const finite = values.filter(Number.isFinite);
  const [least, most] = [Math.min(...finite), Math.max(...finite)];
  if (finite.length === 0) return [0, 1];
  if (most - least > 1e-12 * Math.max(Math.abs(most), Math.abs(least))) return [least, most];
  const half = least === 0 ? 0.5 : Math.abs(least) / 10;
  return [least - half, most + half];
}

function tickText(value: number, digits: number): string {
  const text = value.toFixed(Math.min(20, digits));
  return /[1-9]/.test(text) ? text.replace('-', '−') : text.replace('-', '');
}

function tidy(value: number): string {
  return String(Math.round(value * 100) / 100);
}

/** As XML has it, which allows no control characters. */
function escaped(text: string): string {
  return text.replace(/(?![\n\r\t])\p{Cc}/gu, '').replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
