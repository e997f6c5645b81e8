import type { ShatteredResult } from '../../experiment/analysis-data';
import type { NetworkOptions } from '../../resnet/graph';
import { shortNumber } from '../chart/numbers';
import type { PlotSeries } from '../chart/drawn';
import type { AnalysisParts } from './analysis-figure';
import { resultsOf } from './arms';
import { bandRemarks } from './band-remarks';
import { brownAutocorrelation, whiteBand } from './noise';
import { seriesOf, type Aside, type ShownArm } from './plot';
import type { PlotContent } from './plot-figure';
import { armText, plotCsv, spreadText } from './plot-text';
import type { Scene } from './scene';
import { curveOver, spread } from './spread';
import { depthOf } from './units';

/** Beyond, nothing happens that the eye could see; the files have all. */
const MOST_LAGS = 40;

const three = (value: number): string => shortNumber(value, 3);

/** Autocorrelation by lag, with what noise would have. */
export function correlationContent(scene: Scene, result: ShatteredResult, parts: AnalysisParts): PlotContent | undefined {
  const { words, theme } = parts;
  const own = words.shattered;
  const series = scene.arms.flatMap((arm) => correlationSeries(arm, result, scene));
  const [first] = series;
  if (first === undefined) return undefined;
  const all = Math.max(...series.map(({ xs }) => xs.length));
  const lags = Math.min(all, MOST_LAGS + 1);
  const brown: PlotSeries = { key: scene.data.networks.length, arm: own.brown, label: own.brown, ...curveOver(Array.from({ length: all }, (_, lag) => lag), [], undefined), style: { colour: theme().muted, dash: [6, 4], marker: 'circle' }, coloured: true, thin: true, seedsOnly: false };
  const reference = { ...brown, curve: { ...brown.curve, mean: brownAutocorrelation(result.points, all) } };
  return {
    plot: {
      series: [...series, reference].map((one) => upTo(one, lags)),
      asides: [whiteArea(first, result.points, -0.2, lags - 0.8)],
      x: { kind: 'value', title: own.lag, extent: [0, Math.max(1, lags - 1)], whole: true },
      y: { title: own.correlationAxis, logarithmic: false, fraction: false },
      place: own.lagPlace,
      value: three,
    },
    text: { title: own.titles.correlation, remarks: [own.correlationCaption(result.points), ...(lags < all ? [own.shownLags(lags - 1, all - 1)] : []), ...bandRemarks(scene, words)], findings: correlationFindings(series, scene, result, parts), explanation: own.correlation },
    csv: () => plotCsv('lag', [...series, reference]),
  };
}

function correlationSeries(arm: ShownArm, { networks }: ShatteredResult, { data }: Scene): PlotSeries[] {
  const measured = resultsOf(arm, networks).filter(({ result }) => result.autocorrelation.length > 0);
  const lags = Math.max(0, ...measured.map(({ result }) => result.autocorrelation.length));
  if (lags === 0) return [];
  const seeds = measured.map(({ seed, result }) => ({ seed, y: Array.from({ length: lags }, (_, lag) => result.autocorrelation[lag] ?? null) }));
  return [{ ...seriesOf(arm), ...curveOver(Array.from({ length: lags }, (_, lag) => lag), seeds, data.reach) }];
}

/** The first values of a series. */
function upTo(series: PlotSeries, count: number): PlotSeries {
  const { mean, low, high, n } = series.curve;
  const first = <T>(values: readonly T[]): readonly T[] => values.slice(0, count);
  return { ...series, xs: first(series.xs), curve: { mean: first(mean), low: first(low), high: first(high), n: first(n) }, seeds: series.seeds.map((seed) => ({ ...seed, y: first(seed.y) })) };
}

function whiteArea(series: PlotSeries, points: number, from: number, to: number): Aside {
  return { kind: 'area', series, from, to, low: -whiteBand(points), high: whiteBand(points) };
}

function correlationFindings(series: readonly PlotSeries[], { data }: Scene, { points }: ShatteredResult, parts: AnalysisParts): string[] {
  const own = parts.words.shattered;
  const noise = whiteBand(points);
  const known = series.flatMap((one) => {
    const atOne = spread(one.seeds.map(({ y }) => y[1]), data.reach);
    return atOne.mean === null ? [] : [{ one, atOne, mean: atOne.mean }];
  });
  const sentences = known.map(({ one, atOne }) => {
    const text = own.atOne(armText(one.label, atOne.n, parts), spreadText(atOne, three));
    const lost = one.curve.mean.findIndex((value) => value !== null && Math.abs(value) <= noise);
    return lost === 1 ? own.noise(text) : lost === -1 ? own.stays(text) : own.falls(text, String(lost));
  });
  const [first] = known;
  if (first === undefined || known.length < 2) return sentences;
  const most = known.reduce((best, other) => (other.mean > best.mean ? other : best), first);
  const least = known.reduce((worst, other) => (other.mean < worst.mean ? other : worst), first);
  return most === least ? sentences : [...sentences, own.rank(most.one.label, least.one.label)];
}

/** Arms that differ in depth alone. */
interface Family {
  readonly name: string;
  readonly arms: readonly { readonly depth: number; readonly arm: ShownArm }[];
}

/** Autocorrelation at lag 1 by depth; undefined where no two arms differ in depth alone. */
export function depthContent(scene: Scene, result: ShatteredResult, { words }: AnalysisParts): PlotContent | undefined {
  const own = words.shattered;
  const families = familiesOf(scene.arms).filter(({ arms }) => new Set(arms.map(({ depth }) => depth)).size > 1);
  const series = families.flatMap((family) => familySeries(family, scene, result));
  const [first] = series;
  if (first === undefined) return undefined;
  const depths = [...new Set(series.flatMap(({ xs }) => xs))].sort((a, b) => a - b);
  const [least = 0, most = 0] = [depths[0], depths.at(-1)];
  const room = 0.04 * (most - least);
  return {
    plot: {
      series,
      asides: [whiteArea(first, result.points, least - room, most + room)],
      x: { kind: 'value', title: own.depth, extent: [least - room, most + room], whole: true, ticks: depths.map((value) => ({ value, label: String(value) })) },
      y: { title: own.lagOne, logarithmic: false, fraction: false },
      place: own.depthPlace,
      value: three,
    },
    text: { title: own.titles.depth, remarks: [own.depthCaption, ...bandRemarks(scene, words)], findings: series.flatMap((one) => trend(one, words)), explanation: own.byDepth },
    csv: () => plotCsv('depth', series),
  };
}

function familiesOf(arms: readonly ShownArm[]): Family[] {
  const families = new Map<string, { name: string; arms: { depth: number; arm: ShownArm }[] }>();
  for (const arm of arms) {
    const { network } = arm.networks[0];
    const name = familyName(network);
    const key = JSON.stringify([name, { ...network, architecture: undefined }]);
    const family = families.get(key) ?? { name, arms: [] };
    family.arms.push({ depth: depthOf(network), arm });
    families.set(key, family);
  }
  return [...families.values()];
}

/** `resnet, full-preact`: the architecture without its number, and the order. */
function familyName({ architecture, order }: NetworkOptions): string {
  return [architecture.replace(/\d+/, ''), ...(order === undefined ? [] : [order])].join(', ');
}

function familySeries({ name, arms }: Family, { data }: Scene, { networks }: ShatteredResult): PlotSeries[] {
  const ordered = [...arms].sort((a, b) => a.depth - b.depth);
  const [first] = ordered;
  if (first === undefined) return [];
  const seeds = [...new Set(ordered.flatMap(({ arm }) => arm.networks.map(({ seed }) => seed)))];
  const atOne = (arm: ShownArm, seed: number): number | null => resultsOf(arm, networks).find((one) => one.seed === seed)?.result.autocorrelation[1] ?? null;
  const series = { ...seriesOf(first.arm, 'depth'), label: name, ...curveOver(ordered.map(({ depth }) => depth), seeds.map((seed) => ({ seed, y: ordered.map(({ arm }) => atOne(arm, seed)) })), data.reach) };
  return series.curve.mean.every((value) => value === null) ? [] : [series];
}

function trend({ label, xs, curve: { mean } }: PlotSeries, words: AnalysisParts['words']): string[] {
  const known = xs.flatMap((depth, i) => (typeof mean[i] === 'number' ? [words.shattered.trendPoint(three(mean[i]), depth)] : []));
  const [from, to] = [known[0], known.at(-1)];
  return from === undefined || to === undefined || from === to ? [] : [words.shattered.trend(label, from, to)];
}
