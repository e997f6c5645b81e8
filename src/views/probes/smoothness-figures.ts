import type { ReportProbes, SmoothnessSeries } from '../../experiment/probe-data';
import type { ReportData } from '../../experiment/report-data';
import { linesOf } from '../chart/lines';
import { shortNumber } from '../chart/numbers';
import { extentOf } from '../chart/range';
import type { XAxis } from '../chart/chart-options';
import type { PlotSeries } from '../chart/drawn';
import type { ProbesWords } from '../text/probes-words';
import { element } from '../ui/dom';
import { placeText, type ReadingText } from '../view/curve-words';
import type { ViewParts } from '../view/context';
import { finding, remark, sourceList } from './explain';
import { MOST_NAMED } from './findings';
import { LineFigure, type FigureContent } from './line-figure';
import { momentsOf } from './places';
import { shownArms, type SeenArm } from './seen';

type Which = 'loss' | 'gradient' | 'beta';
const ALL: readonly Which[] = ['loss', 'gradient', 'beta'];
/** Between two arms' stretches, in parts of one. */
const GAP = 0.08;
const OPACITY = 0.3;

type Values = readonly (number | null)[];
type Arm = Omit<SeenArm, 'grids'> & { readonly smoothness: SmoothnessSeries };

/** A line of a figure with its arm's own steps. */
interface SmoothSeries extends PlotSeries {
  readonly steps: readonly number[];
  /** The other edge of a band. */
  readonly below?: Values;
}

/** What goes on along the gradient (Santurkar 2018, figure 4): two bands, arms side by side, and a line. */
export class SmoothnessFigures {
  readonly root: HTMLElement;
  private readonly figures: Readonly<Record<Which, LineFigure>>;

  constructor(
    private readonly parts: ViewParts,
    private readonly words: ProbesWords,
    redraw: () => void,
  ) {
    const make = (which: Which): LineFigure => new LineFigure(parts, words, { id: `smoothness-${which}`, head: [element('span', { class: 'title' }, words.smoothnessTitles[which])], redraw });
    this.figures = { loss: make('loss'), gradient: make('gradient'), beta: make('beta') };
    const text = element('div', { class: 'explained' }, element('p', {}, element('b', {}, words.howToRead), ' ', words.smoothnessRead), element('p', {}, element('b', {}, words.notShown), ' ', words.smoothnessLimits), ...sourceList(['santurkar2018'], words));
    this.root = element('div', { class: 'smoothness' }, element('h3', {}, words.smoothness), element('div', { class: 'pair' }, ...ALL.map((which) => this.figures[which].figure), text));
  }

  draw(report: ReportData, probes: ReportProbes): void {
    this.root.hidden = probes.arms.every(({ smoothness }) => smoothness === undefined || smoothness.steps.length === 0);
    if (this.root.hidden) return;
    const arms = shownArms(report, probes, this.parts).flatMap((arm): Arm[] => (arm.probes.smoothness === undefined ? [] : [{ ...arm, smoothness: arm.probes.smoothness }]));
    // A column is too narrow for many stretches.
    for (const which of ['loss', 'gradient'] as const) this.figures[which].figure.classList.toggle('wide', arms.length > MOST_NAMED);
    for (const which of ALL) this.figures[which].draw(this.content(which, arms), which === 'beta' ? 'step' : arms.map(({ label }) => label).join('\n'));
  }

  dispose(): void {
    for (const which of ALL) this.figures[which].dispose();
  }

  private content(which: Which, arms: readonly Arm[]): FigureContent {
    const { words, parts: { strings } } = this;
    const theme = this.parts.theme();
    const title = words.smoothnessTitles[which];
    const facets = facetsOf(arms);
    const series = arms.flatMap((arm, i) => (which === 'beta' ? [betaSeries(arm)] : bandSeries(arm, which, facets.starts[i] ?? 0)));
    const { lines } = linesOf(series, { fraction: false, logarithmic: false, eachSeed: false, opacity: OPACITY });
    const x: XAxis = which === 'beta' ? { kind: 'step', title: strings.axes.step, extent: extentOf(series), whole: true } : { kind: 'facet', title: strings.axes.step, whole: true, ...facets.axis };
    const moments = momentsOf(arms.map(({ smoothness }) => smoothness));
    const text = (value: number | null | undefined): string => (value === null || value === undefined ? words.none : shortNumber(value, 4));
    const cell = ({ smoothness }: Arm, step: number): string => {
      const [low, high] = edges(smoothness, which).map((values) => values[smoothness.steps.indexOf(step)]);
      return which === 'beta' ? text(high) : low === undefined && high === undefined ? '' : words.smoothnessRange(text(low), text(high));
    };
    return {
      picture: { lines, x, y: { title, logarithmic: false, fraction: false }, theme },
      title,
      summary: words.facetSummary(title, arms.length === 0 ? [strings.nothingShown] : arms.map((arm) => `${arm.label}${words.colon}${cell(arm, arm.smoothness.steps[0] ?? 0)} → ${cell(arm, arm.smoothness.steps.at(-1) ?? 0)}`)),
      label: `${title}: ${strings.panel}`,
      place: (at) => (which === 'beta' ? placeText(at, 'step', strings) : facets.name(at, words)),
      reading: ({ line, point }): ReadingText | undefined => {
        const { label, curve, below, part } = line.series as SmoothSeries;
        if (part === 'low') return undefined;
        const value = text(curve.mean[point.i]);
        return { label, value: below === undefined ? value : words.smoothnessRange(text(below[point.i]), value), rest: '' };
      },
      caption: [...finding(this.finding(which, arms)), ...remark(words.smoothnessWhat[which])],
      table: { head: [words.stepColumn, ...arms.map(({ label }) => label)], rows: moments.map((step) => [strings.number(step), ...arms.map((arm) => cell(arm, step))]) },
      csv: {
        head: ['arm', 'measure', 'step', 'low', 'high'],
        rows: arms.flatMap(({ label, smoothness }) => {
          const [low, high] = edges(smoothness, which);
          return smoothness.steps.map((step, i) => [label, which, step, which === 'beta' ? undefined : low[i], high[i]]);
        }),
      },
      legend: which === 'beta' && arms.length > 1,
    };
  }

  /** The median over the steps, arm by arm. */
  private finding(which: Which, arms: readonly Arm[]): string {
    const { words } = this;
    const all = arms.flatMap(({ label, smoothness }) => {
      const [low, high] = edges(smoothness, which);
      const middle = median(high.flatMap((value, i) => (value === null ? [] : which === 'beta' ? [value] : low[i] === null || low[i] === undefined ? [] : [value - low[i]])));
      return middle === undefined ? [] : [{ middle, text: words.ofArm(shortNumber(middle, 3), label) }];
    });
    const sorted = [...all].sort((a, b) => a.middle - b.middle);
    const [low, high] = [sorted[0], sorted.at(-1)];
    if (low === undefined || high === undefined) return '';
    const items = all.length <= MOST_NAMED ? all.map(({ text }) => text) : [words.findings.range(low.text, high.text, all.length)];
    return which === 'beta' ? words.findings.median(words.smoothnessTitles[which], items) : words.findings.width(words.smoothnessTitles[which], items);
  }
}

function edges({ lossLow, lossHigh, gradientLow, gradientHigh, beta }: SmoothnessSeries, which: Which): readonly [Values, Values] {
  return which === 'loss' ? [lossLow, lossHigh] : which === 'gradient' ? [gradientLow, gradientHigh] : [beta, beta];
}

function betaSeries({ smoothness, ...arm }: Arm): SmoothSeries {
  const none = smoothness.steps.map(() => null);
  return { ...lineOf(arm), xs: smoothness.steps, steps: smoothness.steps, curve: { mean: smoothness.beta, low: none, high: none, n: [] } };
}

/** A band's upper edge with the area below it, and its lower edge. */
function bandSeries({ smoothness, ...arm }: Arm, which: Which, start: number): SmoothSeries[] {
  const { steps } = smoothness;
  const [low, high] = edges(smoothness, which);
  const none = steps.map(() => null);
  const xs = steps.map((step) => start + step);
  const edge = { ...lineOf(arm), xs, steps, thin: true };
  return [
    { ...edge, part: 'high', below: low, curve: { mean: high, low, high, n: [] } },
    { ...edge, part: 'low', curve: { mean: low, low: none, high: none, n: [] } },
  ];
}

function lineOf({ key, label, style, coloured }: Omit<SeenArm, 'grids' | 'probes'>): Omit<PlotSeries, 'xs' | 'curve'> {
  return { key, arm: label, label, style, coloured, seeds: [], seedsOnly: false };
}

/** One stretch of the axis for each arm, all of them as long as the longest. */
function facetsOf(arms: readonly Arm[]): { readonly starts: readonly number[]; readonly axis: Pick<XAxis, 'extent' | 'ticks' | 'stretches'>; readonly name: (at: number, words: ProbesWords) => string } {
  const longest = Math.max(1, ...arms.map(({ smoothness }) => smoothness.steps.at(-1) ?? 0));
  const length = Math.ceil(longest * (1 + GAP));
  const starts = arms.map((_, i) => i * length);
  const margin = (length - longest) / 2;
  return {
    starts,
    axis: {
      extent: [-margin, Math.max(1, arms.length) * length - margin],
      // The end of one stretch and the start of the next have no room for a number each.
      ticks: arms.flatMap(({ smoothness: { steps } }, i) => [...new Set([steps[0], steps[Math.floor(steps.length / 2)], ...(i === arms.length - 1 ? [steps.at(-1)] : [])])].flatMap((step) => (step === undefined ? [] : [{ value: i * length + step, label: String(step) }]))),
      ...(arms.length > 1 && { stretches: arms.map(({ label }, i) => ({ label, from: i * length - margin, to: (i + 1) * length - margin })) }),
    },
    name: (at, words) => {
      const i = Math.max(0, Math.min(arms.length - 1, Math.floor((at + margin) / length)));
      return words.facetStep(arms[i]?.label ?? '', Math.round(at - i * length));
    },
  };
}

function median(values: readonly number[]): number | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : sorted.length === 0 ? undefined : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}
