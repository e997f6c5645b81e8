import { linesOf } from '../chart/lines';
import { extentOf } from '../chart/range';
import type { ProbesWords } from '../text/probes-words';
import { element } from '../ui/dom';
import { placeText as stepText, type ReadingText } from '../view/curve-words';
import type { ViewParts } from '../view/context';
import { finding, remark, sourceList } from './explain';
import { isSummary, trainingFinding } from './findings';
import { LineFigure, type FigureContent } from './line-figure';
import { SUMMARIES } from './measures';
import { momentsOf } from './places';
import { valueWords, type Seen } from './seen';
import { trainingSeries, type ProbeSeries } from './series';
import { armsOf, intervalWords, valueCells } from './series-words';

/** The layer that is followed at first. */
const FIRST_PLACE = 'first';

/** One layer of every arm, or what stands for all of them, step by step. */
export class TrainingFigure {
  private readonly place: HTMLSelectElement;
  private readonly line: LineFigure;
  private offered = '';

  constructor(
    private readonly parts: ViewParts,
    private readonly words: ProbesWords,
    redraw: () => void,
  ) {
    this.place = element('select', { 'aria-label': words.place });
    this.place.addEventListener('change', () => parts.choices.setProbes({ place: this.place.value }));
    this.line = new LineFigure(parts, words, { id: 'training', head: [element('span', { class: 'title' }, words.overTraining), this.place], redraw });
  }

  get figure(): HTMLElement {
    return this.line.figure;
  }

  draw(seen: Seen): void {
    const chosen = this.parts.choices.now.probes?.place ?? FIRST_PLACE;
    const place = isSummary(chosen) || seen.names.includes(chosen) ? chosen : FIRST_PLACE;
    this.offer(seen.names, place);
    this.line.draw(trainingContent(seen, place), 'step');
  }

  dispose(): void {
    this.line.dispose();
  }

  private offer(names: readonly string[], place: string): void {
    const key = names.join('\n');
    if (key !== this.offered) {
      this.offered = key;
      const group = (label: string, options: readonly (readonly [string, string])[]): HTMLElement => element('optgroup', { label }, ...options.map(([value, text]) => element('option', { value }, text)));
      this.place.replaceChildren(group(this.words.summaryGroup, SUMMARIES.map((one) => [one, this.words.summaries[one]])), group(this.words.layerGroup, names.map((name) => [name, name])));
    }
    this.place.value = place;
  }
}

function trainingContent(seen: Seen, place: string): FigureContent {
  const { measure, words, logarithmic, theme, strings } = seen;
  const series = trainingSeries(seen, place);
  const { lines } = linesOf(series, { fraction: measure.fraction, logarithmic, eachSeed: false });
  const axis = words.measures[measure.id];
  const placeText = isSummary(place) ? words.summaries[place] : place;
  const title = words.trainingTitle(axis, placeText);
  const moments = momentsOf(seen.arms.map(({ probes }) => probes));
  const text = (value: number | null | undefined): string => valueWords(value, seen);
  const extreme = place === 'max' || place === 'min';
  return {
    picture: {
      lines,
      x: { kind: 'step', title: strings.axes.step, extent: extentOf(series), whole: true },
      y: { title: measure.fraction ? `${axis}, %` : axis, logarithmic, fraction: measure.fraction },
      theme,
    },
    title,
    summary: words.trainingSummary(axis, placeText, series.length === 0 ? [strings.nothingShown] : series.map((one) => endsOf(one, seen))),
    label: `${title}: ${strings.panel}`,
    place: (at) => stepText(at, 'step', strings),
    reading: ({ line, point }, at): ReadingText => {
      const { label, at: places, curve } = line.series as ProbeSeries;
      const there = places[point.i];
      const name = isSummary(place) ? (there?.name ?? '') : '';
      const moment = there === undefined || there.step === at ? '' : words.stepOf(there.step);
      return { label, value: text(curve.mean[point.i]), rest: [intervalWords(curve, point.i, seen), name, moment].filter((part) => part !== '').join(', ') };
    },
    caption: [
      ...finding(trainingFinding(seen, place, placeText)),
      ...remark(words.trainingExplained[isSummary(place) ? place : 'layer'], extreme || !series.some(({ curve }) => curve.low.some((value) => value !== null)) ? '' : words.band, words.jumps),
      ...sourceList(words.explanations[measure.id].sources, words),
    ],
    table: { head: [words.stepColumn, ...series.map(({ label }) => label)], rows: moments.map((step) => [strings.number(step), ...series.map((one) => valueCells(one, (at) => at.step === step, seen))]) },
    csv: {
      head: ['arm', 'part', 'measure', 'layer', 'step', 'mean', 'low', 'high'],
      rows: series.flatMap(({ arm, part, at, curve }) => at.map(({ name, step }, i) => [arm, part, measure.id, name, step, curve.mean[i], curve.low[i], curve.high[i]])),
    },
    legend: armsOf(series).length > 1 || series.some(({ part }) => part !== undefined),
  };
}

function endsOf({ label, at, curve }: ProbeSeries, seen: Seen): string {
  const [first, last] = [curve.mean.findIndex((value) => value !== null), curve.mean.findLastIndex((value) => value !== null)];
  const step = (i: number): string => seen.words.stepOf(at[i]?.step ?? 0);
  return first < 0 ? label : seen.words.armSummary(label, step(first), valueWords(curve.mean[first], seen), step(last), valueWords(curve.mean[last], seen));
}
