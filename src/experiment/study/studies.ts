import type { Analysis, Subject } from '../../analysis/analysis';
import { lesionAnalysis, lesionOf, type LesionPoint } from '../../analysis/lesion';
import { LANDSCAPE_DEFAULTS, landscapeAnalysis, landscapeOf, type LandscapePoint, type LandscapeSettings } from '../../analysis/landscape';
import type { AnalysisResult } from '../../analysis/results';
import { shatteredAnalysis, shatteredOf, type ShatteredPoint } from '../../analysis/shattered';
import type { Graph } from '../../resnet/graph';
import type { CellOf } from '../cell/cell';
import type { StudyKind } from '../cell/networks';
import { evaluationBytes, trainingBytes } from '../trial/resources';

/** The two that a circle goes through are chosen from so many. */
const SHATTERED_IMAGES = 256;

/** Images at a time: bounds the memory of a study. */
export const STUDY_BATCH = 128;

/** What a study cell asks for beside its networks: what decides its numbers. */
export type StudySettings = { readonly kind: StudyKind; readonly images: number } & Readonly<Record<string, number | string>>;

/** How a study is done: which images it takes, how it measures, and what its points come to. */
interface Study {
  readonly split: 'train' | 'test';
  /** Bytes that measuring a network takes. */
  bytes(graph: Graph, settings: StudySettings): number;
  begin(subject: Subject, settings: StudySettings): Analysis<unknown>;
  compose(networks: readonly MeasuredNetwork[], settings: StudySettings): AnalysisResult;
}

/** A network with what was measured of it so far, by the names of the measurements. */
export interface MeasuredNetwork {
  readonly id: string;
  readonly graph: Graph;
  readonly points: ReadonlyMap<string, unknown>;
}

export const STUDIES: Readonly<Record<StudyKind, Study>> = {
  lesion: {
    split: 'test',
    bytes: (graph) => evaluationBytes(graph, STUDY_BATCH),
    begin: (subject, { draws }) => lesionAnalysis(subject, { draws: Number(draws) }),
    compose: (networks, { images }) => ({ kind: 'lesion', images, networks: networks.map(({ id, points, graph }) => lesionOf(id, points as ReadonlyMap<string, LesionPoint>, graph)) }),
  },
  landscape: {
    split: 'train',
    bytes: (graph) => evaluationBytes(graph, STUDY_BATCH),
    begin: (subject, settings) => landscapeAnalysis(subject, landscapeSettings(settings)),
    compose: (networks, settings) => ({ kind: 'landscape', images: settings.images, networks: networks.map(({ id, points }) => landscapeOf(id, points as ReadonlyMap<string, LandscapePoint>, landscapeSettings(settings))) }),
  },
  shattered: {
    split: 'test',
    // What a training step of so many images keeps.
    bytes: (graph, { points }) => trainingBytes(graph, Number(points)),
    begin: (subject, { points }) => shatteredAnalysis(subject, { points: Number(points) }),
    compose: (networks, { points }) => ({ kind: 'shattered', points: Number(points), networks: networks.map((network) => shatteredOf(network.id, network.points as ReadonlyMap<string, ShatteredPoint>)) }),
  },
};

function landscapeSettings({ dimensions, points, radius }: StudySettings): LandscapeSettings {
  return { dimensions: dimensions === 1 ? 1 : 2, points: Number(points), radius: Number(radius) };
}

/** The settings of a study cell. */
export function studySettings({ kind, keys }: CellOf<StudyKind>): StudySettings {
  if (kind === 'lesion') return { kind, images: keys.images, draws: keys.draws };
  if (kind === 'shattered') return { kind, images: SHATTERED_IMAGES, points: keys.points };
  const { images, dimensions, radius, points = LANDSCAPE_DEFAULTS[dimensions === 1 ? 1 : 2].points } = keys;
  return { kind, images, dimensions, points, radius };
}
