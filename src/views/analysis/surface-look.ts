import type { Theme } from '../ui/series-style';
import { bandOf, type SurfaceScale } from './levels';

/** From low to high: dark to light in even steps of lightness, told apart by colour-blind eyes too (after matplotlib's viridis). */
const RAMP: readonly (readonly [number, number, number])[] = [[68, 1, 84], [59, 82, 139], [33, 145, 140], [94, 201, 98], [253, 231, 37]];
const DARK_INK = '#101418';

/** How surfaces are coloured: a colour for each band between the levels; high contrast has lines alone. */
export interface SurfaceLook {
  readonly theme: Theme;
  /** Fill of a band; the ground's colour in high contrast. */
  readonly band: (index: number) => string;
  /** Lines on the fills. */
  readonly ink: string;
}

export function surfaceLook(theme: Theme, { levels }: SurfaceScale): SurfaceLook {
  if (theme.monochrome) return { theme, band: () => theme.background, ink: theme.text };
  return { theme, band: (index) => rampColour(levels.length === 0 ? 0.5 : index / levels.length), ink: DARK_INK };
}

/** The fill of a loss. */
export function lossColour(loss: number, scale: SurfaceScale, { band }: SurfaceLook): string {
  return band(bandOf(loss, scale));
}

function rampColour(share: number): string {
  const place = Math.max(0, Math.min(1, share)) * (RAMP.length - 1);
  const at = Math.min(RAMP.length - 2, Math.floor(place));
  const [from = [0, 0, 0], to = [0, 0, 0]] = [RAMP[at], RAMP[at + 1]];
  return `rgb(${from.map((part, i) => Math.round(part + ((to[i] ?? part) - part) * (place - at))).join(', ')})`;
}
