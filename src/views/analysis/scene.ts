import type { AnalysisData } from '../../experiment/analysis-data';
import type { ShownArm } from './plot';

/** What is to be drawn: the data, and the arms that the reader has not hidden. */
export interface Scene {
  readonly data: AnalysisData;
  readonly arms: readonly ShownArm[];
  /** Something is still to be measured. */
  readonly partial: boolean;
}

/** The figures of one kind of analysis. */
export interface Section<Result> {
  readonly root: HTMLElement;
  draw(scene: Scene, result: Result): void;
  dispose(): void;
}
