import type { Filters } from '../analysis/filters';
import type { LayerChoice } from '../analysis/layer-choices';
import type { NetworkOptions } from '../resnet/graph';
import type { Preprocessing } from '../data/images/preprocessing';

export type { Filters } from '../analysis/filters';
export type { LayerChoice } from '../analysis/layer-choices';
export type { Preprocessing } from '../data/images/preprocessing';

/** What a classification shows, as the views and notebooks have it: small, whole with each update; the rows themselves are asked for. */
export const CLASSIFICATION_MIME = 'application/vnd.resnet-lab.classification+json';
export const CLASSIFICATION_VERSION = 1;

/** A model as a result names it. */
export interface ShownModel {
  readonly name: string;
  /** Its architecture's title and its order in a few words. */
  readonly architecture: string;
  readonly order: string;
  readonly network: NetworkOptions;
  readonly preprocessing: Preprocessing;
  /** Names of the classes, by index, in the user's language. */
  readonly labels: readonly string[];
  /** What finds its weights again. */
  readonly reference: ModelReference;
}

/** Where a model's weights are: a run's checkpoint, an imported model's folder, or a file that is read as it is. */
export type ModelReference =
  | { readonly kind: 'run'; readonly folder: string; readonly checkpoint: 'best' | 'last' }
  | { readonly kind: 'imported'; readonly folder: string }
  | { readonly kind: 'file'; readonly file: string; readonly architecture?: string; readonly order?: string; readonly labels?: string };

/** One class of an answer. */
export interface Guess {
  readonly index: number;
  readonly probability: number;
  readonly logit: number;
}

/** What the models said of one image. */
export interface ResultRow {
  /** Its number in the result, from 0. */
  readonly index: number;
  /** Path relative to `ClassificationData.root`, with `/`. */
  readonly image: string;
  /** Upright, in pixels. */
  readonly width: number;
  readonly height: number;
  /** Class index by the subfolder that it lies in, where that is a class of the first model. */
  readonly truth?: number;
  /** Why it could not be read; then there are no answers. */
  readonly error?: string;
  /** Of each model in turn: its most likely classes, five or as many as there are. */
  readonly answers: readonly (readonly Guess[])[];
}

/** How good a model is on images whose classes are known by their folders. */
export interface Scores {
  readonly images: number;
  /** Fractions. */
  readonly top1: number;
  readonly top5: number;
  /** Classes that occur as truth or as prediction, by index. */
  readonly classes: readonly { readonly index: number; readonly images: number; readonly hits: number; readonly predicted: number }[];
  /** [truth, prediction, images], where there are any. */
  readonly confusion: readonly (readonly [number, number, number])[];
  /** Bins of the first class's probability, of equal width: mean confidence and share of hits (Guo 2017, arXiv 1706.04599). */
  readonly reliability: readonly { readonly from: number; readonly to: number; readonly images: number; readonly confidence: number; readonly accuracy: number }[];
  /** Expected calibration error over those bins. */
  readonly calibrationError: number;
  /** Rows that are wrong, the surest first; twenty at most. */
  readonly worst: readonly number[];
}

/** How often two models name the same class. */
export interface Agreement {
  /** Images that both answered. */
  readonly images: number;
  readonly same: number;
}

/** Ways to make an input of an image that have names: torchvision's two, and that of CIFAR networks. */
export type PresetName = 'v1' | 'v2' | 'cifar';

export interface ClassificationData {
  readonly version: typeof CLASSIFICATION_VERSION;
  readonly title: string;
  /** Folder of its files, which finds it again; what is asked about it names it by this. */
  readonly folder: string;
  readonly state: 'running' | 'stopping' | 'stopped' | 'done' | 'failed';
  /** Of a failed one. */
  readonly error?: string;
  /** Folder that the images' paths are relative to. */
  readonly root: string;
  /** Full paths of the images and folders that were asked for, which classify them again; absent where only the rows know. */
  readonly sources?: readonly string[];
  /** What was asked for in place of the models' own preprocessing. */
  readonly preprocess?: PresetName;
  readonly models: readonly ShownModel[];
  /** Images in all, once they are counted. */
  readonly total?: number;
  /** Rows that can be asked for, those that could not be read among them. */
  readonly rows: number;
  readonly unreadable: number;
  readonly seconds: number;
  readonly secondsLeft?: number;
  /** What computes, in words. */
  readonly backend?: string;
  /** Of each model, where classes are known; absent where none is. */
  readonly scores?: readonly Scores[];
  /** Of two models. */
  readonly agreement?: Agreement;
  readonly notices: readonly string[];
  /** The first rows with small pictures (data addresses), for an output that has nobody to ask. */
  readonly preview: readonly { readonly row: ResultRow; readonly picture?: string }[];
}

/** A picture of a file for a view, upright. */
export interface Picture {
  /** A data address. */
  readonly source: string;
  /** Of the picture, in pixels. */
  readonly width: number;
  readonly height: number;
}

/** Part of an upright image, in its own pixels; may have fractions. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Where a network looked: Grad-CAM (Selvaraju 2017, arXiv 1610.02391). */
export interface Explanation {
  readonly layer: string;
  /** The class that it speaks of. */
  readonly index: number;
  /** All layers that can be chosen, in the order of execution; the default is the last. */
  readonly layers: readonly LayerChoice[];
  readonly height: number;
  readonly width: number;
  /** height × width values from 0 to 1, row by row; all zero where nothing speaks for the class. */
  readonly map: readonly number[];
  /** What the network saw of the image. */
  readonly box: Box;
  /** Size of the image after scaling, before the middle is cut out, in pixels. */
  readonly scaled: { readonly width: number; readonly height: number };
  /** All logits and probabilities of this image. */
  readonly logits: readonly number[];
  readonly probabilities: readonly number[];
}

/** Activations of a layer for one image. */
export interface FeatureMaps {
  readonly layer: string;
  readonly layers: readonly LayerChoice[];
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** Smallest and largest value of each channel. */
  readonly ranges: readonly (readonly [number, number])[];
  /** base64 of channels × height × width bytes, each channel from its smallest value (0) to its largest (255). */
  readonly values: string;
}

/** What a view asks about a classification. `row` is a row's number, `model` the number of a model. */
export type ClassificationQuestion =
  | { readonly kind: 'rows'; readonly from: number; readonly count: number }
  | { readonly kind: 'picture'; readonly row: number; /** Longest side, in pixels. */ readonly size: number }
  | { readonly kind: 'explain'; readonly row: number; readonly model: number; readonly layer?: string; readonly index?: number }
  | { readonly kind: 'features'; readonly row: number; readonly model: number; readonly layer?: string }
  | { readonly kind: 'filters'; readonly model: number };

/** The answer to each. */
export interface ClassificationAnswers {
  readonly rows: readonly ResultRow[];
  readonly picture: Picture;
  readonly explain: Explanation;
  readonly features: FeatureMaps;
  readonly filters: Filters;
}
