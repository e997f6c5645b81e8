/** Multiples of a power of ten, from few to many. */
const LADDERS = [[1], [1, 3], [1, 2, 5], [1, 1.5, 2, 3, 5, 7], [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8]];
/** More lines than these can't be told apart, fewer don't show a shape. */
const MOST = 14;
const FEWEST = 5;

/** What all surfaces of a figure are drawn on. */
export interface SurfaceScale {
  /** The losses that contours stand for, from the lowest to the highest. */
  readonly levels: readonly number[];
  /** The lowest and the highest loss that is drawn. */
  readonly least: number;
  readonly most: number;
}

export type Grid = readonly (readonly (number | null)[])[];

/** Levels at round numbers, spaced by factors, over all surfaces together. `cap`: higher losses are drawn as this one. Undefined where nothing is measured. */
export function sharedScale(grids: readonly Grid[], cap: number | undefined): SurfaceScale | undefined {
  let [least, most] = [Infinity, -Infinity];
  for (const grid of grids) {
    for (const row of grid) {
      for (const loss of row) {
        if (loss === null || loss <= 0) continue;
        if (loss < least) least = loss;
        if (loss > most) most = loss;
      }
    }
  }
  if (least > most) return undefined;
  if (cap !== undefined) most = Math.max(least, Math.min(most, cap));
  const ladders = LADDERS.map((steps) => roundLevels(least, most, steps)).filter((levels) => levels.length <= MOST);
  const chosen = ladders.at(-1) ?? [];
  return { levels: chosen.length >= FEWEST ? chosen : evenLevels(least, most), least, most };
}

/** Which of the bands between the levels a loss lies in: 0 below the lowest level. */
export function bandOf(loss: number, { levels }: SurfaceScale): number {
  const above = levels.findIndex((level) => level > loss);
  return above === -1 ? levels.length : above;
}

/** Where a loss stands on the scale, by its logarithm or by itself: 0 at the lowest, 1 at the highest. */
export function heightOf(loss: number, { least, most }: SurfaceScale, logarithmic: boolean): number {
  const kept = Math.min(Math.max(loss, least), most);
  if (most === least) return 0;
  return logarithmic ? Math.log(kept / least) / Math.log(most / least) : (kept - least) / (most - least);
}

function roundLevels(least: number, most: number, steps: readonly number[]): number[] {
  const levels: number[] = [];
  for (let power = Math.floor(Math.log10(least)); power <= Math.floor(Math.log10(most)); power++) {
    for (const step of steps) {
      const level = Number((step * 10 ** power).toPrecision(3));
      if (level > least && level < most) levels.push(level);
    }
  }
  return levels;
}

/** Where the range is too narrow for round numbers. */
function evenLevels(least: number, most: number): number[] {
  if (most / least < 1 + 1e-9) return [];
  return Array.from({ length: 2 * FEWEST }, (_, i) => least * (most / least) ** ((i + 1) / (2 * FEWEST + 1)));
}
