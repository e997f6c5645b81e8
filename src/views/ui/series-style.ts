/** Colours of the page, for what is drawn on a canvas: read from the style sheet, which alone knows them. */
export interface Theme {
  readonly text: string;
  readonly muted: string;
  readonly grid: string;
  readonly background: string;
  readonly font: string;
  /** Pixels. */
  readonly fontSize: number;
  readonly series: readonly string[];
  /** High contrast: series differ by dash and marker alone. */
  readonly monochrome: boolean;
}

/** How a series is told from the others: by colour, by marker, and where the colours are used up by dashes. */
export interface SeriesStyle {
  readonly colour: string;
  readonly dash: readonly number[];
  readonly marker: Marker;
}

/** Chart.js's names of point styles. */
export type Marker = 'circle' | 'rect' | 'triangle' | 'rectRot' | 'crossRot' | 'cross';

/** Colours of the palette; beyond them dashes tell series apart. */
export const COLOURS = 6;
const DASHES: readonly (readonly number[])[] = [[], [7, 4], [2, 3], [10, 3, 2, 3], [14, 4], [5, 2]];
const MARKERS: readonly Marker[] = ['circle', 'rect', 'triangle', 'rectRot', 'crossRot', 'cross'];

export function seriesStyle(theme: Theme, index: number): SeriesStyle {
  const dash = theme.monochrome ? index : Math.floor(index / COLOURS);
  return {
    colour: theme.series[index % COLOURS] ?? theme.text,
    dash: DASHES[dash % DASHES.length] ?? [],
    marker: MARKERS[index % MARKERS.length] ?? 'circle',
  };
}

/** A class by which the style sheet colours a series' parts. */
export function seriesClass(index: number): string {
  return `series-${index % COLOURS}`;
}
