import type { ArmProbes, ReportProbes } from '../../experiment/probe-data';
import type { ReportData } from '../../experiment/report-data';
import type { Range } from '../chart/chart-options';
import { comparesArms } from '../chart/curves';
import { shortNumber } from '../chart/numbers';
import type { Strings } from '../text/strings';
import type { ProbesWords } from '../text/probes-words';
import { seriesStyle, type SeriesStyle, type Theme } from '../ui/series-style';
import type { ViewParts } from '../view/context';
import { colouredLabels } from '../view/legend-entries';
import { gridsOf, measuresOf, type Measure, type MeasureGrid } from './measures';
import { mergedNames, momentsOf } from './places';

/** An arm as it is drawn. */
export interface SeenArm {
  readonly probes: ArmProbes;
  /** Its place among the report's arms, which gives it its style. */
  readonly key: number;
  readonly label: string;
  readonly style: SeriesStyle;
  readonly coloured: boolean;
  /** Of the chosen measure; none where it has no values. */
  readonly grids: readonly MeasureGrid[];
}

/** What there is to see of a measure: the data, and what the reader has chosen. */
export interface Seen {
  readonly report: ReportData;
  readonly measure: Measure;
  readonly logarithmic: boolean;
  /** Those that are shown and have values. */
  readonly arms: readonly SeenArm[];
  /** Labels of those that are shown and have none. */
  readonly lacking: readonly string[];
  /** All layers or units, from input to output. */
  readonly names: readonly string[];
  /** All recorded steps. */
  readonly moments: readonly number[];
  /** The moment that is looked at. */
  readonly step: number;
  /** From the least to the greatest value at any step, as drawn; undefined where there is none. */
  readonly extent: Range | undefined;
  readonly theme: Theme;
  readonly strings: Strings;
  readonly words: ProbesWords;
}

/** Arms that the legend shows, whatever they have. */
export function shownArms(report: ReportData, { arms }: ReportProbes, { choices, strings, theme: themeOf }: ViewParts): Omit<SeenArm, 'grids'>[] {
  const theme = themeOf();
  const single = !comparesArms(report);
  const coloured = colouredLabels(report, strings, choices);
  return arms.flatMap((probes) => {
    const label = probes.arm;
    if (!choices.isShown(label)) return [];
    const key = Math.max(0, report.arms.findIndex((arm) => arm.label === label));
    const own = single || coloured.has(label);
    return [{ probes, key, label, coloured: own, style: own ? seriesStyle(theme, key) : { colour: theme.muted, dash: [], marker: 'circle' as const } }];
  });
}

/** Undefined where nothing was measured by layer. */
export function seenOf(report: ReportData, probes: ReportProbes, parts: ViewParts, words: ProbesWords): Seen | undefined {
  const chosen = parts.choices.now.probes ?? {};
  const measures = measuresOf(probes);
  const measure = measures.find(({ id }) => id === chosen.measure) ?? measures[0];
  const moments = momentsOf(probes.arms);
  const newest = moments.at(-1);
  if (measure === undefined || newest === undefined) return undefined;
  const shown = shownArms(report, probes, parts);
  const arms = shown.flatMap((arm): SeenArm[] => {
    const grids = gridsOf(arm.probes, measure.id);
    return grids.length === 0 ? [] : [{ ...arm, grids }];
  });
  const logarithmic = measure.logarithmic !== undefined && (chosen.logarithmic ?? measure.logarithmic);
  return {
    report,
    measure,
    logarithmic,
    arms,
    lacking: shown.filter(({ label }) => arms.every((arm) => arm.label !== label)).map(({ label }) => label),
    names: mergedNames(probes.arms.flatMap((arm) => gridsOf(arm, measure.id)).map(({ grid }) => grid.names)),
    moments,
    step: chosen.step === undefined ? newest : nearest(moments, chosen.step),
    extent: extentOf(arms, logarithmic, measure.fraction),
    theme: parts.theme(),
    strings: parts.strings,
    words,
  };
}

/** A value as it is written: four significant digits, shares as per cent. */
export function valueWords(value: number | null | undefined, { measure, strings, words }: Pick<Seen, 'measure' | 'strings' | 'words'>, digits = 4): string {
  if (value === null || value === undefined || Number.isNaN(value)) return words.none;
  return measure.fraction ? strings.percent(shortNumber(100 * value, digits)) : shortNumber(value, digits);
}

export function nearest(moments: readonly number[], step: number): number {
  return moments.reduce((best, at) => (Math.abs(at - step) < Math.abs(best - step) ? at : best), Infinity);
}

function extentOf(arms: readonly SeenArm[], logarithmic: boolean, fraction: boolean): Range | undefined {
  let [low, high] = [Infinity, -Infinity];
  for (const { grids } of arms) {
    for (const { grid } of grids) {
      for (const row of grid.mean) {
        for (const value of row) {
          if (value === null || (logarithmic && value <= 0)) continue;
          if (value < low) low = value;
          if (value > high) high = value;
        }
      }
    }
  }
  const factor = fraction ? 100 : 1;
  return low > high ? undefined : [factor * low, factor * high];
}
