import type { ProbeKind } from '../../analysis/grids';
import type { Cell, CellOf } from './cell';

/** Cells that train a comparison with probes on. */
export type ProbedKind = 'gradients' | 'activations' | 'smoothness';
/** Cells that look into networks after their training. */
export type StudyKind = 'landscape' | 'lesion' | 'shattered';

/** The first two are recorded together, so that either cell finds the trials of the other. */
const PROBES: Readonly<Record<ProbedKind, readonly ProbeKind[]>> = {
  gradients: ['gradients', 'activations'],
  activations: ['gradients', 'activations'],
  smoothness: ['smoothness'],
};

export function isProbed(cell: Cell): cell is CellOf<ProbedKind> {
  return cell.kind in PROBES;
}

export function isStudy(cell: Cell): cell is CellOf<StudyKind> {
  return cell.kind === 'landscape' || cell.kind === 'lesion' || cell.kind === 'shattered';
}

/** The comparison whose networks a cell is about, with the keys of a `compare` cell. */
export function comparisonCell({ kind, file, keys }: CellOf<ProbedKind> | CellOf<StudyKind>): CellOf<'compare'> {
  const { vary = {}, seeds, train } = keys;
  const probes = kind in PROBES ? PROBES[kind as ProbedKind] : [];
  const every = 'probeEvery' in keys ? keys.probeEvery : undefined;
  return { kind: 'compare', file, keys: { vary, seeds, train, metric: 'testAccuracy', probes: [...probes], probeEvery: every } };
}

/** A cell as one with trials; undefined where it has none of its own. */
export function trialsCell(cell: Cell): CellOf<'train'> | CellOf<'compare'> | undefined {
  if (cell.kind === 'train' || cell.kind === 'compare') return cell;
  return isProbed(cell) ? comparisonCell(cell) : undefined;
}
