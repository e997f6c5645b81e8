import { element, svg } from '../ui/dom';
import { seriesClass } from '../ui/series-style';

/** One row of a forest plot, in the units of its axis. */
export interface ForestRow {
  readonly label: string;
  readonly series: number;
  readonly mean?: number | undefined;
  readonly low?: number | undefined;
  readonly high?: number | undefined;
  readonly dots: readonly number[];
  readonly filled: boolean;
  /** Stands in place of a mean that is absent. */
  readonly absent: string;
  /** What a screen reader says of it. */
  readonly words: string;
}

export interface ForestPlot {
  readonly title: string;
  readonly rows: readonly ForestRow[];
  /** A vertical line, such as no difference. */
  readonly reference?: number;
  /** Stands at the axis' better end. */
  readonly better: string;
  readonly direction: 'higher' | 'lower';
}

/** Height of a row, and of one where there are many. */
const ROW = 40;
const LOW_ROW = 26;
const MANY = 10;
const TOP = 8;
const BOTTOM = 46;
const MARGIN = 14;
/** Width of a letter of the labels, on average, in pixels. */
const LETTER = 7;

/** A forest plot that fits its place: redrawn when its width changes. Colours come from the style sheet. */
export function forestPlot(plot: ForestPlot): HTMLElement {
  const holder = element('div', { class: 'forest' });
  let width = 0;
  const draw = (to: number): void => {
    width = to;
    holder.replaceChildren(drawing(plot, width));
  };
  new ResizeObserver(([entry]) => {
    const now = Math.round(entry?.contentRect.width ?? 0);
    if (now > 0 && now !== width) draw(now);
  }).observe(holder);
  draw(480);
  return holder;
}

function drawing(plot: ForestPlot, width: number): SVGElement {
  const { rows, title, reference, better, direction } = plot;
  const labelWidth = Math.max(...rows.map(({ label }) => label.length)) * LETTER + 12;
  const beside = labelWidth < 0.4 * width;
  const left = beside ? labelWidth : MARGIN;
  const row = rows.length > MANY ? LOW_ROW : ROW;
  const height = TOP + rows.length * row + BOTTOM;
  const axis = axisOf(rows, reference);
  const x = (value: number): number => left + ((value - axis.from) / (axis.to - axis.from)) * (width - MARGIN - left);
  const floor = TOP + rows.length * row;
  const ticks = thinned(axis.ticks, (width - left) / 60).map((tick) => svg('g', { class: 'tick' }, svg('path', { d: `M${x(tick)} ${TOP}V${floor}` }), text(tickText(tick, axis.digits), x(tick), floor + 16, 'middle')));
  const middle = (left + width - MARGIN) / 2;
  const betterAt = direction === 'higher' ? ([width - MARGIN, 'end'] as const) : ([left, 'start'] as const);
  return svg(
    'svg',
    { viewBox: `0 0 ${width} ${height}`, width: '100%', height, role: 'img', 'aria-label': `${title}. ${rows.map(({ words }) => words).join('. ')}.` },
    ...ticks,
    svg('path', { class: 'axis', d: `M${left} ${floor}H${width - MARGIN}` }),
    ...(reference === undefined ? [] : [svg('path', { class: 'reference', d: `M${x(reference)} ${TOP}V${floor}` })]),
    ...rows.map((one, i) => drawRow(one, { x, y: TOP + (i + 0.5) * row, height: row, left, beside, reference: reference === undefined ? undefined : x(reference) })),
    text(title, middle, floor + 36, 'middle', 'axis-title'),
    text(better, betterAt[0], floor + 36, betterAt[1], 'better'),
  );
}

interface Frame {
  /** Pixels from the left for a value. */
  readonly x: (value: number) => number;
  /** Where the plot begins, and whether the labels stand to the left of it or above their rows. */
  readonly left: number;
  readonly beside: boolean;
  /** Pixels from the left of the vertical line, where there is one. */
  readonly reference: number | undefined;
}

function drawRow({ label, series, mean, low, high, dots, filled, absent }: ForestRow, { x, y, height, left, beside, reference }: Frame & { y: number; height: number }): SVGElement {
  const group = svg('g', { class: `row ${seriesClass(series)}` });
  group.append(beside ? text(label, left - 12, y + 4, 'end', 'label') : text(label, left, y - height / 4, 'start', 'label'));
  if (mean === undefined) {
    group.append(text(absent, reference ?? left + 8, y + 4, reference === undefined ? 'start' : 'middle', 'none'));
    return group;
  }
  for (const dot of dots) group.append(svg('circle', { class: 'dot', cx: x(dot), cy: y + height / 4, r: height < ROW ? 2 : 2.5 }));
  if (low !== undefined && high !== undefined) group.append(svg('path', { class: 'whisker', d: `M${x(low)} ${y}H${x(high)}M${x(low)} ${y - 4}v8M${x(high)} ${y - 4}v8` }));
  group.append(svg('path', { class: filled ? 'mean filled' : 'mean', d: `M${x(mean)} ${y - 6}l6 6l-6 6l-6 -6z` }));
  return group;
}

interface Axis {
  readonly from: number;
  readonly to: number;
  readonly ticks: readonly number[];
  /** Decimals of the ticks. */
  readonly digits: number;
}

/** An axis around all that is drawn, with ticks at round numbers. */
function axisOf(rows: readonly ForestRow[], reference: number | undefined): Axis {
  const values = rows.flatMap(({ mean, low, high, dots }) => [mean, low, high, ...dots]).concat(reference).filter((value) => value !== undefined);
  const [least, most] = values.length === 0 ? [0, 1] : [Math.min(...values), Math.max(...values)];
  const spread = most - least || Math.abs(most) * 0.1 || 1;
  const [from, to] = [least - 0.05 * spread, most + 0.05 * spread];
  const rough = (to - from) / 6;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10);
  const ticks = Array.from({ length: Math.floor(to / step) - Math.ceil(from / step) + 1 }, (_, i) => (Math.ceil(from / step) + i) * step);
  return { from, to, ticks, digits: Math.max(0, -Math.floor(Math.log10(step) + 1e-9)) };
}

/** Every second tick where there is no room for all of them. */
function thinned(ticks: readonly number[], room: number): readonly number[] {
  return ticks.length > room ? ticks.filter((_, i) => i % 2 === 0) : ticks;
}

function tickText(value: number, digits: number): string {
  return value.toFixed(digits).replace(/^-(?=0\.?0*$)/, '').replace('-', '−');
}

function text(content: string, x: number, y: number, anchor: 'start' | 'middle' | 'end', name?: string): SVGElement {
  return svg('text', { x, y, 'text-anchor': anchor, class: name }, content);
}
