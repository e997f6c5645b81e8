import type { Box } from '../../diagram/drawing';
import type { DiagramModel, LayerFacts, UnitGroup } from '../../diagram/model';

export interface Sums {
  readonly parameters: number;
  readonly macs: number;
  readonly activationBytes: number;
}

/** What the boxes of a diagram stand for, and what that costs. */
export class Inventory {
  /** By place in `graph.layers`. */
  readonly facts: readonly LayerFacts[];
  readonly total: Sums;
  private readonly groups: ReadonlyMap<string, UnitGroup>;

  constructor(readonly model: DiagramModel) {
    const groups = model.parts.flatMap((part) => (part.kind === 'stage' ? part.groups : []));
    this.facts = model.parts.flatMap((part) => (part.kind === 'layer' ? [part.facts] : part.groups.flatMap(({ units }) => units.flatMap(({ layers }) => layers))));
    this.groups = new Map(groups.map((group) => [group.id, group]));
    this.total = sums(this.facts);
  }

  /** The layers of a box in the order of execution. */
  layers(box: Box): LayerFacts[] {
    return box.layers.flatMap((index) => this.facts[index] ?? []);
  }

  group(id: string): UnitGroup | undefined {
    return this.groups.get(id);
  }

  sums(box: Box): Sums {
    return sums(this.layers(box));
  }
}

function sums(facts: readonly LayerFacts[]): Sums {
  const sum = (value: (each: LayerFacts) => number): number => facts.reduce((all, each) => all + value(each), 0);
  return { parameters: sum((each) => each.parameters), macs: sum((each) => each.macs), activationBytes: sum((each) => each.activationBytes) };
}
