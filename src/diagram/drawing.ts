import type { Layer } from '../resnet/graph';
import type { ShortcutKind } from './model';

/** What a box stands for. A `unit` box may stand for several units that are the same. */
export type BoxKind = Layer['kind'] | 'stage' | 'unit';

/** A rectangle of a drawing, in pixels at zoom 1. Boxes of what is inside an expanded box lie within it. */
export interface Box {
  /** Stable between drawings of the same network: the id of the part, group or unit, or the layer's name. */
  readonly id: string;
  readonly kind: BoxKind;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly title: string;
  /** Second line: what it does and the shape that it gives. */
  readonly detail: string;
  /** `× 36` where it stands for several units. */
  readonly times: number;
  /** The layers that it stands for, by their place in `graph.layers`. */
  readonly layers: readonly number[];
  /** Of a stage or a unit. */
  readonly expandable: boolean;
  readonly expanded: boolean;
  /** Id of the box that it lies in. */
  readonly within?: string;
}

/** A line from one box to another along `points`. The shortcut of a unit is an edge of its own kind. */
export interface Edge {
  readonly from: string;
  readonly to: string;
  readonly kind: 'path' | 'shortcut';
  readonly shortcut?: ShortcutKind;
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

/** A diagram laid out: what every way of showing it (page, SVG, TikZ, text) draws. */
export interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly Box[];
  readonly edges: readonly Edge[];
}
