import type { Weights } from '../network/initialise';
import type { Analysis, Measurement, Subject } from './analysis';
import { moved, randomDirection } from './directions';
import { Evaluator, passWork } from './evaluator';
import type { LandscapeNetwork } from './results';

export interface LandscapeSettings {
  /** A line along the first direction, or a surface over both. */
  readonly dimensions: 1 | 2;
  /** Points a side; odd, so that the network itself is one of them. */
  readonly points: number;
  /** The farthest point of a side, in lengths of the filters. */
  readonly radius: number;
}

/** A pass over the subject's images a point: 41, or 225. */
export const LANDSCAPE_DEFAULTS: Readonly<Record<1 | 2, LandscapeSettings>> = {
  1: { dimensions: 1, points: 41, radius: 1 },
  2: { dimensions: 2, points: 15, radius: 1 },
};

/** One point of the line, or one row of the surface. Null where the loss is not finite. */
export interface LandscapePoint {
  readonly loss: readonly (number | null)[];
  readonly error: readonly (number | null)[];
}

/**
 * Li 2018 (arXiv 1712.09913): loss and error on a line or a plane through the network's weights, along random directions with the length of its
 * filters; batch norm by the running statistics of the network itself, as in the paper's code.
 * Holds one network's weights in the backend with the activations of one batch in inference (see Evaluator), and on the host, while it measures
 * and until `dispose()`, the directions and the moved weights: as much as the weights once for each dimension and once more for the sum.
 */
export function landscapeAnalysis(subject: Subject, settings: LandscapeSettings): Analysis<LandscapePoint> {
  const { graph, weights, seed } = subject;
  const evaluator = new Evaluator(subject);
  const directions = new Map<number, Weights>();
  const direction = (index: number): Weights => {
    const known = directions.get(index) ?? randomDirection(graph, weights, seed, index);
    directions.set(index, known);
    return known;
  };
  const at = (x: number, y: number): Weights => moved(weights, [{ direction: direction(0), by: x }, ...(settings.dimensions === 2 ? [{ direction: direction(1), by: y }] : [])]);
  const along = (name: string, xs: readonly number[], y: number): Measurement<LandscapePoint> => ({
    name,
    work: passWork(subject) * xs.length,
    measure: async (signal) => {
      const point = { loss: [] as (number | null)[], error: [] as (number | null)[] };
      for (const x of xs) {
        const { loss, error } = await evaluator.measure({ graph, weights: at(x, y) }, signal);
        point.loss.push(loss);
        point.error.push(loss === null ? null : error);
      }
      return point;
    },
  });
  const steps = stepsOf(settings);
  return {
    measurements: settings.dimensions === 1 ? steps.map((x, i) => along(`point/${i}`, [x], 0)) : steps.map((y, i) => along(`row/${i}`, steps, y)),
    dispose: () => {
      evaluator.dispose();
      directions.clear();
    },
  };
}

/** What is known of a network so far, by the names of the measurements. */
export function landscapeOf(id: string, points: ReadonlyMap<string, LandscapePoint>, settings: LandscapeSettings): LandscapeNetwork {
  const x = stepsOf(settings);
  if (settings.dimensions === 1) {
    const line = x.map((_, i) => points.get(`point/${i}`));
    return { id, line: { x, loss: line.map((point) => point?.loss[0] ?? null), error: line.map((point) => point?.error[0] ?? null) } };
  }
  return { id, surface: { x, y: x, loss: x.map((_, i) => points.get(`row/${i}`)?.loss ?? x.map(() => null)) } };
}

/** The points of a side, from −radius to radius. */
function stepsOf({ points, radius }: LandscapeSettings): number[] {
  const middle = (points - 1) / 2;
  return Array.from({ length: points }, (_, i) => (radius * (i - middle)) / middle);
}
