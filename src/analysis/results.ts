export type AnalysisResult = LesionResult | LandscapeResult | ShatteredResult;
export type AnalysisKind = AnalysisResult['kind'];

/** Errors are fractions of the images. Seeds of an arm are the networks with its label. */
export interface LesionResult {
  readonly kind: 'lesion';
  readonly images: number;
  /** One for each network that has been begun. */
  readonly networks: readonly LesionNetwork[];
}

/** Veit 2016 (arXiv 1605.06431), section 4: what a network still knows without some of its units. */
export interface LesionNetwork {
  readonly id: string;
  readonly whole?: Damage;
  /** One unit deleted: a residual unit becomes its shortcut, a plain one the identity. */
  readonly deleted: readonly ({ readonly unit: string } & (Damage | { readonly impossible: string }))[];
  /** `count` units deleted at random; one damage a draw. */
  readonly several: readonly { readonly count: number; readonly draws: readonly Damage[] }[];
  /** Random pairs of units of one stage swapped; `tau` is Kendall's correlation with the first order. */
  readonly swapped: readonly { readonly pairs: number; readonly tau: number; readonly damage: Damage }[];
}

export interface Damage {
  readonly error: number;
  /** Mean cross-entropy; null where it is not finite. */
  readonly loss: number | null;
}

/** Li 2018 (arXiv 1712.09913): the loss around the weights along filter-normalised random directions. */
export interface LandscapeResult {
  readonly kind: 'landscape';
  readonly images: number;
  readonly networks: readonly LandscapeNetwork[];
}

export interface LandscapeNetwork {
  readonly id: string;
  /** Steps along the first direction, in filter norms, with the loss and the error there; null where it is not measured yet or not finite. */
  readonly line?: { readonly x: readonly number[]; readonly loss: readonly (number | null)[]; readonly error: readonly (number | null)[] };
  /** Rows along the second direction (`y`), columns along the first (`x`). */
  readonly surface?: { readonly x: readonly number[]; readonly y: readonly number[]; readonly loss: readonly (readonly (number | null)[])[] };
}

/** Balduzzi 2017 (arXiv 1702.08591): how the gradient with respect to the input resembles itself a little further along a circle of images. */
export interface ShatteredResult {
  readonly kind: 'shattered';
  /** Images along the circle. */
  readonly points: number;
  readonly networks: readonly ShatteredNetwork[];
}

export interface ShatteredNetwork {
  readonly id: string;
  /** The derivative of the output along the circle at each of its images. */
  readonly derivative: readonly number[];
  /** Its autocorrelation by lag, from lag 0 (1). */
  readonly autocorrelation: readonly number[];
}
