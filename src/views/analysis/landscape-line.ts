import { shortNumber } from '../chart/numbers';
import { extentOf } from '../chart/range';
import type { LandscapeNetwork, LandscapeResult } from '../../experiment/analysis-data';
import type { AnalysisParts } from './analysis-figure';
import type { AnalysisWords } from '../text/analysis-words';
import { resultsOf, type Arm } from './arms';
import { bandRemarks } from './band-remarks';
import { percent } from './lesion-deleted';
import { seriesOf, type Plot } from './plot';
import type { PlotContent } from './plot-figure';
import { armText, plotCsv, spreadText } from './plot-text';
import type { Scene } from './scene';
import { DISTANCES, sharpness, type Sharpness } from './sharpness';
import { curveOver, spread, type Reach, type Spread } from './spread';

type Line = NonNullable<LandscapeNetwork['line']>;
export type LineMeasure = 'loss' | 'error';

/** Loss or error along the first direction, arm by arm. `cap`: where losses are cut off. */
export function lineContent(measure: LineMeasure, scene: Scene, result: LandscapeResult, cap: number | undefined, parts: AnalysisParts): PlotContent | undefined {
  const { words, choices } = parts;
  const own = words.landscape;
  const arms = scene.arms.flatMap((arm) => {
    const lines = linesOf(arm, result);
    const [first] = lines;
    if (first === undefined || lines.every(({ line }) => line[measure].every((value) => value === null))) return [];
    return [{ arm, lines, series: { ...seriesOf(arm), ...curveOver(first.line.x, lines.map(({ seed, line }) => ({ seed, y: line[measure] })), scene.data.reach) } }];
  });
  if (arms.length === 0) return undefined;
  const series = arms.map((one) => one.series);
  const fraction = measure === 'error';
  const cut = cap !== undefined && !fraction && series.some(({ curve }) => curve.mean.some((value) => (value ?? 0) > cap));
  const plot: Plot = {
    series,
    asides: [],
    x: { kind: 'value', title: own.distance, extent: extentOf(series), whole: false },
    y: { title: own[measure], logarithmic: choices.now.logarithmic, fraction, ...(cut && { most: cap }) },
    place: (x) => own.place(shortNumber(x, 3)),
    value: fraction ? (value) => percent(value, words) : (value) => shortNumber(value, 4),
  };
  const holes = arms.flatMap(({ arm, lines }) => {
    const missing = lines.filter(({ done }) => done).reduce((sum, { line }) => sum + line[measure].filter((value) => value === null).length, 0);
    return missing === 0 ? [] : [words.holes(arm.label, missing)];
  });
  const remarks = [own.images(result.images), ...bandRemarks(scene, words), ...(cut ? [own.cutOff(cap.toFixed(2))] : []), ...holes];
  return { plot, text: { title: own.titles[measure], remarks, findings: fraction ? [] : lineFindings(scene, result, parts), explanation: fraction ? own.errorLine : own.line }, csv: () => plotCsv('distance', series) };
}

function linesOf(arm: Arm, { networks }: LandscapeResult): { seed: number; done: boolean; line: Line }[] {
  return resultsOf(arm, networks).flatMap(({ seed, done, result: { line } }) => (line === undefined ? [] : [{ seed, done, line }]));
}

/** Numbers over the seeds: the loss in the centre, how many times as large it is at each distance, and the curvature. */
export interface SharpnessSpread {
  readonly centre: Spread;
  readonly ratios: readonly Spread[];
  readonly curvature: Spread;
}

export function sharpnessSpread(all: readonly Sharpness[], reach: Reach): SharpnessSpread {
  return { centre: spread(all.map(({ centre }) => centre), reach), ratios: DISTANCES.map((_, i) => spread(all.map(({ ratios }) => ratios[i]), reach)), curvature: spread(all.map(({ curvature }) => curvature), reach) };
}

/** `, ×12.1 at 0.5, ×85 at 1`. */
export function ratiosText(ratios: readonly Spread[], words: AnalysisWords): string {
  return ratios.map((one, i) => (one.mean === null ? '' : words.landscape.ratio(String(DISTANCES[i]), spreadText(one, three)))).join('');
}

export function three(value: number): string {
  return shortNumber(value, 3);
}

function lineFindings(scene: Scene, result: LandscapeResult, parts: AnalysisParts): string[] {
  const { words } = parts;
  const own = words.landscape;
  const arms = scene.arms.flatMap(({ label, ...arm }) => {
    const lines = linesOf({ label, ...arm }, result).map(({ line: { x, loss } }) => sharpness(x, loss));
    const { centre, ratios, curvature } = sharpnessSpread(lines, scene.data.reach);
    return centre.mean === null ? [] : [{ label, lines, text: own.surroundings(armText(label, centre.n, parts), spreadText(centre, three), ratiosText(ratios, words), spreadText(curvature, three)) }];
  });
  return [...arms.map(({ text }) => text), ...flatness(arms, words)];
}

/** Which arm is flattest at the first distance, and whether all seeds agree; nothing of a single arm. */
export function flatness(arms: readonly { readonly label: string; readonly lines: readonly Pick<Sharpness, 'ratios'>[] }[], words: AnalysisWords): string[] {
  const own = words.landscape;
  const known = arms.flatMap(({ label, lines }) => {
    const ratios = lines.flatMap((one) => one.ratios[0] ?? []);
    return ratios.length === 0 ? [] : [{ label, ratios, mean: ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length }];
  });
  const [first] = known;
  if (first === undefined || known.length < 2) return [];
  const flat = known.reduce((one, other) => (other.mean < one.mean ? other : one), first);
  const steep = known.reduce((one, other) => (other.mean > one.mean ? other : one), first);
  if (flat === steep) return [];
  const apart = Math.min(flat.ratios.length, steep.ratios.length) > 1 && Math.max(...flat.ratios) < Math.min(...steep.ratios);
  return [(apart ? own.flattest : own.undecided)(flat.label, steep.label, String(DISTANCES[0]))];
}
