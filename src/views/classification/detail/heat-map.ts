import { color } from 'chart.js/helpers';
import { heatColour } from '../../probes/heat-ramp';
import type { Theme } from '../../ui/series-style';

/** A grid of shares from 0 to 1, row by row. */
export interface HeatMap {
  readonly width: number;
  readonly height: number;
  readonly values: ArrayLike<number>;
}

/**
 * A map with more points, bilinear, with the centres of the outer pixels held to the edge: as torch's `interpolate(mode='bilinear',
 * align_corners=False)`.
 */
export function enlarged({ width, height, values }: HeatMap, toWidth: number, toHeight: number): HeatMap {
  const across = taps(width, toWidth);
  const down = taps(height, toHeight);
  const made = new Float32Array(toWidth * toHeight);
  const at = (row: number, column: number): number => values[row * width + column] ?? 0;
  down.forEach(([top, bottom, low], y) =>
    across.forEach(([left, right, part], x) => {
      const above = at(top, left) * (1 - part) + at(top, right) * part;
      const below = at(bottom, left) * (1 - part) + at(bottom, right) * part;
      made[y * toWidth + x] = above * (1 - low) + below * low;
    }),
  );
  return { width: toWidth, height: toHeight, values: made };
}

/** For each new place the two old ones beside it, and the weight of the second. */
function taps(from: number, to: number): (readonly [number, number, number])[] {
  return Array.from({ length: to }, (_, i) => {
    const place = Math.max(0, ((i + 0.5) * from) / to - 0.5);
    const first = Math.min(from - 1, Math.floor(place));
    return [first, Math.min(from - 1, first + 1), place - first] as const;
  });
}

/** RGB of 256 shares: what lies over a photograph is the same in every theme, from dark to bright. */
export function heatTable(theme: Theme, over: 'page' | 'photograph'): Uint8ClampedArray {
  const used = over === 'page' ? theme : { ...theme, text: '#ffffff', monochrome: false };
  const table = new Uint8ClampedArray(3 * 256);
  for (let i = 0; i < 256; i++) {
    const { r, g, b } = color(heatColour(used, i / 255)).rgb;
    table.set([r, g, b], 3 * i);
  }
  return table;
}

/** Which third of the height and of the width has the largest value, and the part of the area that has half of it or more. */
export interface Strongest {
  readonly row: 0 | 1 | 2;
  readonly column: 0 | 1 | 2;
  readonly area: number;
}

/** Undefined where all is zero. */
export function strongest({ width, height, values }: HeatMap): Strongest | undefined {
  let best = -1;
  let above = 0;
  let most = 0;
  for (let i = 0; i < width * height; i++) {
    if ((values[i] ?? 0) <= most) continue;
    most = values[i] ?? 0;
    best = i;
  }
  if (best < 0) return undefined;
  for (let i = 0; i < width * height; i++) if ((values[i] ?? 0) >= most / 2) above += 1;
  const third = (index: number, of: number): 0 | 1 | 2 => {
    const share = (index + 0.5) / of;
    return share < 1 / 3 ? 0 : share < 2 / 3 ? 1 : 2;
  };
  return { row: third(Math.floor(best / width), height), column: third(best % width, width), area: above / (width * height) };
}
