import { color } from 'chart.js/helpers';
import type { Theme } from '../ui/series-style';

type Rgb = readonly [number, number, number];

/** From least to most, ever further from the ground in lightness, so that it can be read without telling hues apart. */
const ON_LIGHT: readonly Rgb[] = [[253, 243, 224], [248, 190, 124], [226, 101, 82], [145, 38, 97], [45, 11, 62]];
const ON_DARK: readonly Rgb[] = [[42, 32, 62], [98, 30, 104], [186, 55, 92], [243, 136, 72], [252, 236, 176]];
/** High contrast has one colour: shares of it on the ground. */
const FAINTEST = 0.12;

/** The colour of a share from 0 to 1. */
export function heatColour(theme: Theme, share: number): string {
  const stops = isDark(theme) ? ON_DARK : ON_LIGHT;
  const [from, to] = theme.monochrome ? (isDark(theme) ? [0, 255] : [255, 0]) : [0, 0];
  const at = Math.max(0, Math.min(1, share));
  if (theme.monochrome) {
    const grey = Math.round(from + (FAINTEST + (1 - FAINTEST) * at) * (to - from));
    return `rgb(${grey}, ${grey}, ${grey})`;
  }
  const place = at * (stops.length - 1);
  const below = Math.min(stops.length - 2, Math.floor(place));
  const [low, high] = [stops[below], stops[below + 1]];
  if (low === undefined || high === undefined) return theme.text;
  const part = (c: 0 | 1 | 2): number => Math.round(low[c] + (place - below) * (high[c] - low[c]));
  return `rgb(${part(0)}, ${part(1)}, ${part(2)})`;
}

/** By its letters, which are a plain colour in every theme. */
function isDark({ text }: Theme): boolean {
  const { r, g, b } = color(text).rgb;
  return 0.299 * r + 0.587 * g + 0.114 * b > 128;
}
