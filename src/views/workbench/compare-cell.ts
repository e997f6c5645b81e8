/** What a comparison asks for beyond the defaults. */
export interface Comparison {
  /** Names or tokens; the first is the baseline. */
  readonly orders: readonly string[];
  readonly seeds: number;
  readonly architecture: string;
}

/** A cell that compares orders on a short schedule, small enough to be tried at once. */
export function compareCell({ orders, seeds, architecture }: Comparison): string {
  return `compare:
  vary:
    order: [${[...new Set(orders)].join(', ')}]
  seeds: ${seeds}
  train:
    architecture: ${architecture}
    dataset: fashion-mnist
    epochs: 3
    limit: 10000
`;
}
