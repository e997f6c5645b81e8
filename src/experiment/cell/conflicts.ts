import { t } from '../../base/l10n';
import type { Cell, CellOf } from './cell';
import { baselinePoints, canonicalValue, gridOf, seedList, variedKeys, type Point } from './grid';
import { againstKeys, diagramGraph } from './diagram';
import { comparisonCell } from './networks';
import { conflicts, graphConflicts, idleKeys, type Conflict } from './resolve';
import { datasetSchema, type CompareKeys } from './schema';
import type { Path } from './yaml-source';

/** Keys of a cell that don't go together; `path` leads to the key from the cell's top. */
export interface CellConflict {
  readonly path: Path;
  readonly message: string;
}

/** More trials than anybody waits for; a slip of the keyboard is likelier. */
const MOST_TRIALS = 2000;

/** Everything in a cell that is valid by itself but doesn't go together. */
export function findConflicts(cell: Cell): CellConflict[] {
  switch (cell.kind) {
    case 'train':
      return conflicts(cell.keys).map(({ key, message }) => ({ path: ['train', key], message }));
    case 'compare':
      return [...unvaried(cell), ...gridConflicts(cell)].map(({ path: within, message }) => ({ path: ['compare', ...within], message }));
    case 'gradients':
    case 'activations':
    case 'smoothness':
    case 'landscape':
    case 'lesion':
    case 'shattered':
      return gridConflicts(comparisonCell(cell)).map(({ path: within, message }) => ({ path: [cell.kind, ...within], message }));
    case 'dataset':
      return idleKeys(cell.keys, datasetSchema.shape).map(({ key, message }) => ({ path: ['dataset', key], message }));
    case 'diagram':
      return diagramConflicts(cell);
    case 'evaluate':
    case 'classify':
      return [];
  }
}

function unvaried({ keys }: CellOf<'compare'>): CellConflict[] {
  return variedKeys(keys).length > 0 ? [] : [{ path: ['vary'], message: t('nothing is varied: give at least one key of train a list of values.') }];
}

function diagramConflicts({ keys }: CellOf<'diagram'>): CellConflict[] {
  const own = graphConflicts(keys, () => diagramGraph(keys)).map(({ key, message }): CellConflict => ({ path: ['diagram', key], message }));
  const { against } = keys;
  if (own.length > 0 || against === undefined) return own;
  return graphConflicts(against, () => diagramGraph(againstKeys(keys))).map(({ key, message }) => ({ path: ['diagram', 'against', ...(key in against ? [key] : [])], message }));
}

/** What does not go together in the trials of a comparison, or of an analysis, which may have one arm alone. */
export function gridConflicts(cell: CellOf<'compare'>): CellConflict[] {
  const { keys } = cell;
  const varied = variedKeys(keys);
  const trials = varied.reduce((product, key) => product * (keys.vary[key]?.length ?? 1), seedList(keys).length);
  if (trials > MOST_TRIALS) return [{ path: ['vary'], message: t('the grid has {0} trials; at most {1} are allowed.', trials, MOST_TRIALS) }];
  const points = gridOf(cell);
  return [...seedConflicts(keys), ...armConflicts(keys, points), ...metricConflicts(keys, points), ...baselineConflicts(keys, points)];
}

function seedConflicts({ seeds }: CompareKeys): CellConflict[] {
  if (typeof seeds === 'number') return [];
  return seeds.flatMap((seed, i) => (seeds.indexOf(seed) < i ? [{ path: ['seeds', i], message: t('seed {0} stands here twice: remove one.', seed) }] : []));
}

/** What doesn't go together in some arm, said once with the arms' names; idle keys only where they have no effect in any arm. */
function armConflicts(keys: CompareKeys, points: readonly Point[]): CellConflict[] {
  const groups = new Map<string, { conflict: Conflict; where: Point[] }>();
  const known = new Map<string, Conflict[]>();
  for (const point of points) {
    for (const conflict of conflicts(point.keys, known)) {
      const name = conflict.idle ? conflict.key : `${conflict.key}: ${conflict.message}`;
      const group = groups.get(name) ?? { conflict, where: [] };
      groups.set(name, group);
      group.where.push(point);
    }
  }
  return [...groups.values()].flatMap(({ conflict, where }) => {
    const everywhere = where.length === points.length;
    if (conflict.idle && !everywhere) return [];
    return [{ path: pathOf(keys, conflict.key, where[0]?.values), message: everywhere ? conflict.message : t('{0}: {1}', armsPhrase(where), conflict.message) }];
  });
}

function pathOf({ vary }: CompareKeys, key: string, values: Point['values'] = {}): Path {
  const list = vary[key];
  return list === undefined ? ['train', key] : ['vary', key, list.findIndex((value) => canonicalValue(key, value) === values[key])];
}

function armsPhrase(points: readonly Point[]): string {
  return new Set(points.map(({ label }) => label)).size > 1 ? t('arms {0}', armNames(points)) : t('arm {0}', armNames(points));
}

/** The first three, and how many more. */
function armNames(points: readonly Point[]): string {
  const names = [...new Set(points.map(({ label }) => `"${label}"`))];
  const first = names.slice(0, 3).join(', ');
  return names.length > 3 ? t('{0} and {1} more', first, names.length - 3) : first;
}

function metricConflicts({ metric }: CompareKeys, points: readonly Point[]): CellConflict[] {
  const needed = metric.startsWith('validation');
  return !needed || points.every(({ config }) => config.validation > 0) ? [] : [{ path: ['metric'], message: t('{0} needs held-out images, but validation is 0.', metric) }];
}

function baselineConflicts(keys: CompareKeys, points: readonly Point[]): CellConflict[] {
  const { baseline } = keys;
  const varied = variedKeys(keys);
  if (baseline === undefined) return [];
  const problem = (message: string, ...key: string[]): CellConflict[] => [{ path: ['baseline', ...key], message }];
  if (typeof baseline !== 'object' && varied.length > 1) return problem(t("{0} are varied: give the baseline's values by key, such as {1}.", varied.reduce((some, key) => t('{0} and {1}', some, key)), `{ ${varied.map((key) => `${key}: …`).join(', ')} }`));
  const foreign = typeof baseline === 'object' ? Object.keys(baseline).find((key) => !varied.includes(key)) : undefined;
  if (foreign !== undefined) return problem(t('"{0}" is not varied, so it can\'t tell arms apart.', foreign), foreign);
  const { length } = baselinePoints(keys, points);
  if (length === 1) return [];
  return problem(length === 0 ? t('no arm is named so; the arms are {0}.', armNames(points)) : t('{0} arms are named so; the arms are {1}.', length, armNames(points)));
}
