import { shortNumber } from '../chart/numbers';
import type { LesionNetwork, LesionResult } from '../../experiment/analysis-data';
import type { Cell } from '../chart/csv';
import type { PlotSeries } from '../chart/drawn';
import { extentOf } from '../chart/range';
import type { AnalysisParts } from './analysis-figure';
import { bandRemarks } from './band-remarks';
import { percent, type LesionArm } from './lesion-deleted';
import { seriesOf, type Aside } from './plot';
import type { PlotContent } from './plot-figure';
import { plotCsv } from './plot-text';
import type { Scene } from './scene';
import { curveOver, spread } from './spread';

interface Damaged {
  readonly series: PlotSeries;
  readonly dots: readonly (readonly [number, number])[];
  /** Every draw: seed, place, error. */
  readonly draws: readonly (readonly [number, number, number])[];
}

/** Error by number of deleted units. */
export function severalContent(scene: Scene, result: LesionResult, lesions: readonly LesionArm[], { words, choices }: AnalysisParts): PlotContent | undefined {
  const arms = lesions.filter(({ measured }) => measured.some((one) => one.result.several.length > 0)).map((lesion) => severalOf(lesion, scene));
  if (arms.length === 0) return undefined;
  const own = words.lesion;
  const [, most] = extentOf(arms.map(({ series }) => series));
  return {
    plot: {
      series: arms.map(({ series }) => series),
      asides: dotsOf(arms),
      x: { kind: 'value', title: own.count, extent: [-0.2, most + 0.2], whole: true, ticks: Array.from({ length: most + 1 }, (_, value) => ({ value, label: String(value) })) },
      y: { title: own.error, logarithmic: choices.now.logarithmic, fraction: true },
      place: own.countPlace,
      value: (value) => percent(value, words),
    },
    text: { title: own.titles.several, remarks: [own.images(result.images), ...bandRemarks(scene, words), own.draws], findings: arms.flatMap(({ series }) => fromTo(series, own.countPlace, words)), explanation: own.several },
    csv: () => withDraws('deleted', arms),
  };
}

/** Error by what is left of the units' order. */
export function swappedContent(scene: Scene, result: LesionResult, lesions: readonly LesionArm[], { words, choices }: AnalysisParts): PlotContent | undefined {
  const arms = lesions.filter(({ measured }) => measured.some((one) => one.result.swapped.length > 0)).map((lesion) => swappedOf(lesion, scene));
  if (arms.length === 0) return undefined;
  const own = words.lesion;
  const place = (tau: number): string => own.tauPlace(shortNumber(tau, 3));
  const [least] = extentOf([...arms.map(({ series }) => series), ...arms.map(({ dots }) => ({ xs: dots.map(([x]) => x) }))]);
  return {
    plot: {
      series: arms.map(({ series }) => series),
      asides: dotsOf(arms),
      x: { kind: 'value', title: own.tau, extent: [least, 1], whole: false },
      y: { title: own.error, logarithmic: choices.now.logarithmic, fraction: true },
      place,
      value: (value) => percent(value, words),
    },
    text: { title: own.titles.swapped, remarks: [own.images(result.images), ...bandRemarks(scene, words), own.draws], findings: arms.flatMap(({ series }) => fromTo(reversed(series), place, words)), explanation: own.swapped },
    csv: () => withDraws('tau', arms),
  };
}

function severalOf({ arm, measured }: LesionArm, { data }: Scene): Damaged {
  const counts = [...new Set(measured.flatMap(({ result }) => result.several.map(({ count }) => count)))].sort((a, b) => a - b);
  const xs = [0, ...counts];
  const drawn = ({ several }: LesionNetwork, count: number): number[] => several.filter((one) => one.count === count).flatMap(({ draws }) => draws.map(({ error }) => error));
  const seeds = measured.map(({ seed, result }) => ({ seed, y: xs.map((count) => (count === 0 ? (result.whole?.error ?? null) : spread(drawn(result, count), undefined).mean)) }));
  const draws = measured.flatMap(({ seed, result }) => counts.flatMap((count) => drawn(result, count).map((error) => [seed, count, error] as const)));
  return { series: { ...seriesOf(arm), ...curveOver(xs, seeds, data.reach) }, dots: draws.map(([, count, error]) => [count, error] as const), draws };
}

/** The draws with the same number of swapped pairs are one point of the line, at their mean τ. */
function swappedOf({ arm, measured }: LesionArm, { data }: Scene): Damaged {
  const pairs = [...new Set(measured.flatMap(({ result }) => result.swapped.map((one) => one.pairs)))];
  const groups = pairs.map((count) => {
    const of = (result: LesionNetwork): LesionNetwork['swapped'] => result.swapped.filter((one) => one.pairs === count);
    return { tau: spread(measured.flatMap(({ result }) => of(result).map(({ tau }) => tau)), undefined).mean ?? NaN, error: (result: LesionNetwork) => spread(of(result).map(({ damage }) => damage.error), undefined).mean };
  });
  const all = [...groups, { tau: 1, error: ({ whole }: LesionNetwork): number | null => whole?.error ?? null }].sort((a, b) => a.tau - b.tau);
  const seeds = measured.map(({ seed, result }) => ({ seed, y: all.map(({ error }) => error(result)) }));
  const draws = measured.flatMap(({ seed, result }) => result.swapped.map(({ tau, damage }) => [seed, tau, damage.error] as const));
  return { series: { ...seriesOf(arm), ...curveOver(all.map(({ tau }) => tau), seeds, data.reach) }, dots: draws.map(([, tau, error]) => [tau, error] as const), draws };
}

function dotsOf(arms: readonly Damaged[]): Aside[] {
  return arms.map(({ series, dots }) => ({ kind: 'dots', series, points: dots }));
}

/** The first and the last value of a line in words. */
function fromTo({ label, xs, curve: { mean } }: PlotSeries, place: (x: number) => string, words: AnalysisParts['words']): string[] {
  const known = xs.flatMap((x, i) => (mean[i] === null || mean[i] === undefined ? [] : [{ x, error: mean[i] }]));
  const [first, last] = [known[0], known.at(-1)];
  if (first === undefined || last === undefined || first === last) return [];
  return [words.lesion.from(label, percent(first.error, words), place(first.x), percent(last.error, words), place(last.x))];
}

function reversed(series: PlotSeries): PlotSeries {
  return { ...series, xs: [...series.xs].reverse(), curve: { ...series.curve, mean: [...series.curve.mean].reverse() } };
}

function withDraws(place: string, arms: readonly Damaged[]): { head: readonly string[]; rows: readonly (readonly Cell[])[] } {
  const { head, rows } = plotCsv(place, arms.map(({ series }) => series));
  const draws = arms.flatMap((one) => one.draws.map(([seed, at, error]) => [one.series.label, seed, at, error, undefined, undefined, undefined, 'draw']));
  return { head: [...head, 'kind'], rows: [...rows.map((row) => [...row, 'mean']), ...draws] };
}
