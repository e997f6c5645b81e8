import { linesOf } from '../chart/lines';
import type { ProbesWords } from '../text/probes-words';
import { element } from '../ui/dom';
import { isStill } from '../ui/theme';
import type { ReadingText } from '../view/curve-words';
import type { ViewParts } from '../view/context';
import { finding, remark } from './explain';
import { depthFinding } from './findings';
import { LineFigure, type FigureContent } from './line-figure';
import { Moments } from './moments';
import { depthAxis, rowAt } from './places';
import { valueWords, type Seen } from './seen';
import { depthSeries, type ProbeSeries } from './series';
import { armsOf, intervalWords, valueCells } from './series-words';

/** Every arm's values from input to output, at a moment of training that the reader moves. */
export class DepthFigure {
  private readonly moments: Moments;
  private readonly line: LineFigure;

  /** `redraw` is asked for while the reader moves through training; the moment is kept a while after that. */
  constructor(
    parts: ViewParts,
    words: ProbesWords,
    redraw: () => void,
  ) {
    this.moments = new Moments(words, { reduced: isStill, onMove: redraw, onSettled: (step) => parts.choices.setProbes({ step }) });
    this.line = new LineFigure(parts, words, { id: 'depth', head: [element('span', { class: 'title' }, words.byDepth)], under: [this.moments.root], redraw });
  }

  get figure(): HTMLElement {
    return this.line.figure;
  }

  /** At the moment that is moved to, else at the one that was chosen. `live`: more may come. */
  draw(chosen: Seen, sameScale: boolean, live: boolean): void {
    const seen = { ...chosen, step: this.moments.update(chosen.moments, chosen.step, live) };
    this.line.draw(depthContent(seen, sameScale), `${seen.measure.id} ${seen.names.join()}`);
  }

  dispose(): void {
    this.moments.dispose();
    this.line.dispose();
  }
}

function depthContent(seen: Seen, sameScale: boolean): FigureContent {
  const { measure, names, words, step, logarithmic, theme, strings, extent } = seen;
  const series = depthSeries(seen);
  const { lines } = linesOf(series, { fraction: measure.fraction, logarithmic, eachSeed: false });
  const axis = words.measures[measure.id];
  const title = words.depthTitle(axis, step);
  const x = { kind: 'layer' as const, title: words.depthAxis, whole: true, ...depthAxis(names) };
  const y = { title: measure.fraction ? `${axis}, %` : axis, logarithmic, fraction: measure.fraction, ...(sameScale && extent !== undefined && { extent }) };
  const late = seen.arms.filter(({ probes }) => rowAt(probes.steps, step) === undefined).map(({ label }) => label);
  const text = (value: number | null | undefined): string => valueWords(value, seen);
  return {
    picture: { lines, x, y, theme },
    title,
    summary: words.depthSummary(axis, step, series.length === 0 ? [strings.nothingShown] : series.map((one) => endsOf(one, seen))),
    label: `${title}: ${strings.panel}`,
    place: (at) => names[Math.round(at)] ?? '',
    reading: ({ line, point }, place): ReadingText => {
      const { label, at, curve } = line.series as ProbeSeries;
      const there = at[point.i];
      const elsewhere = there === undefined || there.name === names[Math.round(place)] ? '' : there.name;
      const moment = there === undefined || there.step === step ? '' : words.stepOf(there.step);
      return { label, value: text(curve.mean[point.i]), rest: [intervalWords(curve, point.i, seen), elsewhere, moment].filter((part) => part !== '').join(', ') };
    },
    caption: [
      ...finding(depthFinding(seen)),
      ...remark(seen.lacking.length > 0 ? words.lacking(seen.lacking) : '', late.length > 0 ? words.without(late, step) : '', series.some(({ curve }) => curve.low.some((value) => value !== null)) ? words.band : measure.id === 'branchShare' ? '' : words.oneSeed, logarithmic && hasZeroes(seen) ? words.zeroes : ''),
    ],
    table: { head: [words.layerColumn, ...series.map(({ label }) => label)], rows: names.map((name) => [name, ...series.map((one) => valueCells(one, (at) => at.name === name, seen))]) },
    csv: {
      head: ['arm', 'part', 'measure', 'layer', 'step', 'mean', 'low', 'high'],
      rows: series.flatMap(({ arm, part, at, curve }) => at.map(({ name, step: when }, i) => [arm, part, measure.id, name, when, curve.mean[i], curve.low[i], curve.high[i]])),
    },
    legend: armsOf(series).length > 1 || series.some(({ part }) => part !== undefined),
  };
}

function endsOf({ label, at, curve }: ProbeSeries, seen: Seen): string {
  const last = at.length - 1;
  return seen.words.armSummary(label, at[0]?.name ?? '', valueWords(curve.mean[0], seen), at[last]?.name ?? '', valueWords(curve.mean[last], seen));
}

function hasZeroes({ arms }: Seen): boolean {
  return arms.some(({ grids }) => grids.some(({ grid }) => grid.mean.some((row) => row.some((value) => value !== null && value <= 0))));
}
