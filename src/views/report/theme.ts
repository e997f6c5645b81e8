/** Colours of the page, for what is drawn on a canvas: read from the style sheet, which alone knows them. */
export interface Theme {
  readonly text: string;
  readonly muted: string;
  readonly grid: string;
  readonly background: string;
  readonly font: string;
  readonly series: readonly string[];
  /** Forced colours: series differ by dash and marker alone. */
  readonly monochrome: boolean;
}

/** How an arm is told from the others: by colour, by marker, and where the colours are used up by dashes. */
export interface SeriesStyle {
  readonly colour: string;
  readonly dash: readonly number[];
  readonly marker: Marker;
}

/** Chart.js's names of point styles. */
export type Marker = 'circle' | 'rect' | 'triangle' | 'rectRot' | 'crossRot' | 'cross';

const COLOURS = 6;
const DASHES: readonly (readonly number[])[] = [[], [7, 4], [2, 3], [10, 3, 2, 3], [14, 4], [5, 2]];
const MARKERS: readonly Marker[] = ['circle', 'rect', 'triangle', 'rectRot', 'crossRot', 'cross'];

export function readTheme(): Theme {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  const monochrome = matchMedia('(forced-colors: active)').matches;
  const text = monochrome ? style.color : colour('text');
  return {
    text,
    muted: monochrome ? text : colour('muted'),
    grid: monochrome ? text : colour('grid'),
    background: monochrome ? style.backgroundColor : colour('background'),
    font: style.fontFamily,
    series: Array.from({ length: COLOURS }, (_, i) => (monochrome ? text : colour(`series-${i}`))),
    monochrome,
  };
}

export function seriesStyle(theme: Theme, index: number): SeriesStyle {
  const dash = theme.monochrome ? index : Math.floor(index / COLOURS);
  return {
    colour: theme.series[index % COLOURS] ?? theme.text,
    dash: DASHES[dash % DASHES.length] ?? [],
    marker: MARKERS[index % MARKERS.length] ?? 'circle',
  };
}

/** Calls back whenever the colours have changed, also before and after the page is printed, which is done on white. */
export function onThemeChange(changed: () => void): void {
  for (const query of ['(prefers-color-scheme: dark)', '(forced-colors: active)']) matchMedia(query).addEventListener('change', changed);
  const paper = (on: boolean) => () => {
    document.documentElement.classList.toggle('paper', on);
    changed();
  };
  addEventListener('beforeprint', paper(true));
  addEventListener('afterprint', paper(false));
}
