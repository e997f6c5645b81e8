import { t } from '../base/l10n';
import { Random } from '../base/random';
import type { Graph } from '../resnet/graph';
import type { Analysis, Measurement, Subject } from './analysis';
import { isDeletable, unitSizes, withoutUnits } from './deletion';
import { Evaluator, passWork } from './evaluator';
import type { Damage, LesionNetwork } from './results';
import { arranged, exchangeablePairs, kendallTau, randomArrangement } from './swaps';
import { unitNames } from './units';

export interface LesionSettings {
  /** How many units are deleted together; those beyond what can be deleted are left out. 1, 2, 3, 5, 8, … up to half the units, unless given. */
  readonly several?: readonly number[] | undefined;
  /** How many pairs are exchanged one after the other. As `several`, unless given. */
  readonly swapped?: readonly number[] | undefined;
  /** Random choices of each count. */
  readonly draws: number;
}

export const LESION_DEFAULTS: LesionSettings = { draws: 5 };

/** What a network without some of its units still does. `tau` where units were swapped. */
export interface LesionPoint extends Damage {
  readonly tau?: number;
}

/**
 * Veit 2016 (arXiv 1605.06431), section 4: the whole network, without each unit alone, without several at random, and with units in another
 * order; inference by the running statistics as they were trained. A measurement is one pass over the subject's images.
 * Holds one network's weights in the backend and the activations of one batch in inference (see Evaluator), and no weights of its own.
 */
export function lesionAnalysis(subject: Subject, settings: LesionSettings = LESION_DEFAULTS): Analysis<LesionPoint> {
  const evaluator = new Evaluator(subject);
  return { measurements: [...deletions(subject, settings, evaluator), ...swaps(subject, settings, evaluator)], dispose: () => evaluator.dispose() };
}

function deletions(subject: Subject, { several, draws }: LesionSettings, evaluator: Evaluator): Measurement<LesionPoint>[] {
  const { graph, weights, seed } = subject;
  const deletable = unitNames(graph).filter((unit) => isDeletable(graph, unit));
  // Deleted when it is measured: hundreds of graphs of a deep plain network would weigh more than all else here.
  const without = (name: string, units: readonly string[]): Measurement<LesionPoint> => ({ name, work: passWork(subject), measure: (signal) => evaluator.measure(withoutUnits(graph, weights, units), signal) });
  const counts = (several ?? usualCounts(graph)).filter((count) => count <= deletable.length);
  return [
    without('whole', []),
    ...deletable.map((unit) => without(`deleted/${unit}`, [unit])),
    ...eachDraw(counts, draws, (count, draw) => {
      const order = new Random(seed, 'lesion', 'several', count, draw).shuffle(Int32Array.from(deletable, (_, i) => i));
      return without(`several/${count}/${draw}`, Array.from(order.subarray(0, count), (i) => deletable[i] as string));
    }),
  ];
}

function swaps(subject: Subject, { swapped, draws }: LesionSettings, evaluator: Evaluator): Measurement<LesionPoint>[] {
  const { graph, weights, seed } = subject;
  const pairs = exchangeablePairs(graph);
  if (pairs.length === 0) return [];
  return eachDraw(swapped ?? usualCounts(graph), draws, (count, draw) => {
    const arrangement = randomArrangement(unitNames(graph).length, pairs, count, new Random(seed, 'lesion', 'swapped', count, draw));
    return {
      name: `swapped/${count}/${draw}`,
      work: passWork(subject),
      measure: async (signal) => ({ ...(await evaluator.measure({ graph, weights: arranged(graph, weights, arrangement) }, signal)), tau: kendallTau(arrangement) }),
    };
  });
}

/** All counts once before any of them again, so that what is shown is soon complete in outline. */
function eachDraw(counts: readonly number[], draws: number, make: (count: number, draw: number) => Measurement<LesionPoint>): Measurement<LesionPoint>[] {
  return Array.from({ length: draws }, (_, draw) => counts.map((count) => make(count, draw))).flat();
}

/** 1, 2, 3, 5, 8, … up to half the units. */
function usualCounts(graph: Graph): number[] {
  const most = Math.ceil(unitNames(graph).length / 2);
  const counts: number[] = [];
  for (let [count, next] = [1, 2]; count <= most; [count, next] = [next, count + next]) counts.push(count);
  return counts;
}

/** What is known of a network so far, by the names of the measurements. */
export function lesionOf(id: string, points: ReadonlyMap<string, LesionPoint>, graph: Graph): LesionNetwork {
  const whole = points.get('whole');
  const deleted = unitNames(graph).flatMap((unit): LesionNetwork['deleted'] => {
    if (!isDeletable(graph, unit)) return [{ unit, impossible: impossible(graph, unit) }];
    const damage = points.get(`deleted/${unit}`);
    return damage === undefined ? [] : [{ unit, ...damage }];
  });
  const named = [...points].map(([name, point]) => ({ kind: name.split('/')[0], count: Number(name.split('/')[1]), point }));
  const several = named.filter(({ kind }) => kind === 'several');
  const counts = [...new Set(several.map(({ count }) => count))].sort((a, b) => a - b);
  return {
    id,
    ...(whole !== undefined && { whole }),
    deleted,
    several: counts.map((count) => ({ count, draws: several.filter((draw) => draw.count === count).map(({ point }) => point) })),
    swapped: named.filter(({ kind }) => kind === 'swapped').map(({ count, point: { tau = 1, ...damage } }) => ({ pairs: count, tau, damage })),
  };
}

function impossible(graph: Graph, unit: string): string {
  const { entering, leaving } = unitSizes(graph, unit);
  const size = ({ height, width, channels }: typeof entering): string => `${height}×${width}×${channels}`;
  return t('Without a shortcut nothing can stand in for this unit: {0} enter it, {1} leave it.', size(entering), size(leaving));
}
