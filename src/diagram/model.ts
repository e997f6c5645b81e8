import type { Graph, Layer } from '../resnet/graph';

/** A layer of the graph with what a diagram says of it. Numbers are for one image. */
export interface LayerFacts {
  /** Place in `graph.layers`. */
  readonly index: number;
  readonly layer: Layer;
  /** `3×3, 64, stride 2`. */
  readonly detail: string;
  readonly parameters: number;
  readonly macs: number;
  /** Side of the square of input pixels that one output value depends on, and the step between two neighbours' squares, in pixels. */
  readonly receptiveField: number;
  readonly jump: number;
  /** Bytes of the layer's output as 32-bit floats. */
  readonly activationBytes: number;
}

/** What joins a unit's ends beside its branch. */
export type ShortcutKind = 'identity' | 'projection' | 'padding' | 'none';

export interface UnitFacts {
  /** `layer1.0`. */
  readonly name: string;
  /** In the order of execution, shortcut included. */
  readonly layers: readonly LayerFacts[];
  readonly shortcut: ShortcutKind;
}

/** Neighbouring units that are the same but for their place: drawn once as "× n". */
export interface UnitGroup {
  /** `layer1.1` for one unit, `layer1.1–2` for several. */
  readonly id: string;
  readonly units: readonly UnitFacts[];
}

/** A part of the network in the order of execution: a layer outside the stages, or a stage. */
export type Part =
  | { readonly kind: 'layer'; readonly id: string; readonly facts: LayerFacts }
  /** `id` is the paper's name: `conv2_x`. */
  | { readonly kind: 'stage'; readonly id: string; readonly groups: readonly UnitGroup[] };

/** What a diagram is drawn of: the very graph that is trained, folded. */
export interface DiagramModel {
  readonly graph: Graph;
  readonly parts: readonly Part[];
}
