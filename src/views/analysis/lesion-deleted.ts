import { differenceText, valueText } from '../../experiment/report-data';
import type { LesionNetwork, LesionResult } from '../../experiment/analysis-data';
import type { Stretch } from '../chart/chart-options';
import type { PlotSeries } from '../chart/drawn';
import type { AnalysisWords } from '../text/analysis-words';
import type { AnalysisParts } from './analysis-figure';
import { resultsOf, type Measured } from './arms';
import { bandRemarks } from './band-remarks';
import { seriesOf, type Aside, type ShownArm } from './plot';
import type { PlotContent } from './plot-figure';
import { plotCsv } from './plot-text';
import type { Scene } from './scene';
import { curveOver, median, spread } from './spread';
import { unitsOf, type Unit } from './units';

/** One arm with its units and what their loss does, the mean over its seeds. */
export interface LesionArm {
  readonly arm: ShownArm;
  readonly units: readonly Unit[];
  readonly measured: readonly Measured<LesionNetwork>[];
  readonly whole: number | null;
  readonly series: PlotSeries;
  /** Units that cannot be deleted, with the reason. */
  readonly impossible: readonly { readonly index: number; readonly unit: string; readonly reason: string }[];
}

export function percent(value: number, words: AnalysisWords): string {
  return words.percent(valueText(value, { fraction: true }));
}

export function lesionArms({ arms, data }: Scene, { networks }: LesionResult): LesionArm[] {
  return arms.flatMap((arm): LesionArm[] => {
    const measured = resultsOf(arm, networks);
    if (measured.length === 0) return [];
    const units = unitsOf(arm.networks[0].network);
    const entries = measured.map(({ seed, result }) => ({ seed, byUnit: new Map(result.deleted.map((one) => [one.unit, one])) }));
    const error = (entry: LesionNetwork['deleted'][number] | undefined): number | null => (entry !== undefined && 'error' in entry ? entry.error : null);
    const seeds = entries.map(({ seed, byUnit }) => ({ seed, y: units.map(({ name }) => error(byUnit.get(name))) }));
    const impossible = units.flatMap(({ name }, index) => {
      const entry = entries.map(({ byUnit }) => byUnit.get(name)).find((one) => one !== undefined);
      return entry !== undefined && 'impossible' in entry ? [{ index, unit: name, reason: entry.impossible }] : [];
    });
    const series = { ...seriesOf(arm), ...curveOver(units.map((_, i) => i + 1), seeds, data.reach) };
    return [{ arm, units, measured, whole: spread(measured.map(({ result }) => result.whole?.error), undefined).mean, series, impossible }];
  });
}

/** Error by deleted unit, in order of depth. */
export function deletedContent(scene: Scene, result: LesionResult, lesions: readonly LesionArm[], { words, choices }: AnalysisParts): PlotContent | undefined {
  const [first] = lesions;
  if (first === undefined || lesions.every(({ series, impossible }) => series.curve.mean.every((value) => value === null) && impossible.length === 0)) return undefined;
  const own = words.lesion;
  const same = lesions.every(({ units }) => units.map(({ name }) => name).join() === first.units.map(({ name }) => name).join());
  const most = Math.max(...lesions.map(({ units }) => units.length));
  const nameOf = (series: PlotSeries, i: number): string => lesions.find(({ arm }) => arm.key === series.key)?.units[i]?.name ?? '';
  const placeName = (x: number): string => (same ? own.place(first.units[x - 1]?.name ?? '') : own.nth(x));
  return {
    plot: {
      series: lesions.map(({ series }) => series),
      asides: lesions.flatMap((lesion) => lesionAsides(lesion, most)),
      x: { kind: 'layer', title: own.unit, extent: [0.5, most + 0.5], whole: true, ...(same && { ticks: first.units.map(({ name }, i) => ({ value: i + 1, label: name })), stretches: stagesOf(first.units) }) },
      y: { title: own.error, logarithmic: choices.now.logarithmic, fraction: true },
      place: placeName,
      ...(!same && { point: nameOf }),
      value: (value) => percent(value, words),
    },
    text: {
      title: own.titles.deleted,
      remarks: [own.images(result.images), ...bandRemarks(scene, words), own.wholeLine, ...(lesions.some(({ impossible }) => impossible.length > 0) ? [own.crosses] : [])],
      findings: [...lesions.flatMap((lesion) => armFindings(lesion, words)), ...ranking(lesions, words)],
      explanation: own.deleted,
    },
    csv: () => {
      const { head, rows } = plotCsv('unit', lesions.map(({ series }) => series), nameOf);
      const wholes = lesions.flatMap(({ arm, measured }) => measured.map(({ seed, result: { whole } }) => [arm.label, seed, '', whole?.error, undefined, undefined, 1]));
      const impossible = lesions.flatMap((lesion) => lesion.impossible.map(({ unit, reason }) => [lesion.arm.label, undefined, unit, undefined, undefined, undefined, undefined, reason]));
      return { head: [...head, 'impossible'], rows: [...wholes, ...rows, ...impossible] };
    },
  };
}

function lesionAsides({ series, whole, impossible }: LesionArm, most: number): Aside[] {
  if (whole === null) return [];
  return [
    { kind: 'level', series, from: 0.5, to: most + 0.5, at: whole },
    ...(impossible.length === 0 ? [] : [{ kind: 'crosses' as const, series, points: impossible.map(({ index }) => [index + 1, whole] as const) }]),
  ];
}

function stagesOf(units: readonly Unit[]): Stretch[] {
  const stretches: Stretch[] = [];
  units.forEach(({ stage }, i) => {
    const last = stretches.at(-1);
    if (last?.label === stage) stretches[stretches.length - 1] = { ...last, to: i + 1.5 };
    else stretches.push({ from: i + 0.5, to: i + 1.5, label: stage });
  });
  return stretches;
}

function armFindings({ arm, units, series, whole, impossible }: LesionArm, words: AnalysisWords): string[] {
  const own = words.lesion;
  const { mean } = series.curve;
  const errors = mean.filter((value) => value !== null);
  const middle = median(errors);
  const sentences: string[] = [];
  if (middle !== undefined && whole !== null) {
    const highest = Math.max(...errors);
    const costly = errors.filter((error) => error - whole > 0.01).length;
    sentences.push(`${own.damage(arm.label, percent(whole, words), percent(middle, words), percent(highest, words), units[mean.indexOf(highest)]?.name ?? '')} ${own.costly(costly, errors.length)}`);
  }
  for (const reason of new Set(impossible.map((one) => one.reason))) sentences.push(own.impossible(arm.label, impossible.filter((one) => one.reason === reason).map(({ unit }) => unit), reason));
  return sentences;
}

/** Which arm misses a unit least, and which most. */
function ranking(lesions: readonly LesionArm[], words: AnalysisWords): string[] {
  const costs = lesions.flatMap(({ arm, series, whole }) => {
    const middle = median(series.curve.mean.filter((value) => value !== null));
    return middle === undefined || whole === null ? [] : [{ label: arm.label, cost: middle - whole }];
  });
  const [first] = costs;
  if (first === undefined || costs.length < 2) return [];
  const least = costs.reduce((one, other) => (other.cost < one.cost ? other : one), first);
  const most = costs.reduce((one, other) => (other.cost > one.cost ? other : one), first);
  const points = (cost: number): string => words.points(differenceText(cost, { fraction: true }));
  return least === most ? [] : [words.lesion.least(least.label, points(least.cost), most.label, points(most.cost))];
}
