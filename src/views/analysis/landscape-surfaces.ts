import { shortNumber } from '../chart/numbers';
import type { LandscapeNetwork, LandscapeResult } from '../../experiment/analysis-data';
import type { AnalysisWords } from '../text/analysis-words';
import type { AnalysisParts, NumberRows, NumberTable } from './analysis-figure';
import { resultsOf } from './arms';
import type { Surface } from './contours';
import { flatness, ratiosText, sharpnessSpread, three } from './landscape-line';
import type { Small } from './multiples';
import type { ShownArm } from './plot';
import { armText, spreadText } from './plot-text';
import type { Scene } from './scene';
import { surfaceSharpness } from './sharpness';
import { spread } from './spread';

/** An arm's surfaces, seed by seed. */
export interface ArmSurfaces {
  readonly arm: ShownArm;
  readonly seeds: readonly { readonly seed: number; readonly done: boolean; readonly surface: Surface }[];
}

export function surfacesOf({ arms }: Scene, { networks }: LandscapeResult): ArmSurfaces[] {
  return arms.flatMap((arm) => {
    const seeds = resultsOf<LandscapeNetwork>(arm, networks).flatMap(({ seed, done, result: { surface } }) => (surface === undefined ? [] : [{ seed, done, surface }]));
    return seeds.length === 0 ? [] : [{ arm, seeds }];
  });
}

/** Seeds that there are surfaces of, in any arm. */
export function seedsWithSurfaces(all: readonly ArmSurfaces[]): number[] {
  return [...new Set(all.flatMap(({ seeds }) => seeds.map(({ seed }) => seed)))].sort((a, b) => a - b);
}

/** What is drawn of each arm: the surface of one seed, or the mean over all (`null`); arms without it are left out. */
export function smallsOf(all: readonly ArmSurfaces[], seed: number | null, { data }: Scene, parts: AnalysisParts): Small[] {
  return all.flatMap(({ arm, seeds }): Small[] => {
    const surface = seed === null ? meanSurface(seeds.map((one) => one.surface)) : seeds.find((one) => one.seed === seed)?.surface;
    if (surface === undefined) return [];
    return [{ label: arm.label, style: arm.coloured ? arm.style : undefined, surface, note: noteOf(seeds, data.reach, parts), summary: summaryOf(arm.label, surface, parts.words) }];
  });
}

/** At each point the mean over the seeds; null where one of them is missing, so that all points have the same seeds. */
function meanSurface(surfaces: readonly Surface[]): Surface | undefined {
  const [first] = surfaces;
  if (first === undefined) return undefined;
  const loss = first.loss.map((row, r) => row.map((_, c) => {
    const { n, mean } = spread(surfaces.map((one) => one.loss[r]?.[c]), undefined);
    return n === surfaces.length ? mean : null;
  }));
  return { ...first, loss };
}

/** The numbers under a surface, over the seeds. */
function noteOf(seeds: ArmSurfaces['seeds'], reach: Scene['data']['reach'], parts: AnalysisParts): string {
  const { words } = parts;
  const own = words.landscape;
  const [across, up] = ([0, 1] as const).map((axis) => sharpnessSpread(seeds.map(({ surface }) => surfaceSharpness(surface)[axis]), reach)) as [ReturnType<typeof sharpnessSpread>, ReturnType<typeof sharpnessSpread>];
  if (across.centre.mean === null) return words.landscape.unknown;
  const each = seeds.map(({ surface }) => planeRatios(surface));
  const ratios = across.ratios.map((_, i) => spread(each.map((one) => one[i]), reach));
  return own.numbers(armText(spreadText(across.centre, three), across.centre.n, parts), ratiosText(ratios, words), own.both(spreadText(across.curvature, three), spreadText(up.curvature, three)));
}

/** The loss at each distance over that in the centre, mean of both axes; unknown where one of them is. */
function planeRatios(surface: Surface): (number | undefined)[] {
  const [across, up] = surfaceSharpness(surface);
  return across.ratios.map((first, i) => {
    const second = up.ratios[i];
    return first === undefined || second === undefined ? undefined : (first + second) / 2;
  });
}

/** Which of the arms has the flattest surroundings on the axes of its plane. */
export function surfaceFindings(all: readonly ArmSurfaces[], words: AnalysisWords): string[] {
  return flatness(all.map(({ arm, seeds }) => ({ label: arm.label, lines: seeds.map(({ surface }) => ({ ratios: planeRatios(surface) })) })), words);
}

function summaryOf(label: string, { loss, x, y }: Surface, words: AnalysisWords): string {
  const known = loss.flat().filter((value) => value !== null);
  if (known.length === 0) return `${label}: ${words.landscape.unknown}`;
  const centre = loss[y.indexOf(0)]?.[x.indexOf(0)];
  return words.landscape.summary(label, three(Math.min(...known)), three(Math.max(...known)), centre === null || centre === undefined ? '–' : three(centre));
}

/** Points without a loss in networks that are done: not finite. */
export function holeRemarks(all: readonly ArmSurfaces[], words: AnalysisWords): string[] {
  return all.flatMap(({ arm, seeds }) => {
    const missing = seeds.filter(({ done }) => done).reduce((sum, { surface }) => sum + surface.loss.flat().filter((loss) => loss === null).length, 0);
    return missing === 0 ? [] : [words.holes(arm.label, missing)];
  });
}

/** One table for each surface that is drawn: rows along direction 2, columns along direction 1. */
export function surfaceTables(smalls: readonly Small[], words: AnalysisWords): NumberTable[] {
  const [first, second] = words.landscape.directions;
  return smalls.map(({ label, surface: { x, y, loss } }) => ({
    caption: `${label}: ${words.landscape.loss}`,
    head: [`${second} ↓ ${first} →`, ...x.map(three)],
    rows: y.map((at, row) => [three(at), ...x.map((_, column) => (typeof loss[row]?.[column] === 'number' ? shortNumber(loss[row][column], 4) : '–'))]).reverse(),
  }));
}

/** Every point of every seed. */
export function surfaceCsv(all: readonly ArmSurfaces[]): NumberRows {
  const rows = all.flatMap(({ arm, seeds }) => seeds.flatMap(({ seed, surface: { x, y, loss } }) => y.flatMap((up, row) => x.map((across, column) => [arm.label, seed, across, up, loss[row]?.[column]]))));
  return { head: ['arm', 'seed', 'direction1', 'direction2', 'loss'], rows };
}
