import type { ProcessSetup } from '../experiment/trial/events';
import type { Explanation, FeatureMaps, Filters, ModelReference, Preprocessing, PresetName, ResultRow, ShownModel } from './classification-data';

/** What a process that holds models can be asked. Paths are full. */
export type ModelWork =
  | {
      readonly kind: 'classify';
      readonly sources: readonly string[];
      readonly models: readonly ModelReference[];
      readonly preprocess?: PresetName;
      /** Guesses of each model for each image; five, unless given. */
      readonly top?: number;
      /** What was classified before, and is not again. */
      readonly done?: DoneImages;
    }
  | ({ readonly kind: 'explain'; readonly layer?: string; readonly index?: number } & OneImage)
  | ({ readonly kind: 'features'; readonly layer?: string } & OneImage)
  | { readonly kind: 'filters'; readonly model: ModelReference };

/** Images by their paths below a root. */
export interface DoneImages {
  readonly root: string;
  readonly images: readonly string[];
}

interface OneImage {
  readonly model: ModelReference;
  readonly preprocessing: Preprocessing;
  readonly file: string;
}

/** What a classification tells on the way. */
export type ClassifyNews =
  | { readonly kind: 'models'; readonly models: readonly ShownModel[]; readonly backend: string }
  | { readonly kind: 'found'; readonly root: string; readonly total: number; readonly notices: readonly string[] }
  | { readonly kind: 'rows'; readonly rows: readonly ResultRow[] };

/** The answer to each; a classification has told all on the way. */
export interface ModelAnswers {
  readonly classify: null;
  readonly explain: Explanation;
  readonly features: FeatureMaps;
  readonly filters: Filters;
}

/** Parent → process. */
export type ModelRequest =
  | { readonly type: 'model'; readonly id: number; readonly setup: ProcessSetup; readonly work: ModelWork }
  | { readonly type: 'model-stop'; readonly id: number };

/** Process → parent. */
export type ModelEvent =
  | { readonly event: 'model-news'; readonly id: number; readonly news: ClassifyNews }
  | { readonly event: 'model-answer'; readonly id: number; readonly answer: unknown }
  | { readonly event: 'model-failed'; readonly id: number; readonly kind: 'input' | 'work' | 'interrupted'; readonly message: string };

